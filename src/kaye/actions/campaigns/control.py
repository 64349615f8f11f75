"""Start, stop and resume a campaign. What is stopped hands nothing more over after its commit."""

from datetime import datetime

from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from kaye.actions.campaigns.draft import form_of
from kaye.actions.campaigns.plan import sync
from kaye.actions.engine import channel_configs
from kaye.actions.refusal import Refusal
from kaye.records.journal import append
from kaye.records.models import Business, Campaign, OutgoingMessage, Recipient
from kaye.records.segments import count, kept_rules

_WAITING = ("due", "leased")


def start_campaign(
    *, business: Business, campaign: Campaign, now: datetime, at: datetime | None = None, by: str = ""
) -> Campaign:
    """It leaves from `at` on, in the customers' hours; the audience is taken at that moment. Raises Refusal."""
    form_of(campaign.channel)
    if campaign.channel not in channel_configs(business):
        raise Refusal("Ce canal n'est pas encore réglé : ouvrez les réglages, puis « Tester ».")
    if not count(business, kept_rules(campaign.rules), now):
        raise Refusal("Personne ne répond à ces conditions : la campagne n'aurait pas de destinataire.")
    with transaction.atomic():
        row = Campaign.objects.select_for_update().get(business=business, pk=campaign.pk)
        if row.state != "draft":
            raise Refusal("Cette campagne est déjà partie.")
        row.state, row.starts_at, row.next_at = "scheduled", at or now, at or now
        row.save(update_fields=["state", "starts_at", "next_at"])
        _write(business, row, "campaign_started", now, by)
    return row


def stop_campaign(*, business: Business, campaign: Campaign, now: datetime, by: str = "") -> Campaign:
    """What is not yet handed over waits; what left has left. Raises Refusal."""
    with transaction.atomic():
        row = Campaign.objects.select_for_update().get(business=business, pk=campaign.pk)
        if row.state not in ("scheduled", "running"):
            raise Refusal("Cette campagne n'est pas en cours.")
        row.state, row.next_at, row.paced_to = "paused", None, None
        row.save(update_fields=["state", "next_at", "paced_to"])
        ours = Recipient.objects.filter(campaign=row).values("outgoing_id")
        OutgoingMessage.objects.filter(business=business, pk__in=ours, state__in=_WAITING).update(
            state="cancelled",
            key=Concat("key", Value("#"), Cast("pk", CharField())),
            trouble="campagne arrêtée",
        )
        sync(row, now)
        _write(business, row, "campaign_stopped", now, by)
    return row


def resume_campaign(*, business: Business, campaign: Campaign, now: datetime, by: str = "") -> Campaign:
    """Go on with the rest. Raises Refusal."""
    with transaction.atomic():
        row = Campaign.objects.select_for_update().get(business=business, pk=campaign.pk)
        if row.state != "paused":
            raise Refusal("Cette campagne n'est pas arrêtée.")
        row.state = "running" if row.started_at else "scheduled"
        row.next_at = max(now, row.starts_at or now)
        row.save(update_fields=["state", "next_at"])
        _write(business, row, "campaign_resumed", now, by)
    return row


def _write(business: Business, row: Campaign, kind: str, now: datetime, by: str) -> None:
    append(business=business, kind=kind, at=now, payload={"campaign": row.pk, "name": row.name}, by=by)
