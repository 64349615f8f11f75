"""A business driven only by `kaye` commands, in this process: what an examiner sees, quickly."""

import contextlib
import io
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from kaye.cli.__main__ import main

INVOICES = (
    "N° facture;Date;Échéance;Société;Civilité;Prénom;Nom;E-mail;Téléphone;Type;Objet;Montant TTC;Déjà payé"
)
SALES = "Date;Client;Téléphone;Article;Qté;Prix;Reçu;Prochain paiement;Livraison;Durée (jours)"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def kaye(*arguments: str) -> Answer:
    """Run one command as the shell would."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with (
        patch.object(sys, "argv", ["kaye", *arguments]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 1
    return Answer(code, out.getvalue(), err.getvalue())


@dataclass(slots=True)
class Shop:
    """One business. `at` is the instant that commands suppose when none is given."""

    folder: Path
    slug: str
    at: str
    _files: list[Path] = field(default_factory=list)

    def run(self, command: str, *arguments: str, at: str | None = None) -> Answer:
        """A command on this business."""
        return kaye(command, *arguments, "--business", self.slug, "--at", at or self.at)

    def data(self, command: str, *arguments: str, at: str | None = None) -> Any:
        """The JSON of a command that must go well."""
        found = self.run(command, *arguments, "--json", at=at)
        assert found.code == 0, (command, arguments, found)
        return found.json

    def write(self, content: str | bytes, name: str = "") -> str:
        """A file of the person, UTF-8 unless bytes are given."""
        path = self.folder / (name or f"{self.slug}-{len(self._files)}.csv")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        self._files.append(path)
        return str(path)

    def bring(self, kind: str, content: str | bytes, at: str | None = None, name: str = "") -> Any:
        """`import --approve` of this content."""
        return self.data("import", kind, self.write(content, name), "--approve", at=at)

    def sell(self, *rows: str, at: str | None = None) -> Any:
        """Rows of the notebook under the usual header; nothing may be refused."""
        found = self.bring("sales", "\n".join([SALES, *rows]), at)
        assert found["rows"]["refused"] == 0, found
        return found

    def bill(self, *rows: str, at: str | None = None) -> Any:
        """Rows of an invoice list under the usual header; nothing may be refused."""
        found = self.bring("invoices", "\n".join([INVOICES, *rows]), at)
        assert found["rows"]["refused"] == 0, found
        return found

    def today(self, at: str | None = None) -> list[dict[str, Any]]:
        """The whole list of the morning."""
        items: list[dict[str, Any]] = self.data("today", "--all", at=at)["items"]
        return items

    def tick(self, at: str | None = None) -> Any:
        return self.data("tick", at=at)

    def preview(self, days: int = 30, at: str | None = None) -> dict[str, list[dict[str, Any]]]:
        """The items of each day that has some."""
        return {d["date"]: d["items"] for d in self.data("preview", "--days", str(days), at=at)["days"]}

    def done(self, item: str, outcome: str, at: str | None = None) -> Answer:
        return self.run("done", item, "--outcome", outcome, at=at)


def steps(days: dict[str, list[dict[str, Any]]], *keys: str) -> list[tuple[Any, ...]]:
    """(date, item[key]…) for every item of a preview."""
    return [(day, *(item[key] for key in keys)) for day, items in days.items() for item in items]


def link_text(link: str) -> str:
    """The text inside a wa.me or sms: link."""
    query = parse_qs(urlsplit(link).query, keep_blank_values=True, strict_parsing=True)
    return (query.get("text") or query.get("body") or [""])[0]


def messages(items: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Only what reaches a customer."""
    return [i for i in items if i["action"] in ("tap", "approve", "auto")]


def plain(text: str) -> str:
    """With ordinary spaces: French figures are written with narrow and unbreakable ones."""
    return text.replace("\u202f", " ").replace("\xa0", " ")
