"""`kaye settings-sample`: every setting with its default, as a file of the environment or as the page of the docs."""

import click


@click.command("settings-sample", help="Tous les réglages de la machine, avec leur valeur sans rien faire.")
@click.option("--page", is_flag=True, help="La page de la documentation, plutôt qu'un fichier à remplir.")
def command(page: bool) -> None:
    from kaye.settings.pages import settings_page, settings_sample

    click.echo(settings_page() if page else settings_sample(), nl=False)
