"""What a person agreed to or refused, with its proof (inbox C52). A refusal is also an `OptOut`: sending reads it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kaye.actions.refusal import Refusal
from kaye.actions.stop import lift_stop, stop
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Consent, ContactPoint, Customer, OptOut, Receivable, Sale
from kaye.rules.consent import OWN_ACTS, PURPOSES, STATES, Said, Standing, as_state, standing


@dataclass(frozen=True, slots=True)
class PointStanding:
    """One contact point and where it stands for each purpose."""

    point: ContactPoint
    suppressed: bool
    reason: str
    states: Mapping[str, Standing]


def choose(
    *,
    business: Business,
    customer: Customer,
    purpose: str,
    state: str,
    how: str,
    now: datetime,
    point: ContactPoint | None = None,
    words: str = "",
    source: str = "",
    by: str = "",
) -> None:
    """Write a choice down. Without a point it is for every channel. Only an act of the person lifts a refusal.

    Raises Refusal.
    """
    _check(customer, purpose, state, point)
    with transaction.atomic():
        lock(business)
        if state == "opted_out":
            refused = "marketing" if purpose == "marketing" else "all"
            stop(
                business=business,
                customer=customer,
                now=now,
                purpose=refused,
                point=point,
                words=words,
                how=how,
                by=by,
            )
            return
        _lift(business, customer, purpose, point, how, now, by)
        Consent.objects.create(
            business=business,
            customer=customer,
            point=point,
            purpose=purpose,
            state=state,
            how=how,
            words=words[:300],
            source=source[:120],
            by=by[:120],
            at=now,
        )
        said = {"purpose": purpose, "state": state, "how": how, "point": point.pk if point else None}
        append(business=business, kind="consent_said", at=now, customer=customer, payload=said, by=by)


def standings(business: Business, customer: Customer) -> list[PointStanding]:
    """Where each point of this customer stands, for every purpose. A constant number of queries."""
    points = list(ContactPoint.objects.filter(customer=customer).order_by("id"))
    said = said_by([customer.pk])
    buys = customer.pk in buyers(business, [customer.pk])
    return [
        PointStanding(
            point=each,
            suppressed=each.suppressed_at is not None,
            reason=each.because if each.suppressed_at else "",
            states={
                purpose: standing(
                    said.get((customer.pk, each.pk, purpose)),
                    said.get((customer.pk, None, purpose)),
                    suppressed=each.because if each.suppressed_at else "",
                    is_buyer=buys,
                )
                for purpose in PURPOSES
            },
        )
        for each in points
    ]


def said_by(customer_ids: Collection[int]) -> dict[tuple[int, int | None, str], Said]:
    """The choice that counts of each (customer, point or None, purpose). Two queries for any number of customers."""
    found: dict[tuple[int, int | None, str], Said] = {}
    rows = Consent.objects.filter(customer_id__within=customer_ids).order_by("at", "id")
    proofs: dict[tuple[int, int | None, str], Said] = {}
    for customer, point, purpose, state, at, how, words in rows.values_list(
        "customer_id", "point_id", "purpose", "state", "at", "how", "words"
    ):
        said = Said(as_state(state), at, how, words)
        if state == "opted_out":
            proofs[customer, point, purpose] = said
        else:
            found[customer, point, purpose] = said
    refusals = OptOut.objects.filter(customer_id__within=customer_ids, lifted_at=None).order_by("at", "id")
    for customer, point, refused, at, words in refusals.values_list(
        "customer_id", "point_id", "purpose", "at", "words"
    ):
        for purpose in PURPOSES if refused == "all" else (refused,):
            key = (customer, point, purpose)
            found[key] = proofs.get(key) or Said("opted_out", at, "", words)
    return found


def buyers(business: Business, customer_ids: Collection[int]) -> set[int]:
    """Those who already bought or owe something: offers of similar things may be sent to them."""
    sold = Sale.objects.filter(business=business, customer_id__within=customer_ids, cancelled_at=None)
    owed = Receivable.objects.filter(business=business, customer_id__within=customer_ids, cancelled_at=None)
    return set(sold.values_list("customer_id", flat=True)) | set(owed.values_list("customer_id", flat=True))


def _check(customer: Customer, purpose: str, state: str, point: ContactPoint | None) -> None:
    if purpose not in PURPOSES:
        raise Refusal(f"« {purpose} » : choisissez parmi {', '.join(PURPOSES)}.")
    if state not in STATES or state == "unknown":
        raise Refusal(f"« {state} » : choisissez opted_in (accepte) ou opted_out (refuse).")
    if point is not None and point.customer_id != customer.pk:
        raise Refusal("Ce numéro ou cette adresse n'est pas à ce client : rouvrez sa page.")


def _lift(
    business: Business,
    customer: Customer,
    purpose: str,
    point: ContactPoint | None,
    how: str,
    now: datetime,
    by: str,
) -> None:
    """A refusal that this agreement would contradict: lifted by the person's own act, else it stands."""
    against = _against(
        OptOut.objects.filter(customer=customer, lifted_at=None).order_by("id"), purpose, point
    )
    if against and how not in OWN_ACTS:
        raise Refusal("Ce client a refusé : lui seul peut revenir sur son choix, par un message ou sa page.")
    for each in against:
        lift_stop(business=business, opt_out=each, now=now, how=how, by=by)


def _against(rows: Iterable[OptOut], purpose: str, point: ContactPoint | None) -> list[OptOut]:
    here = {None, point.pk if point else None}
    return [
        each
        for each in rows
        if (each.purpose == "all" or each.purpose == purpose) and (point is None or each.point_id in here)
    ]
