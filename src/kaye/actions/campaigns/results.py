"""What became of a campaign, counted now: sent, refused, answers and sales that followed, refusals."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef

from kaye.records.models import Business, Campaign, InboxMessage, OptOut, Recipient, Sale
from kaye.rules.campaigns import Variant, winner

AFTER = timedelta(days=7)  # what still counts as brought by the message
_LEFT = ("sent", "uncertain")


@dataclass(frozen=True, slots=True)
class Version:
    """One of the two texts. `answers` and `sales` count customers, within seven days of the message."""

    name: Variant
    sent: int
    answers: int
    sales: int


@dataclass(frozen=True, slots=True)
class Results:
    """`audience` = sent + failed + uncertain + skipped + waiting, always (C58). `skipped_because`: commonest first.

    `bounced`: of those sent, came back.
    """

    audience: int
    sent: int
    failed: int
    uncertain: int
    skipped: int
    waiting: int
    refused_after: int
    bounced: int
    skipped_because: tuple[tuple[str, int], ...]
    versions: tuple[Version, ...]
    best: Variant | None


def results(business: Business, campaign: Campaign) -> Results:
    """A constant number of queries. Opens are not counted: they say nothing sure."""
    rows = Recipient.objects.filter(business=business, campaign=campaign)
    states: Counter[str] = Counter(dict(rows.values_list("state").annotate(n=Count("pk"))))
    because = (
        rows.filter(state="skipped").values_list("because").annotate(n=Count("pk")).order_by("-n", "because")
    )
    after = {"at__gt": OuterRef("outgoing__sent_at"), "at__lt": OuterRef("outgoing__sent_at") + AFTER}
    answered = InboxMessage.objects.filter(
        customer=OuterRef("customer"), direction="in", auto=False, verdict="", **after
    )
    bought = Sale.objects.filter(
        customer=OuterRef("customer"),
        cancelled_at=None,
        created_at__gt=OuterRef("outgoing__sent_at"),
        created_at__lt=OuterRef("outgoing__sent_at") + AFTER,
    )
    left = rows.filter(state__in=_LEFT).exclude(outgoing__sent_at=None)
    sent = dict(left.values_list("variant").annotate(n=Count("pk")))
    answers = dict(left.filter(Exists(answered)).values_list("variant").annotate(n=Count("pk")))
    sales = dict(left.filter(Exists(bought)).values_list("variant").annotate(n=Count("pk")))
    refused = OptOut.objects.filter(customer=OuterRef("customer"), at__gt=OuterRef("outgoing__sent_at"))
    versions = tuple(_version(name, sent, answers, sales) for name in _names(campaign))
    return Results(
        audience=sum(states.values()),
        sent=states["sent"],
        failed=states["failed"],
        uncertain=states["uncertain"],
        skipped=states["skipped"],
        waiting=states["waiting"] + states["queued"],
        refused_after=left.filter(Exists(refused)).count(),
        bounced=left.filter(outgoing__delivery="failed").count(),
        skipped_because=tuple((words, n) for words, n in because[:10]),
        versions=versions,
        best=_best(versions),
    )


def _names(campaign: Campaign) -> tuple[Variant, ...]:
    return ("a", "b") if campaign.text_b else ("a",)


def _version(name: Variant, sent: dict[str, int], answers: dict[str, int], sales: dict[str, int]) -> Version:
    return Version(name, sent.get(name, 0), answers.get(name, 0), sales.get(name, 0))


def _best(versions: tuple[Version, ...]) -> Variant | None:
    """By sales when there are any, else by answers."""
    if len(versions) < 2:
        return None
    one, two = versions
    won = (one.sales, two.sales) if one.sales or two.sales else (one.answers, two.answers)
    return winner((one.sent, two.sent), won)
