"""`kaye import`: bring a notebook, a stock, customers or invoices in."""

from pathlib import Path

import click

from kaye.cli.context import answer, at_option, in_business, instant, is_terminal, json_option
from kaye.cli.numbers import Whole

KINDS = ("sales", "stock", "customers", "invoices")


@click.command("import", help="Importe des ventes, un stock, des clients ou des factures (CSV ou Excel).")
@click.argument("kind", metavar="[sales|stock|customers|invoices]", required=False)
@click.argument("file", metavar="[FICHIER]", required=False)
@click.option("--business", metavar="NOM-COURT", help="L'entreprise.")
@click.option("--preview", "look", is_flag=True, help="Montre ce qui serait fait ; n'écrit rien.")
@click.option("--approve", "write", is_flag=True, help="Écrit le fichier. Ne valide aucune relance.")
@click.option(
    "--undo", "batch", type=Whole(1), metavar="LOT", help="Annule un import, par son numéro de lot."
)
@at_option
@json_option
def command(
    kind: str | None,
    file: str | None,
    business: str | None,
    look: bool,
    write: bool,
    batch: int | None,
    at: str | None,
    as_json: bool,
) -> None:
    if batch is not None:
        _undo(batch, business, at, as_json)
        return
    if kind not in KINDS:
        raise click.UsageError(f"Dites ce que vous importez : {', '.join(KINDS)}.")
    if not file:
        raise click.UsageError("Il manque le fichier.")
    if not business:
        raise click.UsageError("Il manque --business. Essayez --help.")
    path = Path(file)
    if not path.is_file():
        raise click.ClickException(f"Le fichier « {file} » n'existe pas : vérifiez le nom.")
    _import(kind, path, business, look, write, at, as_json)


def _import(kind: str, path: Path, slug: str, look: bool, write: bool, at: str | None, as_json: bool) -> None:
    with in_business(slug) as owner:
        from kaye.actions.read_import import preview_import
        from kaye.cli.importing import approve_file, view_text

        now = instant(at, owner.country)
        data = path.read_bytes()
        if write and not look:
            done = approve_file(owner, kind, data, path.name, now, quiet=as_json)
            answer(done.as_json(), as_json, view_text(done, written=True))
            return
        view = preview_import(business=owner, kind=kind, data=data, filename=path.name, now=now)
        answer(view.answer.as_json(), as_json, view_text(view.answer, written=False))
        if look:
            return
        if not is_terminal() or as_json:
            click.echo(
                "Rien n'est écrit. Ajoutez --approve pour importer, ou --preview pour regarder.", err=True
            )
            raise click.exceptions.Exit(3)
        if click.confirm("Importer ces lignes ?"):
            done = approve_file(owner, kind, data, path.name, now, quiet=False)
            click.echo(view_text(done, written=True))


def _undo(batch: int, slug: str | None, at: str | None, as_json: bool) -> None:
    from kaye.cli.context import ready

    ready()
    from django_scopes import scope, scopes_disabled

    from kaye.actions.undo_import import undo_import
    from kaye.records.models import ImportBatch

    with scopes_disabled():
        found = ImportBatch.objects.select_related("business").filter(pk=batch).first()
    if found is None or (slug and found.business.slug != slug):
        raise click.ClickException(f"Aucun import ne porte le numéro {batch}.")
    now = instant(at, found.business.country)
    with scope(business=found.business):
        undone = undo_import(business=found.business, batch=found, now=now, by="commande")
    from kaye.cli.importing import undone_text

    answer(undone.as_json(), as_json, undone_text(undone))
