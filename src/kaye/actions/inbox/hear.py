"""A message was stored: understand it, do what it asks at once, and set the clock (C28–C31, C39–C46)."""

from datetime import datetime

from kaye.actions.inbox.settle import settle
from kaye.records.models import InboxMessage
from kaye.rules.ports.inbound import CallCame, MessageCame


def hear(message: InboxMessage, event: MessageCame, now: datetime, processing: bool = True) -> None:
    """A customer wrote. In the caller's transaction, after the message was stored; once per message.

    `processing`: False for what is only kept (history, another application holds the thread): no clock, no effect.
    """
    settle(message.thread, now)


def hear_echo(message: InboxMessage, now: datetime) -> None:
    """We wrote from somewhere else: an answer, and the contact of the day (C14)."""
    settle(message.thread, now)


def hear_call(message: InboxMessage, event: CallCame, now: datetime) -> None:
    """A call, or what became of it: `message` has the form « call » and is updated by each state (C59)."""
    message.form, message.call_state, message.call_seconds = "call", event.state, event.duration
    message.save(update_fields=["form", "call_state", "call_seconds"])
    settle(message.thread, now)


def hear_edit(message: InboxMessage, now: datetime) -> None:
    """The customer changed the text: what the new one asks is done, what no longer holds is proposed for undo (C16)."""
    settle(message.thread, now)
