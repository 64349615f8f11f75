"""Up to where each member has read: unread is each one's own (C28)."""

from datetime import datetime

from kaye.records.models import Member, Thread, ThreadSeen


def seen(*, thread: Thread, member: Member, at: datetime) -> None:
    """Read up to `at`, never back. Read-only members change nothing, not even that (C60)."""
    if member.role == "readonly":
        return
    row, is_new = ThreadSeen.objects.get_or_create(
        thread=thread, member=member, defaults={"business": thread.business, "at": at}
    )
    if not is_new and at > row.at:
        ThreadSeen.objects.filter(pk=row.pk, at__lt=at).update(at=at)


def unseen(*, thread: Thread, member: Member) -> None:
    """« Marquer non lu »: as if nothing had been read."""
    ThreadSeen.objects.filter(thread=thread, member=member).delete()
