"""A paper being typed: all of it travels in the form, nothing is written before « Relire »."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.http import QueryDict

from kaye.actions.documents.parts import asked_of
from kaye.records.models import Document
from kaye.web.sell.draft import whole

QUOTE, INVOICE = "quote", "invoice"
WORDS = {"devis": QUOTE, "facture": INVOICE}
TEXTS = ("discount", "deposit", "terms", "valid_days", "nature", "supply_on", "delivery_address", "note")
TICKS = ("off_premises", "urgent_repair")
LINE_TEXTS = ("label", "quantity", "unit", "unit_price", "vat", "discount")
_LONGEST = {"note": 2500, "delivery_address": 400, "label": 600}
_MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line as typed. `key` tells it from the others while lines come and go."""

    key: str
    label: str = ""
    quantity: str = "1"
    unit: str = ""
    unit_price: str = ""
    vat: str = ""
    discount: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """The form as it came. `revision`: the one that was seen; `texts` and `ticks`: the conditions, by key of M59."""

    kind: str
    client_id: str
    document_id: int | None = None
    revision: int | None = None
    customer_id: int | None = None
    who: str = ""
    is_new: bool = False
    new_name: str = ""
    new_phone: str = ""
    new_email: str = ""
    new_firm: bool = False
    prices: str = "ttc"
    lines: tuple[PaperLine, ...] = ()
    article: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    ticks: frozenset[str] = frozenset()

    def text(self, key: str) -> str:
        return self.texts.get(key, "")

    def asked(self, base: Mapping[str, Any]) -> dict[str, Any]:
        """The file of M59. `base`: what the draft had, for the keys that this form does not show."""
        typed = {key: self.text(key).strip() for key in TEXTS}
        lines = [
            {key: getattr(line, key).strip() for key in LINE_TEXTS if getattr(line, key).strip()}
            for line in self.lines
        ]
        hidden = {key: value for key, value in base.items() if key not in (*TEXTS, *TICKS, "lines", "prices")}
        ticked = {key: True for key in TICKS if key in self.ticks}
        return {
            **hidden,
            **{key: text for key, text in typed.items() if text},
            **ticked,
            "prices": self.prices,
            "lines": lines,
        }


def new_key() -> str:
    return uuid.uuid4().hex[:8]


def empty_paper(kind: str, customer_id: int | None = None) -> Paper:
    return Paper(kind=kind, client_id=uuid.uuid4().hex, customer_id=customer_id)


def paper_of(document: Document) -> Paper:
    """A kept draft, ready to be changed."""
    asked = asked_of(document)
    lines = tuple(
        PaperLine(
            new_key(),
            **{key: _shown(key, line[key]) for key in LINE_TEXTS if line.get(key) not in (None, "")},
        )
        for line in asked.get("lines", ())
    )
    return Paper(
        kind=document.kind,
        client_id=document.client_id or uuid.uuid4().hex,
        document_id=document.pk,
        revision=document.revision,
        customer_id=document.customer_id,
        prices=str(asked.get("prices", "ht")),
        lines=lines,
        texts={key: str(asked[key]) for key in TEXTS if asked.get(key) not in (None, "")},
        ticks=frozenset(key for key in TICKS if asked.get(key)),
    )


def read_paper(data: QueryDict, kind: str = "") -> Paper:
    """What the form holds; anything unknown counts as left empty."""
    said = kind or data.get("kind", "")
    return Paper(
        kind=said if said in (QUOTE, INVOICE) else QUOTE,
        client_id=data.get("client_id", "")[:64] or uuid.uuid4().hex,
        document_id=whole(data.get("document", "")),
        revision=whole(data.get("revision", "")),
        customer_id=whole(data.get("customer_id", "")),
        who=data.get("who", "").strip()[:120],
        is_new=data.get("is_new") == "1",
        new_name=data.get("new_name", "").strip()[:250],
        new_phone=data.get("new_phone", "").strip()[:40],
        new_email=data.get("new_email", "").strip()[:254],
        new_firm=data.get("new_firm") == "1",
        prices="ht" if data.get("prices") == "ht" else "ttc",
        lines=_lines(data),
        article=data.get("article", "").strip()[:160],
        texts={key: data.get(key, "").strip()[: _LONGEST.get(key, 80)] for key in TEXTS},
        ticks=frozenset(key for key in TICKS if data.get(key) == "1"),
    )


def with_line(paper: Paper, label: str = "", price: str = "") -> Paper:
    """One line more; the place where an article is looked for is free again."""
    line = PaperLine(new_key(), label=label, unit_price=price)
    return replace(paper, lines=(*paper.lines, line)[:_MOST_LINES], article="")


def without_line(paper: Paper, key: str) -> Paper:
    return replace(paper, lines=tuple(line for line in paper.lines if line.key != key))


def _lines(data: QueryDict) -> tuple[PaperLine, ...]:
    columns = [data.getlist("line_key"), *(data.getlist(f"line_{key}") for key in LINE_TEXTS)]
    return tuple(
        PaperLine(
            key[:16] or new_key(),
            *(text.strip()[: _LONGEST.get(name, 60)] for name, text in zip(LINE_TEXTS, texts, strict=True)),
        )
        for key, *texts in zip(*columns, strict=False)
    )[:_MOST_LINES]


def _shown(key: str, value: Any) -> str:
    """« 12,5 » as it was typed; a rate as the list says it."""
    if key == "vat" and str(value).upper() != "AE":
        return f"{Decimal(str(value).replace(',', '.').replace('%', '').strip()).normalize():f}"
    return str(value).replace(".", ",") if key in ("quantity", "unit_price") else str(value)
