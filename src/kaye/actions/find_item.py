"""From the id that a list showed to the item as it stands now."""

from datetime import datetime

from kaye.actions.engine import Engine
from kaye.actions.lines import Line, finish
from kaye.actions.refusal import Refusal
from kaye.records.facts import load_customers, load_house
from kaye.records.models import Case, Customer
from kaye.rules.bundle import plan_day


def find_item(ready: Engine, item_id: str, now: datetime) -> Line:
    """The line of that id, text fresh. Refusal when it is no longer there: done meanwhile, paid, postponed."""
    case_id, step = split_id(item_id)
    case = (
        Case.objects.filter(business=ready.business, id=case_id)
        .values_list("customer_id", "closed_at")
        .first()
    )
    if case is None:
        raise Refusal(f"Aucune relance ne porte le numéro « {item_id} ».")
    customers = (
        load_customers(ready.business, [case[0]], now)
        if case[0] is not None
        else [load_house(ready.business)]
    )
    for customer in customers:
        day = customer.calendar.today(now)
        for item in plan_day(customer, ready.facts, ready.library, day).items:
            if item.id == item_id or (case_id, step) in item.parts:
                return finish(ready, item, customer, day)
    raise Refusal(f"La relance « {item_id} » n'est plus à faire aujourd'hui.")


def lines_of(ready: Engine, customer: Customer, now: datetime) -> list[Line]:
    """What is to be done today for one customer, texts fresh."""
    return [
        finish(ready, item, person, day)
        for person in load_customers(ready.business, [customer.pk], now)
        for day in (person.calendar.today(now),)
        for item in plan_day(person, ready.facts, ready.library, day).items
    ]


def split_id(item_id: str) -> tuple[int, str]:
    """« 12.s3 » -> (12, « s3 »). Refusal for anything else."""
    head, _, step = item_id.partition(".")
    if not head.isdecimal() or not step or len(head) > 18:
        raise Refusal(f"« {item_id} » n'est pas le numéro d'une relance : copiez-le depuis la liste.")
    return int(head), step
