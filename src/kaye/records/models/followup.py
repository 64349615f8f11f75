"""What is followed, how far it is, and what a person asked to hold."""

from django.db import models

from kaye.records.models.owned import Owned


class ScenarioVersion(Owned):
    """An immutable version of a scenario. A case is pinned to one; editing makes the next."""

    key = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    data = models.JSONField()
    is_current = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "key", "number"], name="scenario_version_once")
        ]


class Case(Owned):
    """One subject followed by one scenario. The decision columns are a cache: facts say the same."""

    customer = models.ForeignKey(
        "records.Customer",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="cases",
    )
    version = models.ForeignKey(ScenarioVersion, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    subject_type = models.CharField(max_length=12)  # instalment, sale, line, product
    subject_id = models.BigIntegerField()
    cycle = models.PositiveIntegerField(default=0)
    proposed_step = models.CharField(
        max_length=12, blank=True
    )  # this step waits for a person whatever its mode
    proposed_because = models.CharField(max_length=60, blank=True)  # old_debt, outage
    opened_on = models.DateField()
    batch = models.ForeignKey(
        "records.ImportBatch",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # The cached decision.
    verb = models.CharField(max_length=6, default="wait")  # act, wait, hold, close
    action = models.CharField(max_length=10, blank=True)  # auto, tap, call, approve, check, internal
    step = models.CharField(max_length=12, blank=True)
    due_on = models.DateField(null=True, blank=True)  # effective date of the next step, or end of the hold
    next_at = models.DateTimeField(null=True, blank=True)  # when the worker must look again
    because = models.CharField(max_length=200, blank=True)
    stake = models.BigIntegerField(default=0)  # expected money, for the order of the morning
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business", "kind", "subject_type", "subject_id", "cycle"],
                name="case_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["next_at", "id"],
                condition=models.Q(closed_at=None),
                name="case_next",
            ),
            models.Index(
                fields=["business", "due_on", "-stake", "id"],
                condition=models.Q(closed_at=None),
                name="case_due",
            ),
            models.Index(fields=["subject_type", "subject_id"], name="case_subject"),
        ]


class StepDone(Owned):
    """A step that will not come back: sent, called, not_reached, or skipped with a reason."""

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="steps_done", db_index=False
    )  # step_once starts with it
    step = models.CharField(max_length=12)
    outcome = models.CharField(max_length=12)
    reason = models.CharField(max_length=200, blank=True)
    done_on = models.DateField()  # customer's local date
    deadline_on = models.DateField(null=True, blank=True)  # « avant le … » written in the message (R33)
    at = models.DateTimeField()
    message = models.ForeignKey(
        "records.OutgoingMessage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "step"], name="step_once")]


class Hold(Owned):
    """A reason not to follow up, asked by a person or said by the customer; always with an end.

    `kind`: promise, paid, dispute, pause, unreachable, moved, cheque (one not yet cleared), and those of
    customers' pages: question, too_dear, instalments. `until` is the last day held, in the customer's calendar.
    """

    customer = models.ForeignKey("records.Customer", on_delete=models.CASCADE, related_name="holds")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.CASCADE, related_name="holds")
    kind = models.CharField(max_length=12)
    made_on = models.DateField()
    promised_on = models.DateField(null=True, blank=True)
    until = models.DateField()
    amount = models.BigIntegerField(null=True, blank=True)  # promised part; empty: all
    owed_then = models.BigIntegerField(default=0)  # what the held debts owed when it was made
    payment = models.ForeignKey(
        "records.Payment", null=True, blank=True, on_delete=models.CASCADE, related_name="holds"
    )
    words = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_because = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["customer"],
                condition=models.Q(lifted_at=None),
                name="hold_active",
            ),
            models.Index(
                fields=["business", "kind", "until"],
                condition=models.Q(lifted_at=None),
                name="hold_asked",
            ),
        ]
