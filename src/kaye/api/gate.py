"""The door of the API: whose key, what it opens, and the same answer to the same request."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django_scopes import scope

from kaye.actions.answered_once import begin, finish
from kaye.actions.api_key import key_of
from kaye.actions.refusal import Refusal
from kaye.api.clock import now
from kaye.api.problems import ApiError, not_found, problem, refused
from kaye.records.models import ApiKey, Business
from kaye.rules.rights import may, refusal_text
from kaye.rules.scopes import READ, WRITE, opens

View = Callable[..., HttpResponseBase]
LONGEST_BODY = 2 * 1024 * 1024
_READING = ("GET", "HEAD", "OPTIONS")
_LONGEST_KEY = 180  # with the id of the API key before it


@dataclass(frozen=True, slots=True)
class Call:
    """What came through the door: whose key, for which business, when, and the caller's own key of this request."""

    key: ApiKey
    business: Business
    now: datetime
    idempotency: str

    @property
    def client_id(self) -> str | None:
        """What makes the action itself happen once. Two programs may choose the same words."""
        if not self.idempotency:
            return None
        return f"api:{self.key.pk}:{hashlib.sha256(self.idempotency.encode()).hexdigest()[:32]}"

    @property
    def by(self) -> str:
        """As written in the journal."""
        return f"clé {self.key.name}"


def behind_the_gate(view: View) -> View:
    """The view inside the walls of the key's business; 401 without a live key."""

    @csrf_exempt  # no cookie opens this door
    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        key = key_of(_token(request))
        if key is None:
            answer = problem(401, "no_key", "Donnez une clé : « Authorization: Bearer kaye_… ».")
            answer["WWW-Authenticate"] = "Bearer"
            return answer
        if int(request.headers.get("Content-Length") or 0) > LONGEST_BODY:
            return problem(413, "too_long", "Cette demande dépasse 2 Mo : envoyez-la en plusieurs fois.")
        call = Call(key, key.business, now(), request.headers.get("Idempotency-Key", "")[:_LONGEST_KEY])
        request.call = call  # type: ignore[attr-defined]
        with scope(business=key.business):
            ApiKey.objects.filter(pk=key.pk).update(last_used_at=call.now)
            return _once(request, call, lambda: view(request, *args, **kwargs))

    return guarded


def allow(request: HttpRequest, resource: str, act: str = "") -> Call:
    """Raises ApiError 403 when the key does not open this resource, or its role may not do `act` (M56)."""
    call: Call = request.call  # type: ignore[attr-defined]
    right = READ if request.method in _READING else WRITE
    if not opens(call.key.scopes, resource, right):
        raise ApiError(403, "scope", f"Cette clé n'ouvre pas « {resource}:{right} » : demandez-en une autre.")
    act = act or (READ if right == READ else resource)
    if not may(call.key.role, act):
        raise ApiError(403, "role", refusal_text(call.key.role, act))
    return call


def need_idempotency(call: Call) -> None:
    """Money and numbers are never done twice (M57)."""
    if not call.idempotency:
        raise ApiError(
            400,
            "idempotency_key",
            "Donnez une clé d'idempotence (en-tête Idempotency-Key), nouvelle à chaque demande.",
        )


def _token(request: HttpRequest) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def _once(request: HttpRequest, call: Call, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    if request.method != "POST" or not call.idempotency:
        return answer()
    mark = f"{call.key.pk}:{call.idempotency}"
    said = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    try:
        known = begin(business=call.business, key=mark, said=said, now=call.now)
    except Refusal as error:
        return refused(error)
    if known is not None:
        kind = "application/json" if known.status < 400 else "application/problem+json"
        return HttpResponse(known.answer, status=known.status, content_type=f"{kind}; charset=utf-8")
    done: HttpResponseBase | None = None
    try:
        done = answer()
        return done
    finally:
        text = done.content.decode() if isinstance(done, HttpResponse) else ""
        finish(
            business=call.business,
            key=mark,
            status=done.status_code if done else 500,
            answer=text,
        )


__all__ = ["Call", "allow", "behind_the_gate", "need_idempotency", "not_found"]
