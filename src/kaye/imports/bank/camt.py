"""CAMT.053 (ISO 20022 BankToCustomerStatement), any of its versions: elements are found by their local names.

The parser expands no entity, loads no DTD and reaches no network; a file that declares a DOCTYPE is refused.
"""

import importlib
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from kaye.imports.bank.statement import NAME, RefusedLine, Statement, StatementError, clean
from kaye.rules.documents.bank_lines import BankLine
from kaye.rules.money import currency as currency_named

_DECLARES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_UNREADABLE = "Ce fichier XML n'est pas lisible : demandez-le de nouveau à la banque."


def read_camt(data: bytes, currency: str) -> Statement:
    """Booked entries only; a batch is split when the file gives the amount of each payment. Raises StatementError."""
    root = _root(data)
    accounts = {account for each in _all(root, "Stmt") if (account := _account(each))}
    if len(accounts) > 1:
        raise StatementError("Ce fichier réunit plusieurs comptes : importez-les un par un.")
    lines: list[BankLine] = []
    refused: list[RefusedLine] = []
    for number, entry in enumerate(_all(root, "Ntry"), 1):
        if _code(entry, "Sts") in ("PDNG", "INFO", "FUTR"):
            continue
        try:
            lines += _lines(number, entry, currency)
        except ValueError as fault:
            refused.append(RefusedLine(number, str(fault), (clean(" ".join(entry.itertext())),)))
    return Statement("camt.053", next(iter(accounts), ""), tuple(lines), tuple(refused))


def _root(data: bytes) -> Any:
    etree = importlib.import_module("lxml.etree")  # half of the time of a command that reads no XML
    if _DECLARES.search(data.replace(b"\0", b"")):
        raise StatementError(_UNREADABLE)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise StatementError(_UNREADABLE) from None
    if root.getroottree().docinfo.doctype:
        raise StatementError(_UNREADABLE)
    return root


def _lines(number: int, entry: Any, currency: str) -> Iterator[BankLine]:
    """Raises ValueError, in French."""
    sign = -1 if _text(entry, "CdtDbtInd") == "DBIT" else 1
    on = _day(entry)
    reference = _text(entry, "AcctSvcrRef") or _text(entry, "NtryRef")
    total = _amount(entry, currency)
    details = list(_all(entry, "TxDtls"))
    parts = [_detail_amount(each, currency) for each in details]
    if len(details) > 1 and all(part is not None for part in parts) and sum(p or 0 for p in parts) == total:
        for rank, (each, part) in enumerate(zip(details, parts, strict=True), 1):
            bank_id = _text(each, "AcctSvcrRef") or (f"{reference}/{rank}" if reference else "")
            yield _line(number, on, sign * (part or 0), each, entry, bank_id)
        return
    yield _line(number, on, sign * total, details[0] if len(details) == 1 else entry, entry, reference)


def _line(number: int, on: date, amount: int, detail: Any, entry: Any, bank_id: str) -> BankLine:
    words = [each.text or "" for each in _all(detail, "Ustrd")]
    words += [_text(each, "Ref") for each in _all(detail, "CdtrRefInf")]
    end_to_end = _text(detail, "EndToEndId")
    words += [end_to_end] if end_to_end not in ("", "NOTPROVIDED") else []
    label = clean(" ".join(words) or _text(entry, "AddtlNtryInf") or _text(entry, "AddtlTxInf"))
    party = "Dbtr" if amount > 0 else "Cdtr"
    name = next((_text(each, "Nm") for each in _all(detail, party)), "")
    return BankLine(number, on, amount, label, clean(name, NAME), clean(bank_id, 60))


def _day(entry: Any) -> date:
    for name in ("BookgDt", "ValDt"):
        for holder in _all(entry, name):
            text = _text(holder, "Dt") or _text(holder, "DtTm")
            try:
                return date.fromisoformat(text[:10])
            except ValueError:
                continue
    raise ValueError("La date manque ou n'est pas lisible.")


def _amount(entry: Any, currency: str) -> int:
    holder = next((each for each in entry if _name(each) == "Amt"), None)
    if holder is None:
        raise ValueError("Le montant manque.")
    return _minor(holder, currency)


def _detail_amount(detail: Any, currency: str) -> int | None:
    """The amount of one payment of a batch; None when the file does not give it in our money."""
    holder = next((each for each in detail if _name(each) == "Amt"), None)
    if holder is None:
        holder = next((amount for each in _all(detail, "TxAmt") for amount in _all(each, "Amt")), None)
    try:
        return _minor(holder, currency) if holder is not None else None
    except ValueError:
        return None


def _minor(holder: Any, currency: str) -> int:
    written = holder.get("Ccy", currency)
    if written != currency:
        raise ValueError(f"Cette ligne est en {written}, l'entreprise compte en {currency}.")
    try:
        minor = Decimal((holder.text or "").strip()).scaleb(currency_named(currency).exponent)
    except InvalidOperation:
        raise ValueError(f"« {clean(holder.text or '', 40)} » n'est pas un montant.") from None
    if not minor.is_finite() or minor != minor.to_integral_value() or abs(minor) >= 10**15:
        raise ValueError(f"« {clean(holder.text or '', 40)} » n'est pas un montant.")
    return int(minor)


def _account(statement: Any) -> str:
    for account in statement:
        if _name(account) == "Acct":
            return _text(account, "IBAN") or _text(account, "Id")
    return ""


def _code(entry: Any, name: str) -> str:
    """« BOOK » itself, or the code inside, as later versions write it."""
    for each in entry:
        if _name(each) == name:
            return (each.text or "").strip() or _text(each, "Cd")
    return ""


def _all(element: Any, name: str) -> Iterator[Any]:
    return (each for each in element.iter() if _name(each) == name)


def _text(element: Any, name: str) -> str:
    for each in _all(element, name):
        if text := (each.text or "").strip():
            return text
    return ""


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
