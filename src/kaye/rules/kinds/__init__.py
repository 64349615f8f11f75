"""The kinds of follow-up, one file each, found by themselves."""

from functools import cache

import kaye.rules.kinds
from kaye.rules.kinds.base import Kind
from kaye.rules.registry import discover


class Retired(Kind):
    """A kind that this version no longer has: its cases are closed, never a crash."""

    name = "retired"

    def closed(self, case, today):  # type: ignore[no-untyped-def]
        return "ce genre de suivi n'existe plus"


@cache
def kind_of(name: str) -> Kind:
    """The rules of that kind; `Retired` for an unknown name."""
    return next(
        (m.KIND for m in discover(kaye.rules.kinds) if hasattr(m, "KIND") and m.KIND.name == name), Retired()
    )
