"""Scenarios as data: read, refused in French, written back the same."""

from typing import Any

import pytest

from kaye.countries.scenarios import default_caps, default_scenarios
from kaye.rules.scenario import ScenarioError, parse_scenario, scenario_data

GOOD = {"offset": 0, "text": "pay.level1"}


def test_the_default_scenarios_parse_and_keep_their_steps() -> None:
    found = {key: [s.label for s in s.steps] for key, s in default_scenarios().items()}
    assert found["notebook_debt"] == ["J0", "J+7", "J+14", "J+21"]
    assert found["invoice"] == ["J-5", "J+3", "J+10", "J+15", "J+20", "J+30", "J+45", "J+60"]
    assert found["invoice_industrial"] == ["J+1", "+4", "+4", "+10"]
    assert found["request"] == ["J0", "H+1", "H+4", "H+24", "H+72"]
    assert (default_caps().per_day, default_caps().per_week, default_caps().per_debt) == (1, 3, 8)


@pytest.mark.parametrize("key", sorted(default_scenarios()))
def test_written_and_read_again_it_is_the_same(key: str) -> None:
    scenario = default_scenarios()[key]
    assert parse_scenario(key, scenario_data(scenario)) == scenario


def test_formal_steps_always_wait_for_a_person() -> None:
    formal = [s for scenario in default_scenarios().values() for s in scenario.steps if s.tone == 5]
    assert formal
    assert all(s.human_always and s.mode == "propose" for s in formal)


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([], "n'a pas d'étape"),
        ([{"text": "pay.level1"}], "donnez un seul moment"),
        ([GOOD | {"after_previous": 2}], "donnez un seul moment"),
        ([{"after_previous": 2, "text": "pay.level1"}], "pas pour la première"),
        ([GOOD, {"after_previous": 0, "text": "pay.level1"}], "au moins 1"),
        ([GOOD | {"mode": "robot"}], "le mode est"),
        ([GOOD | {"tone": 6}], "le ton va de 0 à 5"),
        ([GOOD | {"gap": 91}], "l'écart de 0 à 90"),
        ([{"offset": 0}], "il manque un texte ou une tâche"),
        ([GOOD | {"tone": 5}], "ne part jamais seule"),
        ([GOOD | {"offset": "demain"}], "nombre entier de jours"),
        ([GOOD | {"offset": True}], "nombre entier de jours"),
        ([GOOD | {"offset": 99999}], "nombre entier de jours"),
        ([GOOD | {"offset": 5}, GOOD], "dans l'ordre des jours"),
        ([GOOD | {"uid": "a"}, GOOD | {"uid": "a"}], "portent le même nom"),
    ],
)
def test_what_is_refused_says_what_to_change(steps: list[dict[str, Any]], words: str) -> None:
    with pytest.raises(ScenarioError, match=words):
        parse_scenario("mien", {"subject": "instalment", "steps": steps})


def test_an_unknown_subject_is_refused() -> None:
    with pytest.raises(ScenarioError, match="ce qu'il suit"):
        parse_scenario("mien", {"subject": "chat", "steps": [GOOD]})
