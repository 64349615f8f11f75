"""One history per customer: the thread, what was said in it, and who is busy with it.

A thread's states are a function of its messages (C12); the columns here are their cache, for lists and clocks.
"""

from django.db import models

from kaye.records.models.owned import Owned


class Thread(Owned):
    """All channels of one customer (C28). `state`: to_answer, waiting, snoozed, closed, to_check.

    `unanswered_since`: the oldest message that still needs an answer; `due_at`, `soon_at`: its clock (C32).
    """

    customer = models.OneToOneField("records.Customer", on_delete=models.CASCADE, related_name="thread")
    state = models.CharField(max_length=9, default="waiting")
    assigned_to = models.ForeignKey(
        "records.Member", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    last_at = models.DateTimeField()
    last_text = models.CharField(max_length=160, blank=True)
    last_direction = models.CharField(max_length=3, blank=True)
    last_channel = models.CharField(max_length=40, blank=True)
    last_inbound_at = models.DateTimeField(null=True, blank=True)
    last_answer_at = models.DateTimeField(null=True, blank=True)
    unanswered_since = models.DateTimeField(null=True, blank=True)
    soon_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    window_told = models.BooleanField(default=False)  # the end of the free window was rung
    told_late = models.CharField(max_length=8, blank=True)  # "", soon, late, owner: what was rung already
    snoozed_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    until_reply = models.BooleanField(default=False)  # « jusqu'à sa réponse »
    quiet_until = models.DateTimeField(null=True, blank=True)  # wants a person: no automatic answer (C46)
    closed_at = models.DateTimeField(null=True, blank=True)
    related = models.JSONField(
        default=list
    )  # customers into whose thread this one wrote (C25), for members only
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["business", "state", "-last_at", "-id"], name="thread_state"),
            models.Index(fields=["business", "-last_at", "-id"], name="thread_recent"),
            models.Index(
                fields=["business", "due_at", "id"], condition=models.Q(state="to_answer"), name="thread_due"
            ),
            models.Index(
                fields=["soon_at"], condition=models.Q(soon_at__isnull=False), name="thread_ringing"
            ),
            models.Index(fields=["snoozed_until"], condition=models.Q(state="snoozed"), name="thread_waking"),
            models.Index(fields=["last_at"], condition=models.Q(state="waiting"), name="thread_closing"),
        ]


class InboxMessage(Owned):
    """One thing said: by the customer, by us from elsewhere (an echo), or by a person through the outbox.

    Automatic messages stay in the outbox alone; the thread shows both. `origin`: customer, person, phone_app,
    other_app. `identity`: unique in the account (C10), empty for what a person writes here. `search`: folded words.
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="messages", db_index=False)
    customer = models.ForeignKey(
        "records.Customer", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    point = models.ForeignKey(
        "records.ContactPoint", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    account = models.ForeignKey(
        "records.ChannelAccount", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    channel = models.CharField(max_length=40)
    external_id = models.CharField(max_length=300, blank=True)
    identity = models.CharField(max_length=64, null=True, blank=True)  # hash of account and external id
    direction = models.CharField(max_length=3)  # in, out
    origin = models.CharField(max_length=9)
    form = models.CharField(max_length=12, default="text")
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)  # the provider's own time, as it said it
    received_at = models.DateTimeField()
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    quoted = models.TextField(blank=True)
    html = models.TextField(blank=True)
    body_hash = models.CharField(max_length=64, blank=True)
    search = models.TextField(blank=True)
    verdict = models.CharField(max_length=8, blank=True)  # to_check
    doubt = models.CharField(max_length=300, blank=True)
    auto = models.BooleanField(default=False)
    truncated = models.BooleanField(default=False)
    history = models.BooleanField(default=False)
    needs_answer = models.BooleanField(default=False)
    intents = models.JSONField(default=list)  # names, best first
    earlier = models.JSONField(default=list)  # texts before each edit
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    reply_to = models.CharField(max_length=300, blank=True)
    reactions = models.JSONField(default=dict)  # by the point's value
    references = models.JSONField(default=list)  # Message-IDs of its thread, for mail
    call_state = models.CharField(max_length=9, blank=True)  # form « call »: ringing, missed, answered…
    call_seconds = models.PositiveIntegerField(null=True, blank=True)
    outgoing = models.OneToOneField(
        "records.OutgoingMessage",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="inbox_message",
    )
    by = models.ForeignKey(
        "records.Member", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "identity"], name="inbox_message_once")]
        indexes = [
            models.Index(fields=["thread", "at", "id"], name="inbox_thread"),
            models.Index(fields=["customer", "-at", "-id"], name="inbox_customer"),
            models.Index(fields=["business", "external_id"], name="inbox_external"),
        ]


class MessageFile(Owned):
    """An attachment (C19, C20). `state`: pending, ready, too_big, refused, failed. `name` is as sent, never a path."""

    message = models.ForeignKey(InboxMessage, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=160, blank=True)
    mime = models.CharField(max_length=120, blank=True)  # judged by its bytes once they are here
    size = models.BigIntegerField(null=True, blank=True)
    ref = models.CharField(max_length=2000, blank=True)
    content_id = models.CharField(max_length=200, blank=True)
    voice = models.BooleanField(default=False)
    inline = models.BooleanField(default=False)  # may be shown in place; else only downloaded
    state = models.CharField(max_length=8, default="pending")
    because = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_at"], condition=models.Q(next_at__isnull=False), name="message_file_due"
            )
        ]


class FileContent(Owned):
    """The bytes of an attachment, apart: a list of messages never reads them."""

    file = models.OneToOneField(MessageFile, on_delete=models.CASCADE, related_name="content")
    content = models.BinaryField()


class Upload(Owned):
    """A file a member chose for a reply that is not sent yet."""

    member = models.ForeignKey("records.Member", on_delete=models.CASCADE, related_name="+")
    outgoing = models.ForeignKey(
        "records.OutgoingMessage", null=True, blank=True, on_delete=models.CASCADE, related_name="uploads"
    )
    name = models.CharField(max_length=160)
    mime = models.CharField(max_length=120)
    content = models.BinaryField()
    created_at = models.DateTimeField()


class ThreadSeen(Owned):
    """Up to where a member has read; later inbound messages are unread for them (C28)."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="seen", db_index=False)
    member = models.ForeignKey("records.Member", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "member"], name="thread_seen_once")]


class Writing(Owned):
    """« X écrit » (C36): who has the composer open, until when."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="writing", db_index=False)
    member = models.ForeignKey("records.Member", on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "member"], name="writing_once")]


class Note(Owned):
    """Between members; no customer ever sees it."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    by = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()


class CannedReply(Owned):
    """A ready answer with variables, found by its name."""

    name = models.CharField(max_length=60)
    text = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "name"], name="canned_once")]


class Understood(Owned):
    """One effect of what a customer said, as a sheet to keep or to undo (C41).

    `state`: proposed, applied, kept, undone, refused. `hold`: what it made, when it made one.
    """

    message = models.ForeignKey(InboxMessage, on_delete=models.CASCADE, related_name="understood")
    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=8)
    because = models.CharField(max_length=300)
    until = models.DateField(null=True, blank=True)
    amount = models.BigIntegerField(null=True, blank=True)
    hold = models.ForeignKey(
        "records.Hold", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["business", "id"], condition=models.Q(state="proposed"), name="understood_asked"
            )
        ]
