"""A person at work while messages leave: `python -m tests.faults.stops SEED COUNT CUSTOMERS`.

Each act forbids the reminder of one customer. Prints a JSON line per act, once it is committed: the customer, and
whether the message had been handed over before that commit.
"""

import json
import random
import sys
import time
from datetime import datetime, timedelta
from functools import partial

from kaye.cli.context import ready

ready()

from django.db import transaction  # noqa: E402
from django_scopes import scope  # noqa: E402

from kaye.actions.hold import place_hold  # noqa: E402
from kaye.actions.record_payment import record_payment  # noqa: E402
from kaye.actions.stop import stop  # noqa: E402
from kaye.records.again import again  # noqa: E402
from kaye.records.models import Business, Customer, OutgoingMessage  # noqa: E402
from tests.faults.ground import AT, SLUG  # noqa: E402

KINDS = ("payment", "dispute", "paid", "pause", "stop")
NOW = datetime.fromisoformat(AT)
LONG_AGO = NOW.date() - timedelta(days=9)  # nobody is thanked any more: thanks are no reminder after a stop


def act(business: Business, number: int, kind: str) -> bool:
    """True when its message was perhaps already gone as the act was committed."""
    with transaction.atomic():
        customer = Customer.objects.get(pk=number)
        match kind:
            case "payment":
                record_payment(
                    business=business, customer=customer, amount=12_345, received_on=LONG_AGO, now=NOW
                )
            case "stop":
                stop(business=business, customer=customer, now=NOW, purpose="all")
            case _:
                until = NOW.date() + timedelta(days=20) if kind == "pause" else None
                place_hold(business=business, customer=customer, kind=kind, now=NOW, until=until)
        gone = OutgoingMessage.objects.filter(
            customer=customer, state__in=("handing", "sent", "uncertain", "failed")
        )
        return gone.exists()


def main(seed: int, count: int, customers: int) -> None:
    draw = random.Random(seed)
    business = again(partial(Business.objects.get, slug=SLUG))
    with scope(business=business):
        for customer in draw.sample(range(1, customers + 1), count):
            kind = draw.choice(KINDS)
            handed = again(partial(act, business, customer, kind))
            print(json.dumps({"customer": customer, "kind": kind, "handed": handed}), flush=True)
            time.sleep(draw.uniform(0, 0.6))


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:4]))
