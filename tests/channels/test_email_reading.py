"""A mail as bytes into what happened: limits, charsets, pages, identities, tokens; the rest is in the fixtures."""

import re
import time
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kaye.channels.email.receiving.page import cleaned
from kaye.channels.registry import channel
from kaye.rules.ports.inbound import BounceCame, Delivered, EchoCame, Event, MessageCame
from kaye.rules.ports.mail_tokens import ANSWER, STOP, address_with, stop_token_in, token_in

NOW = datetime(2026, 5, 22, 9, tzinfo=UTC)
CONFIG = {"address": "compta@clim.example", "authserv_id": "mx.clim.example"}
HEAD = b"From: Marie <marie@exemple.fr>\nTo: compta@clim.example\nMessage-ID: <m@exemple.fr>\nSubject: x\n"


def _events(raw: bytes, headers: dict[str, str] | None = None) -> tuple[Event, ...]:
    inbound = channel("email").inbound
    assert inbound is not None
    return inbound.read(CONFIG, Delivered(headers or {}, raw), NOW)


def _message(raw: bytes) -> MessageCame:
    (event,) = _events(raw)
    assert isinstance(event, MessageCame)
    return event


def _page(page: str) -> MessageCame:
    return _message(HEAD + b"Content-Type: text/html; charset=utf-8\n\n" + page.encode())


@pytest.mark.parametrize(
    ("charset", "raw", "read"),
    [
        ("utf-8", "déjà".encode(), "déjà"),
        ("utf-8", "d’accord".encode("cp1252"), "d’accord"),
        ("", "œuvre".encode("cp1252"), "œuvre"),
        ("iso-8859-1", "20 €".encode("cp1252"), "20 €"),
        ("us-ascii", "réglé".encode(), "réglé"),
        ("x-inconnu", "réglé".encode(), "réglé"),
        ("iso-8859-15", "20 €".encode("iso-8859-15"), "20 €"),
        ("macintosh", "été".encode("mac_roman"), "été"),
        ("punycode", b"abc-def", "abc-def"),
        ("utf-16", "été".encode("utf-16"), "été"),
        ("utf-8", b"a\x00b\x07c", "abc"),
    ],
)
def test_a_charset_that_is_wrong_or_missing_still_reads(charset: str, raw: bytes, read: str) -> None:
    kind = f"Content-Type: text/plain; charset={charset}\n\n" if charset else "\n"
    assert _message(HEAD + kind.encode() + raw).text == read


@pytest.mark.parametrize(
    ("header", "subject"),
    [
        (b"=?utf-8?B?ZMOp?= =?utf-8?B?asOg?=", "déjà"),
        (b"=?utf-8?B?ZMM=?= =?utf-8?B?qQ==?=", "dé"),  # cut inside a character
        (b"=?iso-8859-1?Q?R=E9ponse_=E0?= vous", "Réponse à vous"),
        ("Déjà brut".encode(), "Déjà brut"),
        ("Déjà brut".encode("cp1252"), "Déjà brut"),
        (b"=?utf-8?Q?a=0D=0ABcc:_x?=", "a Bcc: x"),
    ],
)
def test_subjects_as_people_read_them(header: bytes, subject: str) -> None:
    raw = HEAD.replace(b"Subject: x", b"Subject: " + header) + b"\nBonjour"
    assert _message(raw).subject == subject


@pytest.mark.parametrize(
    ("written", "point", "name"),
    [
        ('"Bellance, Marie" <Marie.Bellance+devis@Exemple.FR>', "marie.bellance+devis@exemple.fr", "Bellance, Marie"),
        ("=?utf-8?Q?=3Cpatron=40clim=2Eexample=3E?= <m@exemple.fr>", "m@exemple.fr", "<patron@clim.example>"),
        ("m@exemple.fr (Marie)", "m@exemple.fr", "Marie"),
        ("<m@exemple.fr>", "m@exemple.fr", ""),
        ('"patron@clim.example" <m@exemple.fr>', "m@exemple.fr", "patron@clim.example"),
    ],
)  # fmt: skip
def test_who_writes_is_the_address_and_never_the_name(written: str, point: str, name: str) -> None:
    sender = _message(HEAD.replace(b"Marie <marie@exemple.fr>", written.encode()) + b"\nBonjour").sender
    assert [each.value for each in sender.points] == [point]
    assert sender.name == name


