"""« X écrit » (C36): the composer is open, for a minute at a time."""

from datetime import datetime, timedelta

from kaye.records.models import Member, Thread, Writing

_LASTS = timedelta(seconds=60)


def writing(*, thread: Thread, member: Member, now: datetime) -> list[Writing]:
    """Say that this member writes here; answers the others who do."""
    Writing.objects.update_or_create(
        thread=thread, member=member, defaults={"business": thread.business, "until": now + _LASTS}
    )
    others = Writing.objects.filter(thread=thread, until__gt=now).exclude(member=member)
    return list(others.select_related("member__user"))


def stop_writing(*, thread: Thread, member: Member) -> None:
    """The composer is closed, or the answer left."""
    Writing.objects.filter(thread=thread, member=member).delete()
