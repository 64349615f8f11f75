from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaye.imports.dates import DateError, parse_date

TODAY = date(2026, 5, 22)  # a Friday


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("03/05/2026", "2026-05-03"),
        ("3/5/26", "2026-05-03"),
        ("03/05/26", "2026-05-03"),
        ("06-05-2026", "2026-05-06"),
        ("15.05.26", "2026-05-15"),
        ("03 05 2026", "2026-05-03"),
        ("2026-05-03", "2026-05-03"),
        ("2026/5/3", "2026-05-03"),
        ("20260503", "2026-05-03"),
        ("3 mai 2026", "2026-05-03"),
        ("3 MAI 26", "2026-05-03"),
        ("1er mai 2026", "2026-05-01"),
        ("3-mai-2026", "2026-05-03"),
        ("12 févr. 2026", "2026-02-12"),
        ("12 fevrier 2026", "2026-02-12"),
        ("4 sept. 2025", "2025-09-04"),
        ("4 juil 2025", "2025-07-04"),
        ("4 juin 2025", "2025-06-04"),
        ("14 août 2025", "2025-08-14"),
        ("25 déc. 2025", "2025-12-25"),
        ("dimanche 3 mai 2026", "2026-05-03"),
        ("le 3 mai 2026", "2026-05-03"),
        ("dim. 03/05/2026", "2026-05-03"),
        ("03/05/2026 14:30", "2026-05-03"),
        ("03/05/2026 à 14h30", "2026-05-03"),
        ("2026-05-03T10:00:00Z", "2026-05-03"),
        ("2026-05-03 00:00:00", "2026-05-03"),
        ("29/02/2024", "2024-02-29"),
        ("46145", "2026-05-03"),
        (46145, "2026-05-03"),
        (Decimal("46145.4"), "2026-05-03"),
        (date(2026, 5, 3), "2026-05-03"),
        ("\u00a03/5/2026 ", "2026-05-03"),
    ],
)
def test_spellings(written: str | int | Decimal | date, meant: str) -> None:
    assert parse_date(written, reference=TODAY, direction="past").isoformat() == meant


@pytest.mark.parametrize(
    ("written", "past", "future"),
    [
        ("3/5", "2026-05-03", "2027-05-03"),
        ("3/6", "2025-06-03", "2026-06-03"),
        ("22/5", "2026-05-22", "2026-05-22"),
        ("31 déc", "2025-12-31", "2026-12-31"),
        ("29/2", "2024-02-29", "2028-02-29"),
        ("lundi", "2026-05-18", "2026-05-25"),
        ("vendredi", "2026-05-15", "2026-05-29"),
        ("Samedi", "2026-05-16", "2026-05-23"),
    ],
)
def test_without_a_year(written: str, past: str, future: str) -> None:
    assert parse_date(written, reference=TODAY, direction="past").isoformat() == past
    assert parse_date(written, reference=TODAY, direction="future").isoformat() == future


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("31/02/2026", "« 31/02/2026 » : ce jour n'existe pas dans le calendrier"),
        ("31/02", "« 31/02 » : ce jour n'existe pas dans le calendrier"),
        ("29/02/2026", "« 29/02/2026 » : ce jour n'existe pas dans le calendrier"),
        ("05/13/2026", "« 05/13/2026 » : le jour s'écrit avant le mois"),
        ("0/5/2026", "« 0/5/2026 » : ce jour n'existe pas dans le calendrier"),
        ("03/05/1926", "« 03/05/1926 » : l'année doit être comprise entre 2000 et 2099"),
        ("03/05/202", "« 03/05/202 » n'est pas une date lisible : écrivez par exemple 03/05/2026"),
        ("bientôt", "« bientôt » n'est pas une date lisible : écrivez par exemple 03/05/2026"),
        ("fin mai", "« fin mai » n'est pas une date lisible : écrivez par exemple 03/05/2026"),
        ("65 000", "« 65 000 » n'est pas une date lisible : écrivez par exemple 03/05/2026"),
        (12, "« 12 » n'est pas une date lisible : écrivez par exemple 03/05/2026"),
        ("", "«  » n'est pas une date lisible : écrivez par exemple 03/05/2026"),
    ],
)
def test_refused_never_moved(written: str | int, reason: str) -> None:
    with pytest.raises(DateError) as refused:
        parse_date(written, reference=TODAY, direction="past")
    assert str(refused.value) == reason


@given(
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d.%m.%y", "%d-%m-%Y"]),
)
def test_a_written_day_comes_back(day: date, form: str) -> None:
    assert parse_date(day.strftime(form), reference=TODAY, direction="past") == day


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        found = parse_date(text, reference=TODAY, direction="future")
    except DateError as refused:
        assert str(refused).startswith("«")
    else:
        assert 2000 <= found.year <= 2099
