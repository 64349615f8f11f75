"""Ready answers: written once by the shop, filled for one customer when they are chosen."""

from datetime import datetime

from django.db import transaction

from kaye.actions.refusal import Refusal
from kaye.records.calendars import currency_of
from kaye.records.journal import append
from kaye.records.models import Business, CannedReply, ChannelTemplate, Customer
from kaye.rules.money import format_money
from kaye.rules.pasting import clean_paste
from kaye.rules.people import PersonName, salutation
from kaye.rules.template import TemplateError, compile_template, render
from kaye.rules.variables import VARIABLES as KNOWN

VARIABLES = ("appel", "entreprise", "signataire", "tel", "moyens", "lien", "lieu", "montant")
_LONGEST = 2000
_MOST = 100


def save_canned(
    *,
    business: Business,
    name: str,
    text: str,
    now: datetime,
    canned: CannedReply | None = None,
    by: str = "",
) -> CannedReply:
    """A new one, or `canned` with other words. Raises Refusal for a name taken, or a variable nobody knows."""
    name, text = " ".join(name.split())[:60], clean_paste(text)[:_LONGEST]
    if not name or not text:
        raise Refusal("Donnez un nom et un texte à cette réponse.")
    _check(text)
    with transaction.atomic():
        same = CannedReply.objects.filter(business=business, name=name).exclude(pk=canned.pk if canned else 0)
        if same.exists():
            raise Refusal(f"« {name} » existe déjà : choisissez un autre nom.")
        if canned is None and CannedReply.objects.filter(business=business).count() >= _MOST:
            raise Refusal(f"{_MOST} réponses suffisent : retirez-en une d’abord.")
        row = canned or CannedReply(business=business)
        row.name, row.text, row.changed_at = name, text, now
        row.save()
        append(business=business, kind="canned_saved", at=now, payload={"name": name}, by=by)
    return row


def drop_canned(*, business: Business, canned: CannedReply, now: datetime, by: str = "") -> None:
    with transaction.atomic():
        append(business=business, kind="canned_dropped", at=now, payload={"name": canned.name}, by=by)
        canned.delete()


def filled(canned: CannedReply, customer: Customer, signatory: str = "") -> str:
    """The words for this customer; a value that is not known is left as « … » to be typed."""
    try:
        template = compile_template(canned.text)
    except TemplateError:
        return canned.text
    known = dict.fromkeys(template.required, "…") | _values(customer, signatory)
    return render(template, known)


def template_values(template: ChannelTemplate, customer: Customer, signatory: str = "") -> tuple[str, ...]:
    """What goes into the places of an approved text. Raises Refusal for a value that is not known."""
    values = _values(customer, signatory)
    if missing := [name for name in template.places if name not in values]:
        label = KNOWN[missing[0]].label if missing[0] in KNOWN else missing[0]
        raise Refusal(f"Ce modèle a besoin de « {label} », qui n’est pas renseigné.")
    return tuple(values[name] for name in template.places)


def place_guesses(template: ChannelTemplate, customer: Customer, signatory: str = "") -> tuple[str, ...]:
    """What probably goes into the places, empty where a person must write it."""
    values = _values(customer, signatory)
    return tuple(values.get(name, "") for name in template.places)


def _check(text: str) -> None:
    try:
        template = compile_template(text)
    except TemplateError as fault:
        raise Refusal(fault.message_fr) from None
    for name in template.required | template.optional:
        if name not in VARIABLES:
            known = ", ".join(VARIABLES)
            raise Refusal(f"« {name} » ne se remplit pas dans une réponse : choisissez parmi {known}.")


def _values(customer: Customer, signatory: str) -> dict[str, str]:
    business = customer.business
    name = PersonName(customer.civility, customer.first_name, customer.last_name, customer.company)
    owed = format_money(customer.owed, currency_of(business).code) if customer.owed > 0 else ""
    values = {
        "appel": salutation(name, customer.country or business.country),
        "entreprise": business.name,
        "signataire": business.signatory or signatory or business.name,
        "tel": business.phone,
        "moyens": business.payment_means,
        "lien": business.payment_link,
        "lieu": business.place,
        "montant": owed,
    }
    return {name: value for name, value in values.items() if value}
