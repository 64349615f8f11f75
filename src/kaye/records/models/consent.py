"""What people agreed to, per point and purpose, with the proof; and who they are."""

from django.db import models

from kaye.records.models.owned import Owned


class Consent(Owned):
    """One choice, never changed: the latest of a (point, purpose) counts (C52). Without a point: the customer's.

    `state`: soft, opted_in, opted_out, unknown (a refusal noted by mistake). `how`: form, message, page, unsubscribe,
    import, member, provider, undo.
    """

    customer = models.ForeignKey("records.Customer", on_delete=models.CASCADE, related_name="consents")
    point = models.ForeignKey(
        "records.ContactPoint", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    purpose = models.CharField(max_length=16)
    state = models.CharField(max_length=9)
    how = models.CharField(max_length=20)
    words = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=120, blank=True)
    by = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()


class Suppression(Owned):
    """An address that must stay silent though its customer is gone: a keyed hash, nothing readable (C55)."""

    value_hash = models.CharField(max_length=64)
    because = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "value_hash"], name="suppression_once")]


class Merge(Owned):
    """Two cards that became one (C27). `moved`: by table, the ids that were OTHER's; `before`: what OTHER was."""

    kept = models.ForeignKey("records.Customer", on_delete=models.CASCADE, related_name="+")
    absorbed = models.ForeignKey("records.Customer", on_delete=models.CASCADE, related_name="+")
    moved = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.CharField(max_length=120, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)


class MatchProposal(Owned):
    """Perhaps the same person (C23). `state`: proposed, merged, refused: a refused pair is not proposed again."""

    one = models.ForeignKey("records.Customer", on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey("records.Customer", on_delete=models.CASCADE, related_name="+")
    because = models.CharField(max_length=200)
    state = models.CharField(max_length=8, default="proposed")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="match_once")]
        indexes = [
            models.Index(
                fields=["business", "id"], condition=models.Q(state="proposed"), name="match_proposed"
            )
        ]
