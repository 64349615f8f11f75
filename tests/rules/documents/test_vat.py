"""The VAT of a line (M5)."""

from decimal import Decimal

import pytest

from kaye.rules.documents.amounts import DocumentError
from kaye.rules.documents.lines import Category
from kaye.rules.documents.vat import Parties, Regime, TaxRules, vat_of

GP = TaxRules(Decimal("8.5"), tuple(map(Decimal, ("8.5", "2.1", "1.75", "1.05"))))
GF = TaxRules(Decimal(0), (), applies=False)
FIRM = Parties(buyer_is_firm=True, buyer_vat_number="FR12345678901")


@pytest.mark.parametrize(
    ("written", "rate", "category"),
    [
        (None, "8.5", Category.STANDARD),
        ("", "8.5", Category.STANDARD),
        ("2,1", "2.1", Category.STANDARD),
        ("1.05 %", "1.05", Category.STANDARD),
        ("0", "0", Category.EXEMPT),
        (0, "0", Category.EXEMPT),
        ("ae", "0", Category.REVERSE_CHARGE),
    ],
)
def test_written_or_normal(written, rate, category):
    found = vat_of(written, GP, FIRM)
    assert (found.rate, found.category) == (Decimal(rate), category)


@pytest.mark.parametrize(
    ("tax", "regime"),
    [(GP, Regime.FRANCHISE), (GP, Regime.NONE), (GF, Regime.NORMAL), (GF, Regime.FRANCHISE)],
)
def test_who_charges_no_vat(tax, regime):
    parties = Parties(regime=regime, buyer_is_firm=True, buyer_vat_number="FR12345678901")
    for written in (None, "0", ""):
        assert vat_of(written, tax, parties).category is Category.EXEMPT
        assert vat_of(written, tax, parties).rate == 0
    with pytest.raises(DocumentError, match="Vous ne facturez pas de TVA : retirez"):
        vat_of("8.5", tax, parties)
    with pytest.raises(DocumentError, match="l'autoliquidation ne s'applique pas"):
        vat_of("AE", tax, parties)


def test_unlisted_rate_names_the_listed_ones():
    with pytest.raises(DocumentError, match="Le taux 20.% n'existe pas ici : choisissez parmi 0.%, 1,05.%"):
        vat_of("20", GP, FIRM)


@pytest.mark.parametrize("parties", [Parties(), Parties(buyer_is_firm=True), Parties(buyer_vat_number="FR1")])
def test_reverse_charge_needs_a_firm_with_its_number(parties):
    with pytest.raises(DocumentError, match="client professionnel avec son numéro de TVA"):
        vat_of("AE", GP, parties)
