"""Templates of a WhatsApp account: those Meta knows, and a new one to be judged (/<account>/message_templates)."""

import re
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from kaye.channels.graph import FACEBOOK, Graph
from kaye.channels.whatsapp.errors import ERRORS
from kaye.channels.whatsapp.fields import FIELDS, LABEL
from kaye.channels.whatsapp.news import template_state
from kaye.net.hand_over import ready
from kaye.net.json import Record
from kaye.rules.ports.channel import KnownTemplate, NotSent, Refused, Templates, Way

_MOST_PAGES = 20
_PLACE = re.compile(r"\{\{(\d+)\}\}")
_NAME = re.compile(r"[a-z0-9_]{1,512}")


def known_templates(config: Mapping[str, str], way: Way | None) -> tuple[KnownTemplate, ...]:
    """Every template of the account, as Meta lists them. Raises Refused or NotSent."""
    graph = _graph(config, way)
    found: list[KnownTemplate] = []
    query = {"fields": "name,language,category,status,components,rejected_reason", "limit": "100"}
    for _ in range(_MOST_PAGES):
        page = graph.get(f"/message_templates?{urlencode(query)}")
        found.extend(_known(each) for each in page.many("data"))
        query["after"] = page.text("paging", "cursors", "after")
        if not page.text("paging", "next") or not query["after"]:
            break
    return tuple(found)


def submit_template(
    config: Mapping[str, str],
    way: Way | None,
    *,
    name: str,
    language: str,
    category: str,
    text: str,
    examples: tuple[str, ...] = (),
) -> KnownTemplate:
    """Ask Meta to judge a text with places {{1}}, {{2}}…; `examples` fill them. Raises Refused or NotSent."""
    if said := wrong(name, text, examples):
        raise Refused(said, True, about="template")
    part: dict[str, object] = {"type": "BODY", "text": text}
    if examples:
        part["example"] = {"body_text": [list(examples)]}
    told = {"name": name, "language": language, "category": category.upper(), "components": [part]}
    answer = _graph(config, way).ask("/message_templates", told)
    state = template_state(answer.text("status")) or "pending"
    return KnownTemplate(name, language, answer.text("category").lower() or category.lower(), state, text)


def wrong(name: str, text: str, examples: tuple[str, ...]) -> str:
    """What Meta refuses without saying it clearly, in French; or nothing."""
    places = [int(each) for each in _PLACE.findall(text)]
    if not _NAME.fullmatch(name):
        return "Le nom d’un modèle s’écrit en petites lettres sans accent, chiffres et « _ »."
    if sorted(set(places)) != list(range(1, len(examples) + 1)):
        return "Donnez un exemple pour chaque place du modèle, numérotées à partir de 1."
    if re.search(r"^\s*\{\{|\}\}\s*$", text):
        return "Un modèle ne commence ni ne finit par une place : mettez un mot avant et après."
    if re.search(r"\}\}\s*\{\{", text):
        return "Mettez un mot entre deux places du modèle."
    return "" if 0 < len(text) <= 1024 else "Un modèle fait de 1 à 1 024 signes."


def _graph(config: Mapping[str, str], way: Way | None) -> Graph:
    ready(LABEL, FIELDS, config)
    account = config.get("business_account_id", "").strip()
    if not account:
        raise NotSent(f"{LABEL} : indiquez l’identifiant du compte WhatsApp Business dans les réglages.")
    return Graph(LABEL, f"{FACEBOOK}/{quote(account, safe='')}", config["access_token"].strip(), way, ERRORS)


def _known(told: Record) -> KnownTemplate:
    bodies = [part.text("text") for part in told.many("components") if part.text("type").upper() == "BODY"]
    reason = told.text("rejected_reason")
    return KnownTemplate(
        name=told.text("name"),
        language=told.text("language"),
        category=told.text("category").lower(),
        state=template_state(told.text("status")),
        text=bodies[0] if bodies else "",
        reason="" if reason == "NONE" else reason,
    )


TEMPLATES = Templates(known_templates, submit_template, wrong)
