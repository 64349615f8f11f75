"""Who is at work where, for the phone alone: pages and acts kept there belong to one member of one business."""

from django.utils.crypto import salted_hmac

from kaye.records.models import Member

PLACE = "Kaye-Place"  # of every answer of a business: the service worker keeps pages apart by it
_LENGTH = 32


def place_of(member: Member) -> str:
    """The same for every page of this member; says nothing to whoever has not the secret key."""
    return salted_hmac("kaye.place", str(member.pk), algorithm="sha256").hexdigest()[:_LENGTH]
