"""Attachments, and mails in their own looks: what strangers sent, so never trusted to be what it says (C20, C21)."""

import base64
from urllib.parse import quote

import nh3
from django.http import Http404, HttpResponse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET

from kaye.records.models import InboxMessage, MessageFile
from kaye.web.access import ShopRequest, shop_page
from kaye.web.inbox.links import opened

_NOTHING = "default-src 'none'; sandbox; frame-ancestors 'self'"
_INLINE_MOST = 5 * 1024 * 1024  # bytes of pictures written into a mail
_TAGS = nh3.ALLOWED_TAGS | {"font", "center"}
_ATTRIBUTES = {
    **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
    "*": {"align", "valign", "bgcolor", "color", "dir", "height", "lang", "style", "title", "width"},
    "table": {"border", "cellpadding", "cellspacing", "summary"},
    "td": {"colspan", "rowspan", "nowrap"},
    "th": {"colspan", "rowspan", "scope"},
    "font": {"face", "size"},
    "img": {"src", "alt"},
}
_STYLES = {
    "background-color", "border", "border-bottom", "border-collapse", "border-left", "border-radius", "border-right",
    "border-top", "color", "display", "font-family", "font-size", "font-style", "font-weight", "height", "line-height",
    "margin", "margin-bottom", "margin-left", "margin-right", "margin-top", "max-width", "padding", "padding-bottom",
    "padding-left", "padding-right", "padding-top", "text-align", "text-decoration", "vertical-align", "width",
}  # fmt: skip
_PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
_PAGE = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><meta name="referrer" content="no-referrer">
<title>Message</title><style>body{{margin:8px;font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere;
background:#fff;color:#181b2a}}img{{max-width:100%;height:auto}}table{{max-width:100%}}</style></head>
<body>{body}</body></html>"""


@shop_page
@require_GET
def attachment(request: ShopRequest, token: str) -> HttpResponse:
    """The bytes. What a browser may show is named by its bytes; all else is only downloaded, and nothing runs."""
    row = MessageFile.objects.filter(business=request.business, pk=opened(request, "f", token), state="ready")
    file = row.select_related("content").first()
    if file is None or not hasattr(file, "content"):
        raise Http404
    answer = HttpResponse(bytes(file.content.content), content_type=_shown_type(file))
    how = "inline" if file.inline else "attachment"
    answer["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(_name(file), safe='')}"
    answer["Content-Security-Policy"] = _NOTHING
    return _private(answer)


@shop_page
@xframe_options_exempt
@require_GET
def mail(request: ShopRequest, token: str) -> HttpResponse:
    """A mail as it was drawn, in a page where nothing runs. GET ?images=1: also those of other sites, on demand."""
    row = InboxMessage.objects.filter(
        business=request.business, pk=opened(request, "m", token), deleted_at=None
    )
    message = row.prefetch_related("files").first()
    if message is None or not message.html:
        raise Http404
    remote = request.GET.get("images") == "1"
    answer = HttpResponse(_PAGE.format(body=_cleaned(message, remote)))
    images = "img-src data: https: http:" if remote else "img-src data:"
    answer["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'unsafe-inline'; {images}; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
    )
    return _private(answer)


def _cleaned(message: InboxMessage, remote: bool) -> str:
    """Words and looks only. « cid: » pictures are written in; others stay away unless asked for."""
    inline = _inline(message)

    def kept(tag: str, name: str, value: str) -> str | None:
        if tag == "img" and name == "src":
            if value.lower().startswith("cid:"):
                return inline.get(value[4:].strip("<>"))
            return value if remote and value.lower().startswith(("https://", "http://")) else None
        return value

    return nh3.clean(
        message.html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=kept,
        filter_style_properties=_STYLES,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        clean_content_tags={"script", "style", "title", "noscript", "template"},
    )


def _inline(message: InboxMessage) -> dict[str, str]:
    """By Content-ID, as « data: »: inside the closed frame no other address of ours could be read."""
    wanted = [f for f in message.files.all() if f.content_id and f.state == "ready" and f.mime in _PICTURES]
    found, total = {}, 0
    for file in MessageFile.objects.filter(pk__in=[f.pk for f in wanted]).select_related("content"):
        content = bytes(file.content.content)
        total += len(content)
        if total > _INLINE_MOST:
            break
        found[file.content_id.strip("<>")] = f"data:{file.mime};base64,{base64.b64encode(content).decode()}"
    return found


def _shown_type(file: MessageFile) -> str:
    return file.mime if file.inline and file.mime else "application/octet-stream"


def _name(file: MessageFile) -> str:
    """The last part of what it was called, without what changes the meaning of a header or of a folder."""
    name = file.name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in name if sign.isprintable()).strip(". ")[:120] or "fichier"


def _private(answer: HttpResponse) -> HttpResponse:
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
