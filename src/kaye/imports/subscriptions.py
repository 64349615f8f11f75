"""What a contact list exported by an e-mailing service says of each address: who agreed, who left, what bounced.

Headers and words of Mailchimp, Brevo, ActiveCampaign, CleverReach and Sarbacane, in English and in French.
"""

import re
from datetime import UTC, datetime

from kaye.imports.cells import Cells
from kaye.imports.columns import Field, any_of, header_key
from kaye.imports.dates import DateError, parse_date
from kaye.imports.outcomes import Day, Subscription

FIELDS = (
    Field(
        "tags",
        "Étiquettes",
        any_of("tags, tag, etiquette, etiquettes, libelles, mots cles, segments, listes, lists, groupes, groups"),
    ),
    Field(
        "status",
        "Abonnement",
        any_of(
            "statut, status, subscription status, contact status, member status, email status, statut e mail, "
            "statut email, statut de l abonnement, statut abonnement, abonnement, abonne, active, actif, subscribed"
        ),
    ),
    Field(
        "opt_in",
        "Accord",
        any_of("opt in, optin, double opt in, double optin, consentement, consent, accord, accord marketing"),
    ),
    Field(
        "subscribed_on",
        "Inscrit le",
        any_of(
            "optin time, opt in time, opt in date, date optin, date d inscription, date inscription, inscrit le, "
            "date d abonnement, abonne le, subscribed date, date subscribed, subscription date, subscribed on, "
            "activated, activated on, active le, date d activation"
        ),
    ),
    Field("confirmed_on", "Confirmé le", any_of("confirm time, confirmed on, confirme le, date de confirmation")),
    Field(
        "added_on",
        "Ajouté le",
        any_of(
            "added time, date added, date d ajout, ajoute le, date created, created at, registered, registered on, "
            "date de creation, cree le"
        ),
    ),
    Field(
        "unsubscribed_on",
        "Désinscrit le",
        any_of(
            "unsub time, unsubscribed on, unsubscribed date, date unsubscribed, unsubscription date, desinscrit le, "
            "date de desinscription, date desinscription, desabonne le, date de desabonnement, deactivated, "
            "deactivated on, desactive le, date de desactivation"
        ),
    ),
    Field(
        "bounced_on",
        "Rejeté le",
        any_of("clean time, bounced, bounced on, bounced date, date bounced, rejete le, date de rejet, npai le"),
    ),
    Field(
        "blacklisted",
        "Liste noire",
        any_of(
            "blacklist, blacklisted, blackliste, liste noire, email blacklisted, email blacklist, email blackliste, "
            "e mail blackliste, unsubscribed, desinscrit, desabonne"
        ),
    ),
    Field(
        "sms_blacklisted",
        "Liste noire SMS",
        any_of("sms blacklisted, sms blacklist, sms blackliste, liste noire sms, sms unsubscribed"),
    ),
)  # fmt: skip

_YES = frozenset(any_of("1, yes, y, oui, o, true, vrai, x"))
_NO = frozenset(any_of("0, no, n, non, false, faux"))
_AGREED = _YES | frozenset(
    any_of(
        "subscribed, active, actif, active contact, inscrit, inscrite, abonne, abonnee, opted in, optin, confirmed"
    )
)
_LEFT = _NO | frozenset(
    any_of(
        "unsubscribed, desinscrit, desinscrite, desabonne, desabonnee, opted out, optout, opt out, inactive, inactif, "
        "deactivated, blacklisted, blackliste, blacklistee, plainte, spam, complaint, complained"
    )
)
_BOUNCED = frozenset(
    any_of(
        "cleaned, nettoye, bounced, bounce, hard bounce, hardbounce, npai, rejete, rejetee, invalid, invalide"
    )
)
# Headers that only one service writes.
_SERVICES = (
    ("Mailchimp", frozenset({"member rating", "leid", "euid", "optin ip"})),
    ("Brevo", frozenset({"sms blacklisted", "added time", "double opt in", "ext id"})),
    ("ActiveCampaign", frozenset({"date subscribed", "date unsubscribed", "account name"})),
    ("CleverReach", frozenset({"activated", "deactivated"})),
    ("Sarbacane", frozenset({"sarbacane id", "id sarbacane"})),
)
_TAG = re.compile(r'"([^"]*)"|([^,;|]+)')
_STAMP = re.compile(r"1\d{9}")
_NEVER = re.compile(r"[0\-: .]*")


def tags_of(cells: Cells) -> tuple[str, ...]:
    """« "VIP","Chantier" », « vip; chantier »: each once, as written."""
    found = [" ".join((quoted or bare).split())[:40] for quoted, bare in _TAG.findall(cells.text("tags"))]
    return tuple(dict.fromkeys(name for name in found if name))


def subscription_of(cells: Cells) -> Subscription | None:
    """What this line says of offers; None when it says nothing. An agreement counts only with its date."""
    status = header_key(cells.text("status"))
    left, bounced = _day(cells, "unsubscribed_on"), _day(cells, "bounced_on")
    sms = _is(cells, "sms_blacklisted")
    if status in _LEFT or _is(cells, "blacklisted") or (left and status not in _AGREED):
        return Subscription("opted_out", left, _service(cells), sms)
    if status in _BOUNCED or (bounced and status not in _AGREED) or _is(cells, "bounced_on"):
        return Subscription("bounced", bounced, _service(cells), sms)
    on = _day(cells, "confirmed_on") or _day(cells, "subscribed_on")
    says_yes = status in _AGREED or _is(cells, "opt_in")
    on = on or (_day(cells, "added_on") if _is(cells, "opt_in") else None)
    if on and (says_yes or not status) and header_key(cells.text("opt_in")) not in _NO:
        return Subscription("opted_in", on, _service(cells), sms)
    return Subscription("", None, _service(cells), sms) if sms else None


def _is(cells: Cells, field: str) -> bool:
    return header_key(cells.text(field)) in _YES


def _day(cells: Cells, field: str) -> Day | None:
    """A day or an instant, also in seconds since 1970; what cannot be read is left out with a warning."""
    text = cells.text(field)
    if _NEVER.fullmatch(text) or header_key(text) in _YES | _NO:
        return None
    if _STAMP.fullmatch(text):
        return datetime.fromtimestamp(int(text), UTC).date()
    try:
        return parse_date(cells.cell(field), reference=cells.context.today, direction="past")
    except DateError as fault:
        cells.warn(field, f"{str(fault).rstrip('.')} ; cette date est laissée de côté")
        return None


def _service(cells: Cells) -> str:
    headers = {header_key(each) for each in cells.columns.header}
    return next((name for name, own in _SERVICES if headers & own), "")
