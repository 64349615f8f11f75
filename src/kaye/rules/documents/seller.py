"""What a business says of itself on its papers, and how it invoices: the settings of M58, each with its own check.

A checksum that does not fit is a warning (some registers have numbers outside the rule); a form that does not fit, and
a bank account, are refused.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from stdnum import iban as iban_number
from stdnum.be import vat as bce_number
from stdnum.fr import siren as siren_number

from kaye.rules.documents.amounts import DocumentError, parse_rate
from kaye.rules.documents.terms import parse_terms
from kaye.rules.documents.vat import Regime

Value = str | bool | int
SERIES = {"D": "les devis", "C": "les commandes", "L": "les bons de livraison", "F": "les factures"} | {
    "A": "les avoirs",
    "R": "les reçus",
}
_TRUE = frozenset({"oui", "yes", "true", "1", "on"})
_FALSE = frozenset({"non", "no", "false", "0", "off", ""})
_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9_/-]{0,11}")
_MOST_NUMBER = 10**9


@dataclass(frozen=True, slots=True)
class SellerLaw:
    """What a country allows and proposes. `late_bases`: the default one first."""

    late_bases: tuple[str, ...] = ()
    allow_partial: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. `read` gives its value or raises DocumentError; `empty`: its value when nothing was written."""

    key: str
    label: str
    read: Callable[[str, SellerLaw], Value]
    empty: Value = ""
    warn: Callable[[str], str] | None = None


@dataclass(frozen=True, slots=True)
class Papers:
    """The settings of a business, typed. `prefixes` and `firsts`: by series, only those that were set."""

    texts: Mapping[str, str]
    regime: Regime
    on_debits: bool
    terms: str
    late_basis: str
    late_rate: Decimal | None
    be_clause: bool
    cash_step: int
    valid_days: int
    allow_partial: bool
    auto_deposit_invoice: bool
    accept_code: bool
    prefixes: Mapping[str, str]
    firsts: Mapping[str, int]

    def text(self, key: str) -> str:
        """A text of the seller's identity, or empty."""
        return self.texts.get(key, "")

    def prefix(self, series: str) -> str:
        """What a number of this series begins with."""
        return self.prefixes.get(series, series)


def parse_setting(key: str, written: str, law: SellerLaw) -> Value:
    """The value of one setting as it is kept. Raises DocumentError."""
    setting = _BY_KEY.get(key)
    if setting is None:
        raise DocumentError(f"Le réglage « {key} » n'existe pas : choisissez parmi {', '.join(KEYS)}.")
    text = " ".join(written.split())
    return setting.read(text, law) if text else setting.empty


def warning_of(key: str, value: Value) -> str:
    """A French sentence when the value looks mistyped; empty when it does not."""
    warn = _BY_KEY[key].warn
    return warn(str(value)) if warn and value else ""


def all_settings(kept: Mapping[str, Value], law: SellerLaw) -> dict[str, Value]:
    """Every setting with its value, those never written included."""
    defaults: dict[str, Value] = {"allow_partial": law.allow_partial}
    defaults["late_basis"] = law.late_bases[0] if law.late_bases else ""
    return {each.key: kept.get(each.key, defaults.get(each.key, each.empty)) for each in SETTINGS}


def papers_of(kept: Mapping[str, Value], law: SellerLaw) -> Papers:
    """The settings as the documents need them."""
    values = all_settings(kept, law)
    rate = str(values["late_rate"])
    return Papers(
        texts={key: str(values[key]) for key in TEXTS},
        regime=Regime(str(values["vat_regime"])),
        on_debits=bool(values["vat_on_debits"]),
        terms=str(values["terms"]),
        late_basis=str(values["late_basis"]),
        late_rate=Decimal(rate) if rate else None,
        be_clause=bool(values["be_clause"]),
        cash_step=int(values["cash_step"]),
        valid_days=int(values["quote_valid_days"]),
        allow_partial=bool(values["allow_partial"]),
        auto_deposit_invoice=bool(values["auto_deposit_invoice"]),
        accept_code=bool(values["accept_code"]),
        prefixes={each: str(kept[f"prefix.{each}"]) for each in SERIES if kept.get(f"prefix.{each}")},
        firsts={each: int(kept[f"first.{each}"]) for each in SERIES if kept.get(f"first.{each}")},
    )


def parse_siren(text: str) -> str:
    """Nine digits. Raises DocumentError."""
    digits = _compact(text)
    if not re.fullmatch(r"\d{9}", digits):
        raise DocumentError(f"« {text} » : un SIREN a 9 chiffres, par exemple 732 829 320.")
    return digits


def parse_vat_number(text: str) -> str:
    """Two letters of a country, then letters and digits. Raises DocumentError."""
    number = _compact(text).upper()
    if not re.fullmatch(r"[A-Z]{2}[A-Z0-9+*]{2,12}", number):
        raise DocumentError(
            f"« {text} » : un numéro de TVA commence par les deux lettres du pays, par exemple FR44732829320."
        )
    return number


def _compact(text: str) -> str:
    return re.sub(r"[\s.\-]", "", text)


def _text(longest: int) -> Callable[[str, SellerLaw], Value]:
    def read(text: str, law: SellerLaw) -> Value:
        if len(text) > longest:
            raise DocumentError(f"Gardez au plus {longest} caractères.")
        return text

    return read


def _yes_no(text: str, law: SellerLaw) -> Value:
    if text.lower() in _TRUE | _FALSE:
        return text.lower() in _TRUE
    raise DocumentError(f"« {text} » : écrivez oui ou non.")


