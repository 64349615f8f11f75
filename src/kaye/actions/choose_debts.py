"""The debts of a customer that a person named."""

from collections.abc import Sequence

from kaye.actions.refusal import Refusal
from kaye.records.models import Business, Customer, Receivable
from kaye.records.sums import open_instalments
from kaye.rules.people import search_key


def choose_debts(business: Business, customer: Customer, named: Sequence[str | int]) -> list[Receivable]:
    """Open debts by number of invoice, by id or by what was bought. Raises Refusal with the list."""
    owing = open_instalments(business).filter(customer=customer).values("receivable")
    debts = list(Receivable.objects.filter(pk__in=owing).order_by("issued_on", "id"))
    return [_one(debts, customer, name) for name in dict.fromkeys(named)]


def _one(debts: list[Receivable], customer: Customer, name: str | int) -> Receivable:
    text = str(name).strip()
    key = search_key(text)
    for fits in (
        lambda d: not isinstance(name, int) and d.reference and search_key(d.reference) == key,
        lambda d: str(d.pk) == text.removeprefix("#"),
        lambda d: search_key(d.label) == key,
    ):
        found = [debt for debt in debts if fits(debt)]
        if len(found) == 1:
            return found[0]
    known = ", ".join(f"{debt.reference or debt.label} (#{debt.pk})" for debt in debts[:10])
    if not known:
        raise Refusal(f"{customer.name} ne doit plus rien : enregistrez le paiement sans nommer de dette.")
    raise Refusal(f"« {text} » n'est pas une dette en cours de {customer.name} : choisissez parmi {known}.")
