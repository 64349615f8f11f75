"""Change what a person may do in a business, or take the person out; an owner always remains."""

from datetime import datetime

from django.db import transaction

from kaye.actions.open_member import ROLES
from kaye.actions.refusal import Refusal
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Member

_LAST = "C'est le dernier propriétaire : donnez d'abord ce rôle à une autre personne."


def change_role(*, business: Business, member: Member, role: str, now: datetime, by: str = "") -> Member:
    """Raises Refusal for an unknown role, or when nobody would own the business."""
    if role not in ROLES:
        raise Refusal(f"Le rôle « {role} » n'existe pas : choisissez parmi {', '.join(ROLES)}.")
    with transaction.atomic():
        lock(business)
        if role != "owner":
            _check_another_owner(business, member)
        Member.objects.filter(business=business, pk=member.pk).update(role=role)
        said = {"user": member.user_id, "role": role}
        append(business=business, kind="member_changed", at=now, payload=said, by=by)
    member.refresh_from_db()
    return member


def remove_member(*, business: Business, member: Member, now: datetime, by: str = "") -> None:
    """The person no longer enters this business; the account stays. Raises Refusal for the last owner."""
    with transaction.atomic():
        lock(business)
        _check_another_owner(business, member)
        Member.objects.filter(business=business, pk=member.pk).delete()
        append(business=business, kind="member_removed", at=now, payload={"user": member.user_id}, by=by)


def _check_another_owner(business: Business, member: Member) -> None:
    others = Member.objects.filter(business=business, role="owner", user__is_active=True)
    if not others.exclude(pk=member.pk).exists():
        raise Refusal(_LAST)
