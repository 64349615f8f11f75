"""The checks before a text leaves, one file each: NAME, TITLE, `check(draft) -> Finding | None` (F7, D2)."""

from collections.abc import Callable
from functools import cache

from kaye.rules import checks
from kaye.rules.draft import Draft, Finding
from kaye.rules.registry import discover

__all__ = ["Finding", "blocking", "run_checks"]


def run_checks(draft: Draft) -> tuple[Finding, ...]:
    """Everything wrong with this draft; empty when it may leave."""
    return tuple([finding for check in _all_checks() if (finding := check(draft)) is not None])


def blocking(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple([finding for finding in findings if finding.severity == "block"])


@cache
def _all_checks() -> tuple[Callable[[Draft], Finding | None], ...]:
    return tuple(module.check for module in discover(checks) if hasattr(module, "NAME"))
