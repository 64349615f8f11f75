"""A printed document as plain JSON and back, exactly: what is kept beside its bytes from issuing on (M11)."""

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """Dataclasses, tuples, decimals, dates and enumerations as JSON values; bytes are left out."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            each.name: to_plain(found)
            for each in fields(value)
            if (found := getattr(value, each.name)) != each.default and not isinstance(found, bytes)
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [to_plain(each) for each in value]
    return value


def from_plain(kind: type[T], data: Mapping[str, Any]) -> T:
    """The dataclass that `to_plain` made `data` of. What is absent has its default."""
    hints = _hints(cast(Any, kind))
    given = {name: _read(hints[name], value) for name, value in data.items() if name in hints}
    for each in fields(kind):  # type: ignore[arg-type]
        if each.name not in given and each.default is MISSING and each.default_factory is MISSING:
            raise ValueError(f"{kind.__name__}: {each.name} is missing")
    return kind(**given)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(hint: Any, value: Any) -> Any:
    origin = get_origin(hint)
    if origin in (types.UnionType, Union):
        if value is None:
            return None
        return _read(next(each for each in get_args(hint) if each is not type(None)), value)
    if origin is tuple:
        parts = get_args(hint)
        inner = [parts[0]] * len(value) if len(parts) == 2 and parts[1] is Ellipsis else parts
        return tuple(_read(each, one) for each, one in zip(inner, value, strict=True))
    if is_dataclass(hint):
        return from_plain(hint, value)  # type: ignore[arg-type]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    if hint is Decimal:
        return Decimal(value)
    if hint is date:
        return date.fromisoformat(value)
    return value
