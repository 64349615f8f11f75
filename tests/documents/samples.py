"""Documents ready to print, for the tests of their PDF and of their electronic forms."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from kaye.countries.mentions import mention_rules
from kaye.countries.taxes import taxes
from kaye.rules.amount_words import amount_in_words
from kaye.rules.documents.amounts import NO_DISCOUNT, Discount
from kaye.rules.documents.document import Document, Nature, Party, document_lines
from kaye.rules.documents.epc import Transfer
from kaye.rules.documents.lines import Category, Draft, Line, Prices, Vat
from kaye.rules.documents.mentions import MentionCase, mentions
from kaye.rules.documents.terms import Escompte
from kaye.rules.documents.titles import Kind, title_of
from kaye.rules.documents.totals import totals
from kaye.rules.documents.vat import Regime
from kaye.rules.french import day_text
from kaye.rules.money import format_money

ISSUED = date(2026, 5, 22)
IBAN = "FR7630006000011234567890189"
SELLERS = {
    "FR": Party(
        "Atelier Lumen",
        "FR",
        legal_form="SARL",
        capital="10 000 €",
        address="12 rue des Lilas",
        postcode="69003",
        city="Lyon",
        siren="552100554",
        vat_number="FR83552100554",
        rcs="Lyon",
        iban=IBAN,
        phone="04 72 00 00 00",
        email="bonjour@lumen.example",
    ),
    "GP": Party(
        "Clim'Caraïbes",
        "GP",
        legal_form="SASU",
        capital="1 000 €",
        address="Rue de l'Industrie, ZI de Jarry",
        postcode="97122",
        city="Baie-Mahault",
        siren="732829320",
        vat_number="FR44732829320",
        rcs="Pointe-à-Pitre",
        iban=IBAN,
        phone="0690 12 34 56",
        email="contact@clim.example",
    ),
    "GF": Party(
        "Menuiserie Maroni",
        "GF",
        address="4 avenue du Fleuve",
        postcode="97320",
        city="Saint-Laurent-du-Maroni",
        siren="443061841",
        iban=IBAN,
    ),
    "BE": Party(
        "Brasserie du Parvis",
        "BE",
        legal_form="SRL",
        address="8 parvis Saint-Gilles",
        postcode="1060",
        city="Bruxelles",
        vat_number="BE0403170701",
        bce="0403.170.701",
        rpm="Bruxelles",
        iban="BE68539007547034",
        email="bar@parvis.example",
    ),
    "CM": Party(
        "Mama Ngono Tissus",
        "CM",
        address="Marché Mokolo, allée 4",
        city="Yaoundé",
        niu="M012345678901A",
        rccm="RC/YAO/2021/A/1234",
        phone="699 12 34 56",
    ),
    "CI": Party(
        "Kouassi Électricité",
        "CI",
        address="Cocody Angré",
        city="Abidjan",
        ncc="1234567A",
        rccm="CI-ABJ-2020-B-1234",
        phone="07 07 12 34 56",
    ),
    "SN": Party(
        "Diop Froid",
        "SN",
        address="Rue 12, Médina",
        city="Dakar",
        ninea="0012345672Y2",
        rccm="SN-DKR-2019-B-100",
        phone="77 123 45 67",
    ),
}
SELLERS["MQ"] = replace(SELLERS["GP"], country="MQ", postcode="97200", city="Fort-de-France")
SELLERS["RE"] = replace(SELLERS["GP"], country="RE", postcode="97400", city="Saint-Denis")
FIRMS = {
    "EUR": Party(
        "Hôtel des Flamboyants",
        "FR",
        address="3 place du Marché",
        postcode="75011",
        city="Paris",
        siren="404833048",
        vat_number="FR83404833048",
    ),
    "BE": Party(
        "Librairie Tropismes",
        "BE",
        address="11 galerie des Princes",
        postcode="1000",
        city="Bruxelles",
        vat_number="BE0417497106",
        bce="0417.497.106",
    ),
    "FCFA": Party("Restaurant Le Palmier", "CM", address="Bastos", city="Yaoundé"),
}
PERSON = Party(
    "Jeanne Frébault", "GP", is_firm=False, address="Morne-à-l'Eau", postcode="97111", city="Morne-à-l'Eau"
)


def vat(rate: str) -> Vat:
    """« AE » or a rate; 0 is exempt."""
    if rate == "AE":
        return Vat(Decimal(0), Category.REVERSE_CHARGE)
    return Vat(Decimal(rate), Category.STANDARD if Decimal(rate) else Category.EXEMPT)


def line(
    label: str, quantity: str, price: str, rate: str, unit: str = "", discount: Discount = NO_DISCOUNT
) -> Line:
    return Line(label, Decimal(quantity), Decimal(price), vat(rate), discount, unit)


def draft(*lines: Line, country: str = "FR", prices: str = "ht", discount: Discount = NO_DISCOUNT) -> Draft:
    code = {"CM": "XAF", "CI": "XOF", "SN": "XOF"}.get(country, "EUR")
    return Draft(code, Prices(prices), lines, discount)


def buyer_for(country: str) -> Party:
    return (
        FIRMS["BE"] if country == "BE" else FIRMS["FCFA"] if country in ("CM", "CI", "SN") else FIRMS["EUR"]
    )


def said(document: Document, country: str, regime: Regime = Regime.NORMAL, **values: str) -> Document:
    """The document with the mentions of its country, as an action writes them."""
    seller, code = document.seller, document.currency
    known = {
        "iban": seller.iban, "bce": seller.bce, "rpm": seller.rpm, "niu": seller.niu, "rccm": seller.rccm,
        "ninea": seller.ninea, "ncc": seller.ncc, "buyer_siren": document.buyer.siren,
        "nature": "prestation de services",
        "words": amount_in_words(document.totals.ttc, code, country),
        "total": format_money(document.due, code),
        "credit_ref": document.original_number,
        "credit_ref_day": day_text(document.original_on) if document.original_on else "",
        "credit_reason": document.reason,
        "already_paid": format_money(document.paid, code) if document.paid else "",
    }  # fmt: skip
    if document.escompte and document.issued_on:
        known |= {
            "escompte_percent": f"{document.escompte.percent} %",
            "escompte_until": day_text(document.escompte.last_day(document.issued_on)),
            "escompte_total": format_money(document.due - document.escompte.reduction(document.due), code),
        }
    case = MentionCase(
        kind=document.kind,
        is_firm=document.buyer.is_firm,
        vats=frozenset(each.vat for each in document.lines),
        regime=regime,
        by_platform=document.platform_copy,
        is_test=document.is_test,
        off_premises=document.withdrawal_form,
        deposits=tuple(
            (each.number, day_text(each.issued_on), format_money(each.amount, code))
            for each in document.deposits
        ),
        values=known | values,
    )
    return replace(document, mentions=mentions(case, mention_rules(country)))


def document(
    written: Draft,
    country: str = "FR",
    kind: Kind = Kind.INVOICE,
    regime: Regime = Regime.NORMAL,
    **changes: object,
) -> Document:
    """A document of this country, dated 22 May 2026, to a firm."""  # fmt: skip
    found = totals(written)
    prefix = {Kind.QUOTE: "D", Kind.ORDER: "C", Kind.DELIVERY: "L", Kind.CREDIT_NOTE: "A", Kind.RECEIPT: "R"}
    seller = SELLERS[country]
    number = f"{prefix.get(kind, 'F')}2026-0001"
    made = Document(
        kind=kind,
        title=title_of(kind, taxes(country).titles),
        number=number,
        seller=seller,
        buyer=buyer_for(country),
        currency=written.currency,
        prices=written.prices,
        lines=document_lines(written, found),
        totals=found,
        due=found.ttc,
        issued_on=ISSUED,
        due_on=None if kind in (Kind.QUOTE, Kind.CREDIT_NOTE) else date(2026, 6, 21),
        nature=Nature.SERVICES,
        discount=written.discount,
        transfer=Transfer(seller.legal_name, seller.iban, found.ttc, number) if seller.iban else None,
    )
    return said(replace(made, **changes), country, regime)  # type: ignore[arg-type]


ESCOMPTE = Escompte(Decimal(2), 8)