def test_two_senders_are_to_be_checked() -> None:
    both = _message(b"From: a@exemple.fr\n" + HEAD + b"\nBonjour")
    one_line = _message(HEAD.replace(b"Marie <", b"b@exemple.fr, Marie <") + b"\nBonjour")
    assert (both.verdict, one_line.verdict) == ("to_check", "to_check")


def test_only_our_own_server_proves_a_sender() -> None:
    def proved(*lines: str) -> tuple[bool, str]:
        raw = "".join(f"Authentication-Results: {line}\n" for line in lines).encode() + HEAD + b"\nBonjour"
        message = _message(raw)
        return message.sender.points[0].verified, message.verdict

    assert proved("mx.clim.example; dmarc=pass header.from=exemple.fr") == (True, "")
    assert proved("mx.clim.example; dmarc=pass header.from=ailleurs.fr") == (False, "")
    assert proved("mx.ailleurs.fr; dmarc=pass header.from=exemple.fr") == (False, "")
    assert proved('mx.clim.example; spf=pass smtp.mailfrom="a; dmarc=pass"; dkim=none') == (False, "")
    assert proved("mx.clim.example (mx.clim.example; dmarc=pass); dmarc=fail") == (False, "to_check")
    # The server writes its own line above those that came with the mail.
    assert proved("mx.clim.example; dmarc=fail", "mx.clim.example; dmarc=pass") == (False, "to_check")


def test_without_a_message_id_the_same_mail_has_the_same_identity() -> None:
    raw = b"From: a@exemple.fr\nDate: Mon, 18 May 2026 10:00:00 +0200\nSubject: prix\n\nBonjour\n"
    seen = _message(raw).external_id
    assert seen.startswith("sha256:")
    assert _message(b"Received: from x\nDelivered-To: compta@clim.example\n" + raw).external_id == seen
    assert _message(raw.replace(b"Bonjour", b"Bonsoir")).external_id != seen
    long_id = b"From: a@exemple.fr\nMessage-ID: <" + b"x" * 400 + b"@exemple.fr>\n\nBonjour\n"
    assert len(_message(long_id).external_id) <= 200


def test_the_page_is_shown_without_running_or_loading_anything() -> None:
    page = _page(
        '<p title="<img src=\'https://x.fr/a\'>" onclick="a()" style="background:url(https://x.fr/b)">Bonjour</p>'
        '<img src="https://x.fr/c.gif" srcset="https://x.fr/d 2x" onerror="b()"><img src=cid:plan>'
        '<img src="data:image/png;base64,AAAA"><img src="//x.fr/e"><svg><script>c()</script></svg>'
        '<a href="javascript:d()">un</a><a href=" JaVaScRiPt:e()">deux</a><form action=/x><input name=y></form>'
        '<meta http-equiv=refresh content="0;url=https://x.fr"><base href="https://x.fr/"><link rel=stylesheet href=f>'
    )
    assert page.html == (
        "<p title=\"&lt;img src='https://x.fr/a'&gt;\">Bonjour</p>"
        '<img data-src="https://x.fr/c.gif"><img data-cid="plan"><img><img>'
        '<a rel="noopener noreferrer nofollow">un</a><a rel="noopener noreferrer nofollow">deux</a>'
    )
    assert page.text == "Bonjour\n\nundeux"


def test_a_page_becomes_text() -> None:
    said = "<div>Bonjour&nbsp;Marie</div><div><br></div><div>Prix :<br>80&nbsp;€</div><ol><li>un</li><li>deux</li></ol>"
    table = "<table><tr><td>Split</td><td>2</td></tr></table>"
    quote = (
        "<div>Le 18 mai 2026 à 9:00, Clim a écrit :</div><blockquote><p>Il reste</p><p>320 €</p></blockquote>"
    )
    page = _page(f"<style>p{{}}</style><title>x</title>{said}{table}{quote}")
    assert page.text == "Bonjour Marie\n\nPrix :\n80 €\n\n- un\n- deux\n\nSplit 2"
    assert page.quoted == "Le 18 mai 2026 à 9:00, Clim a écrit :\n> Il reste\n>\n> 320 €"


