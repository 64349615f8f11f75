"""What a customer can be found by: the text kept in `Customer.search`."""

from collections.abc import Iterable

from kaye.rules.people import search_key

_LONGEST = 400


def search_text(names: Iterable[str], phones: Iterable[str] = (), emails: Iterable[str] = ()) -> str:
    """Names without accents, phones as digits, e-mails: every word once, in that order."""
    words: dict[str, None] = {}
    for name in names:
        words.update(dict.fromkeys(search_key(name).split()))
    words.update(dict.fromkeys("".join(filter(str.isdigit, phone)) for phone in phones))
    words.update(dict.fromkeys(search_key(email) for email in emails))
    return " ".join(word for word in words if word)[:_LONGEST]
