"""JSON of others, read by what was published: what is missing or of another kind is Unreadable, never a surprise."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kaye.rules.ports.http import Unreadable

_LONGEST = 18  # digits of an amount


@dataclass(frozen=True, slots=True)
class Record:
    """A JSON object. Keys are given as a path: `text("data", "status")`."""

    values: Mapping[str, Any]

    def inside(self, *path: str) -> "Record":
        """The object at this path, empty when there is none."""
        found = self._at(path)
        return Record(found if isinstance(found, dict) else {})

    def many(self, *path: str) -> "tuple[Record, ...]":
        """The objects of the list at this path, or the only one when it is no list; what is no object is left out."""
        found = self._at(path)
        listed = found if isinstance(found, list) else [found]
        return tuple(Record(each) for each in listed if isinstance(each, dict))

    def text(self, *path: str) -> str:
        """The text at this path; numbers as they were written; "" when there is none.

        Without what no database keeps: NUL and halves of characters.
        """
        found = self._at(path)
        if isinstance(found, bool) or not isinstance(found, str | int | Decimal):
            return ""
        return str(found).replace("\x00", "").encode("utf-8", "replace").decode().strip()

    def needed(self, *path: str) -> str:
        """The text at this path. Raises Unreadable when there is none."""
        if not (found := self.text(*path)):
            raise Unreadable(f"La réponse du prestataire ne dit pas « {'.'.join(path)} ».")
        return found

    def flag(self, *path: str) -> bool:
        """Whether `true` is written there."""
        return self._at(path) is True

    def minor(self, exponent: int, *path: str) -> int | None:
        """An amount written in major units (« 12.5 », 25000), in minor ones; None when there is none.

        Raises Unreadable for what is not an amount, or has more decimals than the currency.
        """
        written = self.text(*path)
        if not written:
            return None
        try:
            amount = Decimal(written)
            minor = amount.scaleb(exponent)
            if not amount.is_finite() or len(amount.as_tuple().digits) > _LONGEST or minor != int(minor):
                raise ValueError
        except (ArithmeticError, ValueError):
            raise Unreadable(f"La réponse du prestataire écrit le montant « {written[:40]} ».") from None
        return int(minor)

    def _at(self, path: tuple[str, ...]) -> Any:
        found: Any = self.values
        for name in path:
            if not isinstance(found, dict) or name not in found:
                return None
            found = found[name]
        return found


def read_json(body: bytes) -> Record:
    """The JSON object of an answer or a notice. Raises Unreadable."""
    found = _load(body)
    if not isinstance(found, dict):
        raise Unreadable("La réponse du prestataire n’est pas celle attendue.")
    return Record(found)


def read_records(body: bytes) -> tuple[Record, ...]:
    """The objects of a list, or the only one: some providers send their notices in batches. Raises Unreadable."""
    found = Record({"items": _load(body)}).many("items")
    if not found:
        raise Unreadable("La réponse du prestataire n’est pas celle attendue.")
    return found


def write_json(values: Mapping[str, Any]) -> bytes:
    """The bytes to send; amounts are given as whole numbers or text, never as floats."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def major(minor: int, exponent: int) -> str:
    """An amount of minor units as written in major ones: « 12.50 », « 25000 »."""
    if not exponent:
        return str(minor)
    units, cents = divmod(minor, 10**exponent)
    return f"{units}.{cents:0{exponent}d}"


def _load(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Unreadable("La réponse du prestataire n’est pas lisible.") from None


def _refuse(constant: str) -> None:
    raise ValueError(constant)
