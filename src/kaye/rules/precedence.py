"""Several names at one number or address (R17): whose message is the one of the day."""

from kaye.rules.decision import Item
from kaye.rules.facts import CustomerFacts
from kaye.rules.kinds import kind_of

_CONTACT = ("auto", "tap", "approve")

Precedence = tuple[bool, int, int, int]
LAST: Precedence = (True, 99, 0, 0)


def precedence(customer: CustomerFacts, item: Item) -> Precedence:
    """What leaves by itself comes first, then money, delivery… (scenarios.yaml), then the larger amount."""
    if item.action not in _CONTACT:
        return LAST
    lead = item.parts[0][0]
    kind = next((case.kind for case in customer.cases if case.id == lead), "")
    return item.action != "auto", kind_of(kind).priority, -item.stake, lead
