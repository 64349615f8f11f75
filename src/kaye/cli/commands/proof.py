"""`kaye proof`: everything about one debtor, for a lawyer or a judge (M54)."""

from pathlib import Path

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option


@click.command("proof", help="Le dossier de preuve d'un client : un PDF, et une archive des originaux.")
@business_option
@click.option("--customer", required=True, metavar="NOM", help="Le client.")
@click.option(
    "--out", required=True, type=click.Path(file_okay=False), metavar="DOSSIER", help="Où l'écrire."
)
@as_option
@at_option
@json_option
def command(
    business: str, customer: str, out: str, acting_as: str | None, at: str | None, as_json: bool
) -> None:
    with in_business(business) as owner:
        from kaye.actions.find_customer import find_customer
        from kaye.actions.make_proof_file import make_proof_file
        from kaye.cli import recovery
        from kaye.cli.acting import acting
        from kaye.cli.files import write_file

        by = acting(owner, acting_as, "export")
        found = find_customer(business=owner, text=customer)
        made = make_proof_file(business=owner, customer=found, now=instant(at, owner.country), by=by)
        folder = Path(out)
        folder.mkdir(parents=True, exist_ok=True)
        pdf, kept = folder / "dossier.pdf", folder / "dossier.zip"
        write_file(pdf, made.pdf)
        write_file(kept, made.zip)
        shape = {
            "pdf": str(pdf),
            "zip": str(kept),
            "files": [
                {"path": each.path, "bytes": len(each.content), "sha256": each.sha256} for each in made.files
            ],
            "chain": recovery.verified(made.chain),
        }
        answer(shape, as_json, f"{found.name} : {len(made.files)} pièces dans {kept}.")
