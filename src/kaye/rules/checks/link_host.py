"""Every link leads to the business's own pages."""

import re

from kaye.rules.draft import Draft, Finding

NAME = "link_host"
TITLE = "Liens"

_LINK = re.compile(r"//([^\s<>\"»)]+)")
_WWW = re.compile(r"(?<![\w/.@-])www\.[^\s<>\"»)]+", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w@/.:-])(?:[a-z0-9-]+\.)+[a-z]{2,12}/[^\s<>\"»)]*", re.IGNORECASE)


def check(draft: Draft) -> Finding | None:
    text = draft.text
    if "/" not in text and "www." not in text.lower():
        return None
    for link in _links(text, draft.edited):
        host = _host(link)
        if host not in draft.own_hosts:
            said = f"Le lien vers « {host[:40]} » n'est pas le vôtre"
            return Finding(NAME, "block", f"{said} : remettez celui de votre page.", link)
    return None


def _links(text: str, edited: bool) -> list[str]:
    """With a scheme or « www. » anywhere; « bit.ly/x » only in what a person typed, the search is long."""
    found = _LINK.findall(text) if "//" in text else []
    if edited or "www." in text:
        found += _WWW.findall(text)
    return found + _BARE.findall(text) if edited else found


def _host(link: str) -> str:
    """What stands after the last « @ » and before the port: where the link really leads."""
    place = re.split(r"[/?#\\]", link, maxsplit=1)[0]
    return place.rsplit("@", 1)[-1].split(":")[0].rstrip(".,;!").lower()
