"""`kaye export`: files for the accountant and the tax office."""

from pathlib import Path

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option


@click.command("export", help="Écrit un export : fec, journal (des ventes), archive ou attestation.")
@click.argument("kind", metavar="GENRE")
@business_option
@click.option("--from", "start", metavar="DATE", help="Premier jour (1er janvier par défaut).")
@click.option("--to", "end", metavar="DATE", help="Dernier jour (aujourd'hui par défaut).")
@click.option(
    "--out", required=True, type=click.Path(), metavar="FICHIER", help="Le fichier, ou son dossier."
)
@as_option
@at_option
@json_option
def command(
    kind: str,
    business: str,
    start: str | None,
    end: str | None,
    out: str,
    acting_as: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    with in_business(business) as owner:
        from kaye.actions.export_books import export_books
        from kaye.cli.acting import acting
        from kaye.cli.files import write_file
        from kaye.cli.reading import typed_day
        from kaye.records.calendars import local_day

        by, now = acting(owner, acting_as, "export"), instant(at, owner.country)
        last = typed_day(end, owner, now, "--to") or local_day(owner, now)
        first = typed_day(start, owner, now, "--from") or last.replace(month=1, day=1)
        made = export_books(business=owner, kind=kind, start=first, end=last, now=now, by=by)
        path = Path(out)
        if path.is_dir():
            path = path / made.name
        write_file(path, made.content)
        shape = {
            "kind": kind,
            "name": made.name,
            "path": str(path),
            "from": first.isoformat(),
            "to": last.isoformat(),
            "bytes": len(made.content),
            "lines": made.content.count(b"\n") if made.mime.startswith("text/") else None,
            "sha256": made.sha256,
        }
        answer(shape, as_json, f"Écrit : {path} ({len(made.content)} octets).")
