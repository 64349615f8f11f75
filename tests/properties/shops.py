"""Shops drawn at random: customers of every sort, what they owe, what they ordered, what they said."""

from datetime import date, datetime, timedelta
from random import Random

from kaye.actions.add_debt import add_debt
from kaye.actions.hold import place_hold
from kaye.actions.open_business import open_business
from kaye.actions.record_customer import record_customer
from kaye.actions.record_payment import record_payment
from kaye.actions.record_sale import LineInput, record_sale
from kaye.actions.refusal import Refusal
from kaye.actions.stop import stop
from kaye.records.models import Business, Customer
from tests.actions.mornings import at, letters

COUNTRIES = ("CM", "GP", "FR", "BE", "SN")
_PHONES = {"CM": "6771234", "SN": "7012345", "GP": "06901122", "FR": "06122233", "BE": "04701122"}


def new_shop(random: Random, start: date, country: str | None = None) -> Business:
    """A business whose e-mails have an address to leave from."""
    chosen = country or random.choice(COUNTRIES)
    business = open_business(name="Chez Moussa", country=chosen, now=datetime_of(start))
    Business.objects.filter(pk=business.pk).update(
        email="bureau@exemple.fr", address="1 rue du Port", marks_every=random.choice([1, 3, 50])
    )
    business.refresh_from_db()
    return business


def datetime_of(day: date) -> datetime:
    """Early that day, whatever the zone."""
    return datetime.fromisoformat(f"{day.isoformat()}T06:00:00+00:00")


def new_customer(business: Business, random: Random, number: int, now: datetime) -> Customer:
    """With a phone, an e-mail, both or nothing; now and then the address of the one before."""
    shared = number - 1 if number and random.random() < 0.15 else number
    phone = f"{_PHONES[business.country]}{shared:02d}" if random.random() < 0.5 else None
    email = f"client{shared}@exemple.fr" if random.random() < 0.7 else None
    return record_customer(
        business=business,
        now=now,
        name_raw=f"{random.choice(['Mme', 'M.', 'Dr'])} Awa{letters(number)} Diop{letters(number)}",
        phone=phone,
        email=email,
        is_consumer=random.choice([None, True, False]),
        informal=random.random() < 0.2,
    )


def owe(business: Business, random: Random, who: Customer, now: datetime, today: date, number: int) -> None:
    """A debt of the notebook or an invoice, due somewhere around now."""
    due = today + timedelta(days=random.randint(-45, 20))
    issued = min(today, due) - timedelta(days=random.randint(0, 30))
    invoice = random.random() < 0.6
    add_debt(
        business=business,
        customer=who,
        label=random.choice(["Riz", "Huile 5 L", "Pose d'un split"]),
        total=random.randint(2, 900) * 500,
        issued_on=issued,
        due_on=due,
        now=now,
        origin="invoice" if invoice else "manual",
        reference=f"FA-{number:04d}" if invoice else "",
    )


def sell(business: Business, random: Random, who: Customer, now: datetime, today: date) -> None:
    """Cash, credit or an order, with what follows: delivery, satisfaction, restock."""
    kind = random.choice(["cash", "credit", "order"])
    given: dict[str, object] = {"sold_on": today - timedelta(days=random.randint(0, 8))}
    if kind == "credit":
        given["due_on"] = today + timedelta(days=random.randint(0, 15))
    if kind == "order":
        given["promised_on"] = today + timedelta(days=random.randint(0, 12))
    lines = [LineInput(random.choice(["Riz", "Frigo"]), random.randint(1, 2), random.randint(5, 50) * 500)]
    record_sale(business=business, customer=who, kind=kind, lines=lines, now=now, **given)  # type: ignore[arg-type]


def say(business: Business, random: Random, who: Customer, now: datetime, today: date) -> None:
    """A promise, a pause, a disagreement, « déjà payé », a part of the money, a refusal to be written to."""
    what = random.choices(
        ["promise", "pause", "dispute", "paid", "money", "stop", "nothing"], [4, 1, 1, 2, 6, 0.5, 2]
    )[0]
    later = today + timedelta(days=random.randint(0, 12))
    try:
        if what == "money":
            record_payment(
                business=business,
                customer=who,
                amount=random.randint(1, 40) * 500,
                received_on=today,
                now=now,
            )
        elif what == "stop":
            stop(business=business, customer=who, now=now, purpose=random.choice(["marketing", "all"]))
        elif what == "promise":
            place_hold(business=business, customer=who, kind=what, promised_on=later, now=now)
        elif what != "nothing":
            place_hold(business=business, customer=who, kind=what, until=later, now=now)
    except Refusal:
        return  # what nobody could have done in the shop either


def fill(business: Business, random: Random, today: date, customers: int) -> None:
    """Customers with one to four things to follow each, and for some a word."""
    now = at(business, today, 6.5)
    for number in range(customers):
        who = new_customer(business, random, number, now)
        for thing in range(random.randint(1, 4)):
            if random.random() < 0.7:
                owe(business, random, who, now, today, number * 10 + thing)
            else:
                sell(business, random, who, now, today)
        if random.random() < 0.4:
            say(business, random, who, now, today)
