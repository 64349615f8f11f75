"""What the pre-send checks look at, for a text that follows no case: a paper sent, an answer, an offer (F7)."""

from collections.abc import Collection, Mapping
from datetime import date

from kaye.rules.compose import FREE_WORDS
from kaye.rules.draft import Draft
from kaye.rules.facts import BusinessFacts, CustomerFacts
from kaye.rules.money import format_money, format_money_sms
from kaye.rules.people import salutation
from kaye.rules.reach import Reach


def free_draft(
    *,
    person: CustomerFacts,
    business: BusinessFacts,
    way: Reach,
    text: str,
    subject: str,
    values: Mapping[str, str],
    purpose: str,
    tone: int,
    is_edited: bool,
    today: date,
    amounts: Collection[int] = (),
    dates: Collection[date] = (),
    references: Collection[str] = (),
) -> Draft:
    """`amounts` (minor units), `dates`, `references`: those that the text may say. `is_edited`: a person's words."""
    code, name = business.currency, person.name
    written = {
        spelt for minor in amounts for spelt in (format_money(minor, code), format_money_sms(minor, code))
    }
    if "prix" in values:  # a unit price may have more decimals than an amount
        written.add(values["prix"])
    return Draft(
        text=text,
        form=way.form,
        channel=way.channel,
        subject=subject,
        address=way.point.value,
        first_name=name.first_name,
        last_name=name.last_name,
        company=name.company,
        civility=name.civility,
        salutation=salutation(name, person.country),
        references=frozenset(references),
        values=frozenset(values[word] for word in FREE_WORDS if word in values),
        other_names=business.watched_names if is_edited else frozenset(),
        amounts=frozenset(written),
        currency=code,
        dates=frozenset((*dates, today)),
        step_tone=tone,
        text_tone=tone,
        is_consumer=person.is_consumer,
        law=business.law,
        purpose=purpose,
        address_state=way.point.state,
        own_hosts=business.own_hosts,
        edited=is_edited,
        informal=person.informal,
    )
