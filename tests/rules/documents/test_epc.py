"""The text of the transfer code (M43)."""

import pytest

from kaye.rules.documents.amounts import DocumentError
from kaye.rules.documents.epc import Transfer, epc_text, fits_epc, plain_iban

IBAN = "FR76 3000 6000 0112 3456 7890 189"


def test_eleven_lines():
    text = epc_text(Transfer("Boutique  Karukera", IBAN, 123456, "F2026-0001"))
    assert text.split("\n") == [
        "BCD",
        "002",
        "1",
        "SCT",
        "",
        "Boutique Karukera",
        "FR7630006000011234567890189",
        "EUR1234.56",
        "",
        "",
        "F2026-0001",
    ]


def test_long_names_are_cut_and_a_line_stays_a_line():
    text = epc_text(Transfer("N" * 90, IBAN, 1, "F\n2026"))
    assert text.split("\n")[5:8] == ["N" * 70, plain_iban(IBAN), "EUR0.01"]
    assert text.endswith("F 2026")
    assert len(text.encode()) <= 331


@pytest.mark.parametrize(
    ("minor", "code", "iban", "fits"),
    [
        (1, "EUR", IBAN, True),
        (99_999_999_999, "EUR", IBAN, True),
        (100_000_000_000, "EUR", IBAN, False),
        (0, "EUR", IBAN, False),
        (25000, "XAF", IBAN, False),
        (100, "EUR", " ", False),
    ],
)
def test_limits(minor, code, iban, fits):
    assert fits_epc(minor, code, iban) is fits
    if not fits:
        with pytest.raises(DocumentError, match="en euros, de 0,01"):
            epc_text(Transfer("N", iban, minor, "F1", code))


@pytest.mark.parametrize(
    ("iban", "said"), [("FR76 3000", "n'est pas un IBAN"), (IBAN.replace("189", "188"), "mal recopié")]
)
def test_iban_is_checked(iban, said):
    with pytest.raises(DocumentError, match=said):
        plain_iban(iban)
