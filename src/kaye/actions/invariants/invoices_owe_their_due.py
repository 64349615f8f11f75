"""The debt of an invoice is what it asks; credit notes never exceed their invoice (M19, M22, M25)."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Sum

from kaye.records.models import Business, Document
from kaye.records.queries.documents import INVOICES


def violations(business: Business, now: datetime) -> Iterator[str]:
    """Debts of another amount or number, invoices without their debt, credits beyond the invoice."""
    issued = Document.objects.filter(business=business, kind__in=INVOICES, state="issued")
    wrong = issued.filter(receivable__isnull=False).exclude(receivable__total=F("due"))
    for number, due, total in wrong.order_by("pk").values_list("number", "due", "receivable__total"):
        yield f"La facture {number} demande {due} et sa dette est de {total}."
    renamed = issued.filter(receivable__isnull=False).exclude(receivable__reference=F("number"))
    for number, reference in renamed.order_by("pk").values_list("number", "receivable__reference"):
        yield f"La dette de la facture {number} porte le numéro {reference}."
    for number in issued.filter(receivable=None, due__gt=0).order_by("pk").values_list("number", flat=True):
        yield f"La facture {number} n'a pas de dette."
    notes = Document.objects.filter(business=business, kind="credit_note", state="issued").order_by()
    credited = (
        notes.values("original__number").annotate(total=Sum("ttc")).filter(total__gt=F("original__ttc"))
    )
    for row in credited:
        yield f"Les avoirs de la facture {row['original__number']} la dépassent."
