"""Text of the QR code of a SEPA transfer (EPC069-12, version 002), read by European banking applications."""

import re
from dataclasses import dataclass

from kaye.rules.documents.amounts import DocumentError

LEAST = 1  # minor units: 0,01 €
MOST = 99_999_999_999  # 999 999 999,99 €
_NAME_LENGTH = 70
_REFERENCE_LENGTH = 140
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")


@dataclass(frozen=True, slots=True)
class Transfer:
    """What the customer is asked to transfer. `minor` in cents of euro; `reference`: number of the invoice."""

    name: str
    iban: str
    minor: int
    reference: str
    currency: str = "EUR"


def fits_epc(minor: int, currency: str, iban: str) -> bool:
    """Whether the code can be shown: euro, an amount inside its limits, an IBAN (M43)."""
    return currency == "EUR" and LEAST <= minor <= MOST and bool(iban.strip())


def epc_text(transfer: Transfer) -> str:
    """The twelve lines, the empty last one left out. Raises DocumentError."""
    if not fits_epc(transfer.minor, transfer.currency, transfer.iban):
        raise DocumentError("Le code à scanner demande un montant en euros, de 0,01 à 999 999 999,99.")
    units, cents = divmod(transfer.minor, 100)
    lines = (
        "BCD",
        "002",
        "1",  # UTF-8
        "SCT",
        "",  # no BIC inside the SEPA area
        _one_line(transfer.name)[:_NAME_LENGTH],
        plain_iban(transfer.iban),
        f"EUR{units}.{cents:02d}",
        "",
        "",
        _one_line(transfer.reference)[:_REFERENCE_LENGTH],
    )
    return "\n".join(lines)


def plain_iban(text: str) -> str:
    """The IBAN without spaces, in capitals, its key checked (ISO 13616). Raises DocumentError."""
    iban = re.sub(r"[\s-]", "", text).upper()
    if not _IBAN.fullmatch(iban):
        raise DocumentError(f"« {text} » n'est pas un IBAN : copiez-le depuis votre relevé bancaire.")
    figures = "".join(str(int(char, 36)) for char in iban[4:] + iban[:4])
    if int(figures) % 97 != 1:
        raise DocumentError(f"« {text} » : un chiffre de l'IBAN est mal recopié, vérifiez-le.")
    return iban


def _one_line(text: str) -> str:
    return " ".join(text.split())
