"""Form-encoded notices of others: what a phone line or an SMS provider posts to a hook."""

from urllib.parse import parse_qsl

from kaye.net.json import Record
from kaye.rules.ports.http import Unreadable

_MOST_FIELDS = 1000


def read_pairs(body: bytes) -> tuple[tuple[str, str], ...]:
    """Every (name, value) in order, empty ones too, as a signature covers them. Raises Unreadable."""
    try:
        text = body.decode("utf-8")
        return tuple(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS))
    except ValueError:
        raise Unreadable("Ce formulaire n’est pas lisible.") from None


def read_form(body: bytes) -> Record:
    """The fields of a form, the first of each name; a missing one is empty. Raises Unreadable."""
    return Record(dict(reversed(read_pairs(body))))
