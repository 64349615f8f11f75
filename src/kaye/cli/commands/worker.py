"""`kaye worker`: decides and sends, all day long."""

import click

from kaye.cli.context import ready


@click.command("worker", help="Travaille sans fin : décide ce qui est dû, envoie ce qui part seul.")
@click.option("--once", is_flag=True, help="S'arrête quand plus rien n'est dû maintenant.")
def command(once: bool) -> None:
    ready()
    import signal

    from kaye.worker.loop import Worker

    worker = Worker()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: worker.stop())
    worker.run(once=once)
    if not once:
        click.echo("Le travail est arrêté ; rien n'est resté en cours.", err=True)