@pytest.mark.parametrize(
    "raw",
    [
        b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(3000)) + b"x",
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nbonjour\n" * 5000,
        b"Content-Type: text/html\n\n" + b"<div>" * 100_000,
        b"Content-Type: text/html\n\n" + b"<font size=1><p>" * 30_000,
        b"Content-Type: text/html\n\n<img " + b"a=b " * 100_000 + b">",
        b"To: " + b"<a@b.fr>, " * 20_000 + b"\n\nx",
        b"References: " + b"<a@b> " * 20_000 + b"\n\nx",
        b"\n" + b"bonjour\n" * 100_000,
    ],
)  # fmt: skip
def test_enormous_mails_are_read_in_no_time_and_say_what_was_cut(raw: bytes) -> None:
    started = time.process_time()
    message = _message(HEAD + raw)
    assert time.process_time() - started < 2
    assert message.truncated or message.html == "" or b"html" in raw
    assert len(message.text) <= 200_000
    assert message.sender.points[0].value == "marie@exemple.fr"


def test_at_most_two_hundred_parts_and_twenty_levels() -> None:
    part = b"--b\nContent-Type: image/png\nContent-Disposition: attachment; filename=a.png\n\nx\n"

    def many(count: int) -> MessageCame:
        return _message(HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + part * count + b"--b--\n")

    assert (len(many(199).files), many(199).truncated) == (199, False)
    assert (len(many(250).files), many(250).truncated) == (199, True)
    long_header = HEAD + b"X-Long: " + b"a" * 20_000 + b"\n\nx"
    assert not _message(long_header).truncated
    assert _message(HEAD + b"X-Long: a\n" * 8_000 + b"\nx").truncated


def test_files_keep_their_name_but_no_folder_nor_trick() -> None:
    raw = HEAD + (
        b"Content-Type: multipart/mixed; boundary=b\n\n"
        b"--b\nContent-Type: text/plain\n\nVoici\n"
        b"--b\nContent-Type: application/pdf; name=\"=?utf-8?B?ZmFjdHVyZSDDqXTDqS5wZGY=?=\"\n"
        b"Content-Transfer-Encoding: base64\n\nJVBERi0x\n"
        b"--b\nContent-Type: application/octet-stream\n"
        b"Content-Disposition: attachment; filename=\"..\\\\..\\\\x/facture\xe2\x80\xaefdp.exe\"\n\nMZ\n"
        b"--b\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\n"
        b"--b\nContent-Type: message/rfc822\n\nSubject: transmis\n\nplus bas\n"
        b"--b\nContent-Type: application/pgp-signature; name=s.asc\n\nxx\n--b--\n"
    )  # fmt: skip
    message = _message(raw)
    assert message.text == "Voici"
    assert [(file.name, file.mime, file.size) for file in message.files] == [
        ("facture été.pdf", "application/pdf", 6),
        ("facture fdp.exe", "application/octet-stream", 2),
        ("invitation.ics", "text/calendar", 15),
        ("message.eml", "message/rfc822", 27),
    ]
    assert message.files[0].content == b"%PDF-1"


def test_flowed_lines_are_joined() -> None:
    raw = (
        HEAD
        + b"Content-Type: text/plain; format=flowed\n\nBonjour, je voudrais \nun devis. \n\nMerci\n> cite \n> encore\n"
    )
    assert _message(raw).text == "Bonjour, je voudrais un devis.\n\nMerci"


@pytest.mark.parametrize(
    ("more", "auto"),
    [
        (b"Auto-Submitted: no\n", False),
        (b"Auto-Submitted: auto-generated; x=y\n", True),
        (b"Precedence: bulk\n", True),
        (b"Precedence: first-class\n", False),
        (b"X-Autoreply: yes\n", True),
        (b"X-Auto-Response-Suppress: All\n", False),
        (b"X-Auto-Response-Suppress: All\nReturn-Path: <>\n", True),
        (b"Return-Path: <>\n", False),
        (b"List-Id: <a.b>\n", True),
    ],
)
def test_what_a_machine_sends(more: bytes, auto: bool) -> None:
    assert _message(more + HEAD + b"\nBonjour, votre prix ?").auto is auto


