"""What commands share: the base made ready, the business, the instant, the answer."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from kaye.settings import config

if TYPE_CHECKING:
    from kaye.records.models import Business

at_option = click.option(
    "--at", metavar="ISO", help="Instant supposé (2026-05-22T07:00), heure de l'entreprise."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Réponse en JSON.")
as_option = click.option(
    "--as", "acting_as", metavar="ADRESSE", help="La personne qui agit (le propriétaire par défaut)."
)
business_option = click.option("--business", metavar="NOM-COURT", required=True, help="L'entreprise.")


def ready(site: bool = False) -> None:
    """Load the records and bring the base up to date. `site`: the whole site too, for a command that serves it."""
    import django

    if not site:
        os.environ["KAYE_RECORDS_ONLY"] = "1"
    try:
        django.setup()
    finally:
        os.environ.pop(
            "KAYE_RECORDS_ONLY", None
        )  # the settings have read it; what we start has its own needs
    if not _is_current():
        subprocess.run(
            [
                sys.executable,
                "-P",
                "-m",
                "django",
                "migrate",
                "--verbosity",
                "0",
                "--no-input",
                "--skip-checks",
            ],
            check=True,
        )


def _is_current() -> bool:
    """Every migration of ours has run: one count, not the whole graph."""
    from django.db import connection

    folder = Path(__file__).resolve().parent.parent / "records" / "migrations"
    with connection.cursor() as cursor:
        if "django_migrations" not in connection.introspection.table_names(cursor):
            return False
        cursor.execute("SELECT COUNT(*) FROM django_migrations WHERE app = 'records'")
        row = cursor.fetchone()
    return bool(row and row[0] >= len(list(folder.glob("0*.py"))))


@contextmanager
def in_business(slug: str, site: bool = False) -> "Iterator[Business]":
    """The business of that short name, inside its walls. Refuses an unknown one, with the list."""
    ready(site)
    from django_scopes import scope

    from kaye.records.models import Business

    business = Business.objects.filter(slug=slug).first()
    if business is None:
        known = ", ".join(Business.objects.order_by("slug").values_list("slug", flat=True)[:20])
        raise click.ClickException(
            f"Aucune entreprise ne s'appelle « {slug} »."
            + (f" Celles d'ici : {known}." if known else " Créez-la avec « kaye init ».")
        )
    with scope(business=business):
        yield business


def instant(at: str | None, country: str) -> datetime:
    """`--at`, else KAYE_NOW, else now. Without an offset it is the local time of the country (R1)."""
    from django.utils import timezone

    from kaye.countries.pack import pack

    if at is None:
        return config.forced_now() or timezone.now()
    try:
        given = datetime.fromisoformat(at)
    except ValueError:
        raise click.ClickException(f"« {at} » : écrivez une date comme 2026-05-22T07:00.") from None
    return given if given.tzinfo else given.replace(tzinfo=ZoneInfo(pack(country).timezone))


def answer(value: Any, as_json: bool, text: str) -> None:
    """Print the JSON or the French text."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2) if as_json else text)


def is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()
