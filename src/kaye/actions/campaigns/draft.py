"""Write a campaign down, and change it until it starts."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from kaye.actions.refusal import Refusal
from kaye.channels.registry import channel
from kaye.records.calendars import currency_of
from kaye.records.journal import append
from kaye.records.models import Business, Campaign, Segment
from kaye.records.segments import Rule, read_rules
from kaye.rules.campaigns import RATES, CampaignFault, read_words

_FIELDS = ("subject_a", "text_a", "subject_b", "text_b")
_MOST_RATE = 1000
_LONGEST_SUBJECT = 200


def draft_campaign(
    *,
    business: Business,
    name: str,
    channel_name: str,
    rules: Sequence[Mapping[str, str]],
    words: Mapping[str, str],
    now: datetime,
    rate: int | None = None,
    campaign: Campaign | None = None,
    by: str = "",
) -> Campaign:
    """A new one, or the same one changed. `words`: subject_a, text_a, and subject_b, text_b for a second version.

    Raises Refusal, CampaignFault, SegmentFault.
    """
    said = " ".join(name.split())[:80]
    if not said:
        raise Refusal("Donnez un nom à cette campagne.")
    form = form_of(channel_name)
    kept = read_rules(rules, currency_of(business).code)
    typed = {field: words.get(field, "").strip() for field in _FIELDS}
    for field in ("subject_a", "subject_b"):
        if len(typed[field]) > _LONGEST_SUBJECT:
            raise CampaignFault(field, f"Cet objet est trop long : {_LONGEST_SUBJECT} caractères au plus.")
    read_words(form, typed["subject_a"], typed["text_a"])
    if typed["text_b"]:
        read_words(form, typed["subject_b"] or typed["subject_a"], typed["text_b"], "b")
    most = channel(channel_name).capabilities.per_second or _MOST_RATE
    wanted = min(RATES[form], most) if rate is None else rate
    if not 1 <= wanted <= most:
        raise Refusal(f"Par ce canal, le rythme va de 1 à {most} messages par seconde.")
    if campaign is not None and campaign.state != "draft":
        raise Refusal("Cette campagne est partie : faites-en une autre.")
    with transaction.atomic():
        row = campaign or Campaign(business=business, created_at=now)
        row.name, row.channel, row.rate = said, channel_name, wanted
        row.rules = [{"fact": each.fact, "test": each.test, "value": each.value} for each in kept]
        for field, value in typed.items():
            setattr(row, field, value)
        row.save()
        append(business=business, kind="campaign_written", at=now, payload={"campaign": row.pk}, by=by)
    return row


def form_of(channel_name: str) -> str:
    """email, sms or whatsapp: what this channel carries. Raises Refusal for one that cannot write to many."""
    can = channel(channel_name).capabilities
    if not can.automatic or can.text_form not in RATES:
        raise Refusal("Ce canal n'envoie pas tout seul : choisissez l'e-mail, un SMS ou WhatsApp réglé.")
    return can.text_form


def keep_segment(
    *, business: Business, name: str, rules: Sequence[Mapping[str, str]], now: datetime, by: str = ""
) -> Segment:
    """A choice of customers, to be used again; the same name replaces it. Raises Refusal, SegmentFault."""
    said = " ".join(name.split())[:80]
    if not said:
        raise Refusal("Donnez un nom à ce segment.")
    kept: tuple[Rule, ...] = read_rules(rules, currency_of(business).code)
    with transaction.atomic():
        row, _ = Segment.objects.update_or_create(
            business=business,
            name=said,
            defaults={
                "rules": [{"fact": each.fact, "test": each.test, "value": each.value} for each in kept],
                "changed_at": now,
            },
        )
        append(business=business, kind="segment_kept", at=now, payload={"segment": row.pk}, by=by)
    return row
