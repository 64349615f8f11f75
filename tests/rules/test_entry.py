"""Where an old debt enters its ladder (R8)."""

import pytest

from kaye.countries.scenarios import default_scenarios
from kaye.rules.entry import entry
from kaye.rules.kinds import kind_of
from tests.rules.builders import day, debt, item, ladder, who


@pytest.mark.parametrize(
    ("scenario", "late", "label", "behind"),
    [
        ("notebook_debt", 0, None, 0),
        ("notebook_debt", -3, None, 0),
        ("notebook_debt", 1, "J0", 0),
        ("notebook_debt", 13, "J+7", 1),
        ("notebook_debt", 14, "J+14", 2),
        ("notebook_debt", 400, "J+21", 3),
        ("invoice", 1, "J+3", 1),
        ("invoice", 40, "J+30", 5),
        ("invoice", 45, "J+30", 5),  # never directly at a formal notice
        ("invoice", 700, "J+30", 5),
        ("freelance", 90, "J+3", 1),
        ("invoice_industrial", 6, "+4", 1),
        ("invoice_industrial", 200, "+4", 2),
    ],
)
def test_r8_the_step_that_matches_the_lateness(
    scenario: str, late: int, label: str | None, behind: int
) -> None:
    ladder_of = default_scenarios()[scenario]
    found = entry(ladder_of, day("05-20"), date_after("05-20", late))
    step = ladder_of.step(found.step) if found.step else None
    assert (step.label if step else None, len(found.skipped)) == (label, behind)
    assert step is None or step.tone <= 4


def date_after(start: str, count: int):  # type: ignore[no-untyped-def]
    return type(day(start)).fromordinal(day(start).toordinal() + count)


def test_r8_the_first_step_waits_for_a_person_whatever_its_mode() -> None:
    old = debt(1, "05-01", scenario="invoice", proposed_step="s3")
    only = item(who(old, country="GP"), "05-18")
    assert only.action == "auto"  # s2 is not behind us in this example: the proposal is for s3 alone
    reached = debt(1, "05-01", scenario="invoice", proposed_step="s2")
    assert item(who(reached, country="GP"), "05-18").action == "approve"
    assert item(who(reached, country="GP"), "08-18").action == "approve"  # waits without end


def test_a_ladder_made_only_of_formal_steps_has_no_entry() -> None:
    formal = ladder({"offset": 45, "tone": 5, "mode": "propose"})
    assert entry(formal, day("01-05"), day("05-20")).step == "s1"


def test_an_unknown_kind_is_closed_not_a_crash() -> None:
    assert kind_of("fax").closed(debt(1, "05-01"), day("05-20")) == "ce genre de suivi n'existe plus"
