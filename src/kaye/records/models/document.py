"""Quotes, orders, delivery notes, invoices, credit notes, receipts: edited as drafts, then never changed."""

from django.db import models

from kaye.records.models.owned import Owned


class Document(Owned):
    """One paper. `kind`: quote, order, delivery, invoice, deposit, final, credit_note, receipt.

    `state` of a quote: draft, sent, accepted, declined, expired, replaced, cancelled (M33); of an order: open, done,
    cancelled; of the others: draft, issued. Whether an invoice is paid is told by its debt, never kept here.
    `asked` is what a person gave (the file of M59); `printed`, from issuing on, what the paper says (M11).
    """

    customer = models.ForeignKey("records.Customer", on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=10, default="draft")
    number = models.CharField(max_length=35, blank=True)  # empty until issued, or sent for a quote (M10)
    version = models.PositiveSmallIntegerField(default=1)  # of a quote (M35)
    revision = models.PositiveIntegerField(default=1)  # of a draft: a stale edit is refused (M57)
    asked = models.JSONField()
    printed = models.JSONField(null=True, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    ht = models.BigIntegerField(default=0)
    vat = models.BigIntegerField(default=0)
    ttc = models.BigIntegerField(default=0)
    due = models.BigIntegerField(default=0)  # ttc less deposits: the debt made at issuing
    source = models.ForeignKey(  # the quote or order that this paper invoices, delivers or changes
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="made_from_it"
    )
    original = models.ForeignKey(  # the invoice that a credit note lowers
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="credit_notes"
    )
    replaces = models.OneToOneField(  # the version before (M35)
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    sale = models.ForeignKey(
        "records.Sale", null=True, blank=True, on_delete=models.PROTECT, related_name="documents"
    )
    receivable = models.OneToOneField(
        "records.Receivable", null=True, blank=True, on_delete=models.PROTECT, related_name="document"
    )
    reason = models.CharField(max_length=20, blank=True)  # lost quote: price, delay, competitor… (M33)
    reason_text = models.CharField(max_length=300, blank=True)  # also why a credit note
    platform_status = models.CharField(max_length=12, blank=True)  # to_transmit… (M15)
    platform_number = models.CharField(max_length=60, blank=True)
    fne_number = models.CharField(max_length=60, blank=True)  # CI (M14)
    note = models.TextField(blank=True)  # internal
    client_id = models.CharField(max_length=64, null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business", "number", "version"],
                condition=~models.Q(number=""),
                name="document_number_once",
            ),
            models.UniqueConstraint(fields=["business", "client_id"], name="document_client_id_once"),
        ]
        indexes = [
            models.Index(fields=["business", "kind", "state", "-id"], name="document_list"),
            models.Index(fields=["customer", "-id"], name="document_customer"),
            models.Index(fields=["business", "issued_on"], name="document_day"),
        ]


class DocumentFile(Owned):
    """The exact bytes of a paper, kept for ever. `role`: pdf, facturx, ubl, proof, fne, signature, photo, notice…"""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="files")
    role = models.CharField(max_length=12)
    mime = models.CharField(max_length=60, default="application/pdf")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "role"], name="document_file_once")]


class NumberSeries(Owned):
    """The counter of one series and year: its row is locked while a number is given (M8). `last_on`: M9."""

    series = models.CharField(max_length=1)
    year = models.PositiveSmallIntegerField()
    prefix = models.CharField(max_length=12)
    next = models.PositiveIntegerField(default=1)
    last_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "series", "year"], name="series_once")]


class Signature(Owned):
    """A quote accepted (M36). `evidence` holds everything that `hash` covers, as canonical JSON."""

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="signature")
    name = models.CharField(max_length=160)
    method = models.CharField(max_length=6)  # typed, drawn, paper
    by = models.CharField(max_length=8)  # customer, owner
    evidence = models.JSONField()
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()


class Link(Owned):
    """A page given to a customer without an account (M39). `kind`: document, payment, space, stop (C54).

    Found by the hash of its token; `sealed` lets a later message carry the same link, never a person read it.
    `code_*`: the code asked before signing from the space (M40).
    """

    kind = models.CharField(max_length=8)
    token_hash = models.CharField(max_length=64, unique=True)
    sealed = models.BinaryField(default=bytes)
    customer = models.ForeignKey("records.Customer", on_delete=models.CASCADE, related_name="links")
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.CASCADE, related_name="links"
    )
    receivable = models.ForeignKey(
        "records.Receivable", null=True, blank=True, on_delete=models.CASCADE, related_name="links"
    )
    point = models.ForeignKey(
        "records.ContactPoint", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    purpose = models.CharField(max_length=16, blank=True, db_default="")  # what a « stop » link refuses
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)  # None: follows its document (M39)
    revoked_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    code_hash = models.CharField(max_length=64, blank=True)
    code_until = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["customer", "kind"], name="link_customer")]


class ReceivedInvoice(Owned):
    """An electronic invoice whose seller is somebody else: filed, never chased (M23)."""

    sha256 = models.CharField(max_length=64)
    number = models.CharField(max_length=60)
    seller = models.CharField(max_length=250)
    issued_on = models.DateField(null=True, blank=True)
    total = models.BigIntegerField(default=0)
    content = models.BinaryField()
    mime = models.CharField(max_length=60)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "sha256"], name="received_once")]
