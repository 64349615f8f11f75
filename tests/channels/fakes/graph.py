"""What Meta's servers have in common: a token, errors of the Graph API, uploads of files."""

import json
import re
from abc import ABC, abstractmethod
from email import message_from_bytes
from typing import Any

from tests.channels.fakes.base import Fake, said
from tests.net.server import Asked, Said

VERSION = "v25.0"


def error(code: int, message: str, status: int = 400, subcode: int = 0) -> tuple[int, object]:
    """An error as the Graph API words it."""
    told: dict[str, Any] = {"message": f"(#{code}) {message}", "type": "OAuthException", "code": code}
    if subcode:
        told["error_subcode"] = subcode
    return status, {
        "error": {**told, "error_data": {"details": message}, "fbtrace_id": "Az8or2yhqkZfEZ-_4Qn_Bam"}
    }


class GraphFake(Fake, ABC):
    """`uploaded`: what was deposited, by its id; `said`: the messages, as they were posted."""

    success = 200
    token = "jeton-acces"
    uploads = ""  # the path where files are deposited
    sends = ""

    def __init__(self) -> None:
        super().__init__()
        self.uploaded: dict[str, tuple[str, str, bytes]] = {}
        self.said: list[dict[str, Any]] = []

    def is_text(self, asked: Asked) -> bool:
        return asked.path == self.sends

    def answer(self, asked: Asked) -> Said:
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return said(error(190, "Invalid OAuth access token", 401)[1], 401)
        if asked.path == self.uploads:
            return self.upload(asked)
        if asked.path == self.sends:
            assert asked.method == "POST" and asked.headers["content-type"] == "application/json"
            return self.take(json.loads(asked.body))
        return self.other(asked)

    @abstractmethod
    def take(self, body: dict[str, Any]) -> Said:
        """A message."""

    def other(self, asked: Asked) -> Said:
        """Anything else."""
        return said(error(100, "Unsupported get request", 400, 33)[1], 400)

    def upload(self, asked: Asked) -> Said:
        """A deposited file; a server without any refuses it."""
        return self.other(asked)

    def parts(self, asked: Asked) -> dict[str, tuple[str, str, bytes]]:
        """The parts of a multipart body: name -> (file name, type, bytes)."""
        kind = asked.headers["content-type"]
        assert re.fullmatch(r"multipart/form-data; boundary=[A-Za-z0-9]{10,70}", kind)
        letter = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + asked.body)
        found = {}
        for part in letter.get_payload():
            name = part.get_param("name", header="content-disposition")
            found[name] = (part.get_filename() or "", part.get_content_type(), part.get_payload(decode=True))
        return found
