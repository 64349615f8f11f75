"""Files brought in: kept raw, row by row recognised, so that the same file twice changes nothing."""

from django.db import models

from kaye.records.models.owned import Owned


class ImportBatch(Owned):
    """`state`: read (shown, nothing written), done, undone."""

    kind = models.CharField(max_length=12)
    filename = models.CharField(max_length=200)
    raw = models.BinaryField()
    mapping = models.JSONField(default=dict)
    answer = models.JSONField(default=dict)  # the counts and refusals, in the shape of R3
    state = models.CharField(max_length=8)
    created_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)


class ImportedRow(Owned):
    """A row once brought in, by the key that recognises it (R16). `content` is a hash of what it said."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=80)
    content = models.CharField(max_length=64)
    line = models.PositiveIntegerField()
    object_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "kind", "key"], name="imported_once")]


class ImportProfile(Owned):
    """The columns a person chose for files with these headers."""

    kind = models.CharField(max_length=12)
    signature = models.CharField(max_length=64)
    mapping = models.JSONField()
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "kind", "signature"], name="profile_once")]
