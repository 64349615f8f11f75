"""Ask for late interest and the fixed sum: figures frozen in the fee ledger, apart from the debt (M51)."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction

from kaye.actions.compute_fees import compute_fees
from kaye.actions.refusal import Refusal
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Fee, Instalment, Receivable
from kaye.rules.documents.late_fees import Fees, Status

INTEREST, FIXED = "interest", "fixed"


def claim_fees(
    *, business: Business, receivable: Receivable, on: date, now: datetime, step: str = "", by: str = ""
) -> list[Fee]:
    """Freeze what has accrued and was not claimed before; `step`: the message or notice that says it.

    The same step again claims nothing more. Raises Refusal when the law does not allow it or a plan is kept (M30).
    """
    with transaction.atomic():
        lock(business)
        fees = compute_fees(business=business, receivable=receivable, on=on)
        check_claimable(receivable, fees)
        made = freeze(
            receivable, amounts_of(fees), computed_json(fees), on, now, step or f"c{on.isoformat()}"
        )
        if made:
            append(
                business=business,
                kind="fees_claimed",
                at=now,
                customer=receivable.customer,
                payload={
                    "receivable": receivable.pk,
                    "on": on.isoformat(),
                    "fees": [[fee.pk, fee.kind, fee.amount] for fee in made],
                },
                by=by,
                money=True,
            )
    return made


def check_claimable(receivable: Receivable, fees: Fees) -> None:
    """Raises Refusal with the reason why nothing may be claimed."""
    if fees.status is not Status.COMPUTED:
        raise Refusal(fees.reason)
    if Instalment.objects.filter(receivable=receivable, replaced_at=None, plan__state="kept").exists():
        raise Refusal("Un échéancier est en cours et tenu : rien n'est demandé en plus.")


def freeze(
    receivable: Receivable,
    amounts: Mapping[str, int],
    computed: Mapping[str, object],
    on: date,
    now: datetime,
    step: str,
) -> list[Fee]:
    """The rows of what is new since the claims before, in the caller's transaction. `amounts`: by kind of fee."""
    known = list(Fee.objects.filter(receivable=receivable))
    if any(fee.step == step for fee in known):
        return []
    made = []
    for kind, amount in amounts.items():
        left = amount - sum(fee.amount for fee in known if fee.kind == kind)
        if left > 0:
            made.append(
                Fee.objects.create(
                    business_id=receivable.business_id,
                    customer_id=receivable.customer_id,
                    receivable=receivable,
                    kind=kind,
                    step=step[:20],
                    amount=left,
                    computed=dict(computed),
                    claimed_on=on,
                    created_at=now,
                )
            )
    return made


def amounts_of(fees: Fees) -> dict[str, int]:
    """By kind of fee, in minor units."""
    return {INTEREST: fees.interest or 0, FIXED: fees.fixed or 0}


def computed_json(fees: Fees) -> dict[str, object]:
    """How it was computed, as it was shown then."""
    return {
        "principal": fees.principal,
        "interest": fees.interest,
        "fixed": fees.fixed,
        "segments": [
            {name: value if isinstance(value, int) else str(value) for name, value in asdict(each).items()}
            for each in fees.segments
        ],
    }
