"""Every row Kayé keeps. A row belongs to one business; its manager raises outside `scope(business=…)`.

Amounts are integers of minor units in the business's one currency. Dates owed are dates of the business's calendar.
Sums kept on a row (`Instalment.paid`, `Product.reserved`, the decision on `Case`) are caches,
which `kaye check` recounts.
"""

from kaye.records.models.business import (
    Business,
    ChannelAccount,
    LoginLink,
    Member,
    TextOverride,
)
from kaye.records.models.catalogue import Product
from kaye.records.models.customer import ContactPoint, Customer, OptOut
from kaye.records.models.followup import Case, Hold, ScenarioVersion, StepDone
from kaye.records.models.imported import ImportBatch, ImportedRow, ImportProfile
from kaye.records.models.journal import Event
from kaye.records.models.money import Allocation, Instalment, Payment, Receivable
from kaye.records.models.outbox import MessageStep, OutgoingMessage
from kaye.records.models.sale import Sale, SaleLine

__all__ = [
    "Allocation",
    "Business",
    "Case",
    "ChannelAccount",
    "ContactPoint",
    "Customer",
    "Event",
    "Hold",
    "ImportBatch",
    "ImportProfile",
    "ImportedRow",
    "Instalment",
    "LoginLink",
    "Member",
    "MessageStep",
    "OptOut",
    "OutgoingMessage",
    "Payment",
    "Product",
    "Receivable",
    "Sale",
    "SaleLine",
    "ScenarioVersion",
    "StepDone",
    "TextOverride",
]
