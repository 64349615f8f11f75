"""What a payment provider is for the rest of the house: start a payment, ask what became of it, read its notices.

A notice is only a hint (M41): it says which payment to ask about. What moves a payment is the answer to our question.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from kaye.rules.money import format_money
from kaye.rules.ports.channel import Field
from kaye.rules.ports.http import Http, Trouble

Said = Literal["absent", "pending", "paid", "failed", "expired", "cancelled", "refunded", "disputed"]


@dataclass(frozen=True, slots=True)
class Limit:
    """What the provider takes in one currency, minor units. `maximum` None: not published."""

    currency: str
    minimum: int
    maximum: int | None = None
    multiple: int = 1


@dataclass(frozen=True, slots=True)
class Capabilities:
    """`countries`: packs it serves. `payer_needs`: what it must know of who pays.

    `signed`: notices carry a proof. `verbs`: with what notices come; « GET »: it looks whether the address answers.
    `method`: how the money is written in the notebook (card, mobile).
    """

    limits: tuple[Limit, ...]
    countries: frozenset[str]
    method: Literal["card", "mobile", "other"]
    signed: bool = True
    payer_needs: frozenset[Literal["phone", "email"]] = frozenset()
    verbs: frozenset[str] = frozenset({"POST"})


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays, as far as we know. `phone` in E.164."""

    name: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToPay:
    """One payment to open. `amount` in minor units; `reference` is ours, letters and digits, never used twice.

    `return_url`: where the customer comes back, paid or not; `notice_url`: where the provider writes.
    """

    reference: str
    amount: int
    currency: str
    label: str
    return_url: str
    notice_url: str
    payer: Payer = Payer()


@dataclass(frozen=True, slots=True)
class Started:
    """`url`: the page where the customer pays; empty when the request arrives on their phone.

    `provider_id` empty: the provider gives one later. `notice_key`: what its notices will name the payment by.
    """

    provider_id: str
    url: str
    notice_key: str = ""


@dataclass(frozen=True, slots=True)
class Tracked:
    """The payment asked about, as we know it; `amount` in minor units."""

    reference: str
    provider_id: str
    amount: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the provider says when asked. Amounts in minor units; `fee` is the provider's, 0 when it says none.

    `absent`: it does not know this payment, or nothing was tried yet. `detail`: its own words, for a refusal.
    """

    state: Said
    reference: str = ""
    provider_id: str = ""
    amount: int | None = None
    currency: str = ""
    fee: int = 0
    detail: str = ""
    notice_key: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """What arrived at the hook address: the exact bytes, header names in small letters."""

    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Hint:
    """Which payment to ask about, by one of its names."""

    reference: str = ""
    provider_id: str = ""
    notice_key: str = ""


class NotConfigured(Trouble):
    """A setting is missing or does not fit: the sentence says which."""

    permanent = True


class Declined(Trouble):
    """The provider will not open this payment, and said so: nothing was asked of the customer."""

    permanent = True


class Unsigned(Trouble):
    """The notice lacks its proof, or no secret is set to check it."""

    permanent = True


class Forged(Trouble):
    """The proof of the notice is wrong or too old."""

    permanent = True


Config = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Provider:
    """A discovered provider. `start` and `ask` raise a Trouble; `read_notice` Unsigned, Forged, Unreadable."""

    name: str
    label: str
    capabilities: Capabilities
    fields: tuple[Field, ...]
    guide: tuple[str, ...]
    icon: str
    start: Callable[[Config, ToPay, Http], Started]
    ask: Callable[[Config, Tracked, Http], Answer]
    read_notice: Callable[[Config, Notice, datetime], Hint | None]
    retired: bool = False


def obstacle(provider: Provider, amount: int, currency: str, country: str) -> str | None:
    """Why this amount cannot go this way, in French, or None (M43)."""
    can = provider.capabilities
    if country not in can.countries:
        return f"{provider.label} n’est pas proposé dans ce pays."
    limit = next((each for each in can.limits if each.currency == currency), None)
    if limit is None:
        return f"{provider.label} n’accepte pas cette monnaie."
    if amount < limit.minimum:
        return f"{provider.label} accepte {format_money(limit.minimum, currency)} au moins."
    if limit.maximum is not None and amount > limit.maximum:
        return f"{provider.label} accepte {format_money(limit.maximum, currency)} au plus."
    if amount % limit.multiple:
        return f"{provider.label} accepte des multiples de {format_money(limit.multiple, currency)}."
    return None


def missing(provider: Provider, config: Config) -> tuple[str, ...]:
    """The French labels of the required settings that are still empty."""
    return tuple(field.label for field in provider.fields if field.required and not config.get(field.name))


def same_payment(tracked: Tracked, answer: Answer) -> str | None:
    """What differs between what was asked and what was paid, in French; None when all agree (M41)."""
    if answer.reference != tracked.reference:
        return "la référence n’est pas la nôtre"
    if answer.currency != tracked.currency:
        return "la monnaie n’est pas la bonne"
    if answer.amount != tracked.amount:
        return "le montant n’est pas celui demandé"
    if tracked.provider_id and answer.provider_id and answer.provider_id != tracked.provider_id:
        return "ce n’est pas le paiement ouvert"
    return None
