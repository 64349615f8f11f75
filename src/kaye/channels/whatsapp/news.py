"""What WhatsApp says beside messages: calls, choices about advertising, templates, the account itself."""

from datetime import UTC, datetime
from typing import Literal

from kaye.channels.meta import Item, identity, lines, made_up, moment
from kaye.channels.whatsapp.people import person, recipient, sender
from kaye.rules.ports.inbound import AccountNews, CallCame, ConsentSaid, Event, TemplateChanged

_TEMPLATE_STATES = {
    "APPROVED": "approved",
    "REINSTATED": "approved",
    "PENDING": "pending",
    "IN_APPEAL": "pending",
    "REJECTED": "rejected",
    "PAUSED": "paused",
    "FLAGGED": "",  # a warning: it may still be sent
    "DISABLED": "disabled",
    "LIMIT_EXCEEDED": "disabled",
    "PENDING_DELETION": "disabled",
    "DELETED": "disabled",
    "ARCHIVED": "disabled",
    "LOCKED": "disabled",
}
_QUALITY = {"GREEN": "bonne", "YELLOW": "moyenne", "RED": "mauvaise", "UNKNOWN": "inconnue"}
_CALLS: dict[str, Literal["ringing", "answered", "busy"]] = {
    "RINGING": "ringing",
    "ACCEPTED": "answered",
    "REJECTED": "busy",
}
_RESTRICTIONS = {
    "RESTRICTED_BIZ_INITIATED_MESSAGING": "plus de relances ni d’offres",
    "RESTRICTED_CUSTOMER_INITIATED_MESSAGING": "plus de réponses aux clients",
    "RESTRICTED_ADD_PHONE_NUMBER_ACTION": "plus de nouveau numéro",
}
_ACCOUNT: dict[str, tuple[str, bool]] = {  # (sentence, whether nothing may leave any more)
    "ACCOUNT_DELETED": ("Votre compte WhatsApp Business a été supprimé.", True),
    "ACCOUNT_OFFBOARDED": ("Votre numéro n’est plus relié à WhatsApp Business.", True),
    "ACCOUNT_RECONNECTED": ("Votre numéro est de nouveau relié à WhatsApp Business.", False),
    "ACCOUNT_VIOLATION": ("Meta signale un manquement à ses règles.", False),
    "PARTNER_REMOVED": ("L’application n’est plus reliée à votre compte WhatsApp Business.", True),
    "PARTNER_APP_UNINSTALLED": ("L’application n’est plus reliée à votre compte WhatsApp Business.", True),
}


def template_state(said: str) -> str:
    """Our word for Meta's state of a template; empty for one that changes nothing."""
    return _TEMPLATE_STATES.get(said, "")


def preference(item: Item) -> Event | None:
    """« Stop » or « resume » of marketing, pressed in WhatsApp (C18)."""
    told, chosen = item.told, item.told.text("value")
    who = person(item, told.text("wa_id"), identity(told, "user_id"))
    if told.text("category") != "marketing_messages" or chosen not in ("stop", "resume", "signup"):
        return None
    if not who.points:
        return None
    return ConsentSaid(
        external_id=made_up(item, who.points[0].value, chosen, told.text("timestamp")),
        at=moment(item),
        account=item.account,
        person=who,
        agreed=chosen != "stop",
        words=told.text("detail")[:300],
    )


def call(item: Item) -> Event | None:
    """One state of a call over WhatsApp; all those of one call have its id."""
    told, own = item.told, identity(item.told, "id")
    outgoing = told.text("direction") == "BUSINESS_INITIATED"
    event, duration = told.text("event"), told.text("duration")
    if not own or event not in ("connect", "terminate"):
        return None
    seconds = int(duration) if duration.isascii() and duration.isdecimal() and len(duration) < 8 else None
    state: Literal["ringing", "answered", "failed", "missed"] = "ringing"
    if event == "terminate":
        state = "answered" if seconds else "failed" if outgoing else "missed"
    return CallCame(
        external_id=own,
        at=moment(item),
        account=item.account,
        caller=recipient(item) if outgoing else sender(item),
        direction="out" if outgoing else "in",
        state=state,
        duration=seconds,
    )


def call_status(item: Item) -> Event | None:
    """How the call that we made goes on."""
    own, state = identity(item.told, "id"), _CALLS.get(item.told.text("status"))
    if not own or state is None:
        return None
    who = person(item, item.told.text("recipient_id"), identity(item.told, "recipient_user_id"))
    return CallCame(
        external_id=own, at=moment(item), account=item.account, caller=who, direction="out", state=state
    )


def template(item: Item) -> Event | None:
    """A verdict on a template: its state, its category or its quality."""
    told = item.told
    name = told.text("message_template_name")[:512]
    state = template_state(told.text("event"))
    category = told.text("new_category") or told.text("message_template_category")
    quality = _QUALITY.get(told.text("new_quality_score"), "")
    reason = told.text("reason")
    if not name:
        return None
    return TemplateChanged(
        external_id=made_up(item),
        at=moment(item),
        account=item.account,
        name=name,
        language=told.text("message_template_language")[:20],
        state=state,
        category=category.lower()[:20],
        detail=lines(
            "Qualité : " + quality if quality else "",
            "Meta la passera dans une autre catégorie : " + told.text("correct_category").lower()
            if told.text("correct_category") and not told.text("new_category")
            else "",
            reason if reason != "NONE" else "",
            told.text("rejection_info", "reason"),
            told.text("rejection_info", "recommendation"),
        )[:500],
    )


def account(item: Item) -> Event | None:
    """What the owner must know about the account; the rest is none of their business."""
    told, event = item.told, item.told.text("event")
    if item.name == "phone_number_quality_update" and event:
        return _news(item, f"Qualité de votre numéro WhatsApp : {event.lower()[:40]}.", False)
    if event == "DISABLED_UPDATE":
        closed = told.text("ban_info", "waba_ban_state") == "DISABLE"
        said = (
            "Meta a fermé votre compte WhatsApp Business."
            if closed
            else "Meta rouvre ou prévient de fermer votre compte WhatsApp Business."
        )
        return _news(item, said, closed)
    if event == "ACCOUNT_RESTRICTION":
        return _restricted(item)
    if event not in _ACCOUNT:
        return None
    words, stops = _ACCOUNT[event]
    kind = told.text("violation_info", "violation_type")
    return _news(item, f"{words} ({kind[:60]})" if kind else words, stops)


def history_refused(item: Item) -> Event:
    """The owner did not share the history of the phone; or it could not be copied."""
    return _news(item, "L’historique de WhatsApp n’a pas été partagé.", False)


def _restricted(item: Item) -> Event:
    limits = item.told.many("restriction_info")
    said = [_RESTRICTIONS.get(each.text("restriction_type"), "une limite") for each in limits]
    until = max((each.text("expiration") for each in limits), default="")
    date = f" jusqu’au {_day(until)}" if _day(until) else ""
    stops = any(each.text("restriction_type").endswith("MESSAGING") for each in limits)
    return _news(
        item,
        f"Meta limite votre compte{date} : {', '.join(dict.fromkeys(said)) or 'sans dire comment'}.",
        stops,
    )


def _news(item: Item, detail: str, stops: bool) -> Event:
    return AccountNews(
        external_id=made_up(item), at=moment(item), account=item.account, detail=detail, stops=stops
    )


def _day(seconds: str) -> str:
    if not (seconds.isascii() and seconds.isdecimal() and len(seconds) <= 10):
        return ""
    return f"{datetime.fromtimestamp(int(seconds), UTC):%d/%m/%Y}"
