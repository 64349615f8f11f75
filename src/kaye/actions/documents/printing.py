"""All that a paper says, put together once: parties, mentions, words, dates. From then on it does not change (M11)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from kaye.actions.documents.figures import Figures
from kaye.actions.documents.ground import Ground, country_of, is_firm
from kaye.documents.payment import spaced_iban
from kaye.records.models import Business, Customer, Document
from kaye.rules.amount_words import amount_in_words
from kaye.rules.documents.amounts import rate_text
from kaye.rules.documents.document import Document as Printed
from kaye.rules.documents.document import Look, Nature, Party
from kaye.rules.documents.epc import Transfer, fits_epc
from kaye.rules.documents.mentions import Mention, MentionCase, mentions
from kaye.rules.documents.plain import to_plain
from kaye.rules.documents.terms import EndOfMonth, Terms
from kaye.rules.documents.titles import ASKING_MONEY, Kind, by_platform, title_of
from kaye.rules.french import day_text
from kaye.rules.money import format_money

_NATURES = {
    Nature.GOODS: "vente de biens",
    Nature.SERVICES: "prestation de services",
    Nature.MIXED: "vente de biens et prestation de services",
}
_IDENTITY = ("niu", "rccm", "ninea", "ncc", "bce", "rpm", "insurance", "mediator", "exempt_reason")
_SOLE_TRADER = frozenset({"ei", "entrepreneur individuel", "entreprise individuelle", "micro-entreprise"})
_PAYABLE = ASKING_MONEY | {Kind.RECEIPT}


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a paper gets when it leaves: its kind as the country allows it, number and dates; what was already paid."""

    kind: Kind
    number: str
    issued_on: date
    due_on: date | None = None
    valid_until: date | None = None
    version: int = 1
    paid: int = 0
    payment_link: str = ""


def print_paper(document: Document, found: Figures, land: Ground, stamp: Stamp) -> Printed:
    """The paper as it will be printed, with the look of today."""
    asked, customer, business = found.asked, document.customer, land.business
    firm = is_firm(customer)
    carried = stamp.kind in ASKING_MONEY and by_platform(
        land.taxes.titles, stamp.issued_on, firm, country_of(business, customer)
    )
    words = _words(found, land, stamp)
    to_pay = found.due - stamp.paid if stamp.kind in _PAYABLE else 0
    iban = land.papers.text("iban")
    seller = seller_party(land)
    return Printed(
        kind=stamp.kind,
        title="Facture"
        if document.fne_number and stamp.kind in _PAYABLE
        else title_of(stamp.kind, land.taxes.titles, carried),
        number=stamp.number,
        seller=seller,
        buyer=buyer_party(business, customer, asked.delivery_address),
        currency=land.currency.code,
        prices=found.prices,
        lines=found.lines,
        totals=found.totals,
        due=found.due,
        issued_on=stamp.issued_on,
        due_on=stamp.due_on,
        valid_until=stamp.valid_until,
        supply_on=asked.supply_on if asked.supply_on != stamp.issued_on else None,
        supply_from=asked.supply_from,
        supply_to=asked.supply_to,
        version=stamp.version,
        nature=asked.nature,
        discount=found.discount,
        deposits=found.deposits,
        deposit_asked=_deposit_asked(found, stamp),
        paid=stamp.paid,
        mentions=_mentions(document, found, land, stamp, carried, words),
        words=words,
        escompte=asked.escompte if stamp.kind in _PAYABLE else None,
        original_number=document.original.number if document.original else "",
        original_on=document.original.issued_on if document.original else None,
        reason=document.reason_text if stamp.kind is Kind.CREDIT_NOTE else "",
        quote_number=_number_of(document.source, "quote"),
        order_number=_number_of(document.source, "order"),
        note=asked.note,
        terms_text=terms_text(asked.terms) if stamp.kind in _PAYABLE else "",
        payment_means=(business.payment_means,) if business.payment_means else (),
        payment_link=stamp.payment_link,
        transfer=(
            Transfer(seller.legal_name, iban, to_pay, stamp.number)
            if fits_epc(to_pay, land.currency.code, iban)
            else None
        ),
        platform_copy=carried,
        fne=document.fne_number,
        withdrawal_form=asked.off_premises and not firm and stamp.kind is Kind.QUOTE,
        look=look_of(business),
    )


def seller_party(land: Ground) -> Party:
    """The business as it is today. Its usual name where it gave no legal one."""
    papers, business = land.papers, land.business
    return Party(
        legal_name=papers.text("legal_name") or business.name,
        country=business.country,
        legal_form=papers.text("legal_form"),
        capital=papers.text("capital"),
        address=papers.text("address"),
        postcode=papers.text("postcode"),
        city=papers.text("city"),
        siren=papers.text("siren"),
        vat_number=papers.text("vat_number"),
        rcs=papers.text("rcs"),
        bce=papers.text("bce"),
        rpm=papers.text("rpm"),
        niu=papers.text("niu"),
        rccm=papers.text("rccm"),
        ninea=papers.text("ninea"),
        ncc=papers.text("ncc"),
        iban=papers.text("iban"),
        phone=business.phone,
        email=business.email,
    )


