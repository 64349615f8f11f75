"""The MIME writer against the standard library's parser: what goes in comes out, and nothing else."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kaye.channels.email import channel as channel_module
from kaye.channels.email.html import html_of
from kaye.channels.email.mime import Letter, clean_header, clean_text, is_address, mime_bytes
from kaye.rules.ports.channel import OutgoingText
from kaye.rules.ports.mail_tokens import stop_token_in

LETTER = Letter(
    message_id="<0123abc@clim-antilles.example>",
    sender_name="Clim’Antilles",
    sender_address="compta@clim-antilles.example",
    address="bellance@exemple.fr",
    subject="Facture F-2026-014 : un oubli, ça arrive",
    text="Bonjour Madame Bellance,\n\nIl reste *1\u202f234,56\u00a0€*.\nMerci !",
    date=datetime(2026, 5, 22, 13, 5, 9, tzinfo=UTC),
)
_HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress"]
_LAST_HEADERS = ["MIME-Version", "Content-Type"]

ANYTHING = st.text(max_size=400)
_ENDS = [*"\r\n\x00\u2028\u2029\x85\x0b\x0c\x1c\t\x7f", "\r\n", "\r\n\r\n"]
_FORGED = ["Bcc: x@evil.example", "=?utf-8?Q?=0D=0ABcc:_x?=", "=?utf-8?B?DQpCY2M6IHg=?=", "--=_"]
_ODD = [*'."\\<> ,;@*_()é', "  ", "🙏🏾", "\ud83d", "a" * 80, "é" * 50]
HOSTILE = st.lists(
    st.one_of(st.sampled_from([*_ENDS, *_FORGED, *_ODD]), st.text(max_size=5)), max_size=30
).map("".join)


def _read(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def _bodies(message: EmailMessage) -> tuple[str, str]:
    text, html = message.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    return text.get_content().replace("\r\n", "\n"), html.get_content().replace("\r\n", "\n")


def _display_name(raw: bytes) -> str:
    """By the older reader: the newer one puts a space between two encoded words of a name (RFC 2047 §6.2)."""
    name, _ = parseaddr(message_from_bytes(raw)["From"])
    return str(make_header(decode_header(name)))


def _printable(text: str) -> str:
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]", "", clean_text(text))


class _Visible(HTMLParser):
    """What a reader sees, and which tags draw it."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.seen.append(data)


def test_the_written_message_byte_for_byte() -> None:
    recorded = Path(channel_module.__file__).with_name("fixtures") / "relance.eml"
    assert mime_bytes(LETTER) == recorded.read_bytes()
    message = _read(mime_bytes(LETTER))
    assert message.keys() == _HEADERS + _LAST_HEADERS
    assert message["From"].addresses[0].display_name == "Clim’Antilles"
    assert message["From"].addresses[0].addr_spec == "compta@clim-antilles.example"
    assert message["To"] == "bellance@exemple.fr"
    assert message["Subject"] == LETTER.subject
    assert message["Date"].datetime == LETTER.date
    assert message["Message-ID"] == LETTER.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "multipart/alternative"
    text, html = _bodies(message)
    assert text == LETTER.text
    assert "<p>Il reste <strong>1\u202f234,56\u00a0€</strong>.<br>\nMerci !</p>" in html
    assert not message.defects


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert mime_bytes(LETTER) == mime_bytes(replace(LETTER))


def test_a_local_hour_is_the_same_instant() -> None:
    here = replace(LETTER, date=LETTER.date.astimezone(timezone(timedelta(hours=-4))))
    assert mime_bytes(here) == mime_bytes(LETTER)


def test_reply_address_and_unsubscribe_headers() -> None:
    url = "https://exemple.fr/stop/abc?x=1&y=2"
    message = _read(mime_bytes(replace(LETTER, reply_to="moi@exemple.fr", unsubscribe_url=url)))
    assert message["Reply-To"] == "moi@exemple.fr"
    assert message["List-Unsubscribe"] == f"<{url}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "List-Unsubscribe" not in _read(mime_bytes(LETTER))