def _number(least: int, most: int) -> Callable[[str, SellerLaw], Value]:
    def read(text: str, law: SellerLaw) -> Value:
        if not re.fullmatch(r"\d{1,12}", text) or not least <= int(text) <= most:
            raise DocumentError(f"« {text} » : écrivez un nombre entier de {least} à {most}.")
        return int(text)

    return read


def _pattern(pattern: str, example: str) -> Callable[[str, SellerLaw], Value]:
    def read(text: str, law: SellerLaw) -> Value:
        compact = _compact(text).upper()
        if not re.fullmatch(pattern, compact):
            raise DocumentError(f"« {text} » ne se lit pas : écrivez-le comme {example}.")
        return compact

    return read


def _iban(text: str, law: SellerLaw) -> Value:
    if not iban_number.is_valid(text, check_country=False):  # its lists of banks grow old
        raise DocumentError(
            f"« {text} » n'est pas un IBAN : recopiez-le depuis votre relevé d'identité bancaire."
        )
    return str(iban_number.compact(text))


def _bce(text: str, law: SellerLaw) -> Value:
    digits = _compact(text).upper().removeprefix("BE")
    if not re.fullmatch(r"[01]?\d{9}", digits):
        raise DocumentError(f"« {text} » : un numéro BCE a 10 chiffres, par exemple 0403.019.261.")
    return digits.zfill(10)


def _regime(text: str, law: SellerLaw) -> Value:
    if text.lower() not in {each.value for each in Regime}:
        raise DocumentError(f"« {text} » : choisissez normal, franchise (sans TVA) ou none (non assujetti).")
    return text.lower()


def _terms(text: str, law: SellerLaw) -> Value:
    parse_terms(text)
    return text.replace(" ", "").lower()


def _basis(text: str, law: SellerLaw) -> Value:
    if text not in law.late_bases:
        raise DocumentError(
            f"« {text} » : choisissez parmi {', '.join(law.late_bases) or 'rien, dans ce pays'}."
        )
    return text


def _rate(text: str, law: SellerLaw) -> Value:
    return f"{parse_rate(text).normalize():f}"


def _prefix(text: str, law: SellerLaw) -> Value:
    if not _PREFIX.fullmatch(text):
        raise DocumentError(
            f"« {text} » : un préfixe commence par une lettre, puis lettres, chiffres, - _ ou /, 12 au plus."
        )
    return text


def _check_siren(value: str) -> str:
    fits = siren_number.is_valid(value)
    return "" if fits else f"Le SIREN {value} semble mal recopié : vérifiez-le."


def _check_bce(value: str) -> str:
    return "" if bce_number.is_valid(value) else f"Le numéro BCE {value} semble mal recopié : vérifiez-le."


SETTINGS = (
    Setting("legal_name", "Nom légal", _text(160)),
    Setting("legal_form", "Forme juridique", _text(60)),
    Setting("capital", "Capital", _text(60)),
    Setting("address", "Adresse", _text(300)),
    Setting("postcode", "Code postal", _text(12)),
    Setting("city", "Ville", _text(120)),
    Setting("siren", "SIREN", lambda text, law: parse_siren(text), warn=_check_siren),
    Setting("vat_number", "Numéro de TVA", lambda text, law: parse_vat_number(text)),
    Setting("rcs", "RCS", _text(80)),
    Setting("bce", "Numéro BCE", _bce, warn=_check_bce),
    Setting("rpm", "RPM et tribunal", _text(80)),
    Setting("niu", "NIU", _pattern(r"[A-Z0-9]{8,20}", "P012345678901A")),
    Setting("rccm", "RCCM", _text(60)),
    Setting("ninea", "NINEA", _pattern(r"[A-Z0-9]{7,15}", "005012345 2G3")),
    Setting("ncc", "NCC", _pattern(r"[A-Z0-9]{6,15}", "1234567 A")),
    Setting("iban", "IBAN", _iban),
    Setting("vat_regime", "Régime de TVA", _regime, Regime.NORMAL.value),
    Setting("vat_on_debits", "TVA d'après les débits", _yes_no, False),
    Setting("exempt_reason", "Raison de l'exonération", _text(200)),
    Setting("terms", "Délai de paiement", _terms),
    Setting("late_basis", "Taux de retard", _basis),
    Setting("late_rate", "Taux de retard convenu", _rate),
    Setting("be_clause", "Clause d'indemnité (Belgique)", _yes_no, False),
    Setting("cash_step", "Plus petite pièce", _number(1, 1000), 1),
    Setting("quote_valid_days", "Validité des devis, en jours", _number(1, 365), 30),
    Setting("allow_partial", "Paiement en plusieurs fois sur la page", _yes_no, False),
    Setting("insurance", "Assurance professionnelle", _text(300)),
    Setting("mediator", "Médiateur de la consommation", _text(300)),
    Setting("auto_deposit_invoice", "Facture d'acompte émise à l'acceptation", _yes_no, False),
    Setting("accept_code", "Code demandé pour accepter un devis", _yes_no, False),
    *(Setting(f"prefix.{s}", f"Préfixe pour {what}", _prefix, s) for s, what in SERIES.items()),
    *(
        Setting(f"first.{s}", f"Premier numéro pour {what}", _number(1, _MOST_NUMBER), 1)
        for s, what in SERIES.items()
    ),
)
KEYS = tuple(each.key for each in SETTINGS)
TEXTS = (
    "legal_name", "legal_form", "capital", "address", "postcode", "city", "siren", "vat_number", "rcs", "bce", "rpm",
    "niu", "rccm", "ninea", "ncc", "iban", "insurance", "mediator", "exempt_reason",
)  # fmt: skip
_BY_KEY = {each.key: each for each in SETTINGS}