def buyer_party(business: Business, customer: Customer, delivery_address: str = "") -> Party:
    """The customer as known today."""
    points = dict(customer.points.filter(state="ok").values_list("kind", "value"))
    return Party(
        legal_name=customer.company or customer.name,
        country=country_of(business, customer),
        is_firm=is_firm(customer),
        address=customer.address,
        postcode=customer.postcode,
        city=customer.city,
        siren=customer.siren,
        vat_number=customer.vat_number,
        phone=points.get("phone", ""),
        email=points.get("email", ""),
        delivery_address=delivery_address,
    )


def look_of(business: Business) -> Look:
    """Logo and colour of today."""
    logo = bytes(business.logo)
    return Look(logo, _logo_type(logo), business.colour)


def kept_print(printed: Printed, found: Figures) -> dict[str, Any]:
    """What `Document.printed` holds."""
    return {"document": to_plain(printed), "shares": [str(each) for each in found.shares]}


def terms_text(terms: Terms) -> str:
    """« À réception », « À 30 jours », « 45 jours fin de mois »."""
    days = f"{terms.days} jour{'s' if terms.days > 1 else ''}"
    if terms.end_of_month is EndOfMonth.FIRST:
        return f"Fin de mois, puis {days}" if terms.days else "Fin de mois"
    if terms.end_of_month is EndOfMonth.LAST:
        return f"{days}, puis fin de mois" if terms.days else "Fin de mois"
    return f"À {days}" if terms.days else "À réception"


def _words(found: Figures, land: Ground, stamp: Stamp) -> str:
    if not land.mentions.in_words or stamp.kind not in _PAYABLE:
        return ""
    return amount_in_words(found.totals.ttc, land.currency.code, land.business.country)


def _deposit_asked(found: Figures, stamp: Stamp) -> int:
    asked = found.asked.deposit
    return asked.of(found.totals.ttc) if asked is not None and stamp.kind in (Kind.QUOTE, Kind.ORDER) else 0


def _mentions(
    document: Document, found: Figures, land: Ground, stamp: Stamp, carried: bool, words: str
) -> tuple[Mention, ...]:
    asked, papers, code = found.asked, land.papers, land.currency.code
    customer = document.customer
    values = {key: papers.text(key) for key in _IDENTITY}
    values |= {"exempt_reason": asked.exempt_reason or papers.text("exempt_reason")}
    values |= {
        "iban": spaced_iban(papers.text("iban")),
        "ei": "Entrepreneur individuel (EI)" if _is_sole_trader(papers.text("legal_form")) else "",
        "buyer_siren": customer.siren,
        "nature": _NATURES[asked.nature] if asked.nature else "",
        "delivery_address": asked.delivery_address,
        "fne": document.fne_number,
        "words": words,
        "late_rate": rate_text(papers.late_rate) if papers.late_rate is not None else "",
        "already_paid": format_money(stamp.paid, code) if stamp.paid else "",
        "credit_reason": document.reason_text,
        "total": format_money(found.due, code),
    }
    if document.original is not None and document.original.issued_on:
        values |= {
            "credit_ref": document.original.number,
            "credit_ref_day": day_text(document.original.issued_on),
        }
    if asked.escompte is not None and stamp.kind in _PAYABLE:
        values |= {
            "escompte_percent": rate_text(asked.escompte.percent),
            "escompte_until": day_text(asked.escompte.last_day(stamp.issued_on)),
            "escompte_total": format_money(found.due - asked.escompte.reduction(found.due), code),
        }
    case = MentionCase(
        kind=stamp.kind,
        is_firm=is_firm(customer),
        vats=frozenset(row.vat for row in found.totals.rates),
        regime=papers.regime,
        on_debits=papers.on_debits,
        late_basis=papers.late_basis,
        off_premises=asked.off_premises,
        by_platform=carried,
        deposits=tuple(
            (each.number, day_text(each.issued_on), format_money(each.amount, code))
            for each in found.deposits
        ),
        values=values,
    )
    return mentions(case, land.mentions)


def _is_sole_trader(form: str) -> bool:
    return form.strip().lower() in _SOLE_TRADER


def _number_of(source: Document | None, kind: str) -> str:
    return source.number if source is not None and source.kind == kind else ""


def _logo_type(logo: bytes) -> str:
    if logo.startswith(b"\x89PNG"):
        return "png"
    if logo.startswith(b"\xff\xd8"):
        return "jpg"
    return "svg" if b"<svg" in logo[:2000] else ""
