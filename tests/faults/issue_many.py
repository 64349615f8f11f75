"""One of many processes that issue invoices on the base of the environment, giving up and dying now and then.

`python -m tests.faults.issue_many NAME COUNT SEED`: issues NAME-0 … NAME-(COUNT - 1), those already issued left alone,
so that a killed one is started again with another seed until it ends by itself.
"""

import os
import random
import signal
import sys

from kaye.cli.context import ready

ready()

from django.db import transaction  # noqa: E402
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


def main(name: str, count: int, chance: random.Random) -> None:
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
    if chance.random() < _GIVES_UP:
        try:
            with transaction.atomic():
                issue_invoice(business=business, document=draft, now=timezone.now())
                raise _GivenUp
        except _GivenUp:
            draft.refresh_from_db()
    dies = chance.random() < _DIES
    with transaction.atomic():
        issue_invoice(business=business, document=draft, now=timezone.now())
        if dies:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), random.Random(f"{sys.argv[1]}:{sys.argv[3]}"))
