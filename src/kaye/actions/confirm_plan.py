"""Tell the customer what was agreed: dates and amounts, at once (M29)."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from kaye.actions.send_message import Sending, Words, send_message
from kaye.records.calendars import currency_of, local_day
from kaye.records.models import Instalment, Plan
from kaye.rules.french import day_text, listing
from kaye.rules.money import format_money

FAMILY = "plan"
_TEXT = "pay.plan_confirm"


def confirm_plan(*, plan: Plan, instalments: Sequence[Instalment], now: datetime, by: str = "") -> Sending:
    """One line per date; whatever the hour, it confirms the customer's own act. In the caller's transaction."""
    code, today = currency_of(plan.business).code, local_day(plan.business, now)
    due: Counter[date] = Counter()
    for each in instalments:
        if each.due_on:
            due[each.due_on] += each.amount
    debts = {each.receivable_id: each.receivable for each in instalments}.values()
    lines = [
        f"{number}. {day_text(on, today)} : {format_money(amount, code)}"
        for number, (on, amount) in enumerate(sorted(due.items()), 1)
    ]
    return send_message(
        business=plan.business,
        customer=plan.customer,
        words=Words(
            text_id=_TEXT,
            values={
                "montant": format_money(plan.total, code),
                "nb_echeances": str(len(due)),
                "lignes": "\n".join(lines),
                "objet": listing([debt.reference or debt.label for debt in debts]),
            },
            amounts=(plan.total, *due.values()),
            dates=tuple(due),
            references=[debt.reference for debt in debts if debt.reference],
        ),
        key=f"echeancier:{plan.pk}",
        family=FAMILY,
        now=now,
        at=now,
        by=by,
    )
