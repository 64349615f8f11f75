"""The site in gunicorn, in this process."""

import gc
import os
import socket
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from kaye.settings import config

_THREADS = 6  # each keeps some four MiB of its own; the processors are the limit long before
_SHARED_MEMORY = Path("/dev/shm")


class Site(BaseApplication):
    """Answers on a socket that is already bound."""

    def __init__(self, bound: socket.socket) -> None:
        self._bound = bound
        super().__init__()

    def load_config(self) -> None:
        for name, value in _options(self._bound).items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from django.conf import settings
        from django.db.backends.signals import connection_created
        from django.urls import get_resolver

        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # WhiteNoise warns when it is absent
        from kaye.channels.registry import channels
        from kaye.countries.library import product_library
        from kaye.web.wsgi import application

        # What every page needs is read here, once: the processes to come share it.
        self.shared = (get_resolver().url_patterns, channels(), product_library())
        connection_created.connect(_keep_little)
        gc.collect()
        gc.freeze()  # collecting would write into what is shared, and so copy it
        return application


def _keep_little(connection: Any, **_: Any) -> None:
    """Each thread has its own connection to SQLite: each keeps little of the base, the system keeps it for all."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -2000")


def _options(bound: socket.socket) -> dict[str, Any]:
    options = {
        "bind": f"fd://{bound.fileno()}",
        "workers": _web_workers(),
        "worker_class": "gthread",
        "threads": _THREADS,
        "preload_app": True,  # the code is in memory once, whatever the number of processes
        "graceful_timeout": 10,
        "loglevel": "warning",
        "proc_name": "kaye-web",
        "control_socket_disable": True,
    }
    if _SHARED_MEMORY.is_dir() and os.access(_SHARED_MEMORY, os.W_OK):
        options["worker_tmp_dir"] = str(_SHARED_MEMORY)  # a slow disk never looks like a hung process
    return options


def _web_workers() -> int:
    written = config.read("KAYE_WEB_WORKERS")
    if not written.isdecimal() or int(written) < 1:
        raise SystemExit("KAYE_WEB_WORKERS attend un nombre de processus, par exemple 2.")
    return int(written)
