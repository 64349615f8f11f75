"""The share of each rate of VAT in money received, from what it settled (M55)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Sum

from kaye.records.entries import Entry, pieces
from kaye.records.models import Allocation, Document
from kaye.rules.documents.amounts import share
from kaye.rules.documents.document import Document as Printed
from kaye.rules.documents.plain import from_plain

NO_RATE = "none"  # nothing settled yet, or a debt without a document


def rate_shares(entries: Iterable[Entry]) -> dict[str, int]:
    """Minor units per rate (« 8.5 »), with VAT; « none » for what no document of ours tells."""
    rows = [entry for entry in entries if entry.amount and entry.is_money]
    found: Counter[str] = Counter()
    for some in pieces(rows, 300):
        settled = _settled([entry.payment for entry in some])
        rates = _rates({debt for debts in settled.values() for debt in debts})
        for entry in some:
            left = entry.amount
            for debt, amount in sorted(settled.get(entry.payment, {}).items()):
                part = max(min(amount, left), 0) if entry.amount > 0 else min(max(amount, left), 0)
                left -= part
                found.update(_split(part, rates.get(debt, {})))
            found[NO_RATE] += left
    return {rate: amount for rate, amount in sorted(found.items()) if amount}


def _settled(payments: list[int]) -> dict[int, dict[int, int]]:
    """What each payment settles now, by debt."""
    rows = Allocation.objects.filter(payment_id__in=payments).order_by()
    nets = rows.values_list("payment_id", "instalment__receivable_id").annotate(net=Sum("amount"))
    found: dict[int, dict[int, int]] = {}
    for payment, debt, net in nets:
        if net:
            found.setdefault(payment, {})[debt] = net
    return found


def _rates(debts: Iterable[int]) -> dict[int, dict[str, int]]:
    """What each rate weighs, with VAT, in the paper of each debt."""
    papers = Document.objects.filter(receivable_id__in=list(debts)).exclude(printed=None)
    return {
        debt: weights
        for debt, printed in papers.values_list("receivable_id", "printed")
        if debt is not None and printed and (weights := rate_weights(printed))
    }


def rate_weights(printed: Mapping[str, object]) -> dict[str, int]:
    """Base and VAT together of each rate that this paper prints, in minor units."""
    found: Counter[str] = Counter()
    for row in printed_document(printed).totals.rates:
        found[f"{row.vat.rate.normalize():f}"] += row.with_vat
    return {rate: weight for rate, weight in found.items() if weight > 0}


def printed_document(printed: Mapping[str, Any]) -> Printed:
    """What `Document.printed` kept of the paper."""
    return from_plain(Printed, printed["document"])


def _split(amount: int, weights: Mapping[str, int]) -> dict[str, int]:
    if not weights:
        return {NO_RATE: amount}
    parts = share(abs(amount), list(weights.values()))
    sign = 1 if amount >= 0 else -1
    return {rate: sign * part for rate, part in zip(weights, parts, strict=True)}
