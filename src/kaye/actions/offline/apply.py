"""Write what a phone kept while it had no network: each act once by its id, in order, conflicts said (C60)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from kaye.actions.offline.asked import KINDS, MONEY, Act
from kaye.actions.offline.write import Written, write_act
from kaye.actions.refusal import Refusal
from kaye.records.journal import append
from kaye.records.models import Business, Member, OfflineAct

OLD = timedelta(days=7)
_ANSWERS_KEPT = timedelta(days=30)
_TO_CHECK = "to_check"


@dataclass(frozen=True, slots=True)
class Told:
    """What became of an act. `state`: applied, already, refused, to_check; `answer` for the person, in French."""

    uuid: str
    state: str
    answer: str


def apply_offline(
    *, business: Business, member: Member, acts: Sequence[Act], now: datetime, by: str = ""
) -> list[Told]:
    """One answer an act, in the same order. An id known already changes nothing and gets its first answer.

    One transaction each: an act that cannot be written leaves the others alone.
    """
    return [_apply(business, member, act, now, by) for act in acts]


def keep_act(*, business: Business, row: OfflineAct, now: datetime, by: str = "") -> Told:
    """A person looked: write it now, however old. It stays to be checked when it still cannot be. Raises Refusal."""
    with transaction.atomic():
        _take(business, row)
        act = Act(row.uuid, row.kind, row.made_at, row.data)
        state, answer = _write(business, act, now, by)
        _become(row, state, answer)
        _journal(business, "offline_kept", row, now, by)
    return Told(row.uuid, state, answer)


def drop_act(*, business: Business, row: OfflineAct, now: datetime, by: str = "") -> None:
    """A person looked: it never happened. Raises Refusal when it was answered meanwhile."""
    with transaction.atomic():
        _take(business, row)
        _become(row, "refused", "écarté par vous")
        _journal(business, "offline_dropped", row, now, by)


def forget_answers(*, business: Business, now: datetime) -> None:
    """Names in the answers of last month: the ids alone say that an act was received. In the caller's transaction."""
    rows = OfflineAct.objects.filter(business=business, received_at__lt=now - _ANSWERS_KEPT)
    rows.exclude(state=_TO_CHECK).exclude(answer="").update(answer="")


def _apply(business: Business, member: Member, act: Act, now: datetime, by: str) -> Told:
    made_at = min(act.made_at, now)  # a clock that runs ahead
    row = OfflineAct(
        business=business,
        uuid=act.uuid,
        member=member,
        kind=act.kind[:20],
        data=dict(act.data),
        made_at=made_at,
        received_at=now,
        state=_TO_CHECK,
    )
    with transaction.atomic():
        try:
            with transaction.atomic():  # a second delivery waits here for the first
                row.save(force_insert=True)
        except IntegrityError:
            known = OfflineAct.objects.get(business=business, uuid=act.uuid)
            return Told(known.uuid, known.state, known.answer)
        state, answer = _first_time(business, Act(act.uuid, act.kind, made_at, act.data), now, by)
        _become(row, state, answer)
        _journal(business, "offline_received", row, now, by)
    return Told(act.uuid, state, answer)


def _first_time(business: Business, act: Act, now: datetime, by: str) -> tuple[str, str]:
    if now - act.made_at > OLD:
        return _TO_CHECK, "noté il y a plus de 7 jours"
    return _write(business, act, now, by)


def _write(business: Business, act: Act, now: datetime, by: str) -> tuple[str, str]:
    """What cannot be written is kept for a person, unless it was only a tap."""
    if act.kind not in KINDS:
        return "refused", "geste inconnu"
    try:
        with transaction.atomic():
            written: Written = write_act(business=business, act=act, now=now, by=by)
    except Refusal as refused:
        is_kept = act.kind in (*MONEY, "hold")
        return (_TO_CHECK if is_kept else "refused"), str(refused)[:300]
    return ("applied" if written.is_new else "already"), written.said[:300]


def _take(business: Business, row: OfflineAct) -> None:
    """The row is ours to answer, once."""
    mine = OfflineAct.objects.filter(business=business, pk=row.pk, state=_TO_CHECK)
    if not mine.update(state="taken"):
        raise Refusal("C'est déjà répondu.")


def _become(row: OfflineAct, state: str, answer: str) -> None:
    """What was typed goes once it is written: the sale or the hold says it now."""
    row.state, row.answer = state, answer
    if state != _TO_CHECK:
        row.data = {}
    row.save(update_fields=["state", "answer", "data"])


def _journal(business: Business, kind: str, row: OfflineAct, now: datetime, by: str) -> None:
    payload = {"act": row.pk, "uuid": row.uuid, "kind": row.kind, "state": row.state}
    append(business=business, kind=kind, at=now, payload=payload, by=by)
