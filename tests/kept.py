"""Rows made once for a module: each of its tests starts from them, and what it changes is rolled back to them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import transaction
from pytest_django import DjangoDbBlocker

Made = TypeVar("Made")


@contextmanager
def kept(blocker: DjangoDbBlocker, make: Callable[[], Made]) -> Iterator[Made]:
    """For a fixture of a module whose tests all use `db`, never `transactional_db`.

    Its rows are the same for every test, the objects that hold them are not: read them again, or copy them.
    """
    outer = transaction.atomic()
    with blocker.unblock():
        outer.__enter__()
        made = make()
    try:
        yield made
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
