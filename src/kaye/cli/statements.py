"""The words and the JSON of a bank statement (R3, M44, M60)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from kaye.actions.bank.book_line import book_sure_lines
from kaye.actions.bank.take_statement import BankAnswer, take_statement
from kaye.actions.shapes import money
from kaye.records.calendars import currency_of
from kaye.records.models import Business
from kaye.rules.money import format_money

_LEVELS = {
    "sure": "sûre",
    "probable": "probable",
    "possible": "possible",
    "already": "déjà notée",
    "none": "aucune dette",
}
_SHOWN = 30


def approve_statement(
    business: Business, account: str, data: bytes, filename: str, now: datetime, by: str
) -> BankAnswer:
    """Keep the lines and book the sure ones: this command is the person's tap."""
    with transaction.atomic():
        taken = take_statement(
            business=business, account=account, data=data, filename=filename, now=now, by=by
        )
        booked = book_sure_lines(business=business, lines=taken.kept, now=now, by=by)
        created = {**taken.answer.created, "payments": sum(not each.linked for each in booked)}
        batch_answer = replace(taken.answer, created=created)
    return replace(taken, answer=batch_answer)


def shape(business: Business, found: BankAnswer) -> dict[str, Any]:
    """R3 and what each credit seems to pay."""
    code = currency_of(business).code
    return {
        **found.answer.as_json(),
        "matches": [
            {
                "line": each.line,
                "level": each.level,
                "refs": list(each.refs),
                "amount": money(each.amount, code),
                "because": each.because,
            }
            for each in found.matches
        ],
    }


def words(business: Business, found: BankAnswer) -> str:
    """Counts, then the credits."""
    code, counts = currency_of(business).code, found.answer
    lines = [
        f"Sommes nouvelles : {counts.accepted} · déjà connues : {counts.unchanged} · "
        f"débits passés : {counts.ignored} · illisibles : {counts.refused_count}"
    ]
    if made := counts.created.get("payments"):
        lines.append(f"Paiements enregistrés : {made}")
    lines += [
        f"  ligne {each.line} : {format_money(each.amount, code)}, {_LEVELS[each.level]} {', '.join(each.refs)}"
        for each in found.matches[:_SHOWN]
    ]
    lines += [f"  ligne {each.line} refusée : {each.reason}" for each in counts.refused[:_SHOWN]]
    return "\n".join(lines)
