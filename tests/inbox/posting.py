"""What WhatsApp would post, built in a line, and taken in as the hook and the worker do."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model
from django_scopes import scopes_disabled

from kaye.actions.inbox.channel_account import add_channel
from kaye.actions.inbox.process import Done, process_payload
from kaye.actions.inbox.receive import receive
from kaye.records.models import (
    Business,
    Case,
    ChannelAccount,
    ContactPoint,
    InboxMessage,
    OptOut,
    OutgoingMessage,
    Request,
    Thread,
)

PHONE_ID = "106540352242922"
OURS = "237650112233"
JEANNE, PAUL, AWA = "237699001122", "237677123457", "237670112233"


def whatsapp(business: Business, now: datetime) -> ChannelAccount:
    """Its account, with everything that WhatsApp asks for."""
    values = {
        "app_secret": "secret-application",
        "verify_token": "mot-de-verification",
        "access_token": "jeton-acces",
        "phone_number_id": PHONE_ID,
    }
    return add_channel(business=business, name="whatsapp", values=values, now=now)


def said(wamid: str, sender: str, text: str, at: datetime, **more: Any) -> dict[str, Any]:
    """A text of a customer. `user_id`: the id that stands beside the number, or instead of it (sender empty)."""
    user_id = more.pop("user_id", "")
    known = {"from": sender} if sender else {}
    known |= {"from_user_id": user_id} if user_id else {}
    item = {"id": wamid, "timestamp": str(int(at.timestamp())), "type": "text", "text": {"body": text}}
    return known | item | more


def edited(wamid: str, sender: str, target: str, text: str, at: datetime) -> dict[str, Any]:
    new = {"type": "text", "text": {"body": text}}
    edit = {"original_message_id": target, "message": new}
    return said(wamid, sender, "", at, type="edit", edit=edit)


def revoked(wamid: str, sender: str, target: str, at: datetime) -> dict[str, Any]:
    return said(wamid, sender, "", at, type="revoke", revoke={"original_message_id": target})


def reacted(wamid: str, sender: str, target: str, emoji: str, at: datetime) -> dict[str, Any]:
    return said(wamid, sender, "", at, type="reaction", reaction={"message_id": target, "emoji": emoji})


def echoed(wamid: str, to: str, text: str, at: datetime) -> dict[str, Any]:
    return said(wamid, OURS, text, at, to=to)


def status(wamid: str, state: str, at: datetime, to: str = JEANNE) -> dict[str, Any]:
    return {"id": wamid, "status": state, "timestamp": str(int(at.timestamp())), "recipient_id": to}


def payload(
    *messages: dict[str, Any],
    statuses: tuple[dict[str, Any], ...] = (),
    echoes: tuple[dict[str, Any], ...] = (),
    names: dict[str, str] | None = None,
    account: str = PHONE_ID,
) -> bytes:
    """One body with all of them, each kind in a change of its own."""
    meta = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": OURS, "phone_number_id": account},
    }
    contacts = [{"profile": {"name": name}, "wa_id": number} for number, name in (names or {}).items()]
    changes = []
    if statuses:
        changes.append({"field": "messages", "value": meta | {"statuses": list(statuses)}})
    if messages:
        changes.append(
            {"field": "messages", "value": meta | {"contacts": contacts, "messages": list(messages)}}
        )
    if echoes:
        changes.append({"field": "smb_message_echoes", "value": meta | {"message_echoes": list(echoes)}})
    body = {"object": "whatsapp_business_account", "entry": [{"id": "104996122399160", "changes": changes}]}
    return json.dumps(body, ensure_ascii=False).encode()


def take(account: ChannelAccount, body: bytes, now: datetime) -> tuple[Done, ...]:
    """Received and processed at once."""
    received = receive(account=account, headers={}, body=body, now=now, check=False)
    assert received.payload is not None
    return process_payload(received.payload, now)


def sent(business: Business, key: str, wamid: str, at: datetime, customer: Any = None) -> OutgoingMessage:
    """A message of ours that WhatsApp has accepted under this id (empty: not said yet)."""
    return OutgoingMessage.objects.create(
        business=business, customer=customer, key=key, state="sent", channel="whatsapp", address=f"+{JEANNE}",
        purpose="transactional", family="reply", kinds="", text="Voici", local_date=at.date(), due_at=at,
        created_at=at, sent_at=at, provider_ref=wamid, delivery="accepted",
    )  # fmt: skip


def state_of(business: Business) -> dict[str, Any]:
    """What people see, by names that do not depend on the order of arrival."""
    with scopes_disabled():
        whose = {
            each.pk: sorted(each.points.values_list("kind", "value"))
            for each in {m.customer_id: m.customer for m in _all(InboxMessage, business)}.values()
        }
        return {
            "messages": sorted(
                (
                    m.external_id, m.direction, m.origin, m.form, m.text, m.at, sorted(m.earlier), m.edited_at,
                    m.deleted_at, json.dumps(m.reactions, sort_keys=True), m.needs_answer, str(whose[m.customer_id]),
                )
                for m in _all(InboxMessage, business)
            ),
            "threads": sorted(
                (
                    str(whose.get(t.customer_id)), t.state, t.unanswered_since, t.due_at, t.last_text, t.last_at,
                    t.last_direction, t.last_inbound_at, t.last_answer_at,
                )
                for t in _all(Thread, business)
            ),
            "requests": sorted(
                (str(whose.get(r.customer_id)), r.kind, r.state, r.due_at, r.answered_at)
                for r in _all(Request, business)
            ),
            "points": sorted(
                (p.kind, p.value, p.verified_at is not None, p.last_inbound_at) for p in _all(ContactPoint, business)
            ),
            "refusals": sorted((str(whose.get(o.customer_id)), o.purpose) for o in _all(OptOut, business)),
            "delivery": sorted((o.key, o.delivery) for o in _all(OutgoingMessage, business) if o.delivery),
            "cases": sorted((str(whose.get(c.customer_id)), c.kind, c.closed_at is None) for c in _all(Case, business)),
        }  # fmt: skip


def minutes(at: datetime, count: int) -> datetime:
    return at + timedelta(minutes=count)


def _all(model: type[Model], business: Business) -> list[Any]:
    return list(model._base_manager.filter(business=business))
