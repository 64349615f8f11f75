"""The customer's local hours, Sundays and holidays (E3)."""

from kaye.rules.draft import Draft, Finding

NAME = "quiet_hours"
TITLE = "Heures calmes"


def check(draft: Draft) -> Finding | None:
    if draft.within_window or draft.purpose == "internal":
        return None
    return Finding(
        NAME, "block", "Ce n'est pas une heure pour écrire à ce client : laissez partir au prochain créneau."
    )
