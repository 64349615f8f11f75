"""What the rules need to know of a business: its words, its channels, its caps. A few queries, once per batch."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q

from kaye.channels.registry import channels
from kaye.countries.library import product_library
from kaye.countries.pack import pack
from kaye.countries.scenarios import default_caps
from kaye.records.models import Business, ChannelAccount, ChannelTemplate, Customer, TextOverride
from kaye.records.seal import SealBroken, unseal
from kaye.rules.approved import LANGUAGE, Approved, wanted
from kaye.rules.draft import Draft, suspects, vocabulary
from kaye.rules.facts import BusinessFacts
from kaye.rules.wording import Library


@dataclass(frozen=True, slots=True)
class Engine:
    """A business ready to decide and to write. `configs`: the settings of its automatic channels, in clear."""

    business: Business
    facts: BusinessFacts
    library: Library
    configs: dict[str, dict[str, str]]


def engine(business: Business) -> Engine:
    """Read the texts and the channels of the business."""
    configs = channel_configs(business)
    own = pack(business.country)
    forms = {
        c.name: (c.capabilities.address or "", c.capabilities.text_form, c.capabilities.automatic)
        for c in channels()
    }
    library = library_of(business)
    order = tuple(n.strip() for n in business.channel_order.split(",") if n.strip()) or own.channel_order
    windows = {
        c.name: c.capabilities.window
        for c in channels()
        if c.name in configs and c.capabilities.window is not None
    }
    facts = BusinessFacts(
        id=business.pk,
        name=business.name,
        country=business.country,
        currency=own.currency,
        law=own.law,
        signatory=business.signatory or business.name,
        channel_order=order,
        automatic=frozenset(configs),
        channel_forms=forms,
        channel_labels={c.name: c.label for c in channels()},
        values=_values(business),
        own_hosts=_own_hosts(business),
        watched_names=_watched_names(business, library),
        caps=default_caps(),
        windows=windows,
        approved=_approved(business, library, windows) if windows else {},
    )
    return Engine(business, facts, library, configs)


def _approved(
    business: Business, library: Library, windows: Mapping[str, timedelta]
) -> dict[tuple[str, str], Approved]:
    """The texts approved as they are written today; one that was changed since waits for a new approval."""
    rows = ChannelTemplate.objects.filter(
        business=business, account__channel__in=windows, state="approved", language=LANGUAGE
    ).exclude(text_id="")
    known, found = _values(business), {}
    for row in rows.select_related("account").order_by("pk"):
        message = library.get(row.text_id)
        text = wanted(message, business.country, known) if message is not None else None
        if text is not None and (text.body, list(text.places)) == (row.body, row.places):
            found[row.account.channel, row.text_id] = Approved(
                row.name, row.language, row.category, row.body, text.places
            )
    return found


def library_of(business: Business) -> Library:
    """The product's texts with the business's own words."""
    rows = TextOverride.objects.filter(business=business).values_list("message", "form", "text")
    overrides = {(message, form): text for message, form, text in rows}
    return product_library().with_overrides(overrides) if overrides else product_library()


def _watched_names(business: Business, library: Library) -> frozenset[str]:
    """Customers' names among the words that the business wrote into its texts: such a text says them to everybody."""
    words: set[str] = set()
    for message_id, form in library.edited:
        message = library.get(message_id)
        if message is not None:
            written = Draft(text=" ".join(message.forms[form].literals), form=form, edited=True)
            words |= suspects(written, vocabulary(product_library()))
    if not words:
        return frozenset()
    named = Customer.objects.filter(business=business)
    found = named.filter(Q(first_name__in=words) | Q(last_name__in=words) | Q(company__in=words))
    return frozenset(
        w for row in found.values_list("first_name", "last_name", "company") for w in row if w in words
    )


def channel_configs(business: Business) -> dict[str, dict[str, str]]:
    """The automatic channels that are set up, by name: their settings, or those of the environment."""
    accounts = {a.channel: a for a in ChannelAccount.objects.filter(business=business)}
    found: dict[str, dict[str, str]] = {}
    for channel in channels():
        if not channel.capabilities.automatic:
            continue
        if channel.url_setting and os.environ.get(channel.url_setting):
            found[channel.name] = {"url": os.environ[channel.url_setting]}
            continue
        account = accounts.get(channel.name)
        try:
            config = unseal(bytes(account.sealed)) if account else {}
        except SealBroken:
            continue
        if config and not channel.missing(config):
            found[channel.name] = config
    return found


def _values(business: Business) -> dict[str, str]:
    """The variables of texts that are the same for every customer; empty ones are left out (R5)."""
    values = {
        "entreprise": business.name,
        "signataire": business.signatory or business.name,
        "tel": business.phone,
        "moyens": business.payment_means,
        "lien": business.payment_link,
        "lieu": business.place,
        "adresse_emetteur": business.address,
        "fournisseur": business.supplier,
        "nb_echeances": str(business.instalments_offered or ""),
    }
    return {name: value for name, value in values.items() if value}


def _own_hosts(business: Business) -> frozenset[str]:
    hosts = (urlsplit(settings.BASE_URL).hostname, urlsplit(business.payment_link).hostname)
    return frozenset(h for h in hosts if h)
