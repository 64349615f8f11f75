"""What this person's session remembers of the morning: cards opened, words changed, how many are done."""

from dataclasses import dataclass, field

from kaye.web.access import ShopRequest

_KEY = "matin"
_MOST_WORDS = 20


@dataclass(slots=True)
class Kept:
    """`opened`: items whose WhatsApp was opened, not yet confirmed. `words`: texts changed, by item."""

    done: int = 0
    opened: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)


def kept(request: ShopRequest) -> Kept:
    """Of today and of this business; empty on another day."""
    stored = request.session.get(_KEY) or {}
    if stored.get("day") != request.today.isoformat() or stored.get("business") != request.business.pk:
        return Kept()
    return Kept(stored["done"], list(stored["opened"]), dict(stored["words"]))


def keep(request: ShopRequest, what: Kept) -> None:
    request.session[_KEY] = {
        "day": request.today.isoformat(),
        "business": request.business.pk,
        "done": what.done,
        "opened": what.opened[-_MOST_WORDS:],
        "words": dict(list(what.words.items())[-_MOST_WORDS:]),
    }


def forget(request: ShopRequest, item: str, done: int) -> None:
    """This item is answered; `done`: what it adds to the progress of the morning, -1 when taken back."""
    now = kept(request)
    now.opened = [each for each in now.opened if each != item]
    now.words.pop(item, None)
    now.done = max(0, now.done + done)
    keep(request, now)
