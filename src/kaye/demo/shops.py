"""The two shops of the demo, and the person who owns both."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django_scopes import scope

from kaye.actions.approve_import import approve_import
from kaye.actions.login_link import LONGEST, make_login_link
from kaye.actions.open_business import open_business
from kaye.actions.read_import import read_import
from kaye.imports.samples import sample, shift_sample
from kaye.records.calendars import calendar_of
from kaye.records.models import Business, ChannelAccount
from kaye.records.seal import seal

OWNER = "demo@kaye.example"
_OPENED_BEFORE = timedelta(days=200)  # the shops are older than what their notebooks tell


@dataclass(frozen=True, slots=True)
class _Shop:
    """What is typed once in the settings, and the files of its first day, in order."""

    slug: str
    name: str
    country: str
    settings: dict[str, str | int]
    files: tuple[tuple[str, str], ...]


_SHOPS = (
    _Shop(
        slug="chez-moussa",
        name="Chez Moussa",
        country="CM",
        settings={
            "phone": "+237 6 99 00 11 00",
            "address": "Marché central, Douala",
            "place": "la boutique, marché central",
            "signatory": "Moussa",
            "payment_means": "Orange Money au 6 99 00 11 00, ou à la boutique",
            "supplier": "Ets Nkeng",
            "instalments_offered": 3,
        },
        files=(("stock", "stock-moussa.csv"), ("sales", "cahier-moussa.csv")),
    ),
    _Shop(
        slug="clim-antilles",
        name="Clim'Antilles",
        country="GP",
        settings={
            "email": "contact@climantilles.example",
            "phone": "+590 590 00 11 22",
            "address": "Zone de Jarry, 97122 Baie-Mahault",
            "place": "Jarry",
            "signatory": "Maëva, Clim'Antilles",
            "payment_means": "virement, chèque ou carte au bureau",
        },
        files=(("invoices", "factures-climantilles.csv"),),
    ),
)


def load_shops(now: datetime) -> bool:
    """Open both shops and import their files, moved so that they end yesterday. False when the base holds something."""
    if Business.objects.exists():
        return False
    for shop in _SHOPS:
        _open(shop, now)
    return True


def mail_goes_to(port: int) -> None:
    """Send the demo's e-mails to the mailbox on this port of this machine."""
    for shop in _SHOPS:
        business = Business.objects.filter(slug=shop.slug, members__user__email=OWNER).first()
        if business is None or not shop.settings.get("email"):
            continue
        config = {
            "host": "127.0.0.1",
            "port": str(port),
            "security": "none",
            "from_address": str(shop.settings["email"]),
        }
        with scope(business=business):
            ChannelAccount.objects.update_or_create(
                business=business, channel="email", defaults={"sealed": seal(config)}
            )


def owner_link(now: datetime) -> str | None:
    """The secret part of a link that lets the owner in once, within a day; None when the owner is not here."""
    owner = get_user_model().objects.filter(email=OWNER).first()
    return make_login_link(owner, now, LONGEST) if owner else None


def _open(shop: _Shop, now: datetime) -> None:
    business = open_business(
        name=shop.name, country=shop.country, now=now - _OPENED_BEFORE, slug=shop.slug, email=OWNER
    )
    for name, value in {"email": "", **shop.settings}.items():
        setattr(business, name, value)
    business.save(update_fields=["email", *shop.settings])
    today = calendar_of(business).today(now)
    with scope(business=business):
        for kind, filename in shop.files:
            data = shift_sample(sample(filename), kind, today)
            view = read_import(business=business, kind=kind, data=data, filename=filename, now=now)
            assert view.batch is not None
            approve_import(business=business, batch=view.batch, now=now, by=OWNER)
