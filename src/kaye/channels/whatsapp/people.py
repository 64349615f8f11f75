"""Who is meant by the ids of a WhatsApp payload: a number, the id of a business's own user, or both (C24)."""

from kaye.channels.meta import Item, first_of, identity
from kaye.net.json import Record
from kaye.rules.phones import international
from kaye.rules.ports.inbound import Person, Point


def person(item: Item, number: str = "", user: str = "") -> Person:
    """Of these ids, completed by the `contacts` beside; the number is the first to answer, an id without one else."""
    card = _card(item, number, user)
    phone = international(number) or international(card.text("wa_id"))
    own = user or identity(card, "user_id")
    points = (phone_point(phone), user_point(own))
    name = first_of(card.text("profile", "name"), card.text("profile", "username"))
    return Person(tuple(point for point in points if point), name[:200])


def sender(item: Item) -> Person:
    """Who a message, a reaction or a call is from."""
    return person(item, item.told.text("from"), identity(item.told, "from_user_id"))


def recipient(item: Item) -> Person:
    """Whom an echo or an outgoing call went to."""
    return person(item, item.told.text("to"), identity(item.told, "to_user_id"))


def phone_point(number: str) -> Point | None:
    """Digits as WhatsApp writes them, as a point."""
    found = international(number)
    return Point("phone", found) if found else None


def user_point(user: str) -> Point | None:
    """A business-scoped user id (« CM.13491208655302741918 »), as a point."""
    return Point("whatsapp_id", user) if user else None


def _card(item: Item, number: str, user: str) -> Record:
    """The contact of these ids; the only one there, when it speaks of nobody else."""
    cards = item.change.inside("value").many("contacts")
    for each in cards:
        if (number and each.text("wa_id") == number) or (user and identity(each, "user_id") == user):
            return each
    messages = item.change.inside("value").many("messages")
    alone = len(cards) == 1 and len(messages) <= 1
    return cards[0] if alone and not (user and identity(cards[0], "user_id")) else Record({})
