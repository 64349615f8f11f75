"""`kaye campaign`: a message to many customers: written, started, stopped, resumed, counted (C58)."""

from typing import TYPE_CHECKING, Any

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option

if TYPE_CHECKING:
    from kaye.records.models import Business, Campaign

_CAMPAIGN = click.option("--campaign", required=True, metavar="NOM", help="Son nom, ou son numéro.")


@click.group("campaign", help="Un message à un segment : create, start, stop, resume, show.")
def command() -> None: ...


@command.command("create", help="Écrit une campagne, sans rien envoyer.")
@business_option
@click.option("--name", required=True, metavar="NOM", help="Comment vous l'appelez.")
@click.option("--channel", required=True, metavar="CANAL", help="email, twilio, brevo, whatsapp…")
@click.option("--rule", "rules", multiple=True, metavar="FAIT:TEST[:VALEUR]", help="late:more_than:30…")
@click.option("--subject", default="", metavar="OBJET", help="L'objet de l'e-mail.")
@click.option("--text", required=True, metavar="TEXTE", help="Le message, avec ses {{mots}}.")
@click.option("--subject-b", default="", metavar="OBJET", help="L'objet de la seconde version.")
@click.option("--text-b", default="", metavar="TEXTE", help="La seconde version, pour la moitié des clients.")
@click.option("--rate", type=int, metavar="N", help="Messages par seconde.")
@as_option
@at_option
@json_option
def create(
    business: str,
    name: str,
    channel: str,
    rules: tuple[str, ...],
    subject: str,
    text: str,
    subject_b: str,
    text_b: str,
    rate: int | None,
    acting_as: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    with in_business(business) as owner:
        from kaye.actions.campaigns.draft import draft_campaign
        from kaye.actions.refusal import Refusal
        from kaye.cli.acting import acting
        from kaye.records.segments import SegmentFault, typed_rule
        from kaye.rules.campaigns import CampaignFault

        by = acting(owner, acting_as, "campaigns")
        words = {"subject_a": subject, "text_a": text, "subject_b": subject_b, "text_b": text_b}
        try:
            made = draft_campaign(
                business=owner,
                name=name,
                channel_name=channel,
                rules=[typed_rule(each) for each in rules],
                words=words,
                now=instant(at, owner.country),
                rate=rate,
                by=by,
            )
        except (CampaignFault, SegmentFault) as fault:
            raise Refusal(str(fault)) from None
        _say(owner, made, instant(at, owner.country), as_json)


@command.command("start", help="La lance, tout de suite ou à l'instant dit.")
@business_option
@_CAMPAIGN
@click.option("--send-at", metavar="ISO", help="Quand commencer.")
@as_option
@at_option
@json_option
def start(
    business: str, campaign: str, send_at: str | None, acting_as: str | None, at: str | None, as_json: bool
) -> None:
    with in_business(business) as owner:
        from kaye.actions.campaigns.control import start_campaign
        from kaye.cli.acting import acting

        by, now = acting(owner, acting_as, "campaigns"), instant(at, owner.country)
        begins = instant(send_at, owner.country) if send_at else None
        row = start_campaign(business=owner, campaign=_found(owner, campaign), now=now, at=begins, by=by)
        _say(owner, row, now, as_json)


@command.command("stop", help="L'arrête : plus rien ne part.")
@business_option
@_CAMPAIGN
@as_option
@at_option
@json_option
def stop(business: str, campaign: str, acting_as: str | None, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions.campaigns.control import stop_campaign
        from kaye.cli.acting import acting

        by, now = acting(owner, acting_as, "campaigns"), instant(at, owner.country)
        row = stop_campaign(business=owner, campaign=_found(owner, campaign), now=now, by=by)
        _say(owner, row, now, as_json)


@command.command("resume", help="La reprend où elle s'était arrêtée.")
@business_option
@_CAMPAIGN
@as_option
@at_option
@json_option
def resume(business: str, campaign: str, acting_as: str | None, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions.campaigns.control import resume_campaign
        from kaye.cli.acting import acting

        by, now = acting(owner, acting_as, "campaigns"), instant(at, owner.country)
        row = resume_campaign(business=owner, campaign=_found(owner, campaign), now=now, by=by)
        _say(owner, row, now, as_json)


@command.command("show", help="Où elle en est.")
@business_option
@_CAMPAIGN
@at_option
@json_option
def show(business: str, campaign: str, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        _say(owner, _found(owner, campaign), instant(at, owner.country), as_json)


def _found(business: "Business", typed: str) -> "Campaign":
    from django.db.models import Q

    from kaye.actions.refusal import Refusal
    from kaye.records.models import Campaign

    wanted = Q(name__iexact=typed.strip())
    if typed.strip().isdecimal():
        wanted |= Q(pk=int(typed))
    row = Campaign.objects.filter(wanted, business=business).order_by("-id").first()
    if row is None:
        raise Refusal(f"Aucune campagne ne s'appelle « {typed} ».")
    return row


def _say(business: "Business", row: "Campaign", now: Any, as_json: bool) -> None:
    from kaye.actions.campaigns.results import results
    from kaye.records.segments import count, kept_rules

    found = results(business, row)
    chosen = found.audience if row.frozen_at else count(business, kept_rules(row.rules), now)
    shape = {
        "campaign": row.pk,
        "name": row.name,
        "channel": row.channel,
        "state": row.state,
        "audience": chosen,
        "sent": found.sent,
        "failed": found.failed,
        "uncertain": found.uncertain,
        "skipped": found.skipped,
        "waiting": found.waiting if row.frozen_at else chosen,
        "bounced": found.bounced,
        "refused_after": found.refused_after,
        "skipped_because": dict(found.skipped_because),
        "versions": [
            {"name": each.name, "sent": each.sent, "answers": each.answers, "sales": each.sales}
            for each in found.versions
        ],
        "best": found.best,
    }
    states = {
        "draft": "écrite",
        "scheduled": "prévue",
        "running": "en cours",
        "paused": "arrêtée",
        "done": "finie",
    }
    said = f"« {row.name} » ({states[row.state]}) : {found.sent} partis sur {chosen}, {shape['waiting']} attendent"
    answer(shape, as_json, f"{said}, {found.skipped} écartés.")
