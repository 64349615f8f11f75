"""Addresses of attachments and of mails: signed, for one member of one business, ten minutes (C20)."""

from datetime import datetime

from django.core import signing
from django.http import Http404
from django.urls import reverse

from kaye.web.access import ShopRequest

_SALT = "kaye.inbox.file"
_SECONDS = 600


def file_url(request: ShopRequest, file: int) -> str:
    return reverse("inbox_file", args=[_token(request, "f", file)])


def mail_url(request: ShopRequest, message: int) -> str:
    return reverse("inbox_mail", args=[_token(request, "m", message)])


def opened(request: ShopRequest, kind: str, token: str) -> int:
    """The id in the address. Raises Http404 when it is another's, forged, or older than ten minutes."""
    try:
        what, pk, business, member, until = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise Http404 from None
    if (what, business, member) != (kind, request.business.pk, request.member.pk):
        raise Http404
    if _seconds(request.now) > until:
        raise Http404
    return int(pk)


def _token(request: ShopRequest, kind: str, pk: int) -> str:
    said = (kind, pk, request.business.pk, request.member.pk, _seconds(request.now) + _SECONDS)
    return signing.dumps(said, salt=_SALT)


def _seconds(now: datetime) -> int:
    return int(now.timestamp())
