"""Finds the payment providers: every folder here with a payment.py. Nobody names one outside its folder."""

import functools
import importlib
import pkgutil
from datetime import datetime
from pathlib import Path
from types import ModuleType

import kaye.payments
from kaye.rules.ports.http import Http
from kaye.rules.ports.payment import (
    Answer,
    Capabilities,
    Config,
    Hint,
    NotConfigured,
    Notice,
    Provider,
    Started,
    ToPay,
    Tracked,
    Unsigned,
)

_RETIRED = "Ce prestataire est retiré : choisissez-en un autre."


@functools.cache
def names() -> tuple[str, ...]:
    """The plug-in names, sorted; nothing is imported for it."""
    return tuple(sorted(found.name for found in pkgutil.iter_modules(kaye.payments.__path__) if found.ispkg))


def providers() -> tuple[Provider, ...]:
    """Every provider present, by name."""
    return tuple(provider(name) for name in names())


def provider(name: str) -> Provider:
    """The provider of that name; an unknown one comes back as retired, it never crashes a page."""
    return _load(name) if name in names() else _retired(name)


@functools.cache
def _load(name: str) -> Provider:
    module = importlib.import_module(f"{kaye.payments.__name__}.{name}.payment")
    if name != module.NAME:
        raise ImportError(f"provider in folder {name!r} calls itself {module.NAME!r}")
    return Provider(
        name=name,
        label=module.LABEL,
        capabilities=module.CAPABILITIES,
        fields=tuple(module.FIELDS),
        guide=tuple(module.GUIDE),
        icon=_icon(module),
        start=module.start,
        ask=module.ask,
        read_notice=module.read_notice,
    )


def _icon(module: ModuleType) -> str:
    return Path(str(module.__file__)).with_name("icon.svg").read_text(encoding="utf-8").strip()


def _retired(name: str) -> Provider:
    return Provider(
        name=name,
        label=f"{name} (retiré)",
        capabilities=Capabilities(limits=(), countries=frozenset(), method="other"),
        fields=(),
        guide=(_RETIRED,),
        icon="",
        start=_no_start,
        ask=_no_ask,
        read_notice=_no_notice,
        retired=True,
    )


def _no_start(config: Config, wanted: ToPay, http: Http) -> Started:
    raise NotConfigured(_RETIRED)


def _no_ask(config: Config, tracked: Tracked, http: Http) -> Answer:
    raise NotConfigured(_RETIRED)


def _no_notice(config: Config, notice: Notice, now: datetime) -> Hint | None:
    raise Unsigned(_RETIRED)
