"""Tell the members what is due: on their devices, else by the morning e-mail. Never at night, never twice (C51)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import F

from kaye.actions.inbox.ring import ringing_at
from kaye.actions.rings.mail import send_morning_mail
from kaye.actions.rings.morning import MORNING, day_of_ring, follow_ups, local_day_of, seven
from kaye.actions.rings.push import Pusher, Rung
from kaye.actions.rings.words import MESSAGE, Counted, summed
from kaye.actions.send_due import Stopping, never
from kaye.records.models import Business, Device, Member, Ring, ThreadSeen, Writing

_APART = timedelta(minutes=10)  # one push a thread
_LEASE = timedelta(minutes=2)
_RETRY_MINUTES = (1, 5, 15, 60)
_AT_ONCE = 3  # of one member in one turn; more, after a cut, are summed up
_CHUNK = 200
_OLD = timedelta(days=7)  # a restored base does not ring for last month


@dataclass(slots=True)
class _Ground:
    """What decides whether a row may ring, read once for the whole turn. Keys: (member, thread)."""

    business: Business
    now: datetime
    devices: dict[int, list[Device]]
    seen: dict[tuple[int, int], datetime]
    writing: set[tuple[int, int]]
    told: dict[tuple[int, int], datetime]
    _follow_ups: int | None = None

    @property
    def follow_ups(self) -> int:
        """Of this morning: asked for once, whoever has to be told."""
        if self._follow_ups is None:
            self._follow_ups = follow_ups(self.business, self.now)
        return self._follow_ups


def deliver_rings(*, business: Business, now: datetime, stopping: Stopping = never) -> int:
    """Everything due for this business; answers how many notifications and e-mails left. Outside any transaction.

    One query when nothing is due.
    """
    waiting = Ring.objects.filter(business=business, state="due", due_at__lte=now)
    if not waiting.exists():
        return 0
    due = list(waiting.select_related("thread", "member__user").order_by("due_at", "id")[:_CHUNK])
    ground, left = _ground(business, due, now), 0
    by_member: dict[int, list[Ring]] = defaultdict(list)
    for ring in due:
        ring.member.business = business
        by_member[ring.member_id].append(ring)
    with Pusher(now) as pusher:
        for rings in by_member.values():
            if stopping():
                break
            left += _tell(rings, ground, pusher)
    return left


def _ground(business: Business, due: Sequence[Ring], now: datetime) -> _Ground:
    members = {ring.member_id for ring in due}
    threads = {ring.thread_id for ring in due if ring.thread_id}
    devices: dict[int, list[Device]] = defaultdict(list)
    for device in Device.objects.filter(member__in=members).order_by("id"):
        devices[device.member_id].append(device)
    both = {"member__in": members, "thread__in": threads}
    seen = ThreadSeen.objects.filter(**both).values_list("member_id", "thread_id", "at")
    writing = Writing.objects.filter(**both, until__gt=now).values_list("member_id", "thread_id")
    told = Ring.objects.filter(**both, state="sent", sent_at__gt=now - _APART)
    return _Ground(
        business,
        now,
        devices,
        {(member, thread): at for member, thread, at in seen},
        set(writing),
        {(ring.member_id, ring.thread_id or 0): ring.sent_at or now for ring in told.order_by("sent_at")},
    )


def _tell(rings: list[Ring], ground: _Ground, pusher: Pusher) -> int:
    """One member: what is over is dropped, what must wait waits, the rest leaves."""
    ready = [ring for ring in rings if _may_ring(ring, ground)]
    if not ready:
        return 0
    member = ready[0].member
    devices = ground.devices.get(member.pk, [])
    if not devices:
        return _by_mail(member, ready, ground)
    held = [ring for ring in ready if _is_of_the_morning(ring, ground)]
    loose = [ring for ring in ready if ring not in held]
    if len(loose) > _AT_ONCE:
        held, loose = ready, []
    left = sum(_push([each], devices, ground, pusher) for each in loose if _may_ring(each, ground))
    return left + (_push(held, devices, ground, pusher) if held else 0)


def _may_ring(ring: Ring, ground: _Ground) -> bool:
    """Writes what becomes of it when it may not."""
    business, now = ground.business, ground.now
    day = day_of_ring(ring.key)
    if (day is not None and day != local_day_of(business, now)) or ring.due_at < now - _OLD:
        return _end(ring, "dropped")
    if _is_over(ring, ground):
        return _end(ring, "dropped")
    at = ringing_at(business, now)
    if at > now and not _is_for_the_night(ring, business):
        return _wait(ring, at)
    told = ground.told.get((ring.member_id, ring.thread_id or 0))
    if told is not None and ring.key.startswith(MESSAGE):
        return _end(ring, "summed")  # the phone says it already
    if told is not None:
        return _wait(ring, ringing_at(business, told + _APART))
    return True


def _is_for_the_night(ring: Ring, business: Business) -> bool:
    """A message written to ring at such an hour: danger words, where the member ticked it."""
    return ring.key.startswith(MESSAGE) and ringing_at(business, ring.due_at) != ring.due_at


def _is_over(ring: Ring, ground: _Ground) -> bool:
    """Somebody answered, or this member is writing, or has read the message."""
    if ring.thread is None:
        return False
    place = (ring.member_id, ring.thread.pk)
    if ring.thread.state not in ("to_answer", "to_check") or place in ground.writing:
        return True
    if not ring.key.startswith(MESSAGE):
        return False
    last, seen = ring.thread.last_inbound_at, ground.seen.get(place)
    return seen is not None and last is not None and seen >= last


def _push(rings: list[Ring], devices: list[Device], ground: _Ground, pusher: Pusher) -> int:
    """1 when it reached a device."""
    now = ground.now
    if not (rings := _claim(rings, now)):
        return 0
    lead, (title, body, url) = rings[0], _said(rings, ground)
    if not title:
        _become(rings, "dropped")
        return 0
    rung = pusher.ring(devices, key=lead.key, title=title, body=body, url=url)
    devices[:] = [each for each in devices if each.pk is not None]
    if rung is Rung.YES:
        _become(rings[:1], "sent", now)
        _become(rings[1:], "summed", now)
        ground.told.update({(ring.member_id, ring.thread_id): now for ring in rings if ring.thread_id})
        return 1
    if rung is Rung.NO_DEVICE:
        _wait_all(rings, _next_morning(ground))  # by e-mail
    elif lead.attempts < len(_RETRY_MINUTES):
        later = now + timedelta(minutes=_RETRY_MINUTES[lead.attempts])
        _wait_all(rings, ringing_at(ground.business, later))
    else:
        _become(rings, "dropped")
    return 0


def _said(rings: Sequence[Ring], ground: _Ground) -> tuple[str, str, str]:
    """(title, body, address): one in its own words, several summed up."""
    others = [ring for ring in rings if not ring.key.startswith(MORNING)]
    counted = _count(rings, ground)
    if len(others) == 1 and not counted.follow_ups:
        return others[0].title, others[0].body, others[0].url
    return summed(counted), ground.business.name, "/"


def _count(rings: Sequence[Ring], ground: _Ground) -> Counted:
    threads = {ring.thread_id for ring in rings if ring.thread_id}
    is_morning = any(ring.key.startswith(MORNING) for ring in rings)
    others = [ring for ring in rings if not ring.thread_id and not ring.key.startswith(MORNING)]
    return Counted(len(threads), ground.follow_ups if is_morning else 0, len(others))


def _by_mail(member: Member, rings: list[Ring], ground: _Ground) -> int:
    """Without a device: kept for the next morning, then one e-mail. 1 when it left."""
    if not any(_is_of_the_morning(ring, ground) for ring in rings):
        _wait_all(rings, _next_morning(ground))
        return 0
    if not (rings := _claim(rings, ground.now)):
        return 0
    counted = replace(_count(rings, ground), follow_ups=ground.follow_ups)
    titles = [ring.title for ring in rings if not ring.key.startswith(MORNING)]
    sent = send_morning_mail(ground.business, member, counted, titles, ground.now) if titles else None
    if sent:
        _become(rings[:1], "sent", ground.now)
        _become(rings[1:], "summed", ground.now)
        return 1
    if sent is None or rings[0].attempts >= len(_RETRY_MINUTES):
        _become(rings, "dropped")
    else:
        _wait_all(rings, ground.now + timedelta(minutes=_RETRY_MINUTES[rings[0].attempts]))
    return 0


def _next_morning(ground: _Ground) -> datetime:
    return ringing_at(ground.business, seven(ground.business, ground.now + timedelta(days=1)))


def _is_of_the_morning(ring: Ring, ground: _Ground) -> bool:
    """Kept for 07:00, or tried again after it."""
    return (
        ring.due_at == seven(ground.business, ring.due_at)
        or ring.attempts > 0
        or ring.key.startswith(MORNING)
    )


def _claim(rings: Sequence[Ring], now: datetime) -> list[Ring]:
    """Those that no other worker took: ours for two minutes, then due again if we die."""
    return [
        ring
        for ring in rings
        if Ring.objects.filter(pk=ring.pk, state="due", due_at=ring.due_at).update(
            due_at=now + _LEASE, attempts=F("attempts") + 1
        )
    ]


def _end(ring: Ring, state: str) -> bool:
    Ring.objects.filter(pk=ring.pk, state="due").update(state=state)
    return False


def _wait(ring: Ring, until: datetime) -> bool:
    Ring.objects.filter(pk=ring.pk, state="due").update(due_at=until)
    return False


def _become(rings: Sequence[Ring], state: str, sent_at: datetime | None = None) -> None:
    Ring.objects.filter(pk__in=[ring.pk for ring in rings]).update(state=state, sent_at=sent_at)


def _wait_all(rings: Sequence[Ring], until: datetime) -> None:
    Ring.objects.filter(pk__in=[ring.pk for ring in rings], state="due").update(due_at=until)
