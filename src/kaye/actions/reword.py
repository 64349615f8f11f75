"""Change the words of one message once, before it leaves: cleaned, checked, its link written again."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time

from django.db.models import Q

from kaye.actions.lines import Line
from kaye.channels.registry import channel
from kaye.countries.library import product_library
from kaye.records.models import Business, Customer
from kaye.rules.checks import blocking, run_checks
from kaye.rules.draft import Draft, Finding, suspects, vocabulary
from kaye.rules.pasting import clean_paste
from kaye.rules.ports.channel import OutgoingText

_LONGEST = 2000
_APPROVED = Finding(
    "approved",
    "block",
    "Ce message part mot pour mot, comme il a été accepté : pour d'autres mots, écrivez-lui vous-même.",
)


@dataclass(frozen=True, slots=True)
class Reworded:
    """`line` with the new words; `blocked`: why they cannot leave, each with its one correction."""

    line: Line
    blocked: tuple[Finding, ...]


def reword(*, business: Business, line: Line, text: str) -> Reworded:
    """Nothing is written: the words are given again to what sends. One query, for the names of others."""
    words = clean_paste(text)[:_LONGEST]
    if not words:
        empty = Finding("empty", "block", "Le texte est vide : écrivez ce que vous voulez dire.")
        return Reworded(replace(line, text=words, link=None), (empty,))
    if line.item.approved:
        return Reworded(line, (_APPROVED,))
    blocked: tuple[Finding, ...] = ()
    if line.composed.draft is not None:
        draft = replace(line.composed.draft, text=words, edited=True)
        draft = replace(draft, other_names=_names_of_others(business, line, draft))
        blocked = blocking(run_checks(draft))
    return Reworded(replace(line, text=words, link=None if blocked else _link(line, words)), blocked)


def _names_of_others(business: Business, line: Line, draft: Draft) -> frozenset[str]:
    said = suspects(draft, vocabulary(product_library()))
    if not said:
        return frozenset()
    others = Customer.objects.filter(business=business).exclude(pk=line.customer.id)
    named = others.filter(Q(first_name__in=said) | Q(last_name__in=said) | Q(company__in=said))
    rows = named.values_list("first_name", "last_name", "company")[:50]
    return frozenset(name for row in rows for name in row if name in said)


def _link(line: Line, words: str) -> str | None:
    if not line.item.channel:
        return None
    text = OutgoingText(
        key=line.item.id,
        address=line.item.address,
        text=words,
        subject=line.subject,
        date=datetime.combine(line.day, time(12), UTC),
    )
    return channel(line.item.channel).link(text)
