"""The way out to other people's servers, as the machine is set."""

import importlib

from kaye.rules.ports.http import Http
from kaye.settings import config


def http_client(most: int = 1_000_000, deadline: float = 30.0) -> Http:
    """The guarded client. KAYE_OUTBOUND_ROUTES leads chosen origins to a server of this machine, to rehearse.

    `most`: bytes of an answer; `deadline`: seconds of a whole call.
    Loaded when something is asked: a command that asks nobody does not pay for the library.
    """
    routes = dict(_route(each) for each in config.read("KAYE_OUTBOUND_ROUTES").split(",") if "=" in each)
    client: Http = importlib.import_module("kaye.net.http").Client(
        most=most, deadline=deadline, allow_loopback=bool(routes), routes=routes
    )
    return client


def _route(written: str) -> tuple[str, str]:
    origin, _, instead = written.strip().partition("=")
    return origin.rstrip("/"), instead.rstrip("/")
