"""Documents of every pack and case, drawn with a fixed seed: always the same two hundred."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from kaye.countries.taxes import taxes
from kaye.rules.documents.amounts import NO_DISCOUNT, Discount, DocumentError
from kaye.rules.documents.credits import credit_amount, credit_whole
from kaye.rules.documents.deposits import Deposit, deposit_amount, deposit_rates, final_invoice
from kaye.rules.documents.document import Document, Nature, rate_lines
from kaye.rules.documents.lines import Draft, Line, Prices
from kaye.rules.documents.parts import part_to_percent
from kaye.rules.documents.titles import Kind
from kaye.rules.documents.totals import Totals
from kaye.rules.documents.vat import Regime
from kaye.rules.money import currency
from tests.documents.samples import ESCOMPTE, ISSUED, PERSON, document, draft, said, vat

COUNTRIES = ("FR", "GP", "BE", "FR", "CM", "RE", "MQ", "CI", "GF", "SN")
KINDS = (
    Kind.INVOICE, Kind.DEPOSIT, Kind.FINAL, Kind.CREDIT_NOTE, Kind.INVOICE, Kind.QUOTE, Kind.FINAL, Kind.CREDIT_NOTE,
    Kind.INVOICE, Kind.RECEIPT, Kind.INVOICE, Kind.DELIVERY,
)  # fmt: skip
LABELS = (
    "Pose d'un climatiseur",
    "Main-d'œuvre",
    "Câble 3 × 2,5 mm²",
    "Déplacement & péage",
    "Peinture « mate » <blanc>",
)
UNITS = ("", "h", "m²", "forfait", "kg")


@cache
def generated(count: int = 200) -> tuple[Document, ...]:
    """The documents, in order."""
    draw = random.Random(2026)
    return tuple(_made(n, draw) for n in range(count))


def _made(number: int, draw: random.Random) -> Document:
    country = COUNTRIES[number % len(COUNTRIES)]
    kind = KINDS[(number // len(COUNTRIES)) % len(KINDS)]
    regime = Regime.FRANCHISE if draw.random() < 0.15 or country == "GF" else Regime.NORMAL
    while True:
        try:
            return _of_kind(kind, country, regime, _draft(country, regime, draw), draw, number)
        except DocumentError:
            continue  # a discount or a line taken back went below zero: draw again


def _draft(country: str, regime: Regime, draw: random.Random) -> Draft:
    rates = [f"{rate.normalize():f}" for rate in taxes(country).vat.rates] + ["0"]
    if country not in ("CM", "CI", "SN") and draw.random() < 0.15:
        rates = ["AE"]
    if regime is Regime.FRANCHISE:
        rates = ["0"]
    lines = tuple(_line(draw.choice(rates), draw) for _ in range(draw.randint(1, 6)))
    if draw.random() < 0.15:
        first = lines[0]
        lines += (replace(first, quantity=-first.quantity / 4, discount=NO_DISCOUNT, label="Reprise"),)
    discount = draw.choice((NO_DISCOUNT, NO_DISCOUNT, Discount(percent=Decimal(5)), Discount(amount=100)))
    return draft(*lines, country=country, prices=draw.choice(("ht", "ht", "ttc")), discount=discount)


def _line(rate: str, draw: random.Random) -> Line:
    quantity = Decimal(draw.choice((1000, 2000, 3000, 1500, 333, 12345))) / 1000
    price = Decimal(draw.choice((10000, 333300, 125000, 1999, 890000, 12345678))) / 10000
    discount = draw.choice((NO_DISCOUNT, NO_DISCOUNT, Discount(percent=Decimal("12.5"))))
    return Line(draw.choice(LABELS), quantity, price * 10, vat(rate), discount, draw.choice(UNITS))


def _of_kind(
    kind: Kind, country: str, regime: Regime, written: Draft, draw: random.Random, number: int
) -> Document:
    base = document(written, country, kind, regime, nature=draw.choice(tuple(Nature)))
    base = replace(base, number=f"{base.number[:-4]}{number + 1:04d}")
    if draw.random() < 0.2:
        base = replace(base, supply_from=ISSUED - timedelta(days=30), supply_to=ISSUED)
    if kind is Kind.INVOICE and draw.random() < 0.3:
        base = replace(base, escompte=ESCOMPTE)
    elif kind is Kind.INVOICE and draw.random() < 0.2:
        base = _part(base, written)
    elif kind is Kind.INVOICE and draw.random() < 0.3:
        base = replace(base, paid=base.due if draw.random() < 0.5 else base.due // 3)
    elif kind in (Kind.DEPOSIT, Kind.FINAL):
        base = _with_deposit(base, kind)
    elif kind is Kind.CREDIT_NOTE:
        base = _credit(base, draw)
    if draw.random() < 0.1:
        base = replace(base, buyer=PERSON)
    return said(replace(base, transfer=None), country, regime)


def _part(base: Document, written: Draft) -> Document:
    """40 % of the work."""
    part = part_to_percent(written, (0,) * len(written.lines), Decimal(40))
    lines = tuple(
        replace(line, quantity=Decimal(quantity.numerator) / quantity.denominator, net=net, amount=net)
        for line, quantity, net in zip(base.lines, part.quantities, part.totals.nets, strict=True)
    )
    if written.prices is Prices.TTC:
        return base
    return replace(base, lines=lines, totals=part.totals, due=part.totals.ttc)


def _with_deposit(base: Document, kind: Kind) -> Document:
    amount = deposit_amount(Discount(percent=Decimal(30)), base.totals.ttc, base.currency)
    rates = deposit_rates(base.totals, amount)
    if kind is Kind.FINAL:
        final = final_invoice(
            base.totals, [Deposit("F2026-0900", date(2026, 4, 1), rates, True)], base.currency
        )
        return replace(base, deposits=final.deposits, due=final.due)
    lines = rate_lines("Acompte de 30 % sur le devis D2026-0007", rates, currency(base.currency).exponent)
    found = Totals(tuple(row.base for row in rates), rates)
    return replace(base, prices=Prices.HT, lines=lines, totals=found, due=found.ttc, discount=NO_DISCOUNT)


def _credit(base: Document, draw: random.Random) -> Document:
    changes = {"original_number": "F2026-0012", "original_on": date(2026, 4, 2), "reason": "Visite annulée"}
    if draw.random() < 0.5:
        found = Totals(base.totals.nets, credit_whole(base.totals.rates, ()))
        return replace(base, totals=found, due=found.ttc, **changes)
    row = base.totals.rates[0]
    if row.with_vat < 2:
        raise DocumentError("nothing to credit")
    rates = credit_amount(base.totals.rates, (), row.vat, row.with_vat // 2 + 1, base.currency)
    found = Totals(tuple(each.base for each in rates), rates)
    lines = rate_lines("Avoir partiel", rates, currency(base.currency).exponent)
    return replace(
        base, prices=Prices.HT, lines=lines, totals=found, due=found.ttc, discount=NO_DISCOUNT, **changes
    )
