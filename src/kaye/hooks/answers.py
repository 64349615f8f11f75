"""How a hook reads a body and answers: the same words to everybody, nothing kept by a cache."""

from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException, UnreadablePostError

RETRY = {"Retry-After": "60", "Cache-Control": "no-store"}


def body_of(request: HttpRequest, most: int) -> bytes | None:
    """The bytes as they came; None when there are more than `most`, or when they stopped on the way."""
    try:
        if int(request.headers.get("Content-Length") or 0) > most:
            return None
        body = request.read(most + 1)
    except (ValueError, UnreadablePostError, RawPostDataException):
        return None
    return body if len(body) <= most else None


def said(status: int) -> HttpResponse:
    """An empty page of that status."""
    return HttpResponse(status=status, content_type="text/plain", headers={"Cache-Control": "no-store"})
