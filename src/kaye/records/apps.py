"""The one Django application: rows, and nothing that decides."""

import importlib

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "kaye.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Cahier"

    def ready(self) -> None:
        """Make the `within` lookup known."""
        importlib.import_module("kaye.records.bulk")
