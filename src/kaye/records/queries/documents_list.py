"""The list of papers with what each still owes, page by page from the newest: one query whatever is shown."""

from dataclasses import dataclass
from datetime import date

from django.db.models import BigIntegerField, DateField, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from kaye.records.models import Business, Document, Instalment
from kaye.records.queries.documents import INVOICES
from kaye.records.queries.found import found_customers

PAGE = 30
FILTERS = ("to_send", "late", "drafts", "quotes", "invoices", "credits")
_FOUND = 50  # customers of a name


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """A row. `balance`: what its debt still owes; `late_since`: its oldest late day; `credited`: by credit notes."""

    document: Document
    balance: int
    next_due: date | None
    late_since: date | None
    credited: int


@dataclass(frozen=True, slots=True)
class DocumentsPage:
    """`after`: what to give to get the next page; empty at the end."""

    rows: tuple[ListedDocument, ...]
    after: str


def documents_page(
    business: Business,
    today: date,
    *,
    kept: str = "",
    text: str = "",
    customer_id: int | None = None,
    after: str = "",
    size: int = PAGE,
) -> DocumentsPage:
    """`kept`: one of FILTERS, else every paper. `text`: a piece of a number, or a customer's name."""
    rows = _kept(Document.objects.filter(business=business), kept, today)
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    if text:
        known = [each.pk for each in found_customers(business, text, _FOUND)]
        rows = rows.filter(Q(number__icontains=text) | Q(customer_id__in=known))
    if after.isascii() and after.isdecimal() and len(after) <= 18:
        rows = rows.filter(pk__lt=int(after))
    found = list(_summed(rows, today).order_by("-pk")[: size + 1])
    shown = found[:size]
    return DocumentsPage(
        tuple(_listed(each) for each in shown), str(shown[-1].pk) if len(found) > size else ""
    )


def _kept(rows: QuerySet[Document], kept: str, today: date) -> QuerySet[Document]:
    match kept:
        case "to_send":
            return rows.filter(state="issued", sent_at=None, kind__in=(*INVOICES, "credit_note"))
        case "late":
            late = Instalment.objects.filter(
                replaced_at=None, due_on__lt=today, paid__lt=F("amount"), receivable__cancelled_at=None
            )
            return rows.filter(receivable__in=late.values("receivable"))
        case "drafts":
            return rows.filter(state="draft")
        case "quotes":
            return rows.filter(kind="quote", state="sent")
        case "invoices":
            return rows.filter(kind__in=INVOICES, state="issued")
        case "credits":
            return rows.filter(kind="credit_note")
    return rows


def _summed(rows: QuerySet[Document], today: date) -> QuerySet[Document]:
    live = Instalment.objects.filter(
        receivable=OuterRef("receivable"), replaced_at=None, receivable__cancelled_at=None
    ).order_by()
    owing = live.filter(paid__lt=F("amount"), due_on__isnull=False).order_by("due_on").values("due_on")
    notes = Document.objects.filter(original=OuterRef("pk"), state="issued").order_by()
    balance = live.values("receivable").annotate(sum=Sum(F("amount") - F("paid"))).values("sum")
    credited = notes.values("original").annotate(sum=Sum("ttc")).values("sum")
    whole = BigIntegerField()
    return rows.select_related("customer").annotate(
        listed_balance=Coalesce(Subquery(balance, output_field=whole), 0, output_field=whole),
        listed_due=Subquery(owing[:1], output_field=DateField()),
        listed_late=Subquery(owing.filter(due_on__lt=today)[:1], output_field=DateField()),
        listed_credited=Coalesce(Subquery(credited, output_field=whole), 0, output_field=whole),
    )


def _listed(row: Document) -> ListedDocument:
    found = vars(row)
    return ListedDocument(
        row,
        found["listed_balance"],
        found["listed_due"],
        found["listed_late"],
        found["listed_credited"],
    )
