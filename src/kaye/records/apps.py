"""The one Django application: rows, and nothing that decides."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "kaye.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Cahier"
