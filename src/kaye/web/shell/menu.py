"""The menu: one list of entries, shown as a rail on a wide screen, as tabs and « Plus » on a phone."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True, slots=True)
class Entry:
    """`page` is the name of a URL; an entry whose page is not there yet stays out of the menu."""

    page: str
    word: str
    icon: str
    in_tabs: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    word: str
    icon: str
    url: str
    in_tabs: bool
    is_current: bool
    is_sell: bool
    count: int


ENTRIES = (
    Entry("today", "Aujourd’hui", "bell-ring", in_tabs=True),
    Entry("inbox", "Boîte", "inbox", in_tabs=True),
    Entry("sell", "Vendre", "plus", in_tabs=True),
    Entry("customers", "Clients", "users", in_tabs=True),
    Entry("documents", "Documents", "file-text"),
    Entry("cashbook", "Caisse", "wallet"),
    Entry("stock", "Stock", "package"),
    Entry("scenarios", "Relances", "repeat-2"),
    Entry("agenda", "Agenda", "calendar-days"),
    Entry("insights", "Tableau de bord", "chart-column"),
    Entry("imports", "Importer", "upload"),
    Entry("settings", "Réglages", "settings"),
)


def links(request: HttpRequest, counts: dict[str, int]) -> list[Link]:
    """The entries that exist. `counts`: what waits, by page name."""
    here = _page(request)
    found = []
    for entry in ENTRIES:
        url = page_url(entry.page)
        if url:
            found.append(
                Link(
                    word=entry.word,
                    icon=entry.icon,
                    url=url,
                    in_tabs=entry.in_tabs,
                    is_current=here == entry.page,
                    is_sell=entry.page == "sell",
                    count=counts.get(entry.page, 0),
                )
            )
    return found


def page_url(page: str) -> str:
    """Address of a page, empty when there is no such page."""
    try:
        return reverse(page)
    except NoReverseMatch:
        return ""


def _page(request: HttpRequest) -> str:
    """Name of the menu page we are in: `customers_edit` and `customers` both light « Clients »."""
    match = request.resolver_match
    return match.url_name.split("_")[0] if match and match.url_name else ""


def is_beyond_tabs(request: HttpRequest, found: list[Link]) -> bool:
    """On a phone, « Plus » is lit for itself and for the entries that have no tab."""
    return _page(request) == "more" or any(link.is_current and not link.in_tabs for link in found)
