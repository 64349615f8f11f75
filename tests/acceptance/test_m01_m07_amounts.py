"""What is written, rounded and printed on an invoice (M1–M7), by commands."""

import pytest

from tests.acceptance.conftest import Settler
from tests.acceptance.office import asked, codes, minor
from tests.acceptance.shop import plain


@pytest.mark.parametrize(
    ("country", "prices", "lines", "expected"),
    [
        ("GP", "ht", [("Pose", "1", "1 000,00")], (100000, 8500, 108500)),
        ("GP", "ht", [("A", "1", "33,33"), ("B", "1", "33,33"), ("C", "1", "33,33")], (9999, 850, 10849)),
        ("CM", "ht", [("Riz", "1", "12 345")], (12345, 2376, 14721)),
        ("CM", "ttc", [("Riz", "1", "25 000")], (20964, 4036, 25000)),
        ("GP", "ht", [("A", "3", "19,99", "8.5", "10%"), ("B", "1,5", "12,3456", "2.1")], (7249, 498, 7747)),
        ("BE", "ht", [("A", "1", "100", "21"), ("B", "1", "100", "6")], (20000, 2700, 22700)),
        ("GF", "ht", [("A", "1", "100")], (10000, 0, 10000)),
    ],
)
def test_m02_m03_one_rounding_per_line_and_per_rate(
    office: Settler, country: str, prices: str, lines: list[tuple[str, ...]], expected: tuple[int, ...]
) -> None:
    place = office(country)
    place.customer("Mme Jeanne", "--consumer")
    issued = place.issue(asked("Mme Jeanne", *lines, prices=prices))
    assert minor(issued, "ht", "vat", "ttc") == expected
    assert minor(issued, "due", "balance") == (expected[2], expected[2])
    assert sum(each["net"]["minor"] for each in issued["lines"]) == expected[0]
    place.whole()


@pytest.mark.parametrize(
    ("lines", "more", "said"),
    [
        ([("Pose", "1", "10,12345")], {}, "au plus 4 chiffres"),
        ([("Pose", "1,2345", "10")], {}, "au plus 3 chiffres"),
        ([("Pose", "1", "-10")], {}, "Un prix ne peut pas être négatif"),
        ([("Pose", "1", "10", "7")], {}, "Le taux 7 % n'existe pas ici"),
        ([("Pose", "1", "10", "8.5", "11")], {}, "dépasse le montant de la ligne"),
        ([("Pose", "1", "10")], {"discount": "12"}, "dépasse le montant du document"),
        ([("Pose", "-1", "10")], {}, "descendent sous zéro"),
        ([("Pose", "1", "dix")], {}, "ne se lit pas"),
        ([("", "1", "10")], {}, "dites ce qui est vendu"),
        ([], {}, "Il manque une ligne"),
        ([("Pose", "1", "10")], {"deposit": "11"}, "L'acompte"),
        ([("Pose", "1", "10", "AE")], {}, "L'autoliquidation demande un client professionnel"),
        ([("Pose", "1", "10")], {"devise": "USD"}, "« devise » n'est pas attendu"),
        ([("Pose", "1", "10")], {"nature": "don"}, "choisissez goods"),
        ([("Pose", "1", "10")], {"supply_on": "demain"}, "écrivez un jour comme"),
        ([("Pose", "1", "10")], {"supply_from": "2026-05-02"}, "une fin"),
    ],
)
def test_m01_m04_m10_a_file_that_breaks_a_rule_is_refused_at_once(
    office: Settler, lines: list[tuple[str, ...]], more: dict[str, str], said: str
) -> None:
    place = office("GP")
    place.customer("Mme Jeanne", "--consumer")
    assert said in plain(place.refused(asked("Mme Jeanne", *lines, **more)))
    assert place.shop.data("invoice", "list")["items"] == []


def test_m04_discounts_come_once_per_rate_and_by_largest_remainder(office: Settler) -> None:
    place = office("GP")
    place.customer("Mme Jeanne", "--consumer")
    lines = [("A", "1", "33,33", "8.5"), ("B", "1", "66,67", "2.1")]
    percent = place.issue(asked("Mme Jeanne", *lines, discount="10%"))
    assert [(each["rate"], each["base"]["minor"], each["amount"]["minor"]) for each in percent["vat"]] == [
        ("8.5", 3000, 255),
        ("2.1", 6000, 126),
    ]
    fixed = place.issue(asked("Mme Jeanne", *lines, discount="10"))
    assert [each["base"]["minor"] for each in fixed["vat"]] == [3000, 6000]


@pytest.mark.parametrize(
    ("country", "regime", "mention"),
    [("GP", "franchise", "vat_293b"), ("GF", "normal", "vat_294"), ("CM", "none", "vat_exempt")],
)
def test_m05_without_vat_every_rate_is_zero_with_its_mention(
    office: Settler, country: str, regime: str, mention: str
) -> None:
    place = office(country, f"vat_regime={regime}")
    place.customer("Mme Jeanne", "--consumer")
    issued = place.issue(asked("Mme Jeanne", ("Pose", "1", "100")))
    assert (minor(issued, "vat"), codes(issued) & {mention}) == ((0,), {mention})
    rate = {"GP": "8.5", "GF": "20", "CM": "19.25"}[country]
    assert "Vous ne facturez pas de TVA" in place.refused(asked("Mme Jeanne", ("Pose", "1", "100", rate)))


def test_m05_reverse_charge_needs_a_firm_with_its_vat_number(office: Settler) -> None:
    place = office("BE")
    place.customer(
        "Frigo SA", "--firm", "--vat-number", "BE0403019261", "--address", "rue A", "--city", "Liège"
    )
    issued = place.issue(asked("Frigo SA", ("Pose", "1", "100", "AE")))
    assert [(each["category"], each["rate"], each["amount"]["minor"]) for each in issued["vat"]] == [
        ("AE", "0", 0)
    ]
    assert (issued["lines"][0]["vat"], "reverse_charge" in codes(issued)) == ("AE", True)


@pytest.mark.parametrize(
    ("country", "words"),
    [
        ("CM", "Arrêtée la présente facture à la somme de vingt-cinq mille francs CFA"),
        ("CI", "Arrêté le présent reçu à la somme de vingt-cinq mille francs CFA"),
        ("GP", None),
    ],
)
def test_m06_m07_words_are_written_where_they_are_used(
    office: Settler, country: str, words: str | None
) -> None:
    place = office(country)
    place.customer("Mme Jeanne", "--consumer")
    issued = place.issue(asked("Mme Jeanne", ("Riz", "1", "25 000"), prices="ttc"))
    said = {each["code"]: each["text"] for each in issued["mentions"]}
    assert said.get("words") == words
    assert (issued["words"] is None) == (words is None)
    assert minor(issued, "ttc") == (25000 if country != "GP" else 2500000,)
