"""What cases follow, by type: instalments, sales, lines, products, quotes. A few queries per type, for any number."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from kaye.records.bulk import Ids
from kaye.records.calendars import local_day
from kaye.records.links import url_of
from kaye.records.models import Document, Instalment, Link, OutgoingMessage, Product, Request, Sale, SaleLine
from kaye.rules.facts import SubjectFacts

Key = tuple[str, int]


def load_subjects(keys: Iterable[Key]) -> dict[Key, SubjectFacts]:
    """The facts of these subjects by (type, id). A subject that no longer exists is absent."""
    by_type: dict[str, list[int]] = defaultdict(list)
    for kind, subject_id in keys:
        by_type[kind].append(subject_id)
    found: dict[Key, SubjectFacts] = {}
    for kind, ids in by_type.items():
        loader = _LOADERS.get(kind)
        if loader is not None:
            found.update(loader(ids))
    return found


def _instalments(ids: Sequence[int]) -> dict[Key, SubjectFacts]:
    rows = Instalment.objects.filter(id__within=Ids(ids)).values_list(
        "id", "due_on", "amount", "paid", "replaced_at", "receivable__label", "receivable__reference",
        "receivable__issued_on", "receivable__origin", "receivable__cancelled_at", "receivable__sale__delivered_on",
        "receivable__sale__kind", "receivable_id", "plan_id", "plan__state",
    )  # fmt: skip
    links = _payment_links([r[12] for r in rows])
    return {
        ("instalment", r[0]): SubjectFacts(
            type="instalment",
            id=r[0],
            label=r[5],
            reference=r[6],
            issued_on=r[7],
            due_on=r[1],
            amount=r[2],
            paid=r[3],
            is_invoice=r[8] == "invoice",
            cancelled=r[9] is not None or r[4] is not None,
            delivered_on=r[10],
            is_order=r[11] == "order",
            link=links.get(r[12], ""),
            plan=r[13] if r[14] == "kept" else None,
        )
        for r in rows
    }


def _sales(ids: Sequence[int]) -> dict[Key, SubjectFacts]:
    articles = _articles(ids)
    owed = _owed_by_sale(ids)
    rows = Sale.objects.filter(id__within=ids).values_list(
        "id", "kind", "number", "sold_on", "promised_on", "delivered_on", "cancelled_at"
    )
    return {
        ("sale", r[0]): SubjectFacts(
            type="sale",
            id=r[0],
            label=", ".join(articles.get(r[0], ())),
            issued_on=r[3],
            due_on=r[4],
            delivered_on=r[5] if r[1] == "order" else r[3],
            cancelled=r[6] is not None,
            is_order=r[1] == "order",
            order_number=r[2],
            amount=owed.get(r[0], (0, 0))[0],
            paid=owed.get(r[0], (0, 0))[1],
            articles=tuple(articles.get(r[0], ())),
        )
        for r in rows
    }


def _articles(sale_ids: Sequence[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = (
        SaleLine.objects.filter(sale_id__within=sale_ids)
        .order_by("id")
        .values_list("sale_id", "name", "quantity")
    )
    for sale, name, quantity in rows:
        found[sale].append(f"{quantity} {name}" if quantity > 1 else name)
    return found


def _owed_by_sale(sale_ids: Sequence[int]) -> Mapping[int, tuple[int, int]]:
    found: dict[int, tuple[int, int]] = {}
    rows = Instalment.objects.filter(
        receivable__sale_id__within=sale_ids, replaced_at=None, receivable__cancelled_at=None
    )
    for sale, amount, paid in rows.values_list("receivable__sale_id", "amount", "paid"):
        before = found.get(sale, (0, 0))
        found[sale] = (before[0] + amount, before[1] + paid)
    return found


def _lines(ids: Sequence[int]) -> dict[Key, SubjectFacts]:
    rows = list(
        SaleLine.objects.filter(id__within=ids).values_list(
            "id",
            "name",
            "quantity",
            "unit_price",
            "lifetime_days",
            "sold_on",
            "customer_id",
            "product_id",
            "product__price",
            "product__stock",
            "product__reserved",
            "product__lifetime_days",
            "sale__cancelled_at",
        )
    )
    bought = _purchases({(r[6], r[7]) for r in rows if r[6] and r[7]})
    return {("line", r[0]): _line(r, bought.get((r[6], r[7]), ())) for r in rows}


def _line(row: Sequence[Any], days: Sequence[date]) -> SubjectFacts:
    sold_on = row[5]
    return SubjectFacts(
        type="line",
        id=row[0],
        label=row[1],
        issued_on=sold_on,
        quantity=row[2],
        lifetime=row[4] or row[11],
        price=row[8] if row[8] is not None else row[3],
        stock=row[9],
        reserved=row[10] or 0,
        cancelled=row[12] is not None,
        bought_again_on=next((d for d in days if d > sold_on), None),
        own_interval=own_interval(days),
    )


def own_interval(days: Sequence[date]) -> int | None:
    """The customer's own days between purchases: the middle gap, once there were two repurchases (A4)."""
    distinct = sorted(set(days))
    if len(distinct) < 3:
        return None
    gaps = sorted((b - a).days for a, b in pairwise(distinct))
    return gaps[len(gaps) // 2]


def _purchases(pairs: Iterable[tuple[int, int]]) -> Mapping[tuple[int, int], list[date]]:
    wanted = set(pairs)
    if not wanted:
        return {}
    found: dict[tuple[int, int], list[date]] = defaultdict(list)
    rows = SaleLine.objects.filter(
        customer_id__within={c for c, _ in wanted},
        product_id__within={p for _, p in wanted},
        sale__cancelled_at=None,
    )
    for customer, product, day in rows.order_by("sold_on").values_list(
        "customer_id", "product_id", "sold_on"
    ):
        if (customer, product) in wanted:
            found[customer, product].append(day)
    return found


def _products(ids: Sequence[int]) -> dict[Key, SubjectFacts]:
    rows = Product.objects.filter(id__within=ids).values_list(
        "id", "name", "price", "stock", "reserved", "threshold", "low_since"
    )
    return {
        ("product", r[0]): SubjectFacts(
            type="product",
            id=r[0],
            label=r[1],
            price=r[2],
            stock=r[3],
            reserved=r[4],
            threshold=r[5],
            due_on=r[6].date() if r[6] else None,
        )
        for r in rows
    }


def _payment_links(receivable_ids: Sequence[int]) -> Mapping[int, str]:
    """The customer's page of each debt, the newest link."""
    rows = Link.objects.filter(receivable_id__within=receivable_ids, kind="payment", revoked_at=None)
    return {link.receivable_id: url_of(link) for link in rows.order_by("id") if link.receivable_id}


def _quotes(ids: Sequence[int]) -> dict[Key, SubjectFacts]:
    rows = list(Document.objects.filter(id__within=ids).select_related("business"))
    links = {
        link.document_id: url_of(link)
        for link in Link.objects.filter(document_id__within=ids, revoked_at=None).order_by("id")
    }
    left = dict(
        OutgoingMessage.objects.filter(
            business_id__in={row.business_id for row in rows},
            key__in=[sending_key(row) for row in rows],
            state="sent",
        ).values_list("key", "sent_at")
    )
    return {("quote", row.pk): _quote(row, links.get(row.pk, ""), left.get(sending_key(row))) for row in rows}


def sending_key(quote: Document) -> str:
    """The key of the message that carries this version of a quote."""
    return f"devis:{quote.pk}"


def _quote(row: Document, link: str, left_at: datetime | None) -> SubjectFacts:
    sent_at = left_at or row.sent_at
    printed = row.printed or {}
    lines = printed.get("lines") or row.asked.get("lines") or []
    return SubjectFacts(
        type="quote",
        id=row.pk,
        label=str(lines[0].get("label", "")) if lines else "",
        reference=row.number,
        issued_on=local_day(row.business, sent_at) if sent_at else None,
        valid_until=row.valid_until,
        amount=row.ttc,
        state=row.state,
        link=link,
    )


def _requests(ids: Sequence[int]) -> dict[Key, SubjectFacts]:
    rows = Request.objects.filter(id__within=ids).select_related("business")
    return {("request", row.pk): _request(row) for row in rows}


def _request(row: Request) -> SubjectFacts:
    return SubjectFacts(
        type="request",
        id=row.pk,
        label=row.title,
        reference=str(row.number),
        issued_on=local_day(row.business, row.opened_at),
        amount=row.amount,
        state=row.state,
        cancelled=row.closed_at is not None,
        opened_at=row.opened_at,
        answered_on=local_day(row.business, row.answered_at) if row.answered_at else None,
        next_on=row.next_on,
    )


_LOADERS: Mapping[str, Callable[[Sequence[int]], dict[Key, SubjectFacts]]] = {
    "instalment": _instalments,
    "sale": _sales,
    "line": _lines,
    "product": _products,
    "quote": _quotes,
    "request": _requests,
}
