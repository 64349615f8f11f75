"""Text pasted from elsewhere: what it drags along, and the same text without it (D2, F7)."""

import html
import re
import unicodedata

TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>|<!--.*?-->", re.DOTALL)
ENTITY = re.compile(r"&(?:nbsp|amp|lt|gt|quot|apos|eacute|egrave|agrave|ecirc|ccedil|euro|rsquo|#\d{2,6});")
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)
ODD_SPACE = re.compile("[\t\u1680\u2000-\u2006\u2008\u200a\u205f\u3000\ufffc]")
# Letters « in bold » made by web toys: mathematical alphabets, full width, circled.
FANCY = re.compile("[\U0001d400-\U0001d7ff\uff01-\uff5e\u24b6-\u24e9\U0001f130-\U0001f189]")
LINE_BREAK = re.compile("\r\n?|[\u2028\u2029\x0b\x0c\x85]")
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd]")
_BLOCK_END = re.compile(r"<br\s*/?>|</(?:p|div|li|tr|h[1-6])>", re.IGNORECASE)
_WORD_JOINERS = "\u200d"


def clean_paste(text: str) -> str:
    """The words alone: no tag, no hidden character, plain letters and spaces; marks and variables stay."""
    text = LINE_BREAK.sub("\n", text)
    if "<" in text:
        text = TAG.sub("", _BLOCK_END.sub("\n", text))
    if "&" in text:
        text = ENTITY.sub(lambda found: html.unescape(found[0]), text)
    text = FANCY.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    text = INVISIBLE.sub(_keep_emoji_joiner, text)
    text = CONTROL.sub("", ODD_SPACE.sub(" ", text))
    text = re.sub(r" {2,}", " ", text)
    text = re.sub(r" *\n *", "\n", text)
    return unicodedata.normalize("NFC", re.sub(r"\n{3,}", "\n\n", text)).strip()


def _keep_emoji_joiner(found: re.Match[str]) -> str:
    """The joiner that holds a family emoji together is the only hidden character worth keeping."""
    text, place = found.string, found.start()
    inside = 0 < place < len(text) - 1
    if (
        found[0] == _WORD_JOINERS
        and inside
        and ord(text[place - 1]) > 0x2190
        and ord(text[place + 1]) > 0x2190
    ):
        return found[0]
    return ""
