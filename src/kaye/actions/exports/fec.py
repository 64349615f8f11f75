"""The file of accounting entries of the French tax office (A47 A-1 LPF): 18 columns, tabs, one line per side."""

from datetime import date

from kaye.actions.exports.bookings import bookings
from kaye.actions.refusal import Refusal
from kaye.records.calendars import currency_of
from kaye.records.models import Business
from kaye.rules.documents.bookkeeping import JOURNALS, LABELS, Booking, Side

COLUMNS = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum", "CompAuxLib",
    "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet", "ValidDate", "Montantdevise",
    "Idevise",
)  # fmt: skip
_LONGEST = 200


def fec(business: Business, start: date, end: date) -> bytes:
    """UTF-8, CRLF, amounts with a comma. Raises Refusal when an entry would not be balanced."""
    exponent = currency_of(business).exponent
    lines = ["\t".join(COLUMNS)]
    for number, booking in enumerate(bookings(business, start, end), start=1):
        if not booking.is_balanced:
            raise Refusal(f"L'écriture de {booking.piece} n'est pas équilibrée : faites contrôler la base.")
        lines += ["\t".join(_cells(number, booking, side, exponent)) for side in booking.sides]
    return ("\r\n".join(lines) + "\r\n").encode()


def fec_name(siren: str, end: date) -> str:
    """« 732829320FEC20261231.txt »."""
    return f"{''.join(siren.split()) or 'SIREN'}FEC{end:%Y%m%d}.txt"


def _cells(number: int, booking: Booking, side: Side, exponent: int) -> tuple[str, ...]:
    is_customer = side.account == "411"
    return (
        booking.journal,
        JOURNALS[booking.journal],
        str(number),
        f"{booking.on:%Y%m%d}",
        side.account,
        LABELS[side.account],
        booking.aux if is_customer else "",
        _clean(booking.aux_name) if is_customer else "",
        _clean(booking.piece),
        f"{booking.piece_on:%Y%m%d}",
        _clean(booking.label),
        comma(side.debit, exponent),
        comma(side.credit, exponent),
        "",
        "",
        f"{booking.valid_on:%Y%m%d}",
        "",
        "",
    )


def comma(minor: int, exponent: int) -> str:
    """« 1234,56 », « 25000 »; no space."""
    if not exponent:
        return str(minor)
    units, cents = divmod(abs(minor), 10**exponent)
    return f"{'-' if minor < 0 else ''}{units},{cents:0{exponent}d}"


def _clean(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]
