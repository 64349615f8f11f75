"""`kaye understand`: what a message says. No business, no base."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from kaye.cli.context import answer, json_option

if TYPE_CHECKING:
    from kaye.rules.understand import SaidAmount, SaidDate, Understanding

_COUNTRY = "FR"


@click.command("understand", help="Ce que dit un message : intentions, dates, montants, suites proposées.")
@click.argument("text", required=False, metavar="TEXTE")
@click.option("--country", metavar="PAYS", default=_COUNTRY, show_default=True, help="Pays du client.")
@click.option("--at", metavar="ISO", help="Instant supposé (2026-05-22T07:00), heure du pays.")
@click.option("--jsonl", metavar="FICHIER", help="Lignes {id, text, country, at} ; « - » : l'entrée.")
@json_option
def command(text: str | None, country: str, at: str | None, jsonl: str | None, as_json: bool) -> None:
    if jsonl is not None:
        _write_all(jsonl, country, at)
        return
    if text is None:
        raise click.ClickException("Il manque le texte à comprendre, entre guillemets.")
    found = _understood(text, country, at)
    answer(_shape(found), as_json, _french(found))


def _write_all(source: str, country: str, at: str | None) -> None:
    try:
        with click.open_file(source, encoding="utf-8") as lines:
            for shape in _each(lines, country, at):
                sys.stdout.write(json.dumps(shape, ensure_ascii=False) + "\n")
    except (FileNotFoundError, IsADirectoryError, PermissionError):
        raise click.ClickException(f"Le fichier « {source} » ne s'ouvre pas : vérifiez son nom.") from None
    except UnicodeDecodeError:
        raise click.ClickException(f"Le fichier « {source} » n'est pas en UTF-8.") from None


def _each(lines: Any, country: str, at: str | None) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            text = row.get("text") or ""
        except (ValueError, AttributeError):
            raise click.ClickException(f"Ligne {number} : ce n'est pas un objet JSON.") from None
        found = _understood(str(text), row.get("country") or country, row.get("at") or at)
        yield {"id": row.get("id"), **_shape(found)}


def _understood(text: str, country: str, at: str | None) -> "Understanding":
    from kaye.countries.pack import calendar_for, pack
    from kaye.rules.understand import understand

    place = pack(country)
    return understand(
        text,
        today=_today(at, place.timezone),
        country=place.code,
        currency=place.currency,
        regions=place.phone_regions,
        calendar=calendar_for(place.code),
    )


def _today(at: str | None, zone: str) -> date:
    """The local date of `--at`, of KAYE_NOW, or of now. The base's settings are not read."""
    if at is None:
        from kaye.settings import config

        return (config.forced_now() or datetime.now(UTC)).astimezone(ZoneInfo(zone)).date()
    try:
        given = datetime.fromisoformat(str(at))
    except ValueError:
        raise click.ClickException(f"« {at} » : écrivez une date comme 2026-05-22T07:00.") from None
    return (given.astimezone(ZoneInfo(zone)) if given.tzinfo else given).date()


def _shape(found: "Understanding") -> dict[str, Any]:
    """The JSON of C37. Others build on it: it does not change."""
    return {
        "intents": [{"name": each.name, "confidence": each.confidence} for each in found.intents],
        "needs_answer": found.needs_answer,
        "dates": [_date(each) for each in found.dates],
        "amounts": [_amount(each) for each in found.amounts],
        "fraction": found.fraction,
        "phones": list(found.phones),
        "emails": list(found.emails),
        "asked": found.asked,
        "effects": [
            {
                "kind": each.kind,
                "applied": each.applied,
                "until": each.until.isoformat() if each.until else None,
                "amount": _amount(each.amount) if each.amount else None,
                "because": each.because,
            }
            for each in found.effects
        ],
    }


def _date(said: "SaidDate") -> dict[str, Any]:
    return {
        "start": said.start.isoformat(),
        "end": said.end.isoformat(),
        "time": said.time,
        "kind": said.kind,
        "ambiguous": said.ambiguous,
        "text": said.text,
    }


def _amount(amount: "SaidAmount") -> dict[str, Any]:
    from kaye.rules.money import format_money

    text = format_money(amount.minor, amount.currency)
    return {"minor": amount.minor, "currency": amount.currency, "text": text}


_NAMES = {
    "quote": "veut un devis",
    "price": "demande un prix",
    "hours": "demande les horaires ou le lieu",
    "avail": "demande ce qui est disponible",
    "appt": "parle d'un rendez-vous",
    "complaint": "n'est pas content",
    "promise": "promet de payer ou demande un délai",
    "paid": "dit avoir payé",
    "payhow": "demande comment payer",
    "stop": "ne veut plus de messages",
    "human": "veut parler à quelqu'un",
    "status": "demande où en est sa commande",
    "accept": "accepte",
    "refuse": "refuse ou hésite",
    "thanks": "remercie ou salue",
    "other": "autre chose",
    "inject": "donne des ordres à la machine",
}


def _french(found: "Understanding") -> str:
    """A few lines for a person at a terminal."""
    from kaye.rules.french import weekday_text
    from kaye.rules.money import format_money

    lines = [", ".join(_NAMES[each.name] for each in found.intents) or "rien de reconnu"]
    lines[0] = lines[0][0].upper() + lines[0][1:] + (" (attend une réponse)" if found.needs_answer else "")
    for said in found.dates:
        days = weekday_text(said.start)
        if said.end != said.start:
            days += f" au {weekday_text(said.end)}"
        doubt = ", à confirmer" if said.ambiguous else ""
        lines.append(f"  « {said.text} » : {days}{f', {said.time}' if said.time else ''}{doubt}")
    lines += [f"  « {each.text} » : {format_money(each.minor, each.currency)}" for each in found.amounts]
    lines += [f"  {each}" for each in (*found.phones, *found.emails)]
    for effect in found.effects:
        until = f", jusqu'au {weekday_text(effect.until)} compris" if effect.until else ""
        lines.append(f"  {'Fait' if effect.applied else 'Proposé'} : {effect.because}{until}.")
    return "\n".join(lines)
