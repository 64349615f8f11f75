"""What the editor of a paper shows, worked out from what is typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kaye.actions.documents.ground import Ground, ground, is_firm
from kaye.actions.documents.parts import asked_of
from kaye.actions.documents.printing import terms_text
from kaye.records.models import Business, Customer, Document, Product
from kaye.records.queries.counter import best_sellers, suggest_customers, suggest_products
from kaye.records.queries.quotes import has_delay
from kaye.rules.documents.amounts import DocumentError, rate_text
from kaye.rules.documents.asked import AskedError, read_asked
from kaye.rules.documents.terms import parse_terms
from kaye.rules.documents.totals import Totals, line_nets, totals
from kaye.rules.documents.vat import charges_vat
from kaye.web.documents.draft import QUOTE, Paper, PaperLine

NATURES = (
    ("", "Sans le préciser"),
    ("goods", "Vente de biens"),
    ("services", "Prestation de services"),
    ("mixed", "Biens et services"),
)
_TERMS = ("0", "8", "15", "30", "45", "60", "45+eom", "eom+45")


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    word: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A typed line, its list of rates, what must be corrected in it by field."""

    typed: PaperLine
    rates: tuple[Option, ...]
    problems: Mapping[str, str]
    net: int | None


@dataclass(frozen=True, slots=True)
class Sums:
    """`totals` None while something can't be read: `unreadable` says what, empty when nothing is typed yet."""

    totals: Totals | None
    nets: tuple[int, ...]
    unreadable: str
    deposit: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper on the screen."""

    paper: Paper
    is_quote: bool
    document: Document | None
    customer: Customer | None
    rows: tuple[Row, ...]
    sums: Sums
    code: str
    unit: str
    charges: bool
    terms: tuple[Option, ...]
    natures: tuple[Option, ...]
    valid_days: int
    has_home: bool
    best: tuple[Product, ...]
    found_customers: tuple[Customer, ...]
    found_products: tuple[Product, ...]
    problems: Mapping[str, str]
    opens_more: bool

    @property
    def off_premises(self) -> bool:
        return "off_premises" in self.paper.ticks

    @property
    def urgent_repair(self) -> bool:
        return "urgent_repair" in self.paper.ticks

    @property
    def texts(self) -> Mapping[str, str]:
        return self.paper.texts


def make_sheet(business: Business, paper: Paper, problems: Mapping[str, str] | None = None) -> Sheet:
    """A handful of queries, whatever is typed."""
    land, problems = ground(business), problems or {}
    customer = customer_of(business, paper)
    document = document_of(business, paper)
    sums = sums_of(land, paper, customer, document)
    looking = customer is None and not paper.is_new
    conditions = ("discount", "deposit", "terms", "valid_days", "nature", "supply_on", "note")
    return Sheet(
        paper=paper,
        is_quote=paper.kind == QUOTE,
        document=document,
        customer=customer,
        rows=tuple(
            _row(land, line, customer, index, problems, sums.nets) for index, line in enumerate(paper.lines)
        ),
        sums=sums,
        code=land.currency.code,
        unit=land.currency.unit,
        charges=charges_vat(land.taxes.vat, land.papers.regime),
        terms=_terms(land, paper),
        natures=tuple(Option(value, word, paper.text("nature") == value) for value, word in NATURES),
        valid_days=land.papers.valid_days,
        has_home=has_delay(business),
        best=tuple(best_sellers(business, 4)) if not paper.lines and not paper.article else (),
        found_customers=tuple(suggest_customers(business, paper.who)) if looking and paper.who else (),
        found_products=tuple(suggest_products(business, paper.article)) if paper.article else (),
        problems=problems,
        opens_more=any(problems.get(key) for key in conditions) or any(paper.text(key) for key in conditions),
    )


def customer_of(business: Business, paper: Paper) -> Customer | None:
    if not paper.customer_id:
        return None
    return Customer.objects.filter(business=business, pk=paper.customer_id).first()


def document_of(business: Business, paper: Paper) -> Document | None:
    """The draft being changed; None for a new one, or one of somebody else."""
    if not paper.document_id:
        return None
    return Document.objects.filter(business=business, pk=paper.document_id, state="draft").first()


def sums_of(land: Ground, paper: Paper, customer: Customer | None, document: Document | None) -> Sums:
    """The totals of what is typed, as the paper will compute them."""
    if not paper.lines:
        return Sums(None, (), "")
    buyer = customer or Customer(is_consumer=False if paper.new_firm else None)
    base = asked_of(document) if document else {}
    try:
        asked = read_asked(paper.asked(base), land.asked_law(buyer))
        found = totals(asked.draft)
    except DocumentError as fault:
        typing = isinstance(fault, AskedError) and fault.path.startswith("lines.")
        blank = typing and not all(line.label and line.unit_price for line in paper.lines)
        return Sums(None, (), "" if blank else str(fault))
    deposit = asked.deposit.of(found.ttc) if asked.deposit is not None else 0
    return Sums(found, line_nets(asked.draft), "", deposit)


def catalogue_price(land: Ground, product: Product, prices: str) -> str:
    """The price of the shelf, VAT included, as the paper writes its prices."""
    if product.price is None:
        return ""
    price = Decimal(product.price).scaleb(-land.currency.exponent)
    if prices == "ht" and charges_vat(land.taxes.vat, land.papers.regime):
        price = round(price / (1 + land.taxes.vat.normal / 100), land.currency.exponent + 2)
    text = f"{price:f}"
    if "." in text:
        whole, _, rest = text.partition(".")
        rest = rest.rstrip("0")
        text = f"{whole},{rest.ljust(land.currency.exponent, '0')}" if rest else whole
    return text


def _row(
    land: Ground,
    line: PaperLine,
    customer: Customer | None,
    index: int,
    problems: Mapping[str, str],
    nets: tuple[int, ...],
) -> Row:
    start = f"lines.{index}."
    own = {path.removeprefix(start): text for path, text in problems.items() if path.startswith(start)}
    if said := problems.get(start.rstrip(".")):
        own["label"] = said
    return Row(line, _rates(land, line, customer), own, nets[index] if index < len(nets) else None)


def _rates(land: Ground, line: PaperLine, customer: Customer | None) -> tuple[Option, ...]:
    """The rates of the country, the normal one chosen unless told otherwise."""
    normal = f"{land.taxes.vat.normal.normalize():f}"
    chosen = line.vat or normal
    rates = sorted({*land.taxes.vat.rates, Decimal(0)}, reverse=True)
    found = [Option(f"{rate.normalize():f}", rate_text(rate), False) for rate in rates]
    if customer is not None and is_firm(customer) and customer.vat_number:
        found.append(Option("AE", "Autoliquidation", False))
    return tuple(Option(each.value, each.word, each.value == chosen) for each in found)


def _terms(land: Ground, paper: Paper) -> tuple[Option, ...]:
    chosen = paper.text("terms")
    known = [*_TERMS, *([chosen] if chosen and chosen not in _TERMS else [])]
    usual = land.papers.terms
    words = [Option("", f"Habituel : {_said(usual).lower()}" if usual else "Habituel", not chosen)]
    return (*words, *(Option(each, _said(each), each == chosen) for each in known))


def _said(written: str) -> str:
    try:
        return terms_text(parse_terms(written))
    except DocumentError:
        return written
