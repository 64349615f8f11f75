"""In whose name a command acts: `--as EMAIL`, the owner when nobody is named (M56)."""

import click

from kaye.records.models import Business, Member
from kaye.rules.rights import may, refusal_text

BY = "commande"
REFUSED = 4  # exit code of what a role may not do


class NotAllowed(click.ClickException):
    """This person may not do this."""

    exit_code = REFUSED


def acting(business: Business, email: str | None, act: str) -> str:
    """The name to write in the journal. Raises NotAllowed, with exit code 4."""
    if email is None:
        return BY
    member = _member(business, email)
    if not may(member.role, act):
        raise NotAllowed(refusal_text(member.role, act))
    return email.strip().lower()


def reader(business: Business, email: str | None) -> Member | None:
    """Who looks: the person named, else the first owner. Raises NotAllowed."""
    if email is not None:
        return _member(business, email)
    return Member.objects.filter(business=business, role="owner").order_by("pk").first()


def _member(business: Business, email: str) -> Member:
    member = Member.objects.filter(business=business, user__email__iexact=email.strip()).first()
    if member is None:
        raise NotAllowed(f"{email} ne travaille pas dans « {business.name} ».")
    return member
