"""The one customer that a person named."""

from kaye.actions.refusal import Refusal
from kaye.records.models import Business, Customer
from kaye.records.queries.customers import find_customers


def find_customer(*, business: Business, text: str) -> Customer:
    """Raises Refusal when nobody fits, or several: then with the list (R36)."""
    found = find_customers(business, text)
    if not found:
        raise Refusal(f"Aucun client ne s'appelle « {text.strip()} » : vérifiez le nom.")
    if len(found) > 1:
        known = ", ".join(f"{customer.name} (#{customer.pk})" for customer in found[:10])
        raise Refusal(f"« {text.strip()} » : plusieurs clients portent ce nom. Précisez lequel : {known}.")
    return found[0]
