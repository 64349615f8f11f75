"""One precedence for every channel (inbox C52)."""

from datetime import UTC, datetime

import pytest

from kaye.countries.pack import pack
from kaye.rules.consent import Said, Standing, allowed, standing, strictest

OUT, IN, SOFT = Said("opted_out"), Said("opted_in"), Said("soft")


@pytest.mark.parametrize(
    ("point", "customer", "suppressed", "buys", "state"),
    [
        (IN, IN, "adresse inconnue", True, "opted_out"),
        (OUT, IN, "", True, "opted_out"),
        (IN, OUT, "", True, "opted_out"),
        (IN, None, "", False, "opted_in"),
        (SOFT, IN, "", False, "opted_in"),
        (SOFT, None, "", False, "soft"),
        (None, None, "", True, "soft"),
        (Said("unknown"), None, "", True, "soft"),
        (None, None, "", False, "unknown"),
    ],
)
def test_what_counts(
    point: Said | None, customer: Said | None, suppressed: str, buys: bool, state: str
) -> None:
    assert standing(point, customer, suppressed=suppressed, is_buyer=buys).state == state


@pytest.mark.parametrize(
    ("state", "purpose", "is_consumer", "country", "may"),
    [
        ("unknown", "marketing", True, "FR", False),
        ("unknown", "marketing", None, "FR", False),  # unknown counts as a consumer
        ("unknown", "marketing", False, "FR", True),
        ("unknown", "marketing", False, "BE", False),
        ("unknown", "marketing", False, "CM", False),
        ("soft", "marketing", True, "CM", True),
        ("opted_in", "marketing", True, "BE", True),
        ("opted_out", "marketing", False, "FR", False),
        ("unknown", "transactional", True, "CI", True),
        ("opted_out", "transactional", True, "CI", False),
    ],
)
def test_what_a_country_allows(
    state: str, purpose: str, is_consumer: bool | None, country: str, may: bool
) -> None:
    found = Standing(Said(state))  # type: ignore[arg-type]
    assert (allowed(found, purpose, is_consumer, pack(country).consent) is None) is may


def test_two_cards_keep_the_strictest_choice() -> None:
    early, late = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 2, tzinfo=UTC)
    assert strictest(IN, OUT) == OUT
    assert strictest(None, IN) == IN
    assert strictest(Said("opted_out", early), Said("opted_out", late)) == Said("opted_out", late)
