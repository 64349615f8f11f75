"""`kaye pay`: money received, given back, given up, used from an advance; cheques cleared or bounced; mistakes."""

from typing import TYPE_CHECKING, Any

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option

if TYPE_CHECKING:
    from datetime import datetime

    from kaye.records.models import Business, Customer, Payment


@click.command(
    "pay", help="Note un paiement reçu, rendu, annulé ; une perte ; l'avance utilisée ; un chèque."
)
@business_option
@click.option("--customer", metavar="NOM", help="Le client (sans civilité ni accents si vous voulez).")
@click.option("--amount", metavar="MONTANT", help="5000, « 25 000 », « 1 234,56 ».")
@click.option(
    "--debt", "debts", multiple=True, metavar="RÉF[=MONTANT]", help="Seulement cette facture ou cette dette."
)
@click.option(
    "--method", default="cash", metavar="MOYEN", help="cash, cheque, transfer, mobile, card, other."
)
@click.option("--reference", default="", metavar="TEXTE", help="Référence du virement ou du dépôt.")
@click.option(
    "--on", "received_on", metavar="DATE", help="Jour où l'argent est arrivé (aujourd'hui par défaut)."
)
@click.option("--clear", metavar="N°", help="Ce chèque est encaissé.")
@click.option("--bounce", metavar="N°", help="Ce chèque est revenu impayé.")
@click.option("--reverse", metavar="N°", help="Annule ce paiement, ce remboursement ou cette perte.")
@click.option("--refund", metavar="MONTANT", help="Rend de l'argent payé d'avance.")
@click.option(
    "--write-off", "lost", metavar="MONTANT", help="Abandonne cette somme (avec --debt et --reason)."
)
@click.option("--apply-credit", "use_credit", is_flag=True, help="Utilise ce qui est payé d'avance.")
@click.option("--reason", default="", metavar="TEXTE", help="Pourquoi.")
@as_option
@at_option
@json_option
def command(**given: Any) -> None:
    acts = [name for name in ("clear", "bounce", "reverse", "refund", "lost", "use_credit") if given[name]]
    if len(acts) > 1:
        raise click.UsageError("Choisissez une seule chose : payer, encaisser, annuler, rendre, abandonner…")
    with in_business(given["business"]) as owner:
        now = instant(given["at"], owner.country)
        do = _ACTS[acts[0]] if acts else _receive
        shape, text = do(owner, given, now)
        answer(shape, given["as_json"], text)


Said = tuple[dict[str, Any], str]


def _receive(owner: "Business", given: dict[str, Any], now: "datetime") -> Said:
    from kaye.actions import money_shape as money
    from kaye.actions.record_payment import record_payment
    from kaye.cli.acting import acting
    from kaye.cli.reading import typed_amount, typed_day
    from kaye.records.calendars import currency_of, local_day
    from kaye.rules.money import format_money

    if not given["amount"]:
        raise click.UsageError("Il manque --amount, le montant reçu.")
    found = _customer(owner, given)
    minor = typed_amount(given["amount"], owner, "--amount")
    assert minor is not None
    result = record_payment(
        business=owner,
        customer=found,
        amount=minor,
        received_on=typed_day(given["received_on"], owner, now, "--on") or local_day(owner, now),
        now=now,
        method=given["method"],
        reference=given["reference"],
        debts=given["debts"],
        by=acting(owner, given["acting_as"], "payments"),
    )
    code = currency_of(owner).code
    left = format_money(result.balance, code) if result.balance else "plus rien"
    kept = " Chèque à encaisser : rien n'est encore compté." if result.payment.state == "pending" else ""
    text = f"{found.name} : {format_money(minor, code)} reçus. Doit encore {left}.{kept}"
    return money.paid(result, code), text


def _clear(owner: "Business", given: dict[str, Any], now: "datetime") -> Said:
    from kaye.actions.clear_cheque import clear_cheque

    by = _by(owner, given, "payments")
    result = clear_cheque(business=owner, payment=_payment(owner, given["clear"]), now=now, by=by)
    return _shown(owner, result, "Chèque encaissé.")


def _bounce(owner: "Business", given: dict[str, Any], now: "datetime") -> Said:
    from kaye.actions.bounce_cheque import bounce_cheque

    by = _by(owner, given, "payments")
    row = _payment(owner, given["bounce"])
    result = bounce_cheque(business=owner, payment=row, now=now, reason=given["reason"], by=by)
    shape, text = _shown(owner, result, "Chèque impayé : la dette reprend ses dates.")
    shape["payment"]["state"] = "bounced"
    return shape, text


def _reverse(owner: "Business", given: dict[str, Any], now: "datetime") -> Said:
    from kaye.actions.own_payment import reversal_right
    from kaye.actions.reverse_payment import reverse_payment

    if given["reverse"].startswith("w"):
        return _find_again(owner, given, now)
    row = _payment(owner, given["reverse"])
    by = _by(owner, given, reversal_right(owner, row, given["acting_as"] or "", now))
    result = reverse_payment(business=owner, payment=row, reason=given["reason"], now=now, by=by)
    return _shown(owner, result, "Paiement annulé.")


