"""Mentions of a document, each with its code, chosen by pack and case (M16).

The texts are data of the country; what is chosen here never depends on a country's name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kaye.rules.documents.lines import Category, Vat
from kaye.rules.documents.titles import ASKING_MONEY, Kind
from kaye.rules.documents.vat import Regime

CODES = (
    "vat_293b",
    "vat_294",
    "vat_exempt",
    "reverse_charge",
    "late_rate",
    "fixed_fee_40",
    "no_escompte",
    "escompte",
    "vat_on_debits",
    "buyer_siren",
    "nature",
    "delivery_address",
    "ei",
    "niu",
    "rccm",
    "ninea",
    "ncc",
    "fne",
    "bce",
    "rpm",
    "iban",
    "insurance",
    "mediator",
    "withdrawal",
    "deposit_ref",
    "credit_ref",
    "already_paid",
    "words",
    "platform_copy",
    "test",
)
_WORDED = ASKING_MONEY | {Kind.RECEIPT}


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention as printed."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class MentionRules:
    """Mentions of a country.

    `texts`: by code, with {variables}; `late_rate` has one per basis. `firm`: codes shown to professional
    customers only. `identity`: settings of the seller shown when filled in. `no_vat`: code per regime without
    VAT. `in_words`: whether amounts are written in words.
    """

    texts: Mapping[str, str]
    firm: frozenset[str]
    identity: frozenset[str]
    no_vat: Mapping[Regime, str]
    vat_applies: bool
    in_words: bool


@dataclass(frozen=True, slots=True)
class MentionCase:
    """All that the mentions of one document depend on; amounts and dates already written in French.

    `values`: the seller's settings and the facts of the document that a mention quotes, by variable (`words`: the
    amount in words); one that is absent or empty is not printed. `deposits`: (number, date,
    amount) of each one deducted.
    """

    kind: Kind
    is_firm: bool
    vats: frozenset[Vat] = frozenset()
    regime: Regime = Regime.NORMAL
    on_debits: bool = False
    late_basis: str = ""
    off_premises: bool = False
    by_platform: bool = False
    is_test: bool = False
    deposits: tuple[tuple[str, str, str], ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)


def mentions(case: MentionCase, rules: MentionRules) -> tuple[Mention, ...]:
    """The mentions of a document, in the order of CODES. A missing variable of a chosen text raises KeyError."""
    chosen = (*_vat_mentions(case, rules), *_payment_mentions(case, rules), *_others(case, rules))
    return tuple(sorted(chosen, key=lambda mention: CODES.index(mention.code)))


def _vat_mentions(case: MentionCase, rules: MentionRules) -> Iterator[Mention]:
    categories = {vat.category for vat in case.vats}
    if Category.REVERSE_CHARGE in categories:
        yield _mention("reverse_charge", case, rules)
    if case.regime is not Regime.NORMAL or not rules.vat_applies:
        yield _mention(rules.no_vat[case.regime], case, rules)
    elif Category.EXEMPT in categories:
        reason = case.values.get("exempt_reason", "")
        yield Mention("vat_exempt", reason or rules.texts["vat_exempt"])
    if case.on_debits and case.kind is not Kind.QUOTE and Category.STANDARD in categories:
        yield _mention("vat_on_debits", case, rules)


def _payment_mentions(case: MentionCase, rules: MentionRules) -> Iterator[Mention]:
    """Lateness is only ever mentioned to a professional, where the law of the seller gives it."""
    if case.kind not in ASKING_MONEY:
        return
    firm = rules.firm if case.is_firm else frozenset()
    if "late_rate" in firm:
        text = rules.texts.get(f"late_rate_{case.late_basis}", rules.texts["late_rate"])
        yield Mention("late_rate", text.format_map(dict(case.values)))
    if "fixed_fee_40" in firm:
        yield _mention("fixed_fee_40", case, rules)
    if case.values.get("escompte_percent"):
        yield _mention("escompte", case, rules)
    elif "no_escompte" in firm:
        yield _mention("no_escompte", case, rules)


def _others(case: MentionCase, rules: MentionRules) -> Iterator[Mention]:
    filled = {code for code in CODES if case.values.get(code, "").strip()}
    shown = filled & rules.identity
    shown |= filled & {"delivery_address", "insurance", "fne"}
    if not case.is_firm:
        shown |= filled & {"mediator"}
    if case.is_firm and case.kind is not Kind.QUOTE:
        shown |= filled & rules.firm & {"buyer_siren", "nature"}
    if rules.in_words and case.kind in _WORDED and "words" in filled:
        name = "words_receipt" if case.kind is Kind.RECEIPT else "words"
        yield Mention("words", rules.texts[name].format_map(dict(case.values)))
    if case.kind is Kind.CREDIT_NOTE:
        shown |= {"credit_ref"}
    shown |= filled & {"already_paid"}
    if case.off_premises and not case.is_firm:
        shown |= {"withdrawal"}
    shown |= {code for code, on in (("platform_copy", case.by_platform), ("test", case.is_test)) if on}
    yield from (_mention(code, case, rules) for code in shown)
    for number, day, amount in case.deposits:
        text = rules.texts["deposit_ref"].format(number=number, day=day, amount=amount)
        yield Mention("deposit_ref", text)


def _mention(code: str, case: MentionCase, rules: MentionRules) -> Mention:
    return Mention(code, rules.texts[code].format_map(dict(case.values)))
