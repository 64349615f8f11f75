"""Days, hours and initials, as the owner reads them."""

from datetime import UTC, date, datetime

import pytest

from kaye.web.dates import day_text, held_signs, hour_text, initials_of

TODAY = date(2026, 5, 20)


@pytest.mark.parametrize(
    ("day", "style", "text"),
    [
        (date(2026, 5, 26), "day", "mar. 26\u00a0mai"),
        (date(2026, 6, 1), "day", "lun. 1er\u00a0juin"),
        (date(2025, 12, 1), "day", "lun. 1er\u00a0décembre\u00a02025"),
        (date(2026, 5, 26), "plain", "26\u00a0mai"),
        (date(2026, 6, 5), "short", "ven.\u00a05"),
        (date(2026, 8, 15), "short", "sam. 15\u00a0août"),
        (date(2026, 5, 26), "long", "mardi 26\u00a0mai"),
        (date(2027, 2, 1), "month", "février\u00a02027"),
        (date(2026, 9, 28), "margin", "28\u00a0sept."),
        (date(2025, 12, 1), "margin", "1er\u00a0déc. 2025"),
        (date(2026, 11, 23), "weekday", "lun."),
    ],
)
def test_day(day: date, style: str, text: str) -> None:
    assert day_text(day, TODAY, style) == text


@pytest.mark.parametrize(
    ("zone", "text"),
    [("Africa/Douala", "9\u00a0h\u00a005"), ("America/Guadeloupe", "4\u00a0h\u00a005")],
)
def test_hour_is_the_zone_s(zone: str, text: str) -> None:
    assert hour_text(datetime(2026, 5, 20, 8, 5, tzinfo=UTC), zone) == text


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Tonton Pierre", "TP"), ("Mr Étienne", "MÉ"), ("Fouda", "F"), ("", ""), ("« Doc » Ali", "D")],
)
def test_initials(name: str, letters: str) -> None:
    assert initials_of(name) == letters


def test_a_sign_never_begins_a_line() -> None:
    assert held_signs("Dit : « demain » ?") == "Dit\u00a0: «\u00a0demain\u00a0»\u00a0?"
    assert held_signs("http://exemple.fr à 8:30") == "http://exemple.fr à 8:30"
