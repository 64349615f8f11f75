"""Numbers and hours of a campaign in French."""

from kaye.rules.calendar import Calendar
from kaye.rules.french import DAYS
from kaye.rules.money import format_money
from kaye.rules.ports.channel import Cost
from kaye.web.dates import NBSP

_WITHOUT = {"email": "sans e-mail", "sms": "sans numéro", "whatsapp": "sans numéro"}


def number(count: int) -> str:
    """« 1 280 »."""
    return f"{count:,}".replace(",", "\u202f")


def customers(count: int) -> str:
    """« 128 clients »."""
    return f"{number(count)}{NBSP}client{'s' if count > 1 else ''}"


def left_out(form: str, without: int, refused: int, not_agreed: int) -> list[str]:
    """« 12 sans e-mail », « 3 ont refusé »: only what there is."""
    found = []
    if without:
        found.append(f"{number(without)}{NBSP}{_WITHOUT.get(form, 'sans adresse')}")
    if refused:
        found.append(f"{number(refused)}{NBSP}{'ont' if refused > 1 else 'a'} refusé")
    if not_agreed:
        found.append(f"{number(not_agreed)} sans accord")
    return found


def hours(calendar: Calendar) -> str:
    """« du lundi au samedi, de 9 h à 19 h »: when offers may leave."""
    window = calendar.windows["marketing"]
    days = sorted(day for day in window.days if day in calendar.working_days)
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        said = f"du {DAYS[days[0]]} au {DAYS[days[-1]]}"
    else:
        said = ", ".join(DAYS[day] for day in days)
    spans = " et ".join(
        f"de {_hour(s.start.hour, s.start.minute)} à {_hour(s.end.hour, s.end.minute)}" for s in window.spans
    )
    return f"{said}, {spans}"


def _hour(hour: int, minute: int) -> str:
    return f"{hour}{NBSP}h" + (f"{NBSP}{minute:02d}" if minute else "")


def price(cost: Cost | None, count: int) -> str:
    """« environ 8,96 € pour 128 » ; "" when the rate is not known."""
    if cost is None or cost.amount is None:
        return ""
    try:
        said = format_money(cost.amount * count, cost.currency)
    except (KeyError, ValueError):
        said = f"{cost.amount * count / 100:.2f}".replace(".", ",") + f"{NBSP}{cost.currency}"
    return f"environ {said}"
