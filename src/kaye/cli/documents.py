"""What the commands on quotes and invoices share: the file read, the paper found, the bytes written (M59)."""

import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from kaye.actions.documents.answer import money
from kaye.actions.documents.parts import WHOLE, Part, Role
from kaye.actions.import_invoice import ImportedInvoice
from kaye.actions.invoice_from import delivered_quantities
from kaye.actions.refusal import Refusal
from kaye.actions.send_message import Sending
from kaye.cli.files import write_file
from kaye.records.models import Business, Document
from kaye.records.queries.documents import find_documents
from kaye.rules.documents.amounts import parse_quantity, parse_rate

Plain = dict[str, Any]


def read_document_file(name: str) -> Plain:
    """The JSON object of this file, or of the standard input for « - ». Figures are kept as written."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
    except OSError:
        raise click.ClickException(f"Le fichier « {name} » ne s'ouvre pas.") from None
    except UnicodeDecodeError:
        raise click.ClickException(f"Le fichier « {name} » n'est pas du texte UTF-8.") from None
    try:
        found = json.loads(text, parse_float=str)
    except ValueError as fault:
        raise click.ClickException(f"« {name} » n'est pas du JSON : {fault}") from None
    if not isinstance(found, dict):
        raise click.ClickException(f"« {name} » doit contenir un objet JSON.")
    return found


def find_document(business: Business, reference: str, kinds: Sequence[str], what: str) -> Document:
    """By id or number. Raises Refusal."""
    found = find_documents(business, reference, kinds)
    if not found:
        raise Refusal(
            f"{what} « {reference} » est introuvable : donnez son numéro, ou l'identifiant du brouillon."
        )
    return found[0]


def typed_quantities(text: str) -> Mapping[int, Decimal]:
    """« 1=2,3=1 »: line 1, quantity 2; line 3, quantity 1. A comma inside a figure is a point here."""
    found: dict[int, Decimal] = {}
    for each in text.split(","):
        line, mark, quantity = each.partition("=")
        if not mark or not line.strip().isdecimal():
            raise click.BadParameter(
                "écrivez LIGNE=QUANTITÉ, par exemple 1=2,3=1.", param_hint="--quantities"
            )
        found[int(line)] = parse_quantity(quantity.strip())
    return found


def write_bytes(content: bytes, out: str | None, name: str) -> Plain:
    """{path, bytes, sha256} of what was written: to `out`, else under its own name here."""
    path = Path(out or name)
    write_file(path, content)
    return {"path": str(path), "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def summary(shape: Plain) -> str:
    """« Facture F2026-0001 : Mme Jeanne, 25 000 FCFA, due le 2026-06-01. »"""
    number = shape["number"] or f"(brouillon {shape['id']})"
    parts = [f"{shape['title']} {number} : {shape['customer']['name']}", shape["totals"]["ttc"]["text"]]
    if shape["due_on"]:
        parts.append(f"à payer le {shape['due_on']}")
    if shape["valid_until"]:
        parts.append(f"valable jusqu'au {shape['valid_until']}")
    balance = shape["totals"]["balance"]
    if balance["minor"]:
        parts.append(f"reste {balance['text']}")
    return ", ".join(parts) + f". [{shape['state']}]"


def part_asked(
    source: Document,
    deposit: bool,
    amount: str | None,
    percent: str | None,
    quantities: str | None,
    is_final: bool,
    delivered: bool,
) -> Part:
    """The part of a quote or an order that the options name."""
    if deposit:
        return Part(Role.DEPOSIT, amount=amount or "")
    if percent is not None:
        return Part(Role.PERCENT, percent=parse_rate(percent))
    if quantities is not None:
        return Part(Role.QUANTITIES, quantities=typed_quantities(quantities))
    if delivered:
        return Part(Role.QUANTITIES, quantities=delivered_quantities(source))
    return Part(Role.FINAL) if is_final else WHOLE


def sending_shape(sending: Sending) -> Plain | None:
    """{channel, state, subject, text, link} of what leaves."""
    row = sending.message
    if row is None:
        return None
    return {
        "channel": row.channel,
        "state": row.state,
        "subject": row.subject or None,
        "text": row.text,
        "link": sending.link,
    }


def read_bytes(name: str) -> bytes:
    """The whole file."""
    try:
        return Path(name).read_bytes()
    except OSError:
        raise click.ClickException(f"Le fichier « {name} » ne s'ouvre pas.") from None


def imported_shape(done: ImportedInvoice) -> Plain:
    """{kind: receivable | received, number, seller, buyer, issued_on, due_on, total, due, customer, new}."""
    found = done.received
    customer = done.debt.customer if done.debt is not None else None
    return {
        "kind": "receivable" if done.debt is not None else "received",
        "type": "avoir" if found.kind == "credit_note" else "facture",
        "number": found.number,
        "seller": found.seller.name,
        "buyer": found.buyer.name,
        "issued_on": found.issued_on.isoformat(),
        "due_on": found.due_on.isoformat() if found.due_on else None,
        "total": money(found.total, found.currency),
        "due": money(found.due, found.currency),
        "customer": {"id": customer.pk, "name": customer.name} if customer is not None else None,
        "id": done.debt.pk if done.debt is not None else done.filed.pk if done.filed is not None else None,
        "new": done.is_new,
    }


def imported_text(done: ImportedInvoice) -> str:
    """What became of the file, in French."""
    number = done.received.number
    if not done.is_new:
        return f"{number} est déjà là : rien n'a changé."
    if done.debt is None:
        return f"Facture reçue {number} de {done.received.seller.name} : rangée, elle n'est pas suivie."
    return f"{number} : {done.debt.customer.name} est suivi pour cette facture."
