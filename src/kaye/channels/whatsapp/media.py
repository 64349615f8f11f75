"""Bringing an attachment of WhatsApp's: its id gives an address good for five minutes, which wants the token too."""

from collections.abc import Mapping
from urllib.parse import quote

from kaye.channels.graph import FACEBOOK, bring
from kaye.net.json import read_json
from kaye.rules.ports.http import Http, Request, TooLarge
from kaye.rules.ports.inbound import IncomingFile


def fetch(config: Mapping[str, str], http: Http, file: IncomingFile, most: int) -> tuple[bytes, str]:
    """Its bytes and type, at most `most` bytes. Raises Trouble."""
    token = config.get("access_token", "").strip()
    address = f"{FACEBOOK}/{quote(file.ref, safe='')}"
    answer = http.call(Request("GET", address, {"Authorization": f"Bearer {token}"}))
    told = read_json(answer.body)
    size = told.text("file_size")
    if size.isascii() and size.isdecimal() and (len(size) > 12 or int(size) > most):
        raise TooLarge("Cette pièce jointe est trop lourde.")
    content, kind = bring(http, told.needed("url"), most, token)
    return content, told.text("mime_type") or kind or file.mime