def test_an_answer_says_what_it_answers_and_a_person_is_no_machine() -> None:
    ids = tuple(f"<r{n}@exemple.fr>" for n in range(40))
    others = (*ids, "sha256:abc", "<a\r\nBcc: x>")
    raw = mime_bytes(replace(LETTER, typed=True, in_reply_to="<q@exemple.fr>", references=others))
    message = _read(raw)
    assert message["In-Reply-To"] == "<q@exemple.fr>"
    assert message["References"].split() == [ids[0], *ids[20:], "<q@exemple.fr>"]
    assert "Auto-Submitted" not in message
    assert "X-Auto-Response-Suppress" not in message
    unnamed = _read(mime_bytes(replace(LETTER, in_reply_to="sha256:abc")))
    assert "In-Reply-To" not in unnamed
    assert "References" not in unnamed


def test_an_unsubscribe_address_beside_the_link() -> None:
    mail = "compta@clim-antilles.example?subject=stop-0f9E8d_c"
    both = _read(mime_bytes(replace(LETTER, unsubscribe_url="https://exemple.fr/u/x", unsubscribe_mail=mail)))
    assert re.sub(r"\s+", " ", both["List-Unsubscribe"]) == (f"<https://exemple.fr/u/x>, <mailto:{mail}>")
    assert both["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    alone = _read(mime_bytes(replace(LETTER, unsubscribe_mail="compta@clim-antilles.example")))
    assert alone["List-Unsubscribe"] == "<mailto:compta@clim-antilles.example?subject=stop>"
    assert "List-Unsubscribe-Post" not in alone
    with pytest.raises(ValueError):
        mime_bytes(replace(LETTER, unsubscribe_mail="a@b.fr>, <mailto:x@y.fr"))


def test_where_mail_is_read_an_address_stops_offers_too() -> None:
    text = OutgoingText(
        key="k", address="a@b.fr", text="Promo", date=LETTER.date, purpose="marketing",
        unsubscribe_url="https://exemple.fr/u/AbC-_123456789/",
    )  # fmt: skip
    config = {"host": "h", "from_address": "compta@clim.example", "imap_host": "h"}
    wanted = "<mailto:compta@clim.example?subject=stop-AbC-_123456789>"
    assert wanted in _read(channel_module.copy(config, text))["List-Unsubscribe"]
    assert "mailto" not in _read(channel_module.copy(config | {"imap_host": ""}, text))["List-Unsubscribe"]
    assert "List-Unsubscribe" not in _read(
        channel_module.copy(config, replace(text, purpose="transactional"))
    )
    assert stop_token_in("stop-AbC-_123456789") == "AbC-_123456789"


@given(
    subject=st.one_of(ANYTHING, HOSTILE), name=st.one_of(ANYTHING, HOSTILE), text=st.one_of(ANYTHING, HOSTILE)
)
@example(subject="=?utf-8?Q?a?=", name="=?utf-8?Q?a?=", text=".\n..\n. \n")
@example(subject="é" * 200, name="Établissements Ébène et Cie, Îles du Nord « Aux Œufs »", text="é" * 2000)
@example(subject="a" * 2000, name="b" * 2000, text="c" * 3000)
@example(subject=" ", name='"\\', text=" \n \t")
@example(
    subject="x\r\nBcc: a@evil.example\r\n\r\nbody", name="x\r\nBcc: a@evil.example", text="\r\n--=_x--\r\n"
)
def test_what_goes_in_comes_out(subject: str, name: str, text: str) -> None:
    raw = mime_bytes(replace(LETTER, subject=subject, sender_name=name, text=text))
    message = _read(raw)
    assert message.keys() == _HEADERS + _LAST_HEADERS
    assert message["Subject"] == clean_header(subject)
    (sender,) = message["From"].addresses
    assert sender.addr_spec == LETTER.sender_address
    assert _display_name(raw) == clean_header(name)
    assert [one.addr_spec for one in message["To"].addresses] == [LETTER.address]
    got, html = _bodies(message)
    assert got == _printable(text)
    assert html == _printable(html_of(clean_text(text)))
    assert not [defect for part in message.walk() for defect in part.defects]


@given(subject=HOSTILE, name=HOSTILE, text=st.one_of(ANYTHING, HOSTILE))
def test_the_wire_is_ascii_lines_within_limits(subject: str, name: str, text: str) -> None:
    raw = mime_bytes(replace(LETTER, subject=subject, sender_name=name, text=text))
    lines = raw.split(b"\r\n")
    assert raw.endswith(b"\r\n")
    assert raw.isascii()
    assert b"\x00" not in raw
    assert max(map(len, lines)) <= 998
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    head = raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert all(re.match(rb"[A-Za-z-]+: | =\?utf-8\?B\?| <compta@", line) for line in head)
    assert all(len(line) <= 76 for line in head if b"=?" in line)


@given(st.one_of(ANYTHING, HOSTILE))
@example('<script>alert(1)</script> <img src=x onerror=alert(1)> https://x.fr/"onmouseover="a *b*')
@example("*https://x.fr/a*b*c* javascript:alert(1) https://x.fr/?a=1&b=<b>")
def test_the_html_shows_the_text_and_only_known_tags(text: str) -> None:
    text = _printable(text)
    reader = _Visible()
    reader.feed(html_of(text))
    reader.close()
    assert reader.tags <= {"html", "head", "meta", "body", "p", "br", "strong", "a"}
    seen = "".join(reader.seen)
    assert "".join(seen.replace("*", "").split()) == "".join(text.replace("*", "").split())


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("*25 000 FCFA*", "<p><strong>25 000 FCFA</strong></p>"),
        ("2*3*4 et * seul *", "<p>2*3*4 et * seul *</p>"),
        ("a\nb\n\n\nc", "<p>a<br>\nb</p>\n<p>c</p>"),
        (
            "Voir https://x.fr/a?b=1&c=2.",
            'Voir <a href="https://x.fr/a?b=1&amp;c=2">https://x.fr/a?b=1&amp;c=2</a>.',
        ),
        ("(http://x.fr/é)", '(<a href="http://x.fr/é">http://x.fr/é</a>)'),
        ("javascript:alert(1) <b>x</b>", "<p>javascript:alert(1) &lt;b&gt;x&lt;/b&gt;</p>"),
    ],
)
def test_paragraphs_bold_and_links(text: str, drawn: str) -> None:
    assert drawn in html_of(text)


