from decimal import Decimal

import pytest

from kaye.imports.outcomes import StockRow
from tests.imports.files import DOUALA, csv_bytes, outcomes, read_one, refusal


def test_all_that_an_article_can_say() -> None:
    row = read_one(
        "stock",
        DOUALA,
        Désignation="Sac de riz",
        Réf="R25",
        Qté_en_stock="12",
        Seuil="2",
        PU="18 500 F",
        Durée="1 mois",
    )
    assert isinstance(row, StockRow)
    assert (row.name, row.reference, row.stock, row.threshold) == ("Sac de riz", "R25", 12, 2)
    assert (row.price, row.lifetime_days, row.warnings) == (18500, 30, ())


def test_an_article_without_figure_is_taken() -> None:
    row = read_one("stock", DOUALA, Article="Riz", Stock="", Prix="18 500")
    assert isinstance(row, StockRow)
    assert (row.stock, row.threshold, row.price) == (None, None, 18500)


def test_weights_may_have_decimals() -> None:
    row = read_one("stock", DOUALA, Article="Farine", Stock="12,5 kg")
    assert isinstance(row, StockRow)
    assert row.stock == Decimal("12.5")


@pytest.mark.parametrize(
    ("duration", "days"),
    [("30", 30), ("30 jours", 30), ("21 j", 21), ("2 semaines", 14), ("1 an", 365), ("", None), ("0", None)],
)
def test_lifetimes(duration: str, days: int | None) -> None:
    row = read_one("stock", DOUALA, Article="Riz", Stock="1", Durée=duration)
    assert isinstance(row, StockRow)
    assert (row.lifetime_days, row.warnings) == (days, ())


def test_an_unreadable_lifetime_is_left_out() -> None:
    row = read_one("stock", DOUALA, Article="Riz", Stock="1", Durée="longtemps")
    assert isinstance(row, StockRow)
    assert row.lifetime_days is None
    assert row.warnings == ("Durée : « longtemps » n'est pas une durée en jours ; elle est laissée de côté.",)


@pytest.mark.parametrize(
    ("stock", "reason"),
    [
        ("-3", "Stock : « -3 » est négatif."),
        ("beaucoup", "Stock : « beaucoup » n'est pas un nombre lisible."),
    ],
)
def test_refusals(stock: str, reason: str) -> None:
    assert refusal(read_one("stock", DOUALA, Article="Riz", Stock=stock)) == reason


def test_the_same_article_twice() -> None:
    found = outcomes(
        csv_bytes([["Article", "Stock"], ["Riz 25 kg", "1"], ["riz  25 KG", "2"]]), "stock", DOUALA
    )
    assert refusal(found[2]) == "en double de la ligne 2"
