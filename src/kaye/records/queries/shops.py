"""Which businesses a person may enter."""

from kaye.records.models import Business


def businesses_of(user_id: int | None) -> list[Business]:
    """All of them, by name; asked before any business is chosen, so outside every scope. Nobody has none."""
    return list(Business.objects.filter(members__user_id=user_id or 0).order_by("name"))
