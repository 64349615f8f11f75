"""Beyond reminders: fees apart from the debt, formal notices, files handed to a collection agency."""

from django.db import models

from kaye.records.models.owned import Owned


class Fee(Owned):
    """The fee ledger (M51): a figure frozen when it was claimed. `kind`: interest, fixed. Never inside a balance."""

    customer = models.ForeignKey("records.Customer", on_delete=models.PROTECT, related_name="fees")
    receivable = models.ForeignKey("records.Receivable", on_delete=models.PROTECT, related_name="fees")
    kind = models.CharField(max_length=8)
    step = models.CharField(max_length=20)  # the message or notice that claimed it
    amount = models.BigIntegerField()
    paid = models.BigIntegerField(default=0)
    computed = models.JSONField(default=dict)  # principal, segments, as shown when claimed
    claimed_on = models.DateField()
    created_at = models.DateTimeField()
    waived_at = models.DateTimeField(null=True, blank=True)
    waived_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["receivable", "kind", "step"], name="fee_once")]


class FormalNotice(Owned):
    """« Mise en demeure » (M52). `state`: drafted, sent, received, cancelled. The letter's bytes never change."""

    customer = models.ForeignKey("records.Customer", on_delete=models.PROTECT, related_name="notices")
    receivables = models.ManyToManyField("records.Receivable", related_name="notices")
    state = models.CharField(max_length=10, default="drafted")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    figures = models.JSONField()  # principal, interest and fixed sum of each debt, as printed
    created_at = models.DateTimeField()
    sent_on = models.DateField(null=True, blank=True)
    registered_number = models.CharField(max_length=60, blank=True)
    received_on = models.DateField(null=True, blank=True)
    deadline_on = models.DateField(null=True, blank=True)


class HandOff(Owned):
    """Debts given to a collection agency (M53): automation stops until they are taken back."""

    customer = models.ForeignKey("records.Customer", on_delete=models.PROTECT, related_name="hand_offs")
    receivables = models.ManyToManyField("records.Receivable", related_name="hand_offs")
    agency = models.CharField(max_length=160)
    mandate = models.CharField(max_length=300, blank=True)
    content = models.BinaryField()  # the brief, as PDF
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_because = models.CharField(max_length=300, blank=True)