@pytest.mark.parametrize(
    "address",
    ["a@b", "prenom.nom+dette@mail.exemple.cm", "o'neil@exemple.fr", "a_b-c@xn--caf-dma.example", "1@2.fr"],
)
def test_addresses_that_can_stand(address: str) -> None:
    assert is_address(address)
    assert mime_bytes(replace(LETTER, address=address))


_BROKEN = ["", "@", "a@", "@b", "a b@c.fr", "a@b c.fr", "<a@b.fr>", "a@b.fr>", "a@b.fr,c@d.fr", "é@b.fr"]
_WORSE = ["a@b.fr\r\nBcc: x@evil.example", "a@b.fr\x00", "a@b.fr\u2028", "a@b.fr\n", " a@b.fr", '"a b"@c.fr']
_LONG = [
    "x" * 65 + "@b.fr",
    "a@" + "b." * 130 + "fr",
    "a@-b.fr",
    "a@b..fr",
    "a@b@c.fr",
    "a@é.fr",
    "a..b@c.fr",
    ".a@b.fr",
]


@pytest.mark.parametrize("address", [*_BROKEN, *_WORSE, *_LONG])
def test_addresses_that_cannot(address: str) -> None:
    assert not is_address(address)
    with pytest.raises(ValueError):
        mime_bytes(replace(LETTER, address=address))
    with pytest.raises(ValueError):
        mime_bytes(replace(LETTER, sender_address=address))
    if address:
        with pytest.raises(ValueError):
            mime_bytes(replace(LETTER, reply_to=address))


@pytest.mark.parametrize(
    "part",
    [
        {"message_id": "<a@b>\r\nBcc: x@evil.example"},
        {"message_id": "a@b"},
        {"message_id": ""},
        {"unsubscribe_url": "javascript:alert(1)"},
        {"unsubscribe_url": "https://x.fr/>\r\nBcc: x@evil.example"},
        {"unsubscribe_url": "https://x.fr/ a"},
        {"unsubscribe_url": "https://x.fr/a>, <mailto:x@evil.example"},
        {"unsubscribe_url": "https://x.fr/" + "a" * 900},
    ],
)
def test_parts_that_would_break_a_header_are_refused(part: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        mime_bytes(replace(LETTER, **part))
