"""The figures of a paper, from what was asked and from what was already invoiced or credited (M2–M4, M18–M22)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kaye.actions.documents.ground import DocumentRefusal, Ground
from kaye.actions.documents.parts import Part, Role, asked_of, part_of
from kaye.actions.refusal import Refusal
from kaye.records.models import Document
from kaye.records.queries.documents import credit_notes, deposits_of, issued_parts
from kaye.rules.documents import parts as cumulative
from kaye.rules.documents.amounts import (
    NO_DISCOUNT,
    Discount,
    DocumentError,
    parse_discount,
    price_of,
    rate_text,
    round_half_up,
)
from kaye.rules.documents.asked import Asked, AskedError, read_asked
from kaye.rules.documents.credits import credit_amount, credit_lines, credit_whole, spread_credit
from kaye.rules.documents.deposits import Deposit, deposit_amount, deposit_rates, final_invoice
from kaye.rules.documents.document import Document as Printed
from kaye.rules.documents.document import DocumentLine, document_lines, rate_lines
from kaye.rules.documents.lines import Draft, Line, Prices, Vat
from kaye.rules.documents.plain import from_plain
from kaye.rules.documents.terms import Terms
from kaye.rules.documents.totals import RateTotal, Totals, line_nets, totals
from kaye.rules.french import day_text

Shares = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Amounts of one paper. `due`: what its debt will be. `shares`: what it takes of each line of its source."""

    asked: Asked
    prices: Prices
    lines: tuple[DocumentLine, ...]
    totals: Totals
    due: int
    discount: Discount = NO_DISCOUNT
    deposits: tuple[Deposit, ...] = ()
    shares: Shares = ()


def figures(document: Document, land: Ground) -> Figures:
    """Computed from the rows as they are now. Raises DocumentRefusal, Refusal."""
    part = part_of(document)
    try:
        if part.role.is_credit:
            return _credit(document, part, land)
        asked = read_asked(asked_of(document), land.asked_law(document.customer))
        whole = totals(asked.draft)
        if part.role is Role.DEPOSIT:
            return _deposit(document, part, asked, whole, land)
        if document.source is not None and document.kind in ("invoice", "final", "receipt"):
            return _part(document, part, asked, whole, land)
        if asked.deposit is not None:
            deposit_amount(asked.deposit, whole.ttc, land.currency.code)
        lines = document_lines(asked.draft, whole)
        return Figures(asked, asked.draft.prices, lines, whole, whole.ttc, asked.draft.discount)
    except AskedError as fault:
        raise DocumentRefusal(fault.path, str(fault)) from None
    except DocumentError as fault:
        raise Refusal(str(fault)) from None


def printed_of(document: Document) -> Printed:
    """What an issued paper says."""
    assert document.printed is not None
    return from_plain(Printed, document.printed["document"])


def shares_of(document: Document) -> Shares:
    """What an issued paper took of each line of its source."""
    return tuple(Fraction(each) for each in (document.printed or {}).get("shares", ()))


def _deposit(document: Document, part: Part, asked: Asked, whole: Totals, land: Ground) -> Figures:
    code = land.currency.code
    wanted = parse_discount(part.amount, code)
    amount = deposit_amount(wanted, whole.ttc, code)
    source = document.source
    before = sum(each.amount for each in _deposits(source)) if source else 0
    deposit_amount(parse_discount(_major(before + amount, land), code), whole.ttc, code)
    rates = deposit_rates(whole, amount)
    share = f" de {rate_text(wanted.percent)}" if wanted.percent is not None else ""
    on = f" sur le devis {source.number}" if source is not None and source.kind == "quote" else ""
    lines = rate_lines(f"Acompte{share}{on}", rates, land.currency.exponent)
    return Figures(asked, Prices.HT, lines, Totals(tuple(row.base for row in rates), rates), amount)


def _part(document: Document, part: Part, asked: Asked, whole: Totals, land: Ground) -> Figures:
    """A part, or the last one, which deducts the deposits."""
    source, draft = document.source, asked.draft
    assert source is not None
    parts = [p for p in issued_parts(source) if p.pk != document.pk]
    done = _sum_of((shares_of(each) for each in parts), len(draft.lines))
    if part.role is Role.QUANTITIES:
        taken = cumulative.part_of_quantities(draft, done, part.quantities)
    else:
        percent = part.percent if part.role is Role.PERCENT and part.percent is not None else Decimal(100)
        taken = cumulative.part_to_percent(draft, done, percent)
    shares = tuple(new - old for new, old in zip(taken.shares, done, strict=True))
    is_whole = all(share == 1 for share in shares)
    lines = document_lines(draft, whole) if is_whole else _part_lines(draft, taken, done, land)
    found = whole if is_whole else taken.totals
    discount = draft.discount if is_whole else _discount_of(found, lines, draft.prices)
    if all(share == 1 for share in taken.shares) and (deposits := _deposits(source)):
        final = final_invoice(found, deposits, land.currency.code)
        return Figures(asked, draft.prices, lines, found, final.due, discount, deposits, shares)
    return Figures(asked, draft.prices, lines, found, found.ttc, discount, (), shares)


def _discount_of(found: Totals, lines: Sequence[DocumentLine], prices: Prices) -> Discount:
    """What a part takes of the discount of the whole, as its prices are written."""
    taken = sum(line.amount for line in lines) - (found.ttc if prices is Prices.TTC else found.ht)
    return Discount(amount=taken) if taken > 0 else NO_DISCOUNT


