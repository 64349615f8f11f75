"""Keep the credits of a bank statement, each once (M44). Nothing is booked here."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from kaye.actions.bank.propose import propose
from kaye.actions.importing.answer import THINGS, ImportAnswer, LineWarning, RefusedLine
from kaye.actions.refusal import Refusal
from kaye.imports.bank.reading import read_statement
from kaye.imports.bank.statement import Statement, StatementError
from kaye.records.calendars import currency_of
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import BankLine, Business, ImportBatch, Receivable
from kaye.rules.documents.bank_lines import BankLine as Line
from kaye.rules.documents.bank_lines import line_keys
from kaye.rules.documents.matching import Level, Match

KIND = "bank"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One credit of the file: its number there, how sure, what it seems to pay (numbers or labels), minor units."""

    line: int
    level: str
    refs: tuple[str, ...]
    amount: int
    because: str


@dataclass(frozen=True, slots=True)
class BankAnswer:
    """`answer`: the counts of R3 (debits are ignored); `kept`: the rows of the credits not booked yet."""

    answer: ImportAnswer
    matches: tuple[Proposal, ...]
    kept: tuple[BankLine, ...] = ()


def look_at_statement(*, business: Business, account: str, data: bytes, filename: str) -> BankAnswer:
    """What keeping this file would do, writing nothing. Raises Refusal."""
    account, found = _read(business, account, data, filename)
    keyed = _keyed(account, found)
    known = _known(business, account, [key for _, key in keyed])
    return _answer(business, found, keyed, known, None, ())


def take_statement(
    *, business: Business, account: str, data: bytes, filename: str, now: datetime, by: str = ""
) -> BankAnswer:
    """Write the new credits; those of an earlier file stay as they are. Raises Refusal."""
    account, found = _read(business, account, data, filename)
    keyed = _keyed(account, found)
    with transaction.atomic():
        lock(business)
        known = _known(business, account, [key for _, key in keyed])
        fresh = [_row(business, account, line, key, now) for line, key in keyed if key not in known]
        batch = ImportBatch.objects.create(
            business=business,
            kind=KIND,
            filename=filename[-200:],
            raw=data,
            state="done",
            created_at=now,
        )
        BankLine.objects.bulk_create(fresh)
        kept = [row for row in (*known.values(), *fresh) if row.payment_id is None and not row.ignored_at]
        shown = _answer(business, found, keyed, known, batch, kept)
        batch.answer = shown.answer.as_json()
        batch.save(update_fields=["answer"])
        append(
            business=business,
            kind="statement_taken",
            at=now,
            payload={"batch": batch.pk, "filename": batch.filename, "lines": len(fresh)},
            by=by,
        )
    return shown


def account_key(account: str) -> str:
    """An IBAN or an account number without its spaces. Raises Refusal when there is none."""
    key = "".join(account.split()).upper()
    if not 4 <= len(key) <= 40:
        raise Refusal("Donnez l'IBAN ou le numéro du compte.")
    return key


def _read(business: Business, account: str, data: bytes, filename: str) -> tuple[str, Statement]:
    key = account_key(account)
    try:
        found = read_statement(data, filename, currency_of(business).code)
    except StatementError as fault:
        raise Refusal(str(fault)) from None
    told = "".join(char for char in found.account.upper() if char.isalnum())
    if len(told) >= 6 and told not in key and key not in told:
        raise Refusal(f"Ce relevé est celui du compte {found.account}, pas de {key}.")
    return key, found


def _keyed(account: str, found: Statement) -> list[tuple[Line, str]]:
    """The credits with what makes each the same in the next file."""
    keys = line_keys(account, found.lines)
    return [
        (line, hashlib.sha256("\x1f".join(key).encode()).hexdigest())
        for line, key in zip(found.lines, keys, strict=True)
        if line.amount > 0
    ]


def _known(business: Business, account: str, keys: Sequence[str]) -> dict[str, BankLine]:
    found: dict[str, BankLine] = {}
    for start in range(0, len(keys), 500):
        rows = BankLine.objects.filter(business=business, account=account, key__in=keys[start : start + 500])
        found.update({row.key: row for row in rows})
    return found


def _row(business: Business, account: str, line: Line, key: str, now: datetime) -> BankLine:
    return BankLine(
        business=business,
        account=account,
        key=key,
        on=line.on,
        amount=line.amount,
        label=line.label,
        name=line.name,
        created_at=now,
    )


def _answer(
    business: Business,
    found: Statement,
    keyed: Sequence[tuple[Line, str]],
    known: dict[str, BankLine],
    batch: ImportBatch | None,
    kept: Sequence[BankLine],
) -> BankAnswer:
    numbers = _distinct(keyed)
    waiting = [
        replace(line, number=numbers[key])
        for line, key in keyed
        if (row := known.get(key)) is None or (row.payment_id is None and row.ignored_at is None)
    ]
    matches = propose(business, waiting)
    named = names_of(matches.values())
    proposals = []
    for line, key in keyed:
        row = known.get(key)
        match = matches.get(numbers[key])
        if match is not None:
            refs = (
                tuple(named.get(ref, ref) for ref in match.refs)
                if match.level != Level.ALREADY
                else match.refs
            )
            proposals.append(Proposal(line.number, match.level.value, refs, line.amount, match.because))
        elif row is not None and row.payment_id is not None:
            proposals.append(
                Proposal(line.number, "already", (str(row.payment_id),), line.amount, "déjà enregistré")
            )
    answer = ImportAnswer(
        batch=batch.pk if batch else None,
        accepted=len(keyed) - len(known),
        refused_count=len(found.refused),
        unchanged=len(known),
        ignored=sum(line.amount <= 0 for line in found.lines),
        created=dict.fromkeys(THINGS, 0),
        changed=dict.fromkeys(THINGS, 0),
        refused=tuple(RefusedLine(each.number, each.reason, each.raw) for each in found.refused),
        warnings=_warnings(found),
    )
    return BankAnswer(answer, tuple(proposals), tuple(kept))


def _distinct(keyed: Sequence[tuple[Line, str]]) -> dict[str, int]:
    """A number of its own for each credit: a batch of a CAMT file gives several lines the same."""
    return {key: rank for rank, (_, key) in enumerate(keyed, 1)}


def names_of(matches: Iterable[Match]) -> dict[str, str]:
    """Ids of receivables as people name them."""
    wanted = {int(ref) for match in matches if match.level != Level.ALREADY for ref in match.refs}
    found = Receivable.objects.filter(pk__in=wanted)
    return {str(debt.pk): debt.reference or debt.label for debt in found}


def _warnings(found: Statement) -> tuple[LineWarning, ...]:
    """Two credits that nothing tells apart: perhaps the same one twice in the file."""
    seen = Counter((line.on, line.amount, line.label) for line in found.lines if line.amount > 0)
    told: set[tuple[object, ...]] = set()
    warnings = []
    for line in found.lines:
        same = (line.on, line.amount, line.label)
        if line.amount > 0 and not line.bank_id and seen[same] > 1 and same in told:
            warnings.append(LineWarning(line.number, "ligne semblable à une autre : les deux sont gardées"))
        told.add(same)
    return tuple(warnings)
