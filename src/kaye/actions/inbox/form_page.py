"""The public page of the form: what it carries when shown, and what its visitor forgot (C59)."""

from collections.abc import Mapping
from datetime import datetime

from kaye.actions.inbox.channel_account import account_at, account_settings, hook_url
from kaye.actions.inbox.form_token import FormProof
from kaye.channels.registry import channel
from kaye.net.form_proof import is_solved, new_challenge, new_token, read_token
from kaye.records.models import ChannelAccount
from kaye.rules.ports.inbound import Delivered, MessageCame, Unreadable

CHANNEL = "webform"


def form_at(token: str) -> ChannelAccount | None:
    """The form behind that address, if it is on and can be shown."""
    account = account_at(CHANNEL, token)
    return account if account is not None and account_settings(account).get("secret") else None


def shown_proof(account: ChannelAccount, now: datetime, token: str = "", answer: str = "") -> FormProof:
    """What a page shown now carries; the same `token` again after a mistake, so that its time goes on.

    The challenge is empty when `answer` is already right. Writes nothing.
    """
    secret = account_settings(account)["secret"]
    if read_token(secret, token) is None:
        token = new_token(secret, now)
    elif is_solved(secret, token, answer):
        return FormProof(token, "")
    return FormProof(token, new_challenge(secret, token))


def was_shown_here(account: ChannelAccount, token: str) -> bool:
    """Whether a page of ours carried that « jeton »: only its visitor can be asked to correct something."""
    return read_token(account_settings(account).get("secret", ""), token) is not None


def forgotten(
    account: ChannelAccount, headers: Mapping[str, str], body: bytes, now: datetime
) -> frozenset[str]:
    """Which of « contact » and « message » nothing can be made of, as the channel reads these bytes."""
    inbound = channel(CHANNEL).inbound
    given = Delivered({name.lower(): value for name, value in headers.items()}, body, hook_url(account))
    try:
        events = inbound.read(account_settings(account), given, now) if inbound is not None else ()
    except Unreadable:
        return frozenset({"contact", "message"})
    missing: set[str] = set()
    for event in events:
        if isinstance(event, MessageCame):
            missing |= {"contact"} if not event.sender.points else set()
            missing |= {"message"} if not (event.text or event.files) else set()
    return frozenset(missing)
