"""Who holds a message while it leaves, and what becomes of it when that worker dies."""

import os
import socket
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from kaye.records.models import OutgoingMessage
from kaye.settings import config

LEASE = timedelta(seconds=float(config.read("KAYE_LEASE_SECONDS")))
SAFE = LEASE / 4  # nothing new is handed over when the lease is that close to its end
LONGEST_SEND = LEASE / 15  # a channel gives up after that: what it began ends inside the lease


def worker_name() -> str:
    """Machine, process and its birth: another process with the same number is another worker."""
    return f"{_machine()}:{os.getpid()}:{_birth(os.getpid())}"


def rescue(clock: datetime) -> tuple[int, int]:
    """Take back what dead workers held. Returns (returned to due, become uncertain).

    `leased` was not handed over: it leaves again. `handing` may have left: nobody repeats it, a person looks.
    """
    held = OutgoingMessage.objects.filter(state__among=("leased", "handing"))
    owners = held.filter(lease_until__gte=clock).values_list("lease_owner", flat=True).distinct()
    dead = [o for o in owners if _is_dead_here(o)]
    lost = Q(lease_until__lt=clock) | Q(lease_owner__in=dead)
    with transaction.atomic():
        returned = held.filter(lost, state="leased").update(state="due", lease_owner="", lease_until=None)
        unsure = held.filter(lost, state="handing").update(
            state="uncertain", trouble="l'envoi a été coupé : on ne sait pas si le message est parti"
        )
    return returned, unsure


def _is_dead_here(owner: str) -> bool:
    """A worker of this machine whose process is no longer there. Elsewhere only the lease tells."""
    host, _, rest = owner.partition(":")
    pid, _, birth = rest.partition(":")
    if host != _machine() or not pid.isdigit():
        return False
    return _birth(int(pid)) != birth


@cache
def _machine() -> str:
    """This machine since it was started: two of the same name are two."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text()[:8]
    except OSError:
        boot = ""
    return f"{socket.gethostname()[:20]}-{boot}"


def _birth(pid: int) -> str:
    """When that process started, as the system counts it; empty when it is gone or the system does not say."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return "" if Path("/proc").exists() else "?"
    return "" if fields[0] == "Z" else fields[19]
