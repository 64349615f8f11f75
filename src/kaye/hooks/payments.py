"""What payment providers write to us: stored before it is answered, never an effect by itself.

Answers (inbox C3): 200 stored or already stored, 401 no proof, 403 wrong proof, 404 nobody lives there, 405 another
verb, 413 too long, 503 the row could not be kept, never 500. A GET does nothing: some providers look whether the
address answers.
"""

import logging

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from kaye.actions.receive_notice import account_at, receive_notice
from kaye.hooks.answers import RETRY, body_of, said
from kaye.payments.registry import provider
from kaye.settings import config

_LOG = logging.getLogger("kaye.hooks")
MOST = 3 * 1024 * 1024  # bytes


@csrf_exempt
@login_not_required
def payment_hook(request: HttpRequest, name: str, token: str) -> HttpResponse:
    """One provider's notices for one business."""
    try:
        return _answer(request, name, token)
    except DatabaseError:
        _LOG.exception("avis de %s : impossible de le garder", name)
        return HttpResponse(status=503, headers=RETRY)


def _answer(request: HttpRequest, name: str, token: str) -> HttpResponse:
    if account_at(name, token) is None:
        return said(404)
    verbs = provider(name).capabilities.verbs
    if request.method in ("GET", "HEAD") and "GET" in verbs:
        return said(200)
    if request.method not in verbs - {"GET"}:
        response = said(405)
        response["Allow"] = ", ".join(sorted(verbs))
        return response
    body = body_of(request, MOST)
    if body is None:
        return said(413)
    received = receive_notice(
        name=name,
        token=token,
        headers=dict(request.headers),
        body=body,
        now=config.forced_now() or timezone.now(),
    )
    return said(received.status)
