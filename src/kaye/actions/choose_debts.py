"""The debts of a customer that a person named."""

from collections.abc import Sequence

from kaye.actions.refusal import Refusal
from kaye.records.calendars import currency_of
from kaye.records.models import Business, Customer, Receivable
from kaye.records.sums import open_instalments
from kaye.rules.money import MoneyError, parse_money
from kaye.rules.people import search_key

Share = tuple[Receivable, int | None]


def choose_debts(business: Business, customer: Customer, named: Sequence[str | int]) -> list[Receivable]:
    """Open debts by number of invoice, by id or by what was bought. Raises Refusal with the list."""
    debts = _open_debts(business, customer)
    return [_one(debts, customer, name) for name in dict.fromkeys(named)]


def choose_shares(business: Business, customer: Customer, named: Sequence[str | int]) -> list[Share]:
    """The same, each with the part of a payment meant for it: « F2026-0001=500 » (M24). Raises Refusal."""
    debts = _open_debts(business, customer)
    found: dict[int, Share] = {}
    for name in named:
        debt, amount = _share(business, debts, customer, name)
        if debt.pk in found:
            raise Refusal(f"« {debt.reference or debt.label} » est nommée deux fois : gardez-en une.")
        found[debt.pk] = (debt, amount)
    return list(found.values())


def _open_debts(business: Business, customer: Customer) -> list[Receivable]:
    owing = open_instalments(business).filter(customer=customer).values("receivable")
    return list(Receivable.objects.filter(pk__in=owing).order_by("issued_on", "id"))


def _share(business: Business, debts: list[Receivable], customer: Customer, name: str | int) -> Share:
    head, sign, figures = str(name).rpartition("=")
    if not sign or _found(debts, name) is not None:
        return _one(debts, customer, name), None
    try:
        amount = parse_money(figures, currency_of(business).code)
    except MoneyError as fault:
        raise Refusal(f"« {name} » : {fault}") from None
    if amount <= 0:
        raise Refusal(f"« {name} » : donnez un montant plus grand que zéro.")
    return _one(debts, customer, head), amount


def _one(debts: list[Receivable], customer: Customer, name: str | int) -> Receivable:
    if (found := _found(debts, name)) is not None:
        return found
    known = ", ".join(f"{debt.reference or debt.label} (#{debt.pk})" for debt in debts[:10])
    if not known:
        raise Refusal(f"{customer.name} ne doit plus rien : enregistrez le paiement sans nommer de dette.")
    raise Refusal(
        f"« {str(name).strip()} » n'est pas une dette en cours de {customer.name} : choisissez parmi {known}."
    )


def _found(debts: list[Receivable], name: str | int) -> Receivable | None:
    text = str(name).strip()
    key = search_key(text)
    for fits in (
        lambda d: not isinstance(name, int) and d.reference and search_key(d.reference) == key,
        lambda d: str(d.pk) == text.removeprefix("#"),
        lambda d: search_key(d.label) == key,
    ):
        found = [debt for debt in debts if fits(debt)]
        if len(found) == 1:
            return found[0]
    return None
