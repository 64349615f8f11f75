"""The phones and computers that ring for a member: one more, a test, one less, what they may show."""

import hashlib
from datetime import datetime

from django.db import transaction
from django_scopes import scopes_disabled

from kaye.actions.outbound import http_client
from kaye.actions.refusal import Refusal
from kaye.actions.rings.keys import push_config
from kaye.actions.rings.morning import seed_morning, seven
from kaye.channels.registry import channel
from kaye.net.push import encode_address
from kaye.records.journal import append
from kaye.records.models import Business, Device, Member
from kaye.records.seal import SealBroken, seal, unseal
from kaye.rules.ports.channel import DeliveryError, OutgoingText, Refused, Unknown

MOST = 10  # devices of one member


def add_device(
    *, member: Member, endpoint: str, p256dh: str, auth: str, label: str, now: datetime, by: str = ""
) -> Device:
    """This browser rings for this member, and for nobody else. Raises Refusal for what is no subscription."""
    try:
        address = encode_address(endpoint, p256dh, auth)
    except ValueError:
        raise Refusal("Ce navigateur n'a pas donné d'adresse lisible : essayez de nouveau.") from None
    business, hashed = member.business, hashlib.sha256(endpoint.encode()).hexdigest()
    with transaction.atomic():
        _leave_to(member, hashed)
        device, is_new = Device.objects.update_or_create(
            business=business,
            member=member,
            address_hash=hashed,
            defaults={"sealed": seal({"address": address}), "failed_at": None, "trouble": ""},
            create_defaults={
                "sealed": seal({"address": address}),
                "label": label.strip()[:80],
                "created_at": now,
            },
        )
        if is_new:
            older = Device.objects.filter(member=member).order_by("-created_at", "-id")
            Device.objects.filter(pk__in=list(older.values_list("pk", flat=True)[MOST:])).delete()
            _write_event(business, "device_added", device.pk, now, by)
            if now < seven(business, now):
                seed_morning(business=business, now=now)
    return device


def remove_device(*, member: Member, device: Device, now: datetime, by: str = "") -> None:
    """It rings no more. Raises Refusal when it is somebody else's."""
    if device.member_id != member.pk:
        raise Refusal("Cet appareil est celui de quelqu'un d'autre.")
    with transaction.atomic():
        pk = device.pk
        device.delete()
        _write_event(member.business, "device_removed", pk, now, by)


def change_ringing(*, member: Member, details: bool, danger: bool, now: datetime, by: str = "") -> None:
    """What this member's devices may show, and whether danger words ring at night."""
    with transaction.atomic():
        member.push_details, member.push_danger = details, danger
        member.save(update_fields=["push_details", "push_danger"])
        payload = {"member": member.pk, "details": details, "danger": danger}
        append(business=member.business, kind="ringing_changed", at=now, payload=payload, by=by)


def try_device(*, device: Device, now: datetime) -> str:
    """One notification, now. What to read, in French. Raises Refusal when it did not leave; outside transactions."""
    text = OutgoingText(
        key=f"essai:{device.pk}",
        address=address_of(device),
        subject=device.member.business.name,
        text="Ce téléphone sonnera pour vous.",
        date=now,
        reply_to="/",
        purpose="internal",
    )
    try:
        channel("webpush").test(push_config(), text, http_client)
    except Refused as refused:
        if refused.permanent and refused.about == "address":
            device.delete()
        raise Refusal(refused.reason_fr) from refused
    except Unknown as unknown:
        raise Refusal("Le service de notifications n'a pas répondu : essayez dans un moment.") from unknown
    except DeliveryError as trouble:
        raise Refusal(trouble.reason_fr) from trouble
    Device.objects.filter(pk=device.pk).update(rang_at=now, failed_at=None, trouble="")
    return "La notification est partie : regardez cet appareil."


def address_of(device: Device) -> str:
    """Its subscription in clear; empty when it was sealed with another key."""
    try:
        return unseal(bytes(device.sealed)).get("address", "")
    except SealBroken:
        return ""


def _leave_to(member: Member, hashed: str) -> None:
    """A browser has one subscription for the whole site: it stops ringing for whoever used it before."""
    with scopes_disabled():
        Device.objects.filter(address_hash=hashed).exclude(member__user=member.user_id).delete()


def _write_event(business: Business, kind: str, device: int, now: datetime, by: str) -> None:
    append(business=business, kind=kind, at=now, payload={"device": device}, by=by)
