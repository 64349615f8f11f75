"""The finished text of an item, and the checks that may stop it (F7)."""

from dataclasses import dataclass
from datetime import date

from kaye.rules.approved import fill, place_values
from kaye.rules.checks import blocking, run_checks
from kaye.rules.decision import Item
from kaye.rules.draft import Draft, Finding
from kaye.rules.facts import BusinessFacts, CaseFacts, CustomerFacts
from kaye.rules.money import format_money, format_money_sms
from kaye.rules.people import salutation
from kaye.rules.values import values_of
from kaye.rules.wording import Library, MissingValue, Template, render
from kaye.rules.wording import missing as missing_values

# What a sale, an article or a firm is called: words of people, not figures that a check must recognise.
FREE_WORDS = (
    "objet", "produit", "lieu", "moyens", "entreprise", "signataire", "facture", "fournisseur", "creneau",
    "tel", "tel_client",
)  # fmt: skip


_FORMAL = 5
_BLANK = "………"
_LEAVING = ("auto", "tap", "approve")
_NO_TEXT = (Finding("missing_value", "block", "Aucun texte n'est écrit pour ce moyen d'envoi.", ""),)


@dataclass(frozen=True, slots=True)
class Composed:
    """`blocked`: why this text cannot leave, in French; its first sentence is enough for the owner."""

    text: str
    subject: str
    draft: Draft | None
    blocked: tuple[Finding, ...] = ()
    places: tuple[str, ...] = ()  # values of the approved text, in the order of its places


def compose(
    item: Item, customer: CustomerFacts, business: BusinessFacts, library: Library, today: date
) -> Composed:
    """Fill the text of the item for this customer and check it. Never raises: a missing value is a finding."""
    message = library.get(item.text_id) if item.text_id else None
    form = item.form or ("whatsapp" if message and "whatsapp" in message.forms else "")
    template = message.forms.get(form) if message else None
    if message is None or template is None:
        return Composed("", "", None, _NO_TEXT if item.action in _LEAVING else ())
    values = values_of(item, customer, business, today)
    approved = business.approved.get((item.channel or "", message.id)) if item.approved else None
    if (
        item.tone >= _FORMAL
    ):  # a letter that a person completes and sends: what is not known is left to be filled
        values |= dict.fromkeys(missing_values(template, values), _BLANK)
        return Composed(
            render(template, values), _subject(message.forms.get("email_subject"), "email", values), None
        )
    places: tuple[str, ...] = ()
    try:
        if approved is not None:
            places = place_values(approved.places, values)
        text = fill(approved.body, places) if approved is not None else render(template, values)
        subject = _subject(message.forms.get("email_subject"), form, values)
    except MissingValue as missing:
        return Composed("", "", None, (Finding("missing_value", "block", missing.message_fr, missing.name),))
    if item.action == "internal" or not customer.id:
        return Composed(text, subject, None)
    edited = (message.id, form) in library.edited
    draft = draft_of(item, customer, business, values, text, subject, form, edited, message.tone, today)
    return Composed(text, subject, draft, blocking(run_checks(draft)), places)


def draft_of(
    item: Item,
    customer: CustomerFacts,
    business: BusinessFacts,
    values: dict[str, str],
    text: str,
    subject: str,
    form: str,
    edited: bool,
    text_tone: int,
    today: date,
) -> Draft:
    """Everything the checks need, from facts read again at this moment."""
    cases = {c.id: c for c in customer.cases}
    parts = [cases[case] for case, _ in item.parts if case in cases]
    name = customer.name
    point = next((p for p in customer.points if p.value == item.address), None)
    free = [values[w] for w in FREE_WORDS if w in values]
    return Draft(
        text=text,
        form=form,
        channel=item.channel or "",
        subject=subject,
        address=item.address,
        first_name=name.first_name,
        last_name=name.last_name,
        company=name.company,
        civility=name.civility,
        salutation=salutation(name, customer.country),
        references=frozenset([c.subject.reference for c in parts if c.subject.reference]),
        values=frozenset([*free, *[c.subject.label for c in parts]]),
        other_names=business.watched_names if edited else frozenset(),
        amounts=_amounts(item, parts, values, business.currency),
        minor=item.amount,
        currency=business.currency,
        dates=_dates(item, parts, customer, today),
        step_tone=item.tone,
        text_tone=text_tone,
        is_consumer=customer.is_consumer,
        law=business.law,
        purpose=item.purpose,
        address_state=point.state if point else "missing",
        own_hosts=business.own_hosts,
        edited=edited,
        informal=customer.informal and item.tone < 4,
    )


def _subject(template: Template | None, form: str, values: dict[str, str]) -> str:
    return render(template, values) if template is not None and form.startswith("email") else ""


def _amounts(item: Item, parts: list[CaseFacts], values: dict[str, str], code: str) -> frozenset[str]:
    """Every amount that the text may say, in its two spellings."""
    minors = set() if item.amount is None else {item.amount}
    for case in parts:
        subject = case.subject
        minors.update((subject.balance, subject.amount, subject.paid))
        if subject.price:
            minors.add(subject.price)
    written = {
        spelt for minor in minors for spelt in (format_money(minor, code), format_money_sms(minor, code))
    }
    for name in ("montant_promis", "prix"):
        if name in values:
            written.add(values[name])
    return frozenset(written)


def _dates(item: Item, parts: list[CaseFacts], customer: CustomerFacts, today: date) -> frozenset[date]:
    days: set[date | None] = {item.deadline, item.due_on, today}
    for case in parts:
        subject = case.subject
        days.update((subject.due_on, subject.issued_on, subject.delivered_on, subject.valid_until))
        days.update([r.on for r in case.done])
    if item.cites is not None:
        days |= {d for h in customer.holds if h.id == item.cites for d in (h.promised_on, h.until)}
    days.discard(None)
    return frozenset(days)  # type: ignore[arg-type]
