"""What an e-mail provider posts to us, read by Anymail's own classes: mails that came, what became of ours.

Loaded only where a provider is chosen. Nothing here goes out: Brevo's attachments come later, by `fetch`.
"""

import base64
import binascii
import hashlib
import hmac
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from typing import Any

from anymail.exceptions import AnymailConfigurationError, AnymailError, AnymailWebhookValidationFailure
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest

from kaye.channels.email.receiving.bounce import Weight
from kaye.net.signatures import TOLERANCE_SECONDS
from kaye.rules.ports.inbound import (
    BounceCame,
    ConsentSaid,
    Delivered,
    DeliveryState,
    Event,
    Forged,
    IncomingFile,
    MessageCame,
    Person,
    Point,
    StatusCame,
    UnknownCame,
    Unreadable,
    Unsigned,
)

ReadMail = Callable[[bytes], tuple[Event, ...]]
_VIEWS = {
    "brevo": "Brevo",
    "mailjet": "Mailjet",
    "mailgun": "Mailgun",
    "postmark": "Postmark",
    "resend": "Resend",
}
_STATES: dict[str, DeliveryState] = {"queued": "accepted", "sent": "sent", "delivered": "delivered"}
# Their readers take what they find for granted.
_BROKEN = (
    AnymailError, AnymailConfigurationError, SuspiciousOperation, ValueError, TypeError, AttributeError, LookupError,
    RecursionError, OverflowError,
)  # fmt: skip
_SOFT = ("soft", "temporary", "transient", "dns", "blocked", "mailbox full", "quota")


def verify(values: Mapping[str, str], delivered: Delivered, now: datetime) -> None:
    """Mailgun and Resend sign; for the others the address of the hook is the secret. Raises Unsigned, Forged."""
    secret = values.get("esp_secret", "")
    match values["esp"]:
        case "mailgun":
            _verify_mailgun(secret, delivered, now)
        case "resend":
            _verify_svix(secret, delivered, now)


def read(values: Mapping[str, str], delivered: Delivered, read_mail: ReadMail) -> tuple[Event, ...]:
    """The events of one post. Raises Unreadable."""
    name = values["esp"]
    try:
        if _is_inbound(name, delivered):
            later = _attached(delivered) if name == "brevo" else ()
            read = [read_mail(raw) for raw in _mails(name, delivered)]
            return tuple(
                _with_files(event, later[place] if place < len(later) else ())
                for place, events in enumerate(read)
                for event in events
            )
        view = _view(name, "Tracking")
        return tuple(
            _event(name, each) for each in view.parse_events(_request(delivered)) if each is not None
        )
    except Unreadable:
        raise
    except _BROKEN as fault:
        raise Unreadable("avis du service d’envoi illisible") from fault


def _view(name: str, kind: str) -> Any:
    """Their reader. The word stands for the basic authentication that our own address replaces."""
    module = import_module(f"anymail.webhooks.{name}")
    found: Any = getattr(module, f"{_VIEWS[name]}{kind}WebhookView")
    options = {"webhook_secret": "-"}
    if name == "mailgun":
        options["webhook_signing_key"] = "-"
    if name in ("brevo", "resend") and kind == "Inbound":
        options["api_key"] = "-"
    return found(**options)


def _request(delivered: Delivered, body: bytes | None = None) -> WSGIRequest:
    raw = delivered.body if body is None else body
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "443",
        "CONTENT_TYPE": delivered.headers.get("content-type", "application/json"),
        "CONTENT_LENGTH": str(len(raw)),
        "wsgi.input": io.BytesIO(raw),
        "wsgi.url_scheme": "https",
    }
    return WSGIRequest(environ)


def _is_form(delivered: Delivered) -> bool:
    kind = delivered.headers.get("content-type", "").lower()
    return kind.startswith(("multipart/form-data", "application/x-www-form-urlencoded"))


def _said(delivered: Delivered) -> Any:
    return json.loads(delivered.body.decode("utf-8"))


def _is_inbound(name: str, delivered: Delivered) -> bool:
    """Mails that came, rather than news of ours."""
    if _is_form(delivered):
        return name == "mailgun"
    said = _said(delivered)
    if not isinstance(said, dict):
        return False
    match name:
        case "brevo":
            return "items" in said
        case "mailjet":
            return "event" not in said and ("Parts" in said or "Text-part" in said or "Html-part" in said)
        case "postmark":
            return "FromFull" in said or "RawEmail" in said
    return False


def _mails(name: str, delivered: Delivered) -> list[bytes]:
    """As MIME, to be read like any other mail."""
    body = None
    if name == "brevo":
        # Anymail would fetch the attachments here and now.
        said = _said(delivered)
        items = [
            {key: value for key, value in item.items() if key != "Attachments"} for item in said["items"]
        ]
        body = json.dumps({"items": items}).encode()
    request = _request(delivered, body)
    if name == "mailgun" and "body-mime" in request.POST:
        return [str(request.POST["body-mime"]).encode("utf-8", "surrogateescape")]
    found = []
    for event in _view(name, "Inbound").parse_events(request):
        to = event.message.envelope_recipient
        head = f"Delivered-To: {' '.join(str(to).split())}\r\n".encode("utf-8", "replace") if to else b""
        found.append(head + event.message.as_bytes())
    return found


