"""Papers as people ask about them: by id or number, in lists, and those made from one another."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from kaye.records.models import Business, Document, DocumentFile

INVOICES = ("invoice", "deposit", "final", "receipt")
LIST_MOST = 200


@dataclass(frozen=True, slots=True)
class Page:
    """A piece of a list, the newest first. `next`: the cursor of the next piece, None at the end."""

    items: tuple[Document, ...]
    next: str | None


def find_documents(business: Business, text: str, kinds: Sequence[str] = ()) -> list[Document]:
    """By number (« D2026-0001-v2 » too; without a version, the last one), or by id (« 12 », « #12 »)."""
    rows = Document.objects.filter(business=business).select_related(*_WITH)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    text = text.strip()
    if found := list(rows.filter(number__iexact=text).exclude(number="").order_by("-version")[:1]):
        return found
    number, mark, version = text.rpartition("-v")
    if mark and version.isdecimal() and number:
        return list(rows.filter(number__iexact=number, version=int(version))[:1])
    digits = text.removeprefix("#").strip()
    return list(rows.filter(pk=int(digits))) if digits.isdecimal() and len(digits) < 19 else []


def document_page(
    business: Business,
    kinds: Sequence[str],
    *,
    state: str = "",
    customer_id: int | None = None,
    late_on: object = None,
    limit: int = 50,
    cursor: str = "",
) -> Page:
    """A piece of the list. `state`: draft, issued, sent…, or of an invoice also open and paid.

    `late_on`: only invoices with a part due before this day and not paid.
    """
    rows: QuerySet[Document] = Document.objects.filter(business=business, kind__in=kinds)
    rows = rows.select_related(*_WITH)
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    rows = _in_state(rows, state)
    if late_on is not None:
        rows = rows.filter(
            receivable__instalments__due_on__lt=late_on,
            receivable__instalments__replaced_at=None,
            receivable__instalments__paid__lt=F("receivable__instalments__amount"),
        ).distinct()
    if cursor.isdecimal():
        rows = rows.filter(pk__lt=int(cursor))
    found = list(rows.order_by("-pk")[: limit + 1])
    more = len(found) > limit
    return Page(tuple(found[:limit]), str(found[limit - 1].pk) if more else None)


def deposits_of(source: Document) -> list[Document]:
    """Issued deposit invoices of a quote or an order, in order, whatever the title the country allows them."""
    return list(_issued(source).filter(asked__part__role="deposit"))


def issued_parts(source: Document) -> list[Document]:
    """What is already invoiced of a quote or an order; an invoice fully credited counts no more."""
    return [p for p in _issued(source).exclude(asked__part__role="deposit") if credited_total(p) < p.ttc]


def credit_notes(original: Document) -> list[Document]:
    """The issued credit notes of an invoice, in order."""
    return list(Document.objects.filter(original=original, state="issued").order_by("pk"))


def credited_total(paper: Document) -> int:
    """What the issued credit notes of this paper take off, with VAT."""
    return sum(Document.objects.filter(original=paper, state="issued").values_list("ttc", flat=True))


def final_of(deposit: Document) -> Document | None:
    """The issued final invoice that deducts this deposit."""
    if deposit.source is None:
        return None
    finals = _issued(deposit.source).filter(printed__document__deposits__isnull=False)
    return next((each for each in finals if _deducts(each, deposit.number)), None)


def file_of(document: Document, role: str) -> DocumentFile | None:
    """The kept bytes of this role."""
    return DocumentFile.objects.filter(document=document, role=role).first()


_WITH = ("customer", "source", "original", "sale", "receivable")


def _in_state(rows: QuerySet[Document], state: str) -> QuerySet[Document]:
    if state in ("", "all"):
        return rows
    owing = Q(
        receivable__instalments__replaced_at=None,
        receivable__instalments__paid__lt=F("receivable__instalments__amount"),
    )
    if state == "open":
        return rows.filter(owing, state="issued").distinct()
    if state == "paid":
        return rows.filter(state="issued").exclude(pk__in=rows.filter(owing).values("pk"))
    return rows.filter(state=state)


def _issued(source: Document) -> QuerySet[Document]:
    rows = Document.objects.filter(source=source, state="issued", kind__in=INVOICES)
    return rows.select_related("receivable").order_by("pk")


def _deducts(final: Document, number: str) -> bool:
    rows = (final.printed or {}).get("document", {}).get("deposits", ())
    return any(each.get("number") == number for each in rows)
