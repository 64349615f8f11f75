"""Any order of what happens in a shop keeps the invariants: the real actions, a clock that only the test moves."""

import os
from datetime import date
from random import Random

import pytest
from django.db import transaction
from django_scopes import scope
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.faults.smtp_server import SmtpServer
from tests.mail import another_base
from tests.properties.world import World

pytestmark = pytest.mark.django_db
NIGHTLY = os.environ.get("KAYE_HYPOTHESIS_PROFILE") == "nightly"
EFFORT = settings(
    max_examples=400 if NIGHTLY else 12,
    stateful_step_count=60 if NIGHTLY else 25,
    deadline=None,
    derandomize=not NIGHTLY,
    suppress_health_check=list(HealthCheck),
)
SEEDS = st.integers(0, 10_000)
FAULTS = ("lose_reply", "drop_at_connect", "drop_before_data", "drop_in_body", "garble_reply")


class Shop(RuleBasedStateMachine):
    """One example is one shop in a base of its own, thrown away afterwards."""

    mail: SmtpServer

    def __init__(self) -> None:
        super().__init__()
        self.mail.accepted.clear()
        another_base()
        self._base = transaction.atomic()
        self._base.__enter__()
        self._scope = None

    @initialize(country=st.sampled_from(["CM", "GP", "FR", "BE"]), seed=SEEDS)
    def open(self, country: str, seed: int) -> None:
        self.world = World(self.mail, Random(seed), date(2026, 5, 4), country)
        self._scope = scope(business=self.world.business)
        self._scope.__enter__()
        for _ in range(3):
            self.world.newcomer()
            self.world.debt()

    @rule(
        what=st.sampled_from(
            ["newcomer", "debt", "sale", "word", "word", "payment_back", "delivery", "address_dies"]
        )
    )
    def something_happens(self, what: str) -> None:
        getattr(self.world, what)()

    @rule(hours=st.sampled_from([0.1, 1, 5, 11, 24, 24, 72, 340]))
    def time_passes(self, hours: float) -> None:
        self.world.wait(hours)

    @rule()
    def the_worker_turns(self) -> None:
        self.world.turn()
        self.world.audit_after_turn()

    @rule()
    def the_worker_only_plans(self) -> None:
        self.world.plan_only()

    @rule()
    def the_power_is_cut(self) -> None:
        self.world.worker_dies()

    @rule(fault=st.sampled_from(FAULTS), times=st.integers(0, 2))
    def the_mail_server_fails(self, fault: str, times: int) -> None:
        setattr(self.mail.faults, fault, times)

    @rule()
    def the_mail_server_is_well_again(self) -> None:
        for fault in FAULTS:
            setattr(self.mail.faults, fault, 0)

    @precondition(lambda self: 7 <= self.world.now.hour < 17)
    @rule()
    def the_owner_does_the_first_line(self) -> None:
        self.world.one_line()

    @invariant()
    def everything_holds(self) -> None:
        if self._scope is not None:
            self.world.audit()
            self.world.audit_books()

    def teardown(self) -> None:
        if self._scope is not None:
            self._scope.__exit__(None, None, None)
        transaction.set_rollback(True)
        self._base.__exit__(None, None, None)
        for fault in FAULTS:
            setattr(self.mail.faults, fault, 0)


def test_any_order_of_events_keeps_the_invariants(mail: SmtpServer) -> None:
    class Here(Shop):
        pass

    Here.mail = mail
    run_state_machine_as_test(Here, settings=EFFORT)
