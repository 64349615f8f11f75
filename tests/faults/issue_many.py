"""Processes that issue invoices on the base of the environment, giving up and dying now and then.

`python -m tests.faults.issue_many COUNT PROCESSES`: each issues its COUNT invoices, those already issued left alone; a
killed one is started again until it ends by itself. Prints how many were killed.
"""

import os
import random
import signal
import sys
import traceback
from contextlib import suppress

from kaye.cli.context import ready

ready()

from django.db import connections, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_scopes import scope  # noqa: E402

from kaye.actions.draft_document import draft_document  # noqa: E402
from kaye.actions.issue_invoice import issue_invoice  # noqa: E402
from kaye.records.again import again  # noqa: E402
from kaye.records.models import Business, Customer, Document  # noqa: E402
from tests.faults.ground import SLUG  # noqa: E402

_GIVES_UP = 0.1
_DIES = 0.04
_ASKED = {"lines": [{"label": "Entretien", "unit_price": "80"}]}


class _GivenUp(Exception):
    """The transaction is rolled back after the number was taken."""


def main(count: int, processes: int) -> int:
    """One process loads the code, and is copied: starting each from nothing would cost more than its invoices."""
    connections.close_all()
    running = {_start(n, count, 0): n for n in range(processes)}
    kills = 0
    while running:
        pid, status = os.wait()
        n = running.pop(pid)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            kills += 1
            running[_start(n, count, kills)] = n
        elif status:
            for other in running:
                os.kill(other, signal.SIGKILL)
            raise SystemExit(f"process {n} ended with {status}")
    return kills


def _start(n: int, count: int, seed: int) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        _work(f"p{n}", count, random.Random(f"{n}:{seed}"))
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _work(name: str, count: int, chance: random.Random) -> None:
    business = Business.objects.get(slug=SLUG)
    with scope(business=business):
        customers = list(Customer.objects.filter(business=business).order_by("pk"))
        for rank in range(count):
            customer = customers[rank % len(customers)]
            draft = again(lambda: _draft(business, customer, f"{name}-{rank}"))  # noqa: B023
            if draft.state == "draft":
                _issue(business, draft, chance)


def _draft(business: Business, customer: Customer, client_id: str) -> Document:
    return draft_document(
        business=business,
        kind="invoice",
        asked=_ASKED,
        customer=customer,
        now=timezone.now(),
        client_id=client_id,
    )


def _issue(business: Business, draft: Document, chance: random.Random) -> None:
    """Tried again when the base is busy, as the worker does: eight writers at once wait long on SQLite."""
    gives_up, dies = chance.random() < _GIVES_UP, chance.random() < _DIES
    if gives_up:
        with suppress(_GivenUp):
            again(lambda: _write(business, draft, gives_up=True))
    again(lambda: _write(business, draft, dies=dies))


def _write(business: Business, draft: Document, gives_up: bool = False, dies: bool = False) -> None:
    with transaction.atomic():
        issue_invoice(business=business, document=draft, now=timezone.now())
        if gives_up:
            raise _GivenUp
        if dies:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    print(main(int(sys.argv[1]), int(sys.argv[2])))
