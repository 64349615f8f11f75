"""Change the steps of a scenario: a new version; open cases stay on theirs unless they are moved."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan, replan_house
from kaye.channels.registry import names
from kaye.countries.library import product_library
from kaye.countries.pack import codes
from kaye.records.calendars import local_day
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Case, MessageStep, ScenarioVersion, StepDone
from kaye.rules.scenario import Scenario, ScenarioError, Step, parse_scenario, scenario_data
from kaye.rules.titles import scenario_title, text_title
from kaye.rules.wording import resolve

MOST_STEPS = 15
_CHUNK = 500
_LIVE = ("due", "leased", "handing", "uncertain")
_REASON = "sautée : ajoutée après"


@dataclass(frozen=True, slots=True)
class ScenarioChange:
    """The version in force. `moved`: open cases put on it; `staying`: those that keep an older one, when asked to
    move them (None otherwise: not counted)."""

    version: ScenarioVersion
    moved: int = 0
    staying: int | None = None


def change_scenario(
    *, business: Business, key: str, data: Mapping[str, Any], migrate: bool, now: datetime, by: str = ""
) -> ScenarioChange:
    """Write the next version. `data["steps"]` in the shape of `parse_scenario`; the rest is the current version's.

    A step that keeps its uid is the same step, moved or reworded; the others get a uid that was never used.
    Raises Refusal.
    """
    with transaction.atomic():
        lock(business)
        versions = _versions(business, key)
        current = next(v for v in versions if v.is_current)
        steps = list(_with_uids(data.get("steps") or (), versions))
        scenario = checked({**current.data, "steps": steps}, key)
        if scenario_data(scenario) == scenario_data(parse_scenario(key, current.data)):
            raise Refusal(f"Rien n'a changé : la version {current.number} est déjà celle-ci.")
        return _write(business, versions, scenario, migrate, now, by, "scenario_changed")


def restore_scenario(
    *, business: Business, version: ScenarioVersion, now: datetime, migrate: bool = False, by: str = ""
) -> ScenarioChange:
    """Bring an older version back, as the next one. Raises Refusal."""
    with transaction.atomic():
        lock(business)
        versions = _versions(business, version.key)
        if version.pk not in {v.pk for v in versions}:
            raise Refusal("Cette version n'est pas de cette entreprise.")
        scenario = parse_scenario(version.key, version.data)
        current = next(v for v in versions if v.is_current)
        if scenario_data(scenario) == scenario_data(parse_scenario(version.key, current.data)):
            raise Refusal(f"La version {current.number} est déjà celle-ci.")
        return _write(business, versions, scenario, migrate, now, by, "scenario_restored")


def move_cases(*, business: Business, key: str, now: datetime, by: str = "") -> ScenarioChange:
    """Put the open cases of older versions on the one in force, where what they did still exists in it."""
    with transaction.atomic():
        lock(business)
        current = next(v for v in _versions(business, key) if v.is_current)
        moved, staying = _migrate(business, current, now)
        payload = {"key": key, "number": current.number, "moved": moved, "staying": staying}
        append(business=business, kind="cases_moved", at=now, payload=payload, by=by)
        return ScenarioChange(current, moved, staying)


def checked(data: Mapping[str, Any], key: str) -> Scenario:
    """The scenario that this data makes, every rule of the house checked. Raises Refusal, in French."""
    if len(data.get("steps") or ()) > MOST_STEPS:
        raise Refusal(f"{MOST_STEPS} étapes au plus : enlevez-en une.")
    try:
        parse_scenario(scenario_title(key), data)
        scenario = parse_scenario(key, data)
    except ScenarioError as fault:
        raise Refusal(str(fault)) from None
    for number, step in enumerate(scenario.steps, start=1):
        _check_step(number, step)
    return scenario


def tone_of(text_id: str) -> int | None:
    """The firmest tone that this text may have, whoever the customer is; None for an unknown text."""
    library = product_library()
    ids = {resolve(text_id, country, firm) for country in codes() for firm in (True, False, None)}
    ids.add(text_id)
    tones = [message.tone for each in ids if each and (message := library.get(each))]
    return max(tones, default=None)


def _check_step(number: int, step: Step) -> None:
    where = f"Étape {number}"
    if step.text and not step.task:
        tone = tone_of(step.text)
        if tone is None:
            raise Refusal(f"{where} : le texte « {step.text} » n'existe pas, choisissez-en un de la liste.")
        if tone > step.tone:
            raise Refusal(
                f"{where} : « {text_title(step.text)} » est plus ferme que le ton choisi ; montez le ton."
            )
    if step.human_always and step.mode == "auto":
        raise Refusal(f"{where} : une étape formelle ne part jamais seule ; choisissez « Je valide ».")
    unknown = [name for name in step.channels if name not in names()]
    if unknown:
        raise Refusal(f"{where} : « {unknown[0]} » n'est pas un moyen d'écrire connu.")


def _versions(business: Business, key: str) -> list[ScenarioVersion]:
    found = list(ScenarioVersion.objects.filter(business=business, key=key).order_by("-number"))
    if not any(v.is_current for v in found):
        raise Refusal("Ces relances n'existent pas : choisissez-en dans la liste.")
    return found


def _with_uids(
    steps: Iterable[Mapping[str, Any]], versions: Sequence[ScenarioVersion]
) -> Iterator[dict[str, Any]]:
    """A step done long ago must never be taken for a new one: numbers go up, whatever was removed."""
    known = {str(step.get("uid")) for v in versions for step in v.data.get("steps", ())}
    used = [int(found[1]) for uid in known if (found := re.fullmatch(r"s(\d{1,6})", uid))]
    following, taken = max(used, default=0) + 1, set[str]()
    for raw in steps:
        step = dict(raw)
        uid = str(step.get("uid") or "")
        if uid not in known or uid in taken:
            uid, following = f"s{following}", following + 1
        taken.add(uid)
        yield {**step, "uid": uid}


def _write(
    business: Business,
    versions: Sequence[ScenarioVersion],
    scenario: Scenario,
    migrate: bool,
    now: datetime,
    by: str,
    kind: str,
) -> ScenarioChange:
    ScenarioVersion.objects.filter(business=business, key=scenario.key, is_current=True).update(
        is_current=False
    )
    version = ScenarioVersion.objects.create(
        business=business,
        key=scenario.key,
        number=versions[0].number + 1,
        data=scenario_data(scenario),
        created_at=now,
    )
    moved, staying = _migrate(business, version, now) if migrate else (0, None)
    payload = {"key": scenario.key, "number": version.number, "moved": moved, "staying": staying}
    append(business=business, kind=kind, at=now, payload=payload, by=by)
    return ScenarioChange(version, moved, staying)


def _migrate(business: Business, version: ScenarioVersion, now: datetime) -> tuple[int, int]:
    """(moved, staying), in chunks. Those whose done or prepared steps this version lacks stay where they are."""
    order = [str(step["uid"]) for step in version.data["steps"]]
    moved, staying, last, house = 0, 0, 0, False
    customers: set[int] = set()
    while chunk := _older_cases(business, version, last):
        last = chunk[-1].pk
        behind = _behind(chunk)
        movable = [case for case in chunk if behind[case.pk] | _proposed(case) <= set(order)]
        staying += len(chunk) - len(movable)
        moved += len(movable)
        Case.objects.filter(pk__in=[case.pk for case in movable]).update(version=version)
        StepDone.objects.bulk_create(_too_late(movable, behind, order, business, now), batch_size=_CHUNK)
        customers |= {case.customer_id for case in movable if case.customer_id}
        house = house or any(case.customer_id is None for case in movable)
    replan(business=business, customer_ids=customers, now=now)
    if house:
        replan_house(business=business, now=now)
    return moved, staying


def _older_cases(business: Business, version: ScenarioVersion, after: int) -> list[Case]:
    older = ScenarioVersion.objects.filter(business=business, key=version.key).exclude(pk=version.pk)
    rows = Case.objects.filter(business=business, version__in=list(older), closed_at=None, pk__gt=after)
    return list(rows.order_by("pk")[:_CHUNK])


def _behind(cases: Sequence[Case]) -> dict[int, set[str]]:
    """The steps that each case did, skipped, or has in the outbox."""
    ids = [case.pk for case in cases]
    found: dict[int, set[str]] = {pk: set() for pk in ids}
    for pk, step in StepDone.objects.filter(case_id__in=ids).values_list("case_id", "step"):
        found[pk].add(step)
    live = MessageStep.objects.filter(case_id__in=ids, message__state__in=_LIVE)
    for pk, step in live.values_list("case_id", "step"):
        found[pk].add(step)
    return found


def _proposed(case: Case) -> set[str]:
    """An old debt waits for a person at this step: without it, it would leave by itself."""
    return {case.proposed_step} if case.proposed_step else set()


def _too_late(
    cases: Sequence[Case],
    behind: Mapping[int, set[str]],
    order: Sequence[str],
    business: Business,
    now: datetime,
) -> Iterator[StepDone]:
    """New steps placed before one that is behind us are skipped: a ladder never goes back down."""
    today = local_day(business, now)
    for case in cases:
        reached = [order.index(uid) for uid in behind[case.pk]]
        if case.proposed_step:
            reached.append(order.index(case.proposed_step) - 1)
        for uid in order[: max(reached, default=-1) + 1]:
            if uid not in behind[case.pk]:
                yield StepDone(
                    business=business,
                    case=case,
                    step=uid,
                    outcome="skipped",
                    reason=_REASON,
                    done_on=today,
                    at=now,
                )