def _part_lines(draft: Draft, part: cumulative.Part, done: Shares, land: Ground) -> tuple[DocumentLine, ...]:
    """Lines of a part: the quantity where it says the amount exactly, else one unit of the part and its detail."""
    written = line_nets(draft)
    lines = []
    for n, (line, taken) in enumerate(zip(draft.lines, part.quantities, strict=True)):
        if not taken:
            continue
        net = part.totals.nets[n]
        amount = round_half_up(written[n] * part.shares[n]) - round_half_up(written[n] * done[n])
        quantity = Decimal(round(taken * 1000)) / 1000
        exact = (
            Fraction(quantity) == taken and price_of(quantity, line.unit_price, land.currency.code) == amount
        )
        if exact:
            lines.append(
                DocumentLine(line.label, quantity, line.unit_price, line.vat, net, amount, line.unit)
            )
            continue
        price = Decimal(amount).scaleb(-land.currency.exponent)
        detail = f"Avancement : {rate_text(_percent(done[n]))} à {rate_text(_percent(part.shares[n]))}"
        lines.append(DocumentLine(line.label, Decimal(1), price, line.vat, net, amount, detail=detail))
    return tuple(lines)


def _credit(document: Document, part: Part, land: Ground) -> Figures:
    """What a credit note takes off its invoice, whose lines are those it was issued with."""
    original = document.original
    assert original is not None
    invoice = printed_of(original)
    others = [each for each in credit_notes(original) if each.pk != document.pk]
    credited = tuple(row for each in others for row in printed_of(each).totals.rates)
    rates, code = invoice.totals.rates, land.currency.code
    draft = _draft_of(invoice)
    done = _sum_of((shares_of(each) for each in others), len(draft.lines))
    if part.role is Role.CREDIT_LINES:
        target = cumulative.shares_reached(draft, done, part.quantities)
        found = credit_lines(draft, rates, credited, done, target)
        shares = tuple(new - old for new, old in zip(target, done, strict=True))
        return _credited(original, found, shares, land)
    if part.role is Role.CREDIT_AMOUNT:
        vat = _vat_named(part.vat, rates)
        return _credited(original, credit_amount(rates, credited, vat, int(part.amount), code), (), land)
    if part.role is Role.CREDIT_SPREAD:
        return _credited(original, spread_credit(rates, credited, int(part.amount), code), (), land)
    left = credit_whole(rates, credited)
    shares = tuple(1 - share for share in done)
    if others:
        return _credited(original, left, shares, land)
    asked = Asked(draft, Terms(0), nature=invoice.nature)
    totals_ = invoice.totals
    return Figures(asked, invoice.prices, invoice.lines, totals_, totals_.ttc, invoice.discount, (), shares)


def _credited(original: Document, rates: Sequence[RateTotal], shares: Shares, land: Ground) -> Figures:
    found = Totals(tuple(row.base for row in rates), tuple(rates))
    issued = f" du {day_text(original.issued_on)}" if original.issued_on else ""
    lines = rate_lines(f"Avoir sur la facture {original.number}{issued}", rates, land.currency.exponent)
    invoice = printed_of(original)
    asked = Asked(_draft_of(invoice), Terms(0), nature=invoice.nature)
    return Figures(asked, Prices.HT, lines, found, found.ttc, NO_DISCOUNT, (), shares)


def _draft_of(invoice: Printed) -> Draft:
    """The lines of an issued paper, as its cumulated shares are counted on."""
    lines = (
        Line(each.label, each.quantity, each.unit_price, each.vat, each.discount, each.unit)
        for each in invoice.lines
    )
    return Draft(invoice.currency, invoice.prices, tuple(lines), invoice.discount)


def _vat_named(written: str, rates: Sequence[RateTotal]) -> Vat:
    """The row of the invoice that this rate names; without a rate, the only one."""
    if not written:
        if len(rates) == 1:
            return rates[0].vat
        raise DocumentError(
            "Cette facture a plusieurs taux : dites lequel (--vat), ou choisissez des lignes."
        )
    wanted = written.strip().upper()
    for row in rates:
        if wanted in (row.vat.category.value, rate_text(row.vat.rate)[:-2], f"{row.vat.rate.normalize():f}"):
            return row.vat
    raise DocumentError(f"La facture n'a pas de ligne à {written}\u00a0%.")


def _deposits(source: Document) -> tuple[Deposit, ...]:
    """The issued deposits of a quote or an order, net of their credit notes (M19)."""
    found = []
    for paper in deposits_of(source):
        assert paper.issued_on is not None
        credited = [row for note in credit_notes(paper) for row in printed_of(note).totals.rates]
        rates = tuple(_net(row, credited) for row in printed_of(paper).totals.rates)
        kept = tuple(row for row in rates if row.with_vat)
        if kept:
            found.append(Deposit(paper.number, paper.issued_on, kept, is_settled(paper)))
    return tuple(found)


def is_settled(paper: Document) -> bool:
    """Whether nothing is owed any more on this paper."""
    debt = paper.receivable
    if debt is None:
        return paper.due == 0
    return not any(each.paid < each.amount for each in debt.instalments.filter(replaced_at=None))


def _net(row: RateTotal, credited: Iterable[RateTotal]) -> RateTotal:
    same = [each for each in credited if each.vat == row.vat]
    base = row.base - sum(each.base for each in same)
    return RateTotal(row.vat, base, 0, base, row.amount - sum(each.amount for each in same))


def _sum_of(found: Iterable[Shares], length: int) -> Shares:
    total = [Fraction(0)] * length
    for shares in found:
        for n, share in enumerate(shares[:length]):
            total[n] += share
    return tuple(total)


def _percent(share: Fraction) -> Decimal:
    return Decimal(round(share * 10000)) / 100


def _major(minor: int, land: Ground) -> str:
    return str(Decimal(minor).scaleb(-land.currency.exponent))
