"""A webhook of the WhatsApp Business Platform as events: every entry, every change, every item of it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from kaye.channels.meta import Item, each, entries, unknown
from kaye.channels.whatsapp import messages, news
from kaye.net.json import Record
from kaye.rules.phones import international
from kaye.rules.ports.inbound import Delivered, Event

_Read = Callable[[Item], Event | None]
# In the order of C6: messages, echoes, statuses, the rest.
_LISTS: tuple[tuple[str, _Read], ...] = (
    ("messages", messages.message),
    ("message_echoes", messages.echo),
    ("statuses", messages.status),
    ("user_preferences", news.preference),
    ("calls", news.call),
    ("state_sync", lambda item: None),
    ("groups", lambda item: None),
    ("errors", lambda item: None),
)
_WHOLE: dict[str, _Read] = {  # fields whose value is one thing
    "message_template_status_update": news.template,
    "message_template_quality_update": news.template,
    "template_category_update": news.template,
    "account_update": news.account,
    "phone_number_quality_update": news.account,
}


def read(config: Mapping[str, str], delivered: Delivered, now: datetime) -> tuple[Event, ...]:
    """The events, in the order they stand. Raises Unreadable for what is no such webhook."""
    found: list[Event] = []
    for entry in entries(delivered, "whatsapp_business_account"):
        for change in entry.many("changes"):
            found.extend(_of_change(entry, change))
    return tuple(found)


def _of_change(entry: Record, change: Record) -> list[Event]:
    value, name = change.inside("value"), change.text("field")
    account = value.text("metadata", "phone_number_id")[:100]
    whole = Item(value, entry, change, account)
    if name in _WHOLE:
        return each([whole], _WHOLE[name])
    found = list(_past(whole))
    for key, reader in _LISTS:
        if isinstance(value.values.get(key), list):
            items = (Item(told, entry, change, account) for told in value.many(key))
            found.extend(each(items, _reader(name, key, reader)))
    return found or [unknown(whole)]


def _reader(name: str, key: str, reader: _Read) -> _Read:
    """The same keys mean something else under `calls` and `history`."""
    if (name, key) == ("calls", "statuses"):
        return news.call_status
    if (name, key) == ("history", "messages"):  # the files of messages imported before
        return lambda item: messages.past(item, "", _own(item))
    return reader


def _past(whole: Item) -> Iterator[Event]:
    for batch in whole.told.many("history"):
        for thread in batch.many("threads"):
            for told in thread.many("messages"):
                item = Item(told, whole.entry, whole.change, whole.account)
                yield messages.past(item, thread.text("id"), _own(whole)) or unknown(item)
        for error in batch.many("errors"):
            yield news.history_refused(Item(error, whole.entry, whole.change, whole.account))


def _own(item: Item) -> str:
    return international(item.change.inside("value").text("metadata", "display_phone_number"))
