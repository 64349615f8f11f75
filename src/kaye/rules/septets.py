"""What an SMS costs: GSM-7 septets, the extension table, UCS-2, and the GSM-safe form of a value."""

from dataclasses import dataclass

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("^{}\\[~]|€\f")
_ALL = BASIC | EXTENDED

_SAFE = str.maketrans(
    {
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\u2007": " ",
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "«": '"',
        "»": '"',
        "–": "-",
        "—": "-",
        "‑": "-",
        "…": "...",
        "€": "EUR",
        "œ": "oe",
        "Œ": "OE",
        "ê": "e",
        "ë": "e",
        "â": "a",
        "î": "i",
        "ï": "i",
        "ô": "o",
        "û": "u",
        "ç": "c",
        "ÿ": "y",
        "À": "A",
        "Â": "A",
        "È": "E",
        "Ê": "E",
        "Ë": "E",
        "Î": "I",
        "Ï": "I",
        "Ô": "O",
        "Ù": "U",
        "Û": "U",
        "°": "o",
        "·": "-",
        "•": "-",
        "*": None,
    }
)


@dataclass(frozen=True, slots=True)
class SmsLength:
    """`units` are septets, or UTF-16 units when `unicode`; `parts` is what the operator bills."""

    unicode: bool
    units: int
    parts: int


def sms_length(text: str) -> SmsLength:
    """160 septets in one part and 153 in joined ones; 70 and 67 outside GSM-7 (3GPP TS 23.038)."""
    if _ALL.issuperset(text):
        units = len(text) + sum(1 for letter in text if letter in EXTENDED)
        return SmsLength(False, units, _parts(units, 160, 153))
    units = len(text.encode("utf-16-le")) // 2
    return SmsLength(True, units, _parts(units, 70, 67))


def _parts(units: int, alone: int, joined: int) -> int:
    return 1 if units <= alone else -(-units // joined)


def sms_form(value: str) -> str:
    """The same value with what forces a message to half its size replaced (« ç », « € », narrow spaces)."""
    return value if value.isascii() and "*" not in value else value.translate(_SAFE)
