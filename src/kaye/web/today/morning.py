"""Everything the morning page shows, read in a constant number of queries whatever the size of the shop."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from kaye.actions.lines import Line
from kaye.actions.reword import reword
from kaye.actions.today import today
from kaye.records.calendars import calendar_of, currency_of
from kaye.records.models import Business, Customer
from kaye.records.queries.money import Takings, takings
from kaye.records.queries.morning import Coming, coming, where_uncertain
from kaye.records.queries.outgoing import to_look_at, to_send
from kaye.web.access import ShopRequest
from kaye.web.today.cards import Check, DayCard, HouseLine, card_of, check_of, house_line
from kaye.web.today.kept import Kept, kept
from kaye.web.today.outgoing import Doubtful, Proposed, all_doubtful, all_proposed

_LOOK_AT = 40  # cases looked at for one page; beyond, the rest is said « plus de »
_CONTACT = ("tap", "call", "approve")
_NEXT = 3


@dataclass(frozen=True, slots=True)
class MorningPage:
    """`closed`: why nothing leaves today; `rest`: « 9 » or « plus de 40 », empty when nothing waits."""

    title: str
    cards: tuple[DayCard, ...]
    checks: tuple[Check, ...]
    house: tuple[HouseLine, ...]
    expected: int
    code: str
    done: int
    total: int
    rest: str
    next_rows: tuple[Coming, ...]
    closed: str
    reopens: date | None
    is_first_day: bool
    yesterday: date
    takings: Takings
    to_send: tuple[Proposed, ...]
    to_look_at: tuple[Doubtful, ...]


def read_morning(request: ShopRequest, more: bool = False) -> MorningPage:
    """`more`: the person wants the next ones although this morning's number is reached."""
    business, day, remembered = request.business, request.today, kept(request)
    code = currency_of(business).code
    found = today(business, request.now, look_at=_LOOK_AT, clocks=False)
    contacts = [x for x in found.lines if x.item.action in _CONTACT or _is_mended(x, remembered)]
    room = business.list_max if more else max(0, business.list_max - remembered.done)
    shown = contacts[:room]
    cards = tuple(_card(business, line, code, remembered) for line in shown)
    checks = [x for x in found.lines if x.item.action == "check" and not _is_mended(x, remembered)]
    messages = where_uncertain([line.item.message for line in checks if line.item.message])
    calendar = calendar_of(business)
    closed = calendar.closed_because(day) or ""
    next_rows = coming(business, since=day + timedelta(days=1), size=_NEXT).rows
    nothing = not found.lines and not next_rows
    return MorningPage(
        title=_title(len(cards), remembered.done, closed),
        cards=cards,
        checks=tuple(check_of(line, code, messages.get(line.item.message or 0)) for line in checks),
        house=tuple(house_line(x) for x in found.lines if x.item.action == "internal" and x.item.parts),
        expected=sum(line.item.amount or 0 for line in shown),
        code=code,
        done=remembered.done,
        total=len(cards) + remembered.done,
        rest=_rest(len(contacts) - len(shown), found.more),
        next_rows=next_rows,
        closed=closed,
        reopens=calendar.next_working(day + timedelta(days=1)) if closed else None,
        is_first_day=nothing and not Customer.objects.filter(business=business).exists(),
        yesterday=day - timedelta(days=1),
        takings=takings(business, day - timedelta(days=1)),
        to_send=all_proposed(to_send(business), request.now),
        to_look_at=all_doubtful(to_look_at(business)),
    )


def one_card(request: ShopRequest, line: Line, back: str) -> DayCard:
    """The card of a line looked at alone."""
    return _card(request.business, line, currency_of(request.business).code, kept(request), back)


def _card(business: Business, line: Line, code: str, remembered: Kept, back: str = "/") -> DayCard:
    words = remembered.words.get(line.item.id, "")
    if words:
        again = reword(business=business, line=line, text=words)
        words = "" if again.blocked else words
        line = line if again.blocked else replace(again.line, item=replace(line.item, action="tap"))
    return card_of(line, code, words, line.item.id in remembered.opened, back)


def _is_mended(line: Line, remembered: Kept) -> bool:
    """A text that could not leave, and whose words were corrected since."""
    return line.item.action == "check" and bool(line.item.channel) and line.item.id in remembered.words


def _title(cards: int, done: int, closed: str) -> str:
    if cards:
        return f"{cards} relance{'s' if cards > 1 else ''} à faire aujourd’hui"
    if closed:
        return "Rien à envoyer aujourd’hui"
    return "C’est fait pour ce matin" if done else "Rien à relancer ce matin"


def _rest(left: int, more: bool) -> str:
    if more:
        return f"plus de {left}" if left else "encore d’autres"
    return str(left) if left else ""
