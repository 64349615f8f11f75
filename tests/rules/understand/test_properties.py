"""Whatever is written: an answer, the same each time, in little time."""

from datetime import date, timedelta
from time import perf_counter

from hypothesis import given, settings
from hypothesis import strategies as st

from kaye.rules.understand import understand
from tests.rules.understand.scoring import read, rows

_DAYS = st.dates(date(2020, 1, 1), date(2099, 1, 1))
_WORDS = """je paie vendredi le 15 15/06 31/02 avant après d'ici sous 48 h fin du mois 25 000 FCFA 1.234,56 €
2 mille cinq cent stop arrêtez pas ne ? ! . > -- 06 12 34 56 78 a@b.fr la semaine prochaine en huit 29 février
à midi entre et"""
_BITS = st.sampled_from((*_WORDS.split(), "\n"))
_COUNTRIES = st.sampled_from([("FR", "EUR"), ("CM", "XAF"), ("CI", "XOF"), ("BE", "EUR"), ("XX", "EUR")])


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=5000), _DAYS, _COUNTRIES)
def test_any_text_is_understood_without_failing(text: str, today: date, place: tuple[str, str]) -> None:
    country, currency = place
    found = understand(text, today=today, country=country, currency=currency)
    assert found == understand(text, today=today, country=country, currency=currency)


@settings(max_examples=400, deadline=None)
@given(st.lists(_BITS, max_size=60), _DAYS, _COUNTRIES)
def test_mixed_words_give_sound_values(bits: list[str], today: date, place: tuple[str, str]) -> None:
    country, currency = place
    found = understand(" ".join(bits), today=today, country=country, currency=currency)
    for said in found.dates:
        assert said.start <= said.end and said.kind in ("day", "range", "deadline", "after", "past")
        assert said.kind == "past" or said.start >= today
    assert all(amount.minor > 0 for amount in found.amounts)
    assert all(0.5 <= intent.confidence <= 1 for intent in found.intents)
    assert all(effect.until is None or effect.until >= today for effect in found.effects)


@given(_DAYS)
def test_every_day_has_its_own_tomorrow(today: date) -> None:
    (said,) = understand("je paie demain", today=today).dates
    assert said.start == said.end == today + timedelta(days=1)


def test_the_name_of_the_sender_changes_nothing() -> None:
    for row in rows("messages-test")[:60]:
        plain, signed = read(row), read({**row, "text": f"{row['text']}\n-- \nMme Stop Vendredi"})
        assert (plain.intents, plain.dates, plain.effects) == (signed.intents, signed.dates, signed.effects)


def test_a_message_takes_about_a_millisecond() -> None:
    messages = rows("messages-test")
    for row in messages:
        read(row)
    took = []
    for _ in range(3):
        start = perf_counter()
        for row in messages:
            read(row)
        took.append((perf_counter() - start) / len(messages))
    assert min(took) < 0.001


def test_a_long_hostile_text_stays_quick() -> None:
    for text in (
        "je " * 700,
        "le 15 " * 350,
        "1 " * 1000,
        "a" * 5000,
        "plus de " * 250,
        "si vous " * 250,
        ".," * 1000,
    ):
        start = perf_counter()
        understand(text, today=date(2026, 3, 18))
        assert perf_counter() - start < 0.5, text[:20]
