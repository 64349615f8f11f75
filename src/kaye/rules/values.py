"""From an item and its facts to the values of a text: every amount, date and name as it will be read."""

from datetime import date

from kaye.rules.decision import Item
from kaye.rules.facts import BusinessFacts, CaseFacts, CustomerFacts
from kaye.rules.french import day_text, listing, short_day, weekday_text
from kaye.rules.money import format_money
from kaye.rules.people import formal_salutation, salutation


def values_of(item: Item, customer: CustomerFacts, business: BusinessFacts, today: date) -> dict[str, str]:
    """The variables of the text, by their French names; absent when there is nothing to say."""
    cases = {c.id: c for c in customer.cases}
    parts = [cases[case] for case, _ in item.parts if case in cases]
    values = personal_values(customer, business, today)
    _put_day(values, "date_limite", item.deadline, today)
    if parts:
        _subject_values(values, item, parts, customer, business, today)
    if item.cites is not None:
        _promise_values(values, item, customer, business, today)
    return values


def personal_values(customer: CustomerFacts, business: BusinessFacts, today: date) -> dict[str, str]:
    """What any text may say of these two, whatever it is about."""
    values = dict(business.values)
    if customer.id:
        values["appel"] = salutation(customer.name, customer.country)
        values["appel_formel"] = formal_salutation(customer.name)
        if customer.name.company:
            values["client_raison"] = customer.name.company
        if customer.phone:
            values["tel_client"] = customer.phone.value
    values["date_jour"] = day_text(today)
    return values


def _subject_values(
    values: dict[str, str],
    item: Item,
    parts: list[CaseFacts],
    customer: CustomerFacts,
    business: BusinessFacts,
    today: date,
) -> None:
    if item.family == "payment":
        _debt_values(values, parts, business, today, several=item.text_id == "pay.several")
    elif item.family == "delivery":
        _order_values(values, parts[0], business, today)
    elif item.family == "restock":
        _article_values(values, parts[0], business, today)
    elif item.family == "satisfaction":
        values["objet"] = listing([a for c in parts for a in (c.subject.articles or (c.subject.label,))])
    elif item.kind == "low_stock":
        _stock_values(values, parts[0])
    else:
        _quote_values(values, parts[0], business, today)


def _debt_values(
    values: dict[str, str], parts: list[CaseFacts], business: BusinessFacts, today: date, several: bool
) -> None:
    subject, code = parts[0].subject, business.currency
    values["montant"] = format_money(sum(c.subject.balance for c in parts), code)
    if several:
        values["nb_dettes"] = str(len(parts))
        by_date = sorted(parts, key=lambda c: (c.subject.due_on or today, c.id))
        values["lignes"] = "\n".join(_debt_line(c, code, today) for c in by_date)
        return
    if len(parts) == 1 and subject.link:
        values["lien"] = subject.link
    values["objet"] = listing([c.subject.reference or c.subject.label for c in parts])
    if len(parts) == 1 and subject.reference:
        values["objet"], values["facture"] = subject.label or subject.reference, subject.reference
    values["montant_facture"] = format_money(subject.amount, code)
    if subject.paid > 0:
        values["deja_paye"] = format_money(subject.paid, code)
    _put_day(values, "date_facture", subject.issued_on, today)
    _put_day(values, "date_prestation", subject.issued_on, today)
    _put_day(values, "echeance", subject.due_on, today)
    if subject.due_on and subject.due_on < today:
        values["retard"] = str((today - subject.due_on).days)
    sent = sorted({r.on for c in parts for r in c.done if r.outcome == "sent"})
    if sent:
        values["dates_relances"] = listing([day_text(d, today) for d in sent])


def _debt_line(case: CaseFacts, code: str, today: date) -> str:
    subject = case.subject
    name = subject.reference or subject.label
    due = f", {day_text(subject.due_on, today)}" if subject.due_on else ""
    return f"- {name}{due} : {format_money(subject.balance, code)}"


def _order_values(values: dict[str, str], case: CaseFacts, business: BusinessFacts, today: date) -> None:
    subject = case.subject
    values["produit"] = values["objet"] = subject.label
    if subject.order_number:
        values["commande"] = str(subject.order_number)
    if subject.balance > 0:
        values["montant"] = format_money(subject.balance, business.currency)
    if subject.due_on:
        values["date_livraison"] = weekday_text(subject.due_on, today)
        values["date_livraison_sms"] = short_day(subject.due_on)


def _article_values(values: dict[str, str], case: CaseFacts, business: BusinessFacts, today: date) -> None:
    subject = case.subject
    values["produit"] = values["objet"] = subject.label
    _put_day(values, "date_achat", subject.issued_on, today)
    if subject.price:
        values["prix"] = format_money(subject.price, business.currency)


def _stock_values(values: dict[str, str], case: CaseFacts) -> None:
    subject = case.subject
    values["produit"] = subject.label
    values["stock"] = str(max(0, subject.stock or 0)) if subject.stock else "0"
    values["seuil"] = str(subject.threshold or 0)
    if subject.buyers:
        values["nb_clients"] = str(subject.buyers)


def _quote_values(values: dict[str, str], case: CaseFacts, business: BusinessFacts, today: date) -> None:
    subject = case.subject
    values["objet"] = subject.label
    if subject.reference:
        values["devis"] = values["demande"] = subject.reference
    if subject.link:
        values["lien_devis"] = subject.link
    if subject.amount:
        values["montant_devis"] = format_money(subject.amount, business.currency)
    _put_day(values, "date_demande", subject.issued_on, today)
    _put_day(values, "validite", subject.valid_until, today)
    _put_day(values, "rdv_date", subject.due_on, today)


def _promise_values(
    values: dict[str, str], item: Item, customer: CustomerFacts, business: BusinessFacts, today: date
) -> None:
    promise = next((h for h in customer.holds if h.id == item.cites), None)
    if promise is not None:
        values["montant_promis"] = format_money(promise.expected, business.currency)
        _put_day(values, "promesse_date", promise.promised_on or promise.until, today)


def _put_day(values: dict[str, str], name: str, day: date | None, today: date) -> None:
    if day is not None:
        values[name] = day_text(day, today)
        values[f"{name}_sms"] = short_day(day)
