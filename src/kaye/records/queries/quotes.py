"""Where a quote stands on a day, and what the law says once it is signed (M33, M34, M37)."""

from datetime import date

from kaye.countries.pack import pack
from kaye.records.calendars import calendar_of, local_day
from kaye.records.models import Business, Customer, Document, Signature
from kaye.rules.documents.time_bar import AtHome, signed_at_home

_FRENCH_LAW = "FR"  # code de la consommation, L221-10


def state_on(quote: Document, today: date) -> str:
    """Its state; a sent quote whose last day has passed is expired."""
    is_past = quote.valid_until is not None and quote.valid_until < today
    return "expired" if quote.state == "sent" and is_past else quote.state


def at_home(document: Document) -> AtHome | None:
    """The dates of a contract signed at a consumer's home, for the quote and all that comes from it; None otherwise."""
    quote = document
    while quote.source is not None and quote.kind != "quote":
        quote = quote.source
    if quote.kind != "quote" or not quote.asked.get("off_premises") or quote.customer.is_consumer is False:
        return None
    signature = Signature.objects.filter(document=quote).first()
    if signature is None:
        return None
    business = document.business
    calendar = calendar_of(business, quote.customer.country)
    if not has_delay(business):
        return None
    signed_on = local_day(business, signature.at)
    return signed_at_home(signed_on, calendar, bool(quote.asked.get("urgent_repair")))


def has_delay(business: Business) -> bool:
    """Whether the country of the business knows the delay of contracts signed at home."""
    return pack(business.country).law == _FRENCH_LAW


def no_payment_before(customer: Customer, today: date) -> date | None:
    """The first day on which money may be taken from this customer for what was signed at home; None when free."""
    quotes = Document.objects.filter(
        customer=customer, kind="quote", state="accepted", asked__off_premises=True
    ).select_related("business", "customer", "source")
    found = [home.no_payment_before for quote in quotes if (home := at_home(quote)) is not None]
    return max((day for day in found if day is not None and day > today), default=None)
