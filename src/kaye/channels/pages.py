"""What Messenger and Instagram receive alike: entries of `messaging`, of `standby`, or of `changes` in the same form.

developers.facebook.com/docs/messenger-platform/reference/webhook-events. Ids of people are good for one page only.
"""

from collections.abc import Callable, Iterator
from typing import Literal

from kaye.channels.meta import (
    Item,
    entries,
    first_of,
    hashed,
    identity,
    lines,
    made_up,
    moment,
    passage,
    unknown,
)
from kaye.net.json import Record
from kaye.rules.ports.inbound import (
    AccountNews,
    ConsentSaid,
    Delivered,
    EchoCame,
    Event,
    IncomingFile,
    MessageCame,
    MessageDeleted,
    MessageEdited,
    Person,
    Point,
    ReactionCame,
    StatusCame,
)

Kind = Literal["messenger", "instagram"]
_FORMS = {"image": "image", "video": "video", "audio": "audio", "file": "document", "story_mention": "story"}
_SHARED = frozenset(
    {"fallback", "share", "template", "ig_post", "ig_reel", "reel", "post", "product", "link"}
)
_OWN_INBOXES = frozenset({"263902037430900", "1217981644879628"})  # Meta's own, of the page and of Instagram
_CONSENTS = {
    "STOP NOTIFICATIONS": False,
    "STOP_NOTIFICATIONS": False,
    "RESUME_NOTIFICATIONS": True,
    "RESUME NOTIFICATIONS": True,
}


def events(delivered: Delivered, kind: Kind, envelope: str) -> tuple[Event, ...]:
    """Every item of every entry. Raises Unreadable for what is no such webhook."""
    found: list[Event] = []
    for entry in entries(delivered, envelope):
        for item, standby in _items(entry):
            found.extend(_read(item, kind, standby) or [unknown(item)])
    return tuple(found)


def _items(entry: Record) -> Iterator[tuple[Item, bool]]:
    account, none = identity(entry, "id"), Record({})
    for key, standby in (("messaging", False), ("standby", True)):
        if isinstance(entry.values.get(key), list):
            for told in entry.many(key):
                yield Item(told, entry, none, account), standby
    for change in entry.many("changes"):
        yield Item(change.inside("value"), entry, change, account), False


def _read(item: Item, kind: Kind, standby: bool) -> list[Event]:
    for key, reader in _READERS:
        if isinstance(item.told.values.get(key), dict):
            return reader(item, kind, standby)
    return []


def _message(item: Item, kind: Kind, standby: bool) -> list[Event]:
    told = item.told.inside("message")
    mid = identity(told, "mid")
    at, account = moment(item), item.account
    if told.flag("is_deleted"):
        gone = MessageDeleted(
            external_id=f"{mid}:deleted", at=at, account=account, standby=standby, message=mid
        )
        return [gone] if mid else []
    form, text, files = _content(told)
    own = mid or _made_up(item, text)
    reply = identity(told, "reply_to", "mid")
    if told.flag("is_echo"):
        to = _person(item, "recipient", kind)
        app = told.text("app_id")
        echo = EchoCame(
            external_id=own,
            at=at,
            account=account,
            standby=standby,
            to=to,
            origin="other_app" if standby or (app and app not in _OWN_INBOXES) else "phone_app",
            form=form,
            text=text,
            files=files,
            reply_to=reply,
        )
        return [echo] if to.points else []
    who = _person(item, "sender", kind)
    story = passage(told, "reply_to", "story", "url")
    message = MessageCame(
        external_id=own,
        at=at,
        account=account,
        standby=standby,
        sender=who,
        form="story" if story else form,
        text=text,
        files=files,
        quoted=lines(f"En réponse à votre story : {story}" if story else "", _advert(told)),
        reply_to=reply,
    )
    return [message] if who.points else []


def _postback(item: Item, kind: Kind, standby: bool) -> list[Event]:
    told, who = item.told.inside("postback"), _person(item, "sender", kind)
    text = first_of(passage(told, "title"), passage(told, "payload"))
    if not who.points or not text:
        return []
    own = identity(told, "mid") or _made_up(item, text, told.text("payload"))
    return [
        MessageCame(
            external_id=own,
            at=moment(item),
            account=item.account,
            standby=standby,
            sender=who,
            form="button",
            text=text,
            quoted=_advert(told),
        )
    ]


def _reaction(item: Item, kind: Kind, standby: bool) -> list[Event]:
    told = item.told.inside("reaction")
    mid, action = identity(told, "mid"), told.text("action")
    emoji = "" if action == "unreact" else first_of(told.text("emoji"), told.text("reaction"))[:40]
    if not mid or action not in ("react", "unreact"):
        return []
    return [
        ReactionCame(
            external_id=_made_up(item, mid, action, emoji),
            at=moment(item),
            account=item.account,
            standby=standby,
            message=mid,
            emoji=emoji,
            sender=_person(item, "sender", kind),
        )
    ]


