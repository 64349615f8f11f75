"""The screens, as a Django application: templates, static files, template tags."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "kaye.web"
    label = "web"
    verbose_name = "Kayé"
