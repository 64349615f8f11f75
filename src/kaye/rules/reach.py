"""Which channel for whom (R28, R29): the first of the business's order with a good address and a text for it."""

from dataclasses import dataclass
from datetime import date

from kaye.rules import gates
from kaye.rules.facts import BusinessFacts, CustomerFacts, PointFacts
from kaye.rules.wording import Message, choose_form

_CLOSED = "24 h passées, aucun modèle approuvé pour ce texte"


@dataclass(frozen=True, slots=True)
class Reach:
    """A way to the customer. `ready`: the channel can send by itself now; `automatic`: it could, once set up.

    `approved`: its window is closed, the text leaves as the provider approved it. `instead`: why a channel before it
    in the order was passed over, in French.
    """

    channel: str
    point: PointFacts
    form: str
    automatic: bool
    ready: bool
    approved: bool = False
    instead: str = ""


@dataclass(frozen=True, slots=True)
class NoReach:
    """Nobody to write to; `because` says what is missing, in French."""

    because: str


def reach(
    customer: CustomerFacts,
    business: BusinessFacts,
    message: Message,
    today: date,
    allowed: tuple[str, ...] = (),
    has_files: bool = False,
) -> Reach | NoReach:
    """The channel for this message. `allowed` restricts to the step's own channels. `today`: of the customer.

    Where a window is closed, only a text approved for it goes, without files; else the next channel of the order.
    """
    stopped, instead = False, ""
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
            if point.state != "ok":
                stopped = stopped or point.state == "stopped"
                continue
            if _is_open(customer, business, name, point, today):
                return Reach(name, point, form, automatic, name in business.automatic, instead=instead)
            if not has_files and _may_leave(customer, business, name, message):
                return Reach(name, point, form, automatic, True, approved=True, instead=instead)
            instead = instead or f"{business.channel_labels.get(name, name)} : {_CLOSED}"
    return NoReach(instead or _missing(customer, stopped))


def _is_open(
    customer: CustomerFacts, business: BusinessFacts, name: str, point: PointFacts, today: date
) -> bool:
    """Whether free words may leave all that day: what a preview says in the morning still holds in the evening."""
    window = business.windows.get(name)
    if window is None:
        return True
    last = next((at for channel, at in point.heard if channel == name), None)
    return last is not None and customer.calendar.today(last + window) > today


def _may_leave(customer: CustomerFacts, business: BusinessFacts, name: str, message: Message) -> bool:
    """An approved text that the provider calls an offer needs the consent of an offer."""
    text = business.approved.get((name, message.id))
    return text is not None and (text.category != "marketing" or not gates.refused(customer, "marketing"))


def _missing(customer: CustomerFacts, stopped: bool) -> str:
    if stopped:
        return "a demandé de ne plus recevoir de message"
    if any(p.kind == "email" and p.state in ("malformed", "dead") for p in customer.points):
        return "son adresse e-mail ne marche pas et il n'y a pas de numéro"
    return "pas de numéro"
