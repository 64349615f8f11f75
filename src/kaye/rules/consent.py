"""May this person be written to for this purpose, at this point? One precedence for every channel (inbox C52)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

State = Literal["unknown", "soft", "opted_in", "opted_out"]
Purpose = Literal["transactional", "precontractual", "marketing"]
PURPOSES: tuple[Purpose, ...] = ("transactional", "precontractual", "marketing")
STATES: tuple[State, ...] = ("unknown", "soft", "opted_in", "opted_out")
# Who may lift a refusal: the person alone, by an act of theirs.
OWN_ACTS = frozenset({"form", "message", "page", "provider"})


@dataclass(frozen=True, slots=True)
class Said:
    """A choice with its proof. `how`: form, message, page, unsubscribe, provider, import, member."""

    state: State
    at: datetime | None = None
    how: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """The state that counts, and why in French when it forbids."""

    said: Said
    because: str = ""

    @property
    def state(self) -> State:
        return self.said.state


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a country lets one do with an unknown choice for marketing (pack, group « consent »)."""

    firm: bool
    consumer: bool = False


_UNKNOWN = Said("unknown")


def as_state(written: str) -> State:
    """A state as kept; what is not one counts as unknown."""
    return next((each for each in STATES if each == written), "unknown")


def standing(
    point: Said | None = None,
    customer: Said | None = None,
    *,
    suppressed: str = "",
    is_buyer: bool = False,
) -> Standing:
    """Suppressed address, then a refusal of the point, of the customer, an agreement, an existing customer, unknown.

    `is_buyer`: already bought, so offers of similar things may be sent as long as they are not refused.
    """
    if suppressed:
        return Standing(Said("opted_out", how="bounce", words=suppressed), f"adresse arrêtée : {suppressed}")
    for said, because in (
        (point, "refusé sur ce numéro ou cette adresse"),
        (customer, "refusé sur tous les canaux"),
    ):
        if said is not None and said.state == "opted_out":
            return Standing(said, because)
    for state in ("opted_in", "soft"):
        for said in (point, customer):
            if said is not None and said.state == state:
                return Standing(said)
    return Standing(Said("soft", how="purchase", words="a déjà acheté") if is_buyer else _UNKNOWN)


def allowed(found: Standing, purpose: str, is_consumer: bool | None, defaults: Defaults) -> str | None:
    """None when a message of this purpose may leave; else why not, in French.

    A debt, an order, a quote asked for need no agreement; an unknown person counts as a consumer (A1).
    """
    if found.state == "opted_out":
        return found.because or "ne veut plus recevoir de message"
    if purpose != "marketing" or found.state in ("opted_in", "soft"):
        return None
    if defaults.consumer if is_consumer is not False else defaults.firm:
        return None
    return "n'a pas donné son accord pour recevoir des offres"


def strictest(one: Said | None, other: Said | None) -> Said | None:
    """Of two cards that become one, the choice that forbids most; of equal ones the latest (C27)."""
    if one is None or other is None:
        return one or other
    order = ("opted_out", "unknown", "soft", "opted_in")
    first, second = order.index(one.state), order.index(other.state)
    if first != second:
        return one if first < second else other
    return one if (one.at is not None and (other.at is None or one.at >= other.at)) else other