def _attached(delivered: Delivered) -> tuple[tuple[IncomingFile, ...], ...]:
    """Brevo keeps the attachments of each mail: they are fetched later, by their token."""
    return tuple(
        tuple(
            IncomingFile(
                name=" ".join(str(each.get("Name") or "fichier").split())[-150:],
                mime=str(each.get("ContentType") or "application/octet-stream").partition(";")[0][:100],
                size=each["ContentLength"] if isinstance(each.get("ContentLength"), int) else None,
                ref=f"brevo:{each['DownloadToken']}",
                content_id=str(each.get("ContentID") or "")[:200],
            )
            for each in item.get("Attachments") or ()
            if each.get("DownloadToken")
        )
        for item in _said(delivered)["items"]
    )


def _with_files(event: Event, files: tuple[IncomingFile, ...]) -> Event:
    return replace(event, files=event.files + files) if files and isinstance(event, MessageCame) else event


def _event(name: str, told: Any) -> Event:
    """Anymail's normalised event as ours. Opens and clicks are nobody's business."""
    kind, message = str(told.event_type), str(told.message_id or "")
    said = told.metadata if isinstance(told.metadata, dict) else {}
    key, recipient = str(said.get("key", "")), str(told.recipient or "").strip().lower()
    detail = " ".join(str(told.mta_response or told.description or told.reject_reason or "").split())[:300]
    at = told.timestamp if isinstance(told.timestamp, datetime) and told.timestamp.tzinfo else None
    own_id = _identity(name, told, kind, message, recipient)
    messages = (message,) if message else ()
    if kind in _STATES and (message or key):
        return StatusCame(
            external_id=own_id, at=at, message=message or key, state=_STATES[kind], key=key, detail=detail
        )
    if kind in ("bounced", "rejected", "deferred", "complained"):
        weight = _weight(kind, told, detail)
        return BounceCame(
            external_id=own_id, at=at, address=recipient, weight=weight, messages=messages, detail=detail
        )
    if kind == "failed" and (message or key):
        return StatusCame(
            external_id=own_id,
            at=at,
            message=message or key,
            state="failed",
            key=key,
            about="text",
            detail=detail,
        )
    if kind == "unsubscribed" and recipient:
        person = Person((Point("email", recipient),))
        return ConsentSaid(external_id=own_id, at=at, person=person, agreed=False, words=detail)
    return UnknownCame(external_id=own_id, at=at, what=kind[:60] or "avis")


def _weight(kind: str, told: Any, detail: str) -> Weight:
    """C56: spam is a complaint; what passes, and what a rule refused, is soft."""
    if kind == "deferred":
        return "delayed"
    if kind == "complained":
        return "complaint"
    raw = told.esp_event if isinstance(told.esp_event, dict) else {}
    data = raw.get("event-data", raw)
    data = data if isinstance(data, dict) else {}
    words = " ".join(
        str(data.get(name, "")) for name in ("event", "Type", "severity", "error", "error_related_to")
    )
    if data.get("hard_bounce") is True:
        return "hard"
    is_soft = data.get("hard_bounce") is False or any(word in f"{words} {detail}".lower() for word in _SOFT)
    return "soft" if is_soft or kind == "rejected" else "hard"


def _identity(name: str, told: Any, kind: str, message: str, recipient: str) -> str:
    if told.event_id:
        return f"{name}:{told.event_id}"[:250]
    said = "\n".join((kind, message, recipient, str(told.timestamp)))
    return f"{name}:{hashlib.sha256(said.encode('utf-8', 'replace')).hexdigest()}"


def _verify_mailgun(secret: str, delivered: Delivered, now: datetime) -> None:
    if not secret:
        raise Forged
    try:
        request = _request(delivered)
        view = import_module("anymail.webhooks.mailgun").MailgunTrackingWebhookView(
            webhook_signing_key=secret, webhook_secret=[]
        )
        if _is_form(delivered):
            stamp = request.POST.get("timestamp", "")
            is_signed = "signature" in request.POST
        else:
            said = _said(delivered)
            signature = said.get("signature") if isinstance(said, dict) else None
            is_signed = isinstance(signature, dict)
            stamp = str(signature.get("timestamp", "")) if isinstance(signature, dict) else ""
        if not is_signed:
            raise Unsigned
        view.validate_request(request)
        _recent(stamp, now)
    except AnymailWebhookValidationFailure:
        raise Forged from None
    except (ValueError, TypeError, AttributeError, RecursionError, SuspiciousOperation):
        raise Forged from None


def _verify_svix(secret: str, delivered: Delivered, now: datetime) -> None:
    """Resend signs as Svix does: « id.timestamp.body », HMAC-SHA256 in base 64, key in base 64 after « whsec_ »."""
    if not secret:
        raise Forged
    given = delivered.headers.get("svix-signature", "")
    stamp, own_id = delivered.headers.get("svix-timestamp", ""), delivered.headers.get("svix-id", "")
    if not given.strip():
        raise Unsigned
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        raise Forged from None
    signed = f"{own_id}.{stamp}.".encode("utf-8", "replace") + delivered.body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
    sent = [one.partition(",")[2].encode("utf-8", "replace") for one in given.split()]
    if not any(hmac.compare_digest(one, expected) for one in sent):
        raise Forged
    _recent(stamp, now)


def _recent(stamp: str, now: datetime) -> None:
    is_number = stamp.isascii() and stamp.isdecimal() and len(stamp) <= 12
    if not is_number or abs(now.timestamp() - int(stamp)) > TOLERANCE_SECONDS:
        raise Forged