@pytest.mark.parametrize(
    ("subject", "auto"),
    [
        ("Réponse automatique : devis", True),
        ("Absent du bureau jusqu’au 3", True),
        ("Out of office: invoice", True),
        ("En congés", True),
        ("Absence de chauffage", False),
        ("Vos congés : êtes-vous ouverts ?", False),
        ("Échec de mise en route de la clim", False),
    ],
)
def test_subjects_of_those_who_are_away(subject: str, auto: bool) -> None:
    raw = HEAD.replace(b"Subject: x", f"Subject: {subject}".encode()) + b"\nBonjour"
    assert _message(raw).auto is auto


def test_a_bounce_needs_a_machine_that_says_so() -> None:
    words = b"Subject: Mail delivery failed\n\nUser unknown: marie@exemple.fr 550 5.1.1\n"
    (person,) = _events(b"From: Marie <marie@exemple.fr>\nReturn-Path: <marie@exemple.fr>\n" + words)
    (machine,) = _events(b"From: MAILER-DAEMON@exemple.fr\nReturn-Path: <>\n" + words)
    assert isinstance(person, MessageCame)
    assert isinstance(machine, BounceCame)
    assert (machine.address, machine.weight, machine.status) == ("marie@exemple.fr", "hard", "5.1.1")


def test_a_machine_without_an_address_and_a_complaint_without_a_report() -> None:
    (told,) = _events(
        b"From: mailer-daemon\nReturn-path: <>\nAuto-Submitted: auto-replied\n"
        b"Subject: There was an error sending your mail\n\n"
        b"The following recipients returned permanent errors: marie@exemple.fr. Reason: 550 5.1.1 unknown\n"
    )
    assert isinstance(told, BounceCame)
    assert (told.address, told.weight) == ("marie@exemple.fr", "hard")
    (complaint,) = _events(
        b"From: staff@fai.example\nSubject: complaint about message from 192.0.2.1\n"
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n"
        b"To: marie@exemple.fr\nMessage-ID: <p@clim.example>\n\nPromo\n--b--\n"
    )
    assert isinstance(complaint, BounceCame)
    assert (complaint.weight, complaint.address, complaint.messages) == (
        "complaint",
        "marie@exemple.fr",
        ("<p@clim.example>",),
    )


def test_a_mailer_that_unsubscribes_by_itself_is_automatic_and_still_heard() -> None:
    """Apple's marks its mail « auto-replied », and adds a sentence."""
    event = _message(
        b"From: marie@icloud.example\nTo: compta+stop-0f9e8d7c6b5a4321@clim.example\nSubject: unsubscribe\n"
        b"Auto-Submitted: auto-replied\nMessage-ID: <u@icloud.example>\n\nApple Mail sent this email to unsubscribe.\n"
    )
    assert event.auto
    assert event.mail is not None
    assert event.mail.unsubscribe_token == "0f9e8d7c6b5a4321"


def test_the_sent_folder_is_ours() -> None:
    (event,) = _events(HEAD + b"\nJe passe jeudi.", {"x-kaye-folder": "sent", "x-kaye-history": "1"})
    assert isinstance(event, EchoCame)
    assert (event.history, event.to.points[0].value) == (True, "compta@clim.example")


def test_tokens_travel_in_our_addresses() -> None:
    address = address_with(ANSWER, "Compta@clim.example", "0f9e8d7c6b5a4321")
    assert address == "Compta+r-0f9e8d7c6b5a4321@clim.example"
    assert token_in(ANSWER, ["x@y.fr", address.upper()], ["compta@clim.example"]) == "0f9e8d7c6b5a4321"
    assert token_in(STOP, [address], ["compta@clim.example"]) == ""
    assert token_in(ANSWER, [address], ["autre@clim.example"]) == ""
    assert address_with(ANSWER, "compta@clim.example", "É'") == ""
    assert address_with(ANSWER, "pas une adresse", "0f9e8d7c6b5a4321") == ""
    assert stop_token_in(" STOP-0f9e8d7c6b5a4321 ") == "0f9e8d7c6b5a4321"
    assert stop_token_in("stop") == ""