def _edit(item: Item, kind: Kind, standby: bool) -> list[Event]:
    told = item.told.inside("message_edit")
    mid = identity(told, "mid")
    own = f"{mid}:edit{told.text('num_edit')[:8]}"
    edited = MessageEdited(
        external_id=own,
        at=moment(item),
        account=item.account,
        standby=standby,
        message=mid,
        text=passage(told, "text"),
    )
    return [edited] if mid else []


def _delivery(item: Item, kind: Kind, standby: bool) -> list[Event]:
    mids = item.told.inside("delivery").values.get("mids")
    named = (identity(Record({"mid": mid}), "mid") for mid in mids) if isinstance(mids, list) else ()
    return [_status(item, mid, "delivered", standby) for mid in named if mid]


def _seen(item: Item, kind: Kind, standby: bool) -> list[Event]:
    """Messenger only says « all before that time »: that names no message, and stays unknown."""
    mid = identity(item.told, "read", "mid")
    return [_status(item, mid, "read", standby)] if mid else []


def _status(item: Item, mid: str, state: Literal["delivered", "read"], standby: bool) -> StatusCame:
    return StatusCame(
        external_id=f"{mid}:{state}",
        at=moment(item),
        account=item.account,
        standby=standby,
        message=mid,
        state=state,
    )


def _optin(item: Item, kind: Kind, standby: bool) -> list[Event]:
    told, who = item.told.inside("optin"), _person(item, "sender", kind)
    word = told.text("notification_messages_status").upper()
    if word not in _CONSENTS or not who.points:
        return []
    return [
        ConsentSaid(
            external_id=_made_up(item, word),
            at=moment(item),
            account=item.account,
            standby=standby,
            person=who,
            agreed=_CONSENTS[word],
            words=word,
        )
    ]


def _policy(item: Item, kind: Kind, standby: bool) -> list[Event]:
    told = item.told.inside("policy_enforcement")
    blocked = told.text("action") == "block"
    words = "Meta a bloqué l’envoi de messages" if blocked else "Meta permet de nouveau les messages"
    reason = told.text("reason")[:200]
    detail = f"{words} : {reason}" if reason else f"{words}."
    return [
        AccountNews(
            external_id=made_up(item), at=moment(item), account=item.account, detail=detail, stops=blocked
        )
    ]


def _content(told: Record) -> tuple[str, str, tuple[IncomingFile, ...]]:
    """(form, text, files). A link that is shared is text, not a file of its own."""
    attached, text = told.many("attachments"), passage(told, "text")
    files = tuple(
        IncomingFile(
            name=each.text("title")[:200] or each.text("name")[:200], ref=each.text("payload", "url")[:2000]
        )
        for each in attached
        if each.text("type") in _FORMS and each.text("payload", "url")
    )
    for each in attached:
        if each.text("type") not in _FORMS:
            text = lines(text, _shared(each))
    forms = [_form(each) for each in attached]
    form = first_of(*(form for form in forms if form != "unsupported"), "text" if text else "unsupported")
    is_empty = not text and not files and form in ("text", "document")
    return ("unsupported" if told.flag("is_unsupported") or is_empty else form), text, files


def _form(attachment: Record) -> str:
    kind = attachment.text("type")
    if kind == "image" and attachment.text("payload", "sticker_id"):
        return "sticker"
    if kind == "location":
        return "location"
    if kind in _SHARED:
        return "text"
    return _FORMS.get(kind, "unsupported") if attachment.text("payload", "url") else "unsupported"


def _shared(attachment: Record) -> str:
    place = attachment.inside("payload", "coordinates")
    where = ", ".join(filter(None, [place.text("lat"), place.text("long")]))
    title = first_of(passage(attachment, "title"), passage(attachment, "payload", "title"))
    return lines(title, where, first_of(passage(attachment, "payload", "url"), passage(attachment, "url")))


def _advert(told: Record) -> str:
    referral = told.inside("referral")
    title = first_of(passage(referral, "ads_context_data", "ad_title"), referral.text("ref"))
    return f"Depuis votre publicité : {title}" if title else ""


def _person(item: Item, side: Literal["sender", "recipient"], kind: Kind) -> Person:
    own = identity(item.told, side, "id")
    return Person((Point(kind, own),)) if own and own != item.account else Person()


def _made_up(item: Item, *parts: str) -> str:
    """(sender, timestamp, payload) when there is no `mid` (C10)."""
    told = item.told
    return hashed(
        item.account, told.text("sender", "id"), told.text("recipient", "id"), told.text("timestamp"), *parts
    )


_READERS: tuple[tuple[str, Callable[[Item, Kind, bool], list[Event]]], ...] = (
    ("message", _message),
    ("message_edit", _edit),
    ("postback", _postback),
    ("reaction", _reaction),
    ("delivery", _delivery),
    ("read", _seen),
    ("optin", _optin),
    ("policy_enforcement", _policy),
)
