"""Every row Kayé keeps. A row belongs to one business; its manager raises outside `scope(business=…)`.

Amounts are integers of minor units in the business's one currency. Dates owed are dates of the business's calendar.
Sums kept on a row (`Instalment.paid`, `Product.reserved`, the decision on `Case`) are caches,
which `kaye check` recounts.
"""

from kaye.records.models.access import ApiKey, IdempotentAnswer, WebhookDelivery, WebhookEndpoint
from kaye.records.models.business import (
    Business,
    ChannelAccount,
    LoginLink,
    Member,
    TextOverride,
)
from kaye.records.models.campaign import Campaign, CustomerTag, Recipient, Segment, Tag
from kaye.records.models.catalogue import Product, ProductKey
from kaye.records.models.closing import Closing
from kaye.records.models.consent import Consent, MatchProposal, Merge, Suppression
from kaye.records.models.customer import ContactPoint, Customer, CustomerKey, OptOut
from kaye.records.models.device import Device, OfflineAct, Ring
from kaye.records.models.document import (
    Document,
    DocumentFile,
    Link,
    NumberSeries,
    ReceivedInvoice,
    Signature,
)
from kaye.records.models.followup import Case, Hold, ScenarioVersion, StepDone
from kaye.records.models.imported import ImportBatch, ImportedRow, ImportProfile
from kaye.records.models.inbox import (
    CannedReply,
    FileContent,
    InboxMessage,
    MessageFile,
    Note,
    Thread,
    ThreadSeen,
    Understood,
    Upload,
    Writing,
)
from kaye.records.models.journal import Event
from kaye.records.models.money import Allocation, Instalment, Payment, Plan, Receivable, Reduction
from kaye.records.models.outbox import MessageStep, OutgoingMessage
from kaye.records.models.provider import BankLine, PaymentAccount, ProviderNotice, ProviderPayment
from kaye.records.models.reception import ChannelTemplate, InboundEvent, RawPayload
from kaye.records.models.recovery import Fee, FormalNotice, HandOff
from kaye.records.models.request import Request, Task
from kaye.records.models.sale import Sale, SaleLine
from kaye.records.models.subscription import (
    Subscription,
    SubscriptionPause,
    SubscriptionPeriod,
    SubscriptionPrice,
)

__all__ = [
    "Allocation",
    "ApiKey",
    "BankLine",
    "Business",
    "Campaign",
    "CannedReply",
    "Case",
    "ChannelAccount",
    "ChannelTemplate",
    "Closing",
    "Consent",
    "ContactPoint",
    "Customer",
    "CustomerKey",
    "CustomerTag",
    "Device",
    "Document",
    "DocumentFile",
    "Event",
    "Fee",
    "FileContent",
    "FormalNotice",
    "HandOff",
    "Hold",
    "IdempotentAnswer",
    "ImportBatch",
    "ImportProfile",
    "ImportedRow",
    "InboundEvent",
    "InboxMessage",
    "Instalment",
    "Link",
    "LoginLink",
    "MatchProposal",
    "Member",
    "Merge",
    "MessageFile",
    "MessageStep",
    "Note",
    "NumberSeries",
    "OfflineAct",
    "OptOut",
    "OutgoingMessage",
    "Payment",
    "PaymentAccount",
    "Plan",
    "Product",
    "ProductKey",
    "ProviderNotice",
    "ProviderPayment",
    "RawPayload",
    "Receivable",
    "ReceivedInvoice",
    "Recipient",
    "Reduction",
    "Request",
    "Ring",
    "Sale",
    "SaleLine",
    "ScenarioVersion",
    "Segment",
    "Signature",
    "StepDone",
    "Subscription",
    "SubscriptionPause",
    "SubscriptionPeriod",
    "SubscriptionPrice",
    "Suppression",
    "Tag",
    "Task",
    "TextOverride",
    "Thread",
    "ThreadSeen",
    "Understood",
    "Upload",
    "WebhookDelivery",
    "WebhookEndpoint",
    "Writing",
]
