"""What `kaye reply` and `kaye later` answer."""

from typing import Any

from kaye.actions import shapes
from kaye.actions.inbox.reply import Replied, moved_text


def reply_shape(done: Replied) -> dict[str, Any]:
    """{message, outgoing, state, channel, address, due_at, moved, cancel_if, link, warnings, again}."""
    row = done.message
    return {
        "message": done.said.pk,
        "outgoing": row.pk,
        "state": row.state,
        "channel": row.channel,
        "address": row.address,
        "due_at": shapes.stamp(row.due_at),
        "moved": moved_text(done) or None,
        "cancel_if": row.cancel_if.split(),
        "link": done.link,
        "warnings": list(done.warnings),
        "again": done.again,
    }


def reply_text(done: Replied) -> str:
    """One sentence, then what to know."""
    first = "Déjà noté : rien de plus ne part." if done.again else "C'est prêt à partir."
    if done.link:
        first = f"Touchez ce lien pour l'envoyer : {done.link}"
    moved = [f"Il {moved_text(done)}."] if done.moved_to else []
    return "\n".join([first, *moved, *done.warnings])
