"""What a WhatsApp message is made of, in our words: its form, its text, its files."""

from collections.abc import Callable
from dataclasses import dataclass

from kaye.channels.meta import first_of, identity, lines, passage
from kaye.net.json import Record, read_json
from kaye.rules.ports.http import Unreadable
from kaye.rules.ports.inbound import IncomingFile

_LISTED = 30  # contacts of a card, articles of an order


@dataclass(frozen=True, slots=True)
class Content:
    """`quoted`: what the message hangs on, such as the advertisement that was tapped."""

    form: str = "unsupported"
    text: str = ""
    files: tuple[IncomingFile, ...] = ()
    quoted: str = ""


def content_of(message: Record) -> Content:
    """Its content; a type nobody published, or one without what it announces, is « unsupported »."""
    read = _READERS.get(message.text("type"))
    found = read(message) if read else None
    return found or Content()


def origin_of(message: Record) -> str:
    """The advertisement or the article it answers, one thing a line."""
    referral, product = message.inside("referral"), message.inside("context", "referred_product")
    told = lines(passage(referral, "headline"), passage(referral, "body"), passage(referral, "source_url"))
    about = first_of(product.text("product_retailer_id"), product.text("catalog_id"))
    return lines(
        f"Depuis votre publicité : {told}" if told else "", f"À propos de l’article {about}" if about else ""
    )


def _text(message: Record) -> Content | None:
    body = passage(message, "text", "body")
    return Content("text", body) if body else None


def _media(kind: str) -> Callable[[Record], Content | None]:
    def read(message: Record) -> Content | None:
        media = message.inside(kind)
        ref = identity(media, "id")
        if not ref:
            return None
        voice = media.flag("voice")
        file = IncomingFile(
            name=media.text("filename")[:200], mime=media.text("mime_type")[:100], ref=ref, voice=voice
        )
        return Content("voice" if voice else kind, passage(media, "caption"), (file,))

    return read


def _location(message: Record) -> Content | None:
    place = message.inside("location")
    latitude, longitude = place.text("latitude"), place.text("longitude")
    where = f"{latitude}, {longitude}" if latitude and longitude else ""
    told = lines(passage(place, "name"), passage(place, "address"), where, passage(place, "url"))
    return Content("location", told) if told else None


def _contacts(message: Record) -> Content | None:
    people = [
        lines(
            first_of(each.text("name", "formatted_name"), each.text("name", "first_name")),
            *(first_of(phone.text("phone"), phone.text("wa_id")) for phone in each.many("phones")),
            *(mail.text("email") for mail in each.many("emails")),
        ).replace("\n", ", ")
        for each in message.many("contacts")[:_LISTED]
    ]
    told = lines(*people)
    return Content("contacts", told) if told else None


def _button(message: Record) -> Content | None:
    told = first_of(passage(message, "button", "text"), passage(message, "button", "payload"))
    return Content("button", told) if told else None


def _interactive(message: Record) -> Content | None:
    answer = message.inside("interactive")
    if answer.text("type") == "nfm_reply":
        return Content("form", _form(answer.inside("nfm_reply")))
    chosen = answer.inside(answer.text("type"))
    told = lines(passage(chosen, "title"), passage(chosen, "description"))
    return Content("button", told) if told else None


def _form(answer: Record) -> str:
    """The answers of a form of WhatsApp's, « field : answer »; its token says nothing to anybody."""
    try:
        values = read_json(answer.text("response_json").encode())
    except Unreadable:
        return passage(answer, "body")
    said = [
        f"{name} : {values.text(name)}"
        for name in values.values
        if name != "flow_token" and values.text(name)
    ]
    return lines(*said).encode("utf-8", "replace").decode().replace("\x00", "") or passage(answer, "body")


def _order(message: Record) -> Content | None:
    order = message.inside("order")
    articles = [
        f"{each.text('quantity') or '1'} × {each.text('product_retailer_id')}"
        + (f" à {each.text('item_price')} {each.text('currency')}" if each.text("item_price") else "")
        for each in order.many("product_items")[:_LISTED]
    ]
    return Content("order", lines(passage(order, "text"), *articles)) if order.values else None


_READERS: dict[str, Callable[[Record], Content | None]] = {
    "text": _text,
    "image": _media("image"),
    "video": _media("video"),
    "audio": _media("audio"),
    "document": _media("document"),
    "sticker": _media("sticker"),
    "location": _location,
    "contacts": _contacts,
    "button": _button,
    "interactive": _interactive,
    "order": _order,
}
