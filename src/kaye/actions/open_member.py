"""Let a person work in a business."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.db import transaction

from kaye.actions.refusal import Refusal
from kaye.records.journal import append
from kaye.records.models import Business, Member
from kaye.rules.people import EmailError, parse_email

ROLES = ("owner", "staff", "readonly")


def open_member(
    *, business: Business, email: str, now: datetime, role: str = "owner", by: str = ""
) -> Member:
    """This person, with this role; a person who already has one gets the new one. Raises Refusal."""
    if role not in ROLES:
        raise Refusal(f"Le rôle « {role} » n'existe pas : choisissez parmi {', '.join(ROLES)}.")
    try:
        address = parse_email(email).lower()
    except EmailError as fault:
        raise Refusal(str(fault)) from None
    users = get_user_model()
    with transaction.atomic():
        user = users.objects.filter(email__iexact=address).first()
        if user is None:
            user = users(username=address[:150], email=address)
            user.set_unusable_password()
            user.save()
        # The owner of the shop vouches for the address: without it no code can be sent there.
        EmailAddress.objects.get_or_create(
            user=user, email=address, defaults={"verified": True, "primary": True}
        )
        member, _ = Member.objects.update_or_create(
            business=business,
            user=user,
            defaults={"role": role},
            create_defaults={"role": role, "created_at": now},
        )
        append(
            business=business, kind="member_opened", at=now, payload={"user": user.pk, "role": role}, by=by
        )
    return member
