"""The way out to other people's servers, as the machine is set."""

from kaye.net.http import Client
from kaye.settings import config


def http_client() -> Client:
    """The guarded client. KAYE_OUTBOUND_ROUTES leads chosen origins to a server of this machine, to rehearse."""
    routes = dict(_route(each) for each in config.read("KAYE_OUTBOUND_ROUTES").split(",") if "=" in each)
    return Client(allow_loopback=bool(routes), routes=routes)


def _route(written: str) -> tuple[str, str]:
    origin, _, instead = written.strip().partition("=")
    return origin.rstrip("/"), instead.rstrip("/")
