"""What a person should know before a typed answer leaves (D2): warnings to confirm, never a refusal."""

import re
from dataclasses import replace

from django.db.models import Q

from kaye.countries.library import product_library
from kaye.records.models import Business, ContactPoint, Customer, Document, InboxMessage, Receivable, Thread
from kaye.rules.checks import run_checks
from kaye.rules.draft import Draft, folded, suspects, vocabulary
from kaye.rules.people import PersonName, salutation

_LOOKED_AT = frozenset(("first_name", "other_customer", "leftover_placeholder", "threats", "consumer_fees"))
_REFERENCE = re.compile(r"(?<![\w/])[A-Z]{1,6}[-/ ]?\d[\w/-]{0,20}")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_PHONE = re.compile(r"\+?\d[\d .-]{7,16}\d")
_FIGURE = re.compile(r"\d|gratuit|offert")
_TIME = re.compile(
    r"\d|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain|aujourd|ce soir|ce matin|toujours|tous les jours"
)
_WHEN = re.compile(r"\b(?:quand|heures?|horaires?|ouvr\w+|ferm\w+)\b")
_HOW_MUCH = re.compile(r"\b(?:combien|prix|tarifs?|coute\w*)\b")
_ASKED = {  # the intent, the words of the question, what an answer holds
    "price": (_HOW_MUCH, _FIGURE, "a demandé un prix : votre réponse n'en donne pas"),
    "hours": (_WHEN, _TIME, "a demandé quand ou à quelle heure : votre réponse ne le dit pas"),
}
_FULL_NAME = re.compile(r"[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)+")


def warnings_about(business: Business, customer: Customer, thread: Thread, text: str) -> tuple[str, ...]:
    """French sentences, the gravest first; empty when nothing is odd."""
    draft = _draft(business, customer, text)
    found = [
        finding.message_fr
        for finding in run_checks(draft)
        if finding.check in _LOOKED_AT and not _is_only_greeting(finding.check, finding.fragment)
    ]
    found += _others_points(business, customer, text)
    found += _left_unanswered(customer, thread, text)
    return tuple(found)


def _draft(business: Business, customer: Customer, text: str) -> Draft:
    name = PersonName(customer.civility, customer.first_name, customer.last_name, customer.company)
    own, others = _references(business, customer, text)
    draft = Draft(
        text=text,
        form="whatsapp",
        first_name=customer.first_name,
        last_name=customer.last_name,
        company=customer.company,
        civility=customer.civility,
        salutation=salutation(name, customer.country or business.country),
        references=own,
        values=frozenset((business.name, business.signatory, business.place, business.payment_means)),
        other_references=others,
        is_consumer=customer.is_consumer,
        edited=True,
        informal=customer.informal,
    )
    said = suspects(draft, vocabulary(product_library()))
    if not said:
        return draft
    said |= {match[0] for match in _FULL_NAME.finditer(text)}
    rows = Customer.objects.filter(business=business).exclude(pk=customer.pk)
    rows = rows.filter(Q(first_name__in=said) | Q(last_name__in=said) | Q(company__in=said))
    names = {
        n for row in rows.values_list("first_name", "last_name", "company")[:50] for n in row if n in said
    }
    return replace(draft, other_names=frozenset(names))


def _references(business: Business, customer: Customer, text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Numbers written in the text that are this customer's, and those of others."""
    said = {match[0] for match in _REFERENCE.finditer(text)}
    if not said:
        return frozenset(), frozenset()
    own: set[str] = set()
    others: set[str] = set()
    papers = Document.objects.filter(business=business, number__in=said).values_list("number", "customer_id")
    debts = Receivable.objects.filter(business=business, reference__in=said)
    for reference, owner in [*papers, *debts.values_list("reference", "customer_id")]:
        (own if owner == customer.pk else others).add(reference)
    return frozenset(own), frozenset(others - own)


def _others_points(business: Business, customer: Customer, text: str) -> list[str]:
    """A number or an address that is another customer's and not this one's."""
    emails = {match[0].lower() for match in _EMAIL.finditer(text)}
    tails = {re.sub(r"\D", "", match[0])[-8:] for match in _PHONE.finditer(text)}
    wanted = Q(kind="email", value__in=emails)
    for tail in list(tails)[:5]:
        wanted |= Q(kind="phone", value__endswith=tail)
    rows = ContactPoint.objects.filter(wanted, business=business).exclude(customer=customer)
    mine = set(ContactPoint.objects.filter(customer=customer).values_list("value", flat=True))
    return [
        f"« {value} » est à un autre de vos clients"
        for value in rows.values_list("value", flat=True)[:3]
        if value not in mine and value not in (business.phone, business.email)
    ]


def _left_unanswered(customer: Customer, thread: Thread, text: str) -> list[str]:
    """What was asked since the last answer and the text does not speak of."""
    waiting = InboxMessage.objects.filter(thread=thread, direction="in", needs_answer=True, verdict="")
    if thread.last_answer_at is not None:
        waiting = waiting.filter(at__gt=thread.last_answer_at)
    asked: dict[str, str] = {}
    for names, said in waiting.values_list("intents", "text")[:20]:
        for name in names:
            asked[name] = f"{asked.get(name, '')} {folded(said)}"
    words = folded(text)
    asks_back = "?" in text
    return [
        f"{customer.name} {sentence}."
        for name, (question, answered, sentence) in _ASKED.items()
        if question.search(asked.get(name, "")) and not answered.search(words) and not asks_back
    ]


def _is_only_greeting(check: str, fragment: str) -> bool:
    """An answer in a conversation greets or not as it likes."""
    return check == "first_name" and folded(fragment) in ("bonjour", "bonsoir", "salut", "hello", "coucou")
