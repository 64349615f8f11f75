"""Perhaps the same person: shown, never attached by itself; a refused pair is not proposed again (C23)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from rapidfuzz.fuzz import token_set_ratio

from kaye.actions.refusal import Refusal
from kaye.records.journal import append
from kaye.records.models import Business, ContactPoint, Customer, CustomerKey, MatchProposal
from kaye.records.search import AFTER, backwards
from kaye.rules.people import search_key

_LAST_DIGITS = 8
_CLUE_DIGITS = 6
_LIKE = 90  # of 100, of rapidfuzz's token_set
_LOOKED_AT = 200
_MOST = 5
# Addresses there say nothing about who works together.
_PUBLIC = frozenset(
    ("gmail.com", "yahoo.fr", "yahoo.com", "hotmail.com", "hotmail.fr", "outlook.com", "outlook.fr", "orange.fr",
     "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net", "live.fr", "live.com", "icloud.com", "aol.com", "gmx.fr",
     "gmx.com", "proton.me", "protonmail.com", "camtel.cm", "skynet.be", "telenet.be", "msn.com", "me.com")
)  # fmt: skip


def propose(*, business: Business, one: Customer, other: Customer, because: str, now: datetime) -> None:
    """Once per pair, whatever its order and its answer. In the caller's transaction."""
    if one.pk == other.pk:
        return
    known = MatchProposal.objects.filter(Q(one=one, other=other) | Q(one=other, other=one))
    if not known.exists():
        MatchProposal.objects.create(business=business, one=one, other=other, because=because[:200], at=now)


def refuse_proposal(*, business: Business, proposal: MatchProposal, now: datetime, by: str = "") -> None:
    """« Ce n'est pas la même personne. » Raises Refusal when it was answered already."""
    with transaction.atomic():
        if not MatchProposal.objects.filter(pk=proposal.pk, state="proposed").update(state="refused"):
            raise Refusal("On a déjà répondu à cette question.")
        said = {"one": proposal.one_id, "other": proposal.other_id}
        append(business=business, kind="match_refused", at=now, customer=proposal.one, payload=said, by=by)


def propose_alike(*, business: Business, customer: Customer, now: datetime) -> None:
    """Look for this new card among the others: same end of number, same e-mail name, nearly the same name."""
    mine = list(ContactPoint.objects.filter(customer=customer))
    found: dict[int, tuple[Customer, str]] = {}
    for point in mine:
        for other, why in _by_point(business, point):
            found.setdefault(other.pk, (other, why))
    for other, why in _by_name(business, customer, mine):
        found.setdefault(other.pk, (other, why))
    found.pop(customer.pk, None)
    for other, why in list(found.values())[:_MOST]:
        propose(business=business, one=customer, other=other, because=why, now=now)


def _by_point(business: Business, point: ContactPoint) -> Iterable[tuple[Customer, str]]:
    if point.kind == "phone":
        key = backwards(point.value.lstrip("+")[-_LAST_DIGITS:])
        why = f"un numéro qui finit aussi par {point.value[-_LAST_DIGITS:]}"
    elif point.kind == "email":
        local = point.value.partition("@")[0]
        key, why = f"{search_key(local)}@".encode(), f"une adresse qui commence aussi par {local}@"
    else:
        return
    rows = CustomerKey.objects.filter(business=business, key__gte=key, key__lt=key + AFTER)
    ids = rows.values_list("customer_id", flat=True)[:_LOOKED_AT]
    for each in Customer.objects.filter(business=business, pk__in=set(ids)):
        yield each, why


def _by_name(
    business: Business, customer: Customer, mine: list[ContactPoint]
) -> Iterable[tuple[Customer, str]]:
    words = search_key(customer.name).split()
    if not any(char.isalpha() for char in customer.name) or not words:
        return
    ids: set[int] = set()
    for word in words[:3]:
        key = word.encode()
        rows = CustomerKey.objects.filter(business=business, key__gte=key, key__lt=key + AFTER)
        ids.update(rows.values_list("customer_id", flat=True)[:_LOOKED_AT])
    ids.discard(customer.pk)
    near = [
        each
        for each in Customer.objects.filter(business=business, pk__in=ids)
        if token_set_ratio(search_key(customer.name), search_key(each.name)) >= _LIKE
    ]
    points: dict[int, list[ContactPoint]] = {}
    for point in ContactPoint.objects.filter(customer__in=near):
        points.setdefault(point.customer_id, []).append(point)
    for each in near:
        if clue := _clue(customer, mine, each, points.get(each.pk, [])):
            yield each, f"presque le même nom, et {clue}"


def _clue(one: Customer, mine: list[ContactPoint], other: Customer, theirs: list[ContactPoint]) -> str:
    """One thing more than a name in common; empty without."""
    ends = [{p.value[-_CLUE_DIGITS:] for p in points if p.kind == "phone"} for points in (mine, theirs)]
    if ends[0] & ends[1]:
        return "la même fin de numéro"
    firms = [
        {p.value.rpartition("@")[2] for p in points if p.kind == "email"} - _PUBLIC
        for points in (mine, theirs)
    ]
    if firms[0] & firms[1]:
        return f"une adresse chez {min(firms[0] & firms[1])}"
    if one.city and search_key(one.city) == search_key(other.city):
        return f"la même ville, {other.city}"
    locals_ = [{p.value.partition("@")[0] for p in points if p.kind == "email"} for points in (mine, theirs)]
    for name, addresses in ((one.name, locals_[1]), (other.name, locals_[0])):
        words = [word for word in search_key(name).split() if len(word) > 2]
        if words and any(all(word in search_key(address) for word in words) for address in addresses):
            return "une adresse à ce nom"
    return ""
