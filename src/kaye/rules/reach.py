"""Which channel for whom (R28, R29): the first of the business's order with a good address and a text for it."""

from dataclasses import dataclass

from kaye.rules.facts import BusinessFacts, CustomerFacts, PointFacts
from kaye.rules.wording import Message, choose_form


@dataclass(frozen=True, slots=True)
class Reach:
    """A way to the customer. `ready`: the channel can send by itself now; `automatic`: it could, once set up."""

    channel: str
    point: PointFacts
    form: str
    automatic: bool
    ready: bool


@dataclass(frozen=True, slots=True)
class NoReach:
    """Nobody to write to; `because` says what is missing, in French."""

    because: str


def reach(
    customer: CustomerFacts, business: BusinessFacts, message: Message, allowed: tuple[str, ...] = ()
) -> Reach | NoReach:
    """The channel for this message. `allowed` restricts to the step's own channels."""
    stopped = False
    for name in (*business.channel_order, *(name for name in allowed if name not in business.channel_order)):
        declared = business.channel_forms.get(name)
        if declared is None or (allowed and name not in allowed):
            continue
        kind, text_form, automatic = declared
        form = choose_form(message, text_form, customer.country, customer.informal)
        if form is None:
            continue
        for point in customer.points:
            if point.kind != kind:
                continue
            if point.state == "ok":
                return Reach(name, point, form, automatic, name in business.automatic)
            stopped = stopped or point.state == "stopped"
    return NoReach(_missing(customer, stopped))


def _missing(customer: CustomerFacts, stopped: bool) -> str:
    if stopped:
        return "a demandé de ne plus recevoir de message"
    if any(p.kind == "email" and p.state in ("malformed", "dead") for p in customer.points):
        return "son adresse e-mail ne marche pas et il n'y a pas de numéro"
    return "pas de numéro"
