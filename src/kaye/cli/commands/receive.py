"""`kaye receive`: what a provider would have posted, from a file, down the same road (C8)."""

import json
import sys
from pathlib import Path

import click

from kaye.cli.context import answer, at_option, business_option, in_business, instant, json_option


@click.command("receive", help="Reçoit un message brut d'un canal, comme s'il venait d'arriver.")
@click.argument("name", metavar="CANAL")
@click.argument("file", metavar="FICHIER", type=click.Path(path_type=Path))
@business_option
@click.option(
    "--headers",
    type=click.Path(path_type=Path),
    metavar="FICHIER",
    help="En-têtes en JSON ; la signature est vérifiée.",
)
@at_option
@json_option
def command(
    name: str, file: Path, business: str, headers: Path | None, at: str | None, as_json: bool
) -> None:
    body = _read(file)
    given = _headers(headers) if headers else {}
    with in_business(business) as owner:
        from kaye.actions.inbox.process import Done, process_payload, told_before
        from kaye.actions.inbox.receive import Reception, receive
        from kaye.actions.inbox.receive_shape import reception_shape
        from kaye.records.models import ChannelAccount

        now = instant(at, owner.country)
        account = ChannelAccount.objects.filter(channel=name, is_on=True).select_related("business").first()
        received = Reception(404)
        if account is not None:
            received = receive(account=account, headers=given, body=body, now=now, check=headers is not None)
        done: tuple[Done, ...] = ()
        if received.payload is not None:
            done = process_payload(received.payload, now)
            if received.duplicate and not done:
                done = told_before(received.payload, now)
        answer(
            reception_shape(received, done), as_json, _text(received.status, received.duplicate, len(done))
        )
        if received.status != 200:
            sys.exit(1)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        raise click.ClickException(f"Le fichier « {file} » ne s'ouvre pas : vérifiez son nom.") from None


def _headers(file: Path) -> dict[str, str]:
    try:
        found = json.loads(_read(file))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise click.ClickException(f"« {file} » : écrivez les en-têtes en JSON, {{nom: valeur}}.")
    return {str(key).lower(): str(value) for key, value in found.items()}


def _text(status: int, duplicate: bool, events: int) -> str:
    if status == 404:
        return "Ce canal n'est pas réglé ici : ajoutez-le avec « kaye channel add »."
    if status != 200:
        return f"Refusé ({status})."
    return "Déjà reçu." if duplicate else f"Reçu : {events} événement(s)."
