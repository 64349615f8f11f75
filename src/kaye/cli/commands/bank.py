"""`kaye bank`: the statement of an account, brought near what is owed."""

from pathlib import Path

import click

from kaye.cli.context import (
    answer,
    as_option,
    at_option,
    business_option,
    in_business,
    instant,
    is_terminal,
    json_option,
)


@click.group("bank", help="Le relevé de la banque, rapproché de ce qui est dû.")
def command() -> None:
    pass


@command.command(
    "import", help="Lit un relevé (CSV, OFX, CAMT.053) et propose à quelle dette va chaque somme."
)
@click.argument("file", metavar="FICHIER")
@business_option
@click.option("--account", required=True, metavar="IBAN", help="Le compte du relevé.")
@click.option("--preview", "look", is_flag=True, help="Montre ce qui serait fait ; n'écrit rien.")
@click.option(
    "--approve", "write", is_flag=True, help="Garde les lignes et enregistre celles qui sont sûres."
)
@as_option
@at_option
@json_option
def import_(
    file: str,
    business: str,
    account: str,
    look: bool,
    write: bool,
    acting_as: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    path = Path(file)
    if not path.is_file():
        raise click.ClickException(f"Le fichier « {file} » n'existe pas : vérifiez le nom.")
    with in_business(business) as owner:
        from kaye.actions.bank.take_statement import look_at_statement
        from kaye.cli.acting import acting
        from kaye.cli.statements import approve_statement, shape, words

        now = instant(at, owner.country)
        data = path.read_bytes()
        if write and not look:
            by = acting(owner, acting_as, "payments")
            done = approve_statement(owner, account, data, path.name, now, by)
            answer(shape(owner, done), as_json, words(owner, done))
            return
        acting(owner, acting_as, "read")
        seen = look_at_statement(business=owner, account=account, data=data, filename=path.name)
        answer(shape(owner, seen), as_json, words(owner, seen))
        if look:
            return
        if not is_terminal() or as_json:
            click.echo(
                "Rien n'est écrit. Ajoutez --approve pour enregistrer, ou --preview pour regarder.", err=True
            )
            raise click.exceptions.Exit(3)
        if click.confirm("Garder ces lignes, et enregistrer celles qui sont sûres ?"):
            by = acting(owner, acting_as, "payments")
            click.echo(words(owner, approve_statement(owner, account, data, path.name, now, by)))
