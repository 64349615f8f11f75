"""What the documents of a business rest on: its settings, and the law of its country towards one customer."""

from dataclasses import dataclass

from kaye.actions.refusal import Refusal
from kaye.countries.late import late_bases, terms_law
from kaye.countries.mentions import mention_rules
from kaye.countries.pack import codes, pack
from kaye.countries.taxes import Taxes, taxes
from kaye.records.calendars import currency_of
from kaye.records.models import Business, ContactPoint, Customer
from kaye.rules.documents.asked import AskedLaw
from kaye.rules.documents.mentions import MentionRules
from kaye.rules.documents.seller import Papers, SellerLaw, all_settings, papers_of
from kaye.rules.documents.terms import TermsLaw
from kaye.rules.documents.vat import Parties
from kaye.rules.money import Currency
from kaye.rules.people import zone_of_phone


@dataclass(frozen=True, slots=True)
class Ground:
    """One business. `settings`: the values of M58 by key, those never written included."""

    business: Business
    papers: Papers
    currency: Currency
    taxes: Taxes
    mentions: MentionRules
    terms: TermsLaw

    def asked_law(self, customer: Customer) -> AskedLaw:
        """How a file for this customer is read."""
        return AskedLaw(
            currency=self.currency.code,
            tax=self.taxes.vat,
            terms_law=self.terms,
            parties=Parties(self.papers.regime, is_firm(customer), customer.vat_number),
            terms=self.papers.terms,
            valid_days=self.papers.valid_days,
        )


class DocumentRefusal(Refusal):
    """A Refusal about one place of a document: « lines.0.quantity » (M57)."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.path = path


def ground(business: Business) -> Ground:
    """The settings as they are now, and the pack of the business."""
    country = business.country
    return Ground(
        business=business,
        papers=papers_of(_kept(business), seller_law(business)),
        currency=currency_of(business),
        taxes=taxes(country),
        mentions=mention_rules(country),
        terms=terms_law(country),
    )


def seller_law(business: Business) -> SellerLaw:
    """What the settings of this business may be."""
    known = pack(business.country)
    return SellerLaw(late_bases(business.country), allow_partial=known.currency != "EUR")


def settings_of(business: Business) -> dict[str, str | bool | int]:
    """Every setting of M58 with its value."""
    return all_settings(_kept(business), seller_law(business))


def _kept(business: Business) -> dict[str, str | bool | int]:
    """The address is kept where the messages read it too."""
    return {**business.papers, "address": business.address}


def is_firm(customer: Customer) -> bool:
    """Unknown counts as a consumer (M58)."""
    return customer.is_consumer is False


def country_of(business: Business, customer: Customer) -> str:
    """Written on the customer, else told by the phone, else the business's (R23)."""
    if customer.country:
        return customer.country
    phones = ContactPoint.objects.filter(customer=customer, kind="phone", state="ok").order_by("id")
    phone = phones.values_list("value", flat=True).first()
    told = zone_of_phone(phone) if phone else None
    return told if told in codes() else business.country