def _refund(owner: "Business", given: dict[str, Any], now: "datetime") -> Said:
    from kaye.actions.refund import refund
    from kaye.cli.reading import typed_amount, typed_day

    by = _by(owner, given, "refund")
    minor = typed_amount(given["refund"], owner, "--refund")
    assert minor is not None
    result = refund(
        business=owner,
        customer=_customer(owner, given),
        amount=minor,
        now=now,
        on=typed_day(given["received_on"], owner, now, "--on"),
        method=given["method"],
        reference=given["reference"],
        reason=given["reason"],
        by=by,
    )
    return _shown(owner, result, "Argent rendu.")


def _lose(owner: "Business", given: dict[str, Any], now: "datetime") -> Said:
    from kaye.actions.write_off import write_off
    from kaye.cli.reading import typed_amount

    by = _by(owner, given, "write_off")
    found = _customer(owner, given)
    minor = typed_amount(given["lost"], owner, "--write-off")
    assert minor is not None
    done = write_off(
        business=owner,
        customer=found,
        amount=minor,
        debts=given["debts"],
        reason=given["reason"],
        now=now,
        by=by,
    )
    return _standing(owner, found, done.id, done.amount, "written_off", now)


def _find_again(owner: "Business", given: dict[str, Any], now: "datetime") -> Said:
    from kaye.actions.write_off import take_back_write_off
    from kaye.records.models import Reduction

    by = _by(owner, given, "write_off")
    text = given["reverse"][1:]
    row = Reduction.objects.filter(
        business=owner, kind="write_off", pk=int(text) if text.isdecimal() and len(text) < 19 else 0
    )
    found = row.select_related("customer").first()
    if found is None:
        raise click.ClickException(f"Aucune perte ne porte le numéro {given['reverse']}.")
    amount = take_back_write_off(
        business=owner,
        customer=found.customer,
        write_off_id=found.pk,
        reason=given["reason"],
        now=now,
        by=by,
    )
    return _standing(owner, found.customer, found.pk, amount, "reversed", now)


def _use(owner: "Business", given: dict[str, Any], now: "datetime") -> Said:
    from kaye.actions import money_shape as money
    from kaye.actions.apply_credit import apply_credit
    from kaye.records.calendars import currency_of
    from kaye.rules.money import format_money

    by = _by(owner, given, "payments")
    found = _customer(owner, given)
    done = apply_credit(business=owner, customer=found, now=now, debts=given["debts"], by=by)
    code = currency_of(owner).code
    return money.used(
        found, done, code
    ), f"{found.name} : {format_money(done.amount, code)} d'avance utilisés."


_ACTS = {
    "clear": _clear,
    "bounce": _bounce,
    "reverse": _reverse,
    "refund": _refund,
    "lost": _lose,
    "use_credit": _use,
}


def _by(owner: "Business", given: dict[str, Any], act: str) -> str:
    from kaye.cli.acting import acting

    return acting(owner, given["acting_as"], act)


def _customer(owner: "Business", given: dict[str, Any]) -> "Customer":
    from kaye.actions.find_customer import find_customer

    if not given["customer"]:
        raise click.UsageError("Il manque --customer, le nom du client.")
    return find_customer(business=owner, text=given["customer"])


def _payment(owner: "Business", text: str) -> "Payment":
    from kaye.records.models import Payment

    number = int(text) if text.isdecimal() and len(text) < 19 else 0
    found = Payment.objects.filter(business=owner, pk=number).select_related("customer").first()
    if found is None:
        raise click.ClickException(f"Aucun paiement ne porte le numéro {text}.")
    return found


def _shown(owner: "Business", result: Any, head: str) -> Said:
    from kaye.actions import money_shape as money
    from kaye.records.calendars import currency_of
    from kaye.rules.money import format_money

    code = currency_of(owner).code
    left = format_money(result.balance, code) if result.balance else "plus rien"
    return money.paid(result, code), f"{head} Doit {left}, d'avance {format_money(result.credit, code)}."


def _standing(
    owner: "Business", found: "Customer", row: int, amount: int, state: str, now: "datetime"
) -> Said:
    from kaye.actions import money_shape as money
    from kaye.actions import shapes
    from kaye.actions.record_payment import owed_by
    from kaye.records.calendars import currency_of, local_day
    from kaye.records.queries.money import credit_of, pending_of
    from kaye.rules.money import format_money

    code = currency_of(owner).code
    balance = owed_by(found)
    shape: dict[str, Any] = {
        "payment": money.lost(row, amount, state, local_day(owner, now).isoformat(), code),
        "customer": {"id": found.pk, "name": found.name},
        "allocations": [],
        "unallocated": shapes.money(0, code),
        "rounding": shapes.money(0, code),
        "balance": shapes.money(balance, code),
        "credit": shapes.money(credit_of(found), code),
        "pending": shapes.money(pending_of(found), code),
    }
    word = "abandonnés" if state == "written_off" else "de nouveau dus"
    return shape, f"{found.name} : {format_money(amount, code)} {word}. Doit {format_money(balance, code)}."
