"""`kaye export-person`: what is kept about one person, for them (C55)."""

from pathlib import Path

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option


@click.command("export-person", help="Écrit tout ce qui est gardé sur un client : JSON, CSV et fichiers.")
@click.argument("customer", metavar="CLIENT")
@click.argument("file", type=click.Path(dir_okay=False), metavar="FICHIER.zip")
@business_option
@as_option
@at_option
@json_option
def command(
    customer: str, file: str, business: str, acting_as: str | None, at: str | None, as_json: bool
) -> None:
    with in_business(business) as owner:
        from kaye.actions.find_customer import find_customer
        from kaye.actions.person.export import export_person
        from kaye.cli.acting import acting
        from kaye.cli.files import write_file

        by = acting(owner, acting_as, "personal_data")
        found = find_customer(business=owner, text=customer)
        made = export_person(business=owner, customer=found, now=instant(at, owner.country), by=by)
        write_file(Path(file), made.content)
        shape = {
            "customer": {"id": found.pk, "name": found.name},
            "path": file,
            "bytes": len(made.content),
            "rows": made.rows,
            "files": made.files,
        }
        lines = sum(made.rows.values())
        answer(shape, as_json, f"Écrit : {file} ({lines} lignes, {made.files} fichiers).")
