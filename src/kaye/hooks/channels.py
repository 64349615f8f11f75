"""What providers of channels write to us: stored and answered at once, processed afterwards by the worker (C2–C5).

Answers: see `kaye.hooks.payments`; 429 asks a form's visitor to wait. A GET serves only the handshake.
"""

import logging

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from kaye.actions.inbox.channel_account import account_at, account_settings
from kaye.actions.inbox.receive import from_outside, receive, refuse
from kaye.channels.registry import channel
from kaye.hooks.answers import RETRY, body_of, said
from kaye.net.visitor import visitor_address
from kaye.records.models import ChannelAccount
from kaye.rules.ports.inbound import Forged, Inbound
from kaye.settings import config

_LOG = logging.getLogger("kaye.hooks")


@csrf_exempt
@login_not_required
def channel_hook(request: HttpRequest, name: str, token: str) -> HttpResponse:
    """One provider's messages for one account."""
    try:
        return _answer(request, name, token)
    except DatabaseError:
        _LOG.exception("message de %s : impossible de le garder", name)
        return HttpResponse(status=503, headers=RETRY)


def _answer(request: HttpRequest, name: str, token: str) -> HttpResponse:
    account = account_at(name, token)
    inbound = channel(name).inbound if account is not None else None
    if account is None or inbound is None:
        return said(404)
    if request.method == "GET" and inbound.handshake is not None:
        return _shaken(request, account, inbound)
    if request.method != "POST":
        response = said(405)
        response["Allow"] = "GET, POST" if inbound.handshake is not None else "POST"
        return response
    now = config.forced_now() or timezone.now()
    body = body_of(request, inbound.most)
    if body is None:
        return said(refuse(account, 413, now).status)
    received = receive(
        account=account,
        headers=from_outside(request.headers),
        body=body,
        now=now,
        visitor=visitor_address(
            request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", "")
        ),
    )
    if received.status != 200:
        return said(received.status)
    kind, content = inbound.answer
    return HttpResponse(content, content_type=kind, headers={"Cache-Control": "no-store"})


def _shaken(request: HttpRequest, account: ChannelAccount, inbound: Inbound) -> HttpResponse:
    """The challenge, to whoever knows the word (C4)."""
    assert inbound.handshake is not None
    try:
        challenge = inbound.handshake(
            account_settings(account), {key: str(value) for key, value in request.GET.items()}
        )
    except Forged:
        return said(403)
    response = said(200)
    response.content = challenge.encode()
    return response
