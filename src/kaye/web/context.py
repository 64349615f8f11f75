"""Context of every template: menu, the business at hand, the looks chosen."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from kaye.actions.inbox.read_inbox import waiting_for_an_answer
from kaye.actions.rings.keys import push_public_key
from kaye.web.shell import menu
from kaye.web.shell.looks import chosen_theme
from kaye.web.shell.place import place_of


def shell(request: HttpRequest) -> dict[str, object]:
    """Reads what the middleware and the screens put on the request: `business`, `today`, `waiting`.

    Without a business (login, pages shown when something is missing) there is no menu.
    """
    context: dict[str, object] = {"theme": chosen_theme(request)}
    business = getattr(request, "business", None)
    if business is None:
        return context
    waiting = {"inbox": SimpleLazyObject(lambda: waiting_for_an_answer(business))}
    to_answer = waiting["inbox"]
    links = menu.links(request, waiting | getattr(request, "waiting", {}))
    return context | {
        "business": business,
        "businesses": getattr(request, "businesses", ()),
        "menu": links,
        "to_answer": to_answer,
        "tabs": [link for link in links if link.in_tabs],
        "others": [link for link in links if not link.in_tabs],
        "home_url": menu.page_url("today") or "/",
        "search_url": menu.page_url("search"),
        "is_more": menu.is_beyond_tabs(request, links),
        "today": getattr(request, "today", None),
        "place": place_of(request.member),  # type: ignore[attr-defined]
        "push_key": push_public_key(),
    }
