"""Whose is it? Exactly one customer holds the point, or it is a new card; likeness only proposes (C22–C24)."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from kaye.actions.inbox.proposals import propose, propose_alike
from kaye.actions.point import index_customer
from kaye.actions.record_customer import read_name, write_customer
from kaye.actions.refusal import Refusal
from kaye.actions.silence import keep_silence
from kaye.records.models import Business, ContactPoint, Customer
from kaye.rules.people import PersonName, name_error
from kaye.rules.phones import phone_text
from kaye.rules.ports.inbound import Person, Point

DOUBTFUL = "doubtful"  # state of a point that somebody typed and nobody believes yet: it joins nobody (C59)
TO_ATTACH = "à rattacher : plusieurs clients ont ce point"
_OWN_IDS = (
    "whatsapp_id",
    "messenger",
    "instagram",
)  # the provider's own: they name a person, numbers are shared
_NO_NAME = "Sans nom"


@dataclass(frozen=True, slots=True)
class Whose:
    """`customer` and the point that wrote. `is_shared`: several hold it, so nothing but a stop has an effect;
    `sharing`: their points. `is_new`: this card was made for it."""

    customer: Customer
    point: ContactPoint | None
    is_new: bool = False
    is_shared: bool = False
    sharing: tuple[ContactPoint, ...] = ()


def identify(
    *,
    business: Business,
    person: Person,
    now: datetime,
    doubtful: bool = False,
    prefer: Customer | None = None,
) -> Whose:
    """The customer of this person, made if need be. In the caller's transaction, under its lock.

    `doubtful`: nobody believes who it says it is: a card of its own, which holds no point (C59). `prefer`: of several
    who share the point, the one whose thread is answered (C25).
    """
    if doubtful or not person.points:
        return _card(business, person, now, state=DOUBTFUL)
    held = holders(business, person.points)
    owners = {each.customer_id for each in held}
    if not owners:
        found = _card(business, person, now)
        propose_alike(business=business, customer=found.customer, now=now)
        return found
    if (customer := _only(person, held, prefer)) is None:
        return _to_attach(business, person, held, now)
    return Whose(customer, _join(business, customer, person, held, now))


def holders(business: Business, points: Iterable[Point]) -> list[ContactPoint]:
    """Every standing point of these values, of any customer; those left or never believed do not count."""
    wanted = {(each.kind, each.value) for each in points}
    rows = (
        ContactPoint.objects.filter(
            business=business,
            value__in={value for _, value in wanted},
            former_at=None,
            customer__absorbed_by=None,
        )
        .exclude(state=DOUBTFUL)
        .select_related("customer")
        .order_by("id")
    )
    return [row for row in rows if (row.kind, row.value) in wanted]


def card_name(person: Person, country: str) -> PersonName:
    """The name as it was given, else the point as people write it (C23)."""
    words = [each for each in _visible(person.name).split() if any(char.isalnum() for char in each)]
    given = " ".join(words).lstrip("=+-@ ")[:200]
    if given and name_error(given) is None:
        try:
            return read_name(given, None, country)
        except Refusal:
            pass
    for point in person.points:
        if point.kind == "phone":
            return PersonName(company=phone_text(point.value, country))
        if point.kind == "email":
            return PersonName(company=point.value[:160])
    return PersonName(company=given or (person.points[0].value[:160] if person.points else _NO_NAME))


def _only(person: Person, held: Sequence[ContactPoint], prefer: Customer | None) -> Customer | None:
    """The one customer meant: the only holder; else the only holder of the provider's own id (C24)."""
    owners = {each.customer_id: each.customer for each in held}
    if len(owners) == 1:
        return next(iter(owners.values()))
    named = {each.customer_id: each.customer for each in held if each.kind in _OWN_IDS}
    if len(named) == 1:
        return next(iter(named.values()))
    return prefer if prefer is not None and prefer.pk in owners else None


def _join(
    business: Business, customer: Customer, person: Person, held: Sequence[ContactPoint], now: datetime
) -> ContactPoint | None:
    """The points that came along are added to the card where nobody holds them; a merge is proposed where somebody
    else does (C24)."""
    mine = {(each.kind, each.value): each for each in held if each.customer_id == customer.pk}
    others = {(each.kind, each.value): each.customer for each in held if each.customer_id != customer.pk}
    added = False
    for point in person.points:
        key = (point.kind, point.value)
        if key in mine:
            _attest(mine[key], point, now)
        elif key not in others:
            mine[key] = keep_point(customer, point, now)
            added = True
    if added:
        index_customer(customer)
    for other in {each.pk: each for each in others.values()}.values():
        propose(
            business=business, one=customer, other=other, because="le même numéro ou identifiant", now=now
        )
    return next((mine[key] for key in ((p.kind, p.value) for p in person.points) if key in mine), None)


def keep_point(customer: Customer, point: Point, now: datetime, state: str = "ok") -> ContactPoint:
    """One more point of this card; one that it had left is its own again."""
    row, is_new = ContactPoint.objects.get_or_create(
        customer=customer,
        kind=point.kind,
        value=point.value[:254],
        defaults={"business": customer.business, "created_at": now, "state": state},
    )
    if not is_new and (row.former_at is not None or (row.state == DOUBTFUL and state == "ok")):
        row.former_at, row.state = None, state
        row.save(update_fields=["former_at", "state"])
    if is_new:
        keep_silence(business=customer.business, points=[row], now=now)
    _attest(row, point, now)
    return row


def _attest(row: ContactPoint, point: Point, now: datetime) -> None:
    """The provider says it is theirs, or DMARC passed (C23)."""
    if point.verified and row.verified_at is None and row.state != DOUBTFUL:
        row.verified_at = now
        row.save(update_fields=["verified_at"])


def _card(business: Business, person: Person, now: datetime, state: str = "ok") -> Whose:
    customer = write_customer(business=business, now=now, name=card_name(person, business.country))
    points = [keep_point(customer, each, now, state) for each in person.points]
    if points and state == "ok":
        index_customer(customer)
    return Whose(customer, points[0] if points else None, is_new=True)


def _to_attach(business: Business, person: Person, held: Sequence[ContactPoint], now: datetime) -> Whose:
    """One card for what comes from a shared point, until a person says whose it is; always the same one."""
    waiting = next((each for each in held if each.because == TO_ATTACH), None)
    sharing = tuple(each for each in held if waiting is None or each.customer_id != waiting.customer_id)
    if waiting is not None:
        return Whose(waiting.customer, waiting, is_shared=True, sharing=sharing)
    made = _card(business, person, now)
    ContactPoint.objects.filter(customer=made.customer).update(because=TO_ATTACH)
    for other in {each.customer_id: each.customer for each in sharing}.values():
        propose(
            business=business,
            one=made.customer,
            other=other,
            because="le même numéro ou la même adresse",
            now=now,
        )
    return Whose(made.customer, made.point, is_new=True, is_shared=True, sharing=sharing)


def _visible(name: str) -> str:
    """Without control and direction marks, in one Unicode form."""
    form = unicodedata.normalize("NFC", name)
    return "".join(
        " " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char
        for char in form
        if unicodedata.category(char) not in ("Cf", "Cs", "Co")
    )
