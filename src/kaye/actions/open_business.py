"""Open a business: its country, its scenarios, its owner."""

from datetime import datetime
from itertools import count

from django.db import transaction
from django.utils.text import slugify
from django_scopes import scope

from kaye.actions.open_member import open_member
from kaye.actions.refusal import Refusal
from kaye.channels.registry import names
from kaye.countries.pack import CountryError, pack
from kaye.countries.scenarios import default_scenarios
from kaye.records.journal import append
from kaye.records.models import Business, ScenarioVersion
from kaye.rules.people import EmailError, parse_email
from kaye.rules.scenario import scenario_data

_LONGEST_SLUG = 60


def open_business(
    *,
    name: str,
    country: str,
    now: datetime,
    slug: str | None = None,
    email: str | None = None,
    channel: str | None = None,
) -> Business:
    """A business ready to follow up (R5). `email`: its owner, who will enter by a link or a code.

    `channel`: the one tried first, before the country's own order (R28). Raises Refusal.
    """
    name = " ".join(name.split())
    if not name:
        raise Refusal("Donnez un nom à l'entreprise.")
    address = _address(email)
    with transaction.atomic():
        business = Business.objects.create(
            slug=_slug(name, slug),
            name=name[:120],
            country=_country(country),
            email=address,
            channel_order=_channel_order(country, channel),
            created_at=now,
        )
        with scope(business=business):
            _seed_scenarios(business, now)
            if address:
                open_member(business=business, email=address, now=now)
            append(business=business, kind="business_opened", at=now, payload={"country": business.country})
    return business


def _address(email: str | None) -> str:
    try:
        return parse_email(email) if email else ""
    except EmailError as fault:
        raise Refusal(str(fault)) from None


def _country(country: str) -> str:
    try:
        return pack(country).code
    except CountryError as fault:
        raise Refusal(str(fault)) from None


def _slug(name: str, wanted: str | None) -> str:
    """The given short name if it is free; else one made from the name, numbered when taken."""
    if wanted is not None:
        if wanted != slugify(wanted)[:_LONGEST_SLUG] or not wanted:
            raise Refusal(f"« {wanted} » : écrivez le nom court en minuscules, chiffres et tirets.")
        if Business.objects.filter(slug=wanted).exists():
            raise Refusal(f"Le nom court « {wanted} » est déjà pris : choisissez-en un autre.")
        return wanted
    base = slugify(name.replace("'", " ").replace("’", " "))[: _LONGEST_SLUG - 6] or "entreprise"
    taken = set(Business.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(each for n in count(1) if (each := base if n == 1 else f"{base}-{n}") not in taken)


def _channel_order(country: str, channel: str | None) -> str:
    if not channel:
        return ""
    known = names()
    if channel not in known:
        raise Refusal(f"Le canal « {channel} » n'est pas connu : choisissez parmi {', '.join(known)}.")
    others = (each for each in pack(country).channel_order if each != channel)
    return ",".join((channel, *others))


def _seed_scenarios(business: Business, now: datetime) -> None:
    ScenarioVersion.objects.bulk_create(
        ScenarioVersion(business=business, key=key, number=1, data=scenario_data(each), created_at=now)
        for key, each in default_scenarios().items()
    )
