"""What is owed and what came in. Payments and allocations are never edited or deleted: they are reversed."""

from django.db import models

from kaye.records.models.owned import Owned


class Receivable(Owned):
    """A debt (« créance »), with or without an invoice of ours. `origin`: notebook, invoice, manual."""

    customer = models.ForeignKey("records.Customer", on_delete=models.PROTECT, related_name="receivables")
    sale = models.ForeignKey(
        "records.Sale",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="receivables",
    )
    origin = models.CharField(max_length=10)
    reference = models.CharField(max_length=60, blank=True)  # invoice number
    label = models.CharField(max_length=300)  # « 2 Huile 5 L », « Entretien climatisation »
    issued_on = models.DateField()
    total = models.BigIntegerField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    batch = models.ForeignKey(
        "records.ImportBatch",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business", "reference"],
                condition=~models.Q(reference=""),
                name="receivable_reference_once",
            )
        ]


class Instalment(Owned):
    """A part of a receivable with its own due date. `due_on` None: at delivery. Balance = amount - paid.

    `paid` is all that settles it: money allocated, and reductions (credit notes, write-offs, « arrondi »).
    """

    receivable = models.ForeignKey(Receivable, on_delete=models.CASCADE, related_name="instalments")
    customer = models.ForeignKey("records.Customer", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(default=1)
    due_on = models.DateField(null=True, blank=True)
    amount = models.BigIntegerField()
    paid = models.BigIntegerField(default=0)  # cache of the allocations and reductions
    replaced_at = models.DateTimeField(null=True, blank=True)  # a plan took its place
    plan = models.ForeignKey(
        "records.Plan", null=True, blank=True, on_delete=models.PROTECT, related_name="instalments"
    )
    replaced_by = models.ForeignKey(
        "records.Plan", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(paid__lte=models.F("amount")),
                name="paid_within_amount",
            )
        ]
        indexes = [
            models.Index(
                fields=["customer", "due_on"],
                condition=models.Q(paid__lt=models.F("amount")),
                name="instalment_open",
            ),
            models.Index(
                fields=["business", "due_on", "id"],
                condition=models.Q(paid__lt=models.F("amount"), replaced_at=None),
                name="instalment_late",
            ),
            models.Index(  # the few that are under a plan, among all
                fields=["business", "due_on", "id"],
                condition=models.Q(paid__lt=models.F("amount"), replaced_at=None, plan__isnull=False),
                name="instalment_planned",
            ),
        ]


class Plan(Owned):
    """Instalments agreed with a customer (M29, M30). `state`: kept, cancelled."""

    customer = models.ForeignKey("records.Customer", on_delete=models.PROTECT, related_name="plans")
    total = models.BigIntegerField()
    original_due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=9, default="kept")
    created_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)


class Payment(Owned):
    """Money received; negative, the reverse of another payment, or a refund.

    `kind`: payment, refund. `method`: cash, transfer, mobile, cheque, card, other.
    `state`: done, or for a cheque pending (counts for nothing yet), then done, or bounced (M27).
    """

    customer = models.ForeignKey(
        "records.Customer",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="payments",
    )
    sale = models.ForeignKey(
        "records.Sale",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="payments",
    )
    amount = models.BigIntegerField()
    kind = models.CharField(max_length=8, default="payment", db_default="payment")
    state = models.CharField(max_length=8, default="done", db_default="done")
    cleared_at = models.DateTimeField(null=True, blank=True)  # a cheque: when it was known to be good, or not
    meant_for = models.JSONField(
        default=list, db_default=[]
    )  # [debt, amount or null] that a pending cheque was given for
    method = models.CharField(max_length=10, default="cash")
    reference = models.CharField(max_length=80, blank=True)
    received_on = models.DateField()
    reverses = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reversed_by",
    )
    reason = models.CharField(max_length=200, blank=True)
    client_id = models.CharField(max_length=64, null=True, blank=True)
    created_at = models.DateTimeField()
    batch = models.ForeignKey(
        "records.ImportBatch",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "client_id"], name="payment_client_id_once")
        ]
        indexes = [
            models.Index(fields=["business", "received_on"], name="payment_day"),
        ]


class Allocation(Owned):
    """What part of a payment settles what instalment. Σ payments = Σ allocations + unallocated (I9)."""

    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="allocations")
    instalment = models.ForeignKey(Instalment, on_delete=models.PROTECT, related_name="allocations")
    amount = models.BigIntegerField()
    made_at = models.DateTimeField(
        null=True, blank=True
    )  # when later than its payment: credit used, cheque cleared


class Reduction(Owned):
    """What lowers an instalment without money. `kind`: credit_note, write_off, rounding, deposit.

    Never edited: reversed by a row of the opposite amount.
    """

    instalment = models.ForeignKey(Instalment, on_delete=models.PROTECT, related_name="reductions")
    customer = models.ForeignKey("records.Customer", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    amount = models.BigIntegerField()
    on = models.DateField()
    reason = models.CharField(max_length=300, blank=True)
    document = models.ForeignKey(
        "records.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="reductions"
    )
    payment = models.ForeignKey(  # the cash payment whose remainder was rounded away (M6)
        Payment, null=True, blank=True, on_delete=models.PROTECT, related_name="reductions"
    )
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    created_at = models.DateTimeField()