_HTML = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<img src=x onerror=a()>",
        "<img src='https://x.fr/a' srcset=b>",
        '<a href="javascript:a()">',
        "</a>",
        "<svg><style>",
        "<math><mtext><table><mglyph><style><!--",
        "</style>",
        "-->",
        "<![CDATA[",
        "]]>",
        "<noscript>",
        '<p title="</noscript><img src=x onerror=a()>">',
        "<template>",
        "<iframe srcdoc='<script>a()</script>'>",
        "<table>",
        "<blockquote cite=javascript:a()>",
        "<a href='  java&#x09;script:a()'>",
        "<a href=data:text/html,a>",
        "&lt;script&gt;",
        "<form action=x><button formaction=javascript:a()>",
        "<style>@import 'https://x.fr'</style>",
        "<xmp>",
        "<plaintext>",
        '<div style="background:url(https://x.fr)">',
        "<td background=https://x.fr>",
        "<input autofocus onfocus=a()>",
        "\x00",
        "<",
        ">",
        '"',
        "'",
        '<img src=cid:"onload=a()>',
        "<img data-src=https://x.fr/z>",
        "<a href=https://x.fr>",
        "texte &amp; suite",
    ]
)
_SHOWN = {"href", "rel", "alt", "title", "lang", "width", "height", "align", "colspan", "rowspan", "start"}


class _Shown(HTMLParser):
    """What a browser would be told to draw and to load."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]


@settings(max_examples=80, deadline=None)
@given(st.lists(_HTML, max_size=14).map("".join))
def test_no_page_can_run_or_load_anything(page: str) -> None:
    reader = _Shown()
    reader.feed(cleaned(page))
    reader.close()
    assert not reader.tags & {
        "script",
        "style",
        "svg",
        "math",
        "iframe",
        "form",
        "input",
        "link",
        "base",
        "meta",
        "object",
    }
    for tag, name, value in reader.attributes:
        assert name in _SHOWN | ({"data-src", "data-cid"} if tag == "img" else set())
        if name == "href":
            assert re.match(r"(https?|mailto|tel):", value)
        if name == "data-src":
            assert re.match(r"https?:", value)


_PIECES = st.sampled_from(
    [
        b"\n", b"\r\n", b"\r", b"\n\n", b"--b", b"--b--", b"From: a@b.fr", b"Content-Type: multipart/mixed; boundary=b",
        b"Content-Type: text/html", b"Content-Type: message/delivery-status", b"Content-Transfer-Encoding: base64",
        b"Content-Transfer-Encoding: quoted-printable", b"=?utf-8?B?", b"?=", b"=", b"<", b">", b'"', b"\\", b"(", b";",
        b"\xff\xfe", b"\xe9", b"\x00", b"filename*0*=''%", b"Date: Mon, 99 Foo 99999 25:61:61 +9999", b"Status: 5.1.1",
        b"Final-Recipient: rfc822; a@b.fr", b"Message-ID: <", b"charset=utf-7", b"<blockquote>", b"<img src=cid:a>",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(_PIECES, st.binary(max_size=6)), max_size=60).map(b"".join), st.booleans())
@example(b"", False)
@example(b'Content-Type: multipart/mixed; boundary=""\n\n--\n', False)
@example(b"Date: Mon, 1 Jan 0001 00:00:00 +1400\nFrom: \xff\n\n", False)
def test_no_bytes_make_it_fail(raw: bytes, is_sent: bool) -> None:
    events = _events(raw, {"x-kaye-folder": "sent"} if is_sent else {})
    assert events
    for event in events:
        assert event.external_id
        for name in event.__dataclass_fields__:
            value = getattr(event, name)
            if isinstance(value, str):
                assert "\x00" not in value
                value.encode()
