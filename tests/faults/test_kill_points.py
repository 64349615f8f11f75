"""A worker killed at every named point: nothing lost, nothing twice, whatever is uncertain shown to a person."""

import pytest

from kaye.actions import kill_point
from tests.faults.conftest import EIGHT
from tests.faults.ground import AT, SLUG, Ground
from tests.faults.smtp_server import SmtpServer

pytestmark = pytest.mark.db_both

# What each death leaves behind: (accepted by the server, uncertain at the next turn).
LEFT = {
    kill_point.PLANNED: (0, 0),
    kill_point.LEASED: (0, 0),
    kill_point.HANDING: (0, 3),
    kill_point.BETWEEN: (1, 3),
    kill_point.AFTER_ACCEPT: (3, 3),
    kill_point.MARKING: (3, 3),
    kill_point.MARKED: (3, 3),
}


def test_every_point_has_its_expectation() -> None:
    assert set(LEFT) == set(kill_point.POINTS)


@pytest.mark.parametrize("point", kill_point.POINTS)
def test_nothing_is_lost_nor_sent_twice(shop: Ground, smtp: SmtpServer, point: str) -> None:
    shop.dies_in_tick(point)
    accepted, uncertain = LEFT[point]
    assert len(smtp.accepted) == accepted
    shop.tick()
    assert shop.states().get("uncertain", 0) == uncertain
    assert shop.states()["sent"] == EIGHT - uncertain
    assert sorted({a for m in smtp.accepted for a in m.recipients} | set(shop.addresses("uncertain"))) == [
        f"c{n}@client.example" for n in range(1, EIGHT + 1)
    ]
    assert len(set(smtp.ids)) == len(smtp.ids), "the server accepted a message twice"
    listed = [item["customer"]["email"] for item in shop.checks()]
    assert sorted(listed) == shop.addresses("uncertain")
    shop.tick()
    assert len(set(smtp.ids)) == len(smtp.ids)
    assert shop.kaye("check", "--at", AT, "--json")["ok"]


@pytest.mark.parametrize(
    ("point", "outcome", "accepted"),
    [
        (kill_point.HANDING, "skipped", EIGHT),
        (kill_point.AFTER_ACCEPT, "sent", EIGHT),
    ],
)
def test_a_person_settles_what_is_uncertain(
    shop: Ground, smtp: SmtpServer, point: str, outcome: str, accepted: int
) -> None:
    shop.dies_in_tick(point)
    shop.tick()
    for item in shop.checks():
        shop.kaye("done", item["id"], "--business", SLUG, "--outcome", outcome, "--at", AT)
    shop.tick()
    assert shop.checks() == []
    assert shop.states()["sent"] == EIGHT
    assert len(smtp.accepted) == len(set(smtp.ids)) == accepted
    assert shop.ask("SELECT COUNT(*) FROM records_stepdone WHERE outcome = 'sent'") == [(EIGHT,)]
