"""Draft an invoice from what was accepted or sold: a quote or an order, wholly or in part, or a sale (M18–M21)."""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from kaye.actions.documents.debts import debt_of_sale
from kaye.actions.documents.figures import shares_of
from kaye.actions.documents.parts import WHOLE, Part, Role, asked_of, part_of
from kaye.actions.draft_document import draft_document
from kaye.actions.refusal import Refusal
from kaye.records.calendars import currency_of
from kaye.records.models import Business, Document, Sale
from kaye.records.queries.documents import deposits_of, issued_parts
from kaye.rules.documents.amounts import parse_quantity

_NOT_FOR_INVOICES = ("deposit", "valid_days", "off_premises", "urgent_repair")
_KINDS = {Role.DEPOSIT: "deposit", Role.FINAL: "final"}


def invoice_from(
    *,
    business: Business,
    source: Document,
    now: datetime,
    part: Part = WHOLE,
    client_id: str | None = None,
    by: str = "",
) -> Document:
    """A draft of what this accepted quote or open order asks, all of it or this part. Raises Refusal.

    An order made from a quote is invoiced as the quote, so that nothing is invoiced twice.
    """
    _check_open(source)
    root = source.source if source.kind == "order" and source.source is not None else source
    asked = {key: value for key, value in asked_of(root).items() if key not in _NOT_FOR_INVOICES}
    if part.role is Role.DEPOSIT and not part.amount:
        part = Part(Role.DEPOSIT, amount=str(asked_of(root).get("deposit", "")))
        if not part.amount:
            raise Refusal("Ce devis ne demande pas d'acompte : dites lequel, en pourcentage ou en montant.")
    if part.role is Role.WHOLE and deposits_of(root):
        part = Part(Role.FINAL)
    return draft_document(
        business=business,
        kind=_KINDS.get(part.role, "invoice"),
        asked=asked,
        now=now,
        customer=root.customer,
        source=root,
        part=part,
        client_id=client_id,
        by=by,
    )


def delivered_quantities(order: Document) -> dict[int, Decimal]:
    """What is delivered and not yet invoiced, by line number (M38). Raises Refusal when there is nothing."""
    root = order.source if order.source is not None else order
    lines = asked_of(root).get("lines", [])
    delivered = [Fraction(0)] * len(lines)
    for note in Document.objects.filter(source=order, kind="delivery", state="issued"):
        for number, quantity in part_of(note).quantities.items():
            delivered[number - 1] += Fraction(quantity)
    found: dict[int, Decimal] = {}
    for number, (line, brought) in enumerate(zip(lines, delivered, strict=True), 1):
        written = Fraction(parse_quantity(line.get("quantity", 1)))
        taken = sum((shares_of(p)[number - 1] for p in issued_parts(root)), Fraction(0)) * written
        if brought > taken:
            found[number] = Decimal(round((brought - taken) * 1000)) / 1000
    if not found:
        raise Refusal("Rien de nouveau n'est livré sur cette commande.")
    return found


def invoice_sale(*, business: Business, sale: Sale, now: datetime, by: str = "") -> Document:
    """A draft with the articles of a sale at the price agreed, VAT included (M21). Raises Refusal."""
    if sale.customer is None:
        raise Refusal("Cette vente n'a pas de client : on ne peut pas la facturer.")
    if sale.cancelled_at is not None:
        raise Refusal("Cette vente est annulée : il n'y a rien à facturer.")
    known = debt_of_sale(sale)
    if known is not None and known.reference:
        raise Refusal(f"Cette vente est déjà facturée : {known.reference}.")
    exponent = currency_of(business).exponent
    lines: list[dict[str, Any]] = [
        {
            "label": line.name,
            "quantity": str(line.quantity),
            "unit_price": str(Decimal(line.unit_price).scaleb(-exponent)),
        }
        for line in sale.lines.order_by("pk")
    ]
    asked: dict[str, Any] = {"prices": "ttc", "lines": lines, "supply_on": sale.sold_on.isoformat()}
    return draft_document(
        business=business, kind="invoice", asked=asked, now=now, customer=sale.customer, sale=sale, by=by
    )


def _check_open(source: Document) -> None:
    if source.kind == "quote" and source.state != "accepted":
        raise Refusal(
            f"Le devis {source.number or 'en brouillon'} n'est pas accepté : faites-le d'abord accepter."
        )
    if source.kind == "order" and source.state not in ("open", "done"):
        raise Refusal(f"La commande {source.number} est annulée : il n'y a rien à facturer.")
    if source.kind not in ("quote", "order"):
        raise Refusal("On facture un devis accepté, une commande ou une vente.")
