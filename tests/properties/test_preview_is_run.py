"""What the preview says for a day is, byte for byte, what that day lists and sends when nothing changes (F2)."""

import json
import os
from datetime import date, datetime, timedelta
from random import Random

import pytest
from django_scopes import scope

from kaye.actions import shapes
from kaye.actions.approve import approve
from kaye.actions.finish_step import finish_step
from kaye.actions.preview import preview
from kaye.actions.today import today
from kaye.cli.turns import turns_shape
from kaye.records.calendars import currency_of
from kaye.records.models import Business
from tests.actions.mornings import at, turn
from tests.faults.smtp_server import SmtpServer
from tests.properties.shops import fill, new_shop

pytestmark = pytest.mark.django_db
SEEDS = range(1000 if os.environ.get("KAYE_HYPOTHESIS_PROFILE") == "nightly" else 10)
DAYS = 10


@pytest.mark.parametrize("seed", SEEDS)
def test_preview_is_run(seed: int, mail: SmtpServer) -> None:
    random = Random(seed)
    start = date(2026, 4, 20) + timedelta(days=random.randint(0, 60))
    business = new_shop(random, start)
    with scope(business=business):
        fill(business, random, start, customers=random.randint(2, 5))
        code = currency_of(business).code
        said = {
            d["date"]: d["items"] for d in shapes.days(preview(business, at(business, start, 7), DAYS), code)
        }
        for offset in range(DAYS):
            on = start + timedelta(days=offset)
            lived = _one_day(business, on, code)
            ran, announced = _canonical(lived), _canonical(said.get(on.isoformat(), []))
            only_ran = [i for i in ran if i not in announced]
            only_announced = [i for i in announced if i not in ran]
            assert (only_ran, only_announced) == ([], []), f"seed {seed}, {on}"
            assert ran == announced


def _one_day(business: Business, on: date, code: str) -> list[dict[str, object]]:
    """The list at seven; a turn at nine; then every line done as supposed, and a turn for what was approved.

    Questions are answered in the evening: an answer lets the ladder go on at once, a preview from the next day.
    """
    lines = today(business, at(business, on, 7)).lines
    sent = _sent(business, at(business, on, 9))
    approved = {}
    for line in sorted(lines, key=lambda each: each.customer.id):
        item, when = line.item, at(business, on, 19.5 if line.item.id.endswith(".ask") else 9.25)
        if item.action == "approve":
            approve(business=business, item_id=item.id, now=when)
            approved[item.id] = line.text
        else:
            outcome = "sent" if item.channel and item.action != "call" else "called"
            finish_step(business=business, item_id=item.id, outcome=outcome, now=when)
    for later in _sent(business, at(business, on, 9.5)):
        assert approved[str(later["id"])] == later["text"]
    return [shapes.item(line, code) for line in lines] + sent


def _sent(business: Business, now: datetime) -> list[dict[str, object]]:
    return turns_shape([turn(business, now)], now)["sent"]


def _canonical(items: list[dict[str, object]]) -> list[str]:
    return sorted(json.dumps(i, sort_keys=True, ensure_ascii=False) for i in items)
