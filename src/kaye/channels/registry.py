"""Finds the channels: every folder here with a channel.py. Nobody names one outside its folder."""

import functools
import importlib
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import kaye.channels
from kaye.rules.ports.channel import Capabilities, Channel, OutgoingText, Receipt, Refused, Session, Way


@functools.cache
def names() -> tuple[str, ...]:
    """The plug-in names, sorted; nothing is imported for it."""
    home = Path(kaye.channels.__path__[0])
    return tuple(sorted(path.parent.name for path in home.glob("*/channel.py")))


def channels() -> tuple[Channel, ...]:
    """Every channel present, by name."""
    return tuple(channel(name) for name in names())


def channel(name: str) -> Channel:
    """The channel of that name; an unknown one comes back as retired, it never crashes a page."""
    return _load(name) if name in names() else _retired(name)


@functools.cache
def _load(name: str) -> Channel:
    """Modules are imported one by one: a command that draws links does not pay for the mail library."""
    module = importlib.import_module(f"{kaye.channels.__name__}.{name}.channel")
    if name != module.NAME:
        raise ImportError(f"channel in folder {name!r} calls itself {module.NAME!r}")
    return Channel(
        name=name,
        label=module.LABEL,
        capabilities=module.CAPABILITIES,
        fields=tuple(module.FIELDS),
        guide=tuple(module.GUIDE),
        icon=_icon(module),
        link=getattr(module, "link", _no_link),
        open_session=getattr(module, "open_session", _by_hand),
        test=getattr(module, "test", _no_test),
        url_setting=getattr(module, "URL_SETTING", None),
        copy=getattr(module, "copy", None),
        inbound=getattr(module, "INBOUND", None),
        cost=getattr(module, "cost", None),
        templates=getattr(module, "TEMPLATES", None),
        lacks=getattr(module, "lacks", None),
    )


def _icon(module: ModuleType) -> str:
    return Path(str(module.__file__)).with_name("icon.svg").read_text(encoding="utf-8").strip()


def _retired(name: str) -> Channel:
    return Channel(
        name=name,
        label=f"{name} (retiré)",
        capabilities=Capabilities(
            automatic=False,
            address=None,
            text_form="internal",
            needs_config=False,
            one_tap=False,
            idempotent="neither",
        ),
        fields=(),
        guide=("Ce canal est retiré : choisissez-en un autre.",),
        icon="",
        link=_no_link,
        open_session=_gone,
        test=_no_test,
        retired=True,
    )


def _no_link(text: OutgoingText) -> str | None:
    return None


def _by_hand(config: Mapping[str, str], way: Way | None = None) -> Session:
    raise Refused("Ce canal n’envoie rien tout seul : le message part de votre main.", permanent=True)


def _gone(config: Mapping[str, str], way: Way | None = None) -> Session:
    raise Refused("Ce canal est retiré : choisissez-en un autre.", permanent=True)


def _no_test(config: Mapping[str, str], text: OutgoingText, way: Way | None = None) -> Receipt:
    raise Refused("Rien à tester : ce canal ne se règle pas.", permanent=True)
