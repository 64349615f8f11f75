"""`kaye`: thin commands over actions. A command is loaded only when it is called, so that each answers quickly."""

import importlib
import os
import pkgutil
import sys

import click

from kaye import __version__
from kaye.cli import commands

_USAGE = "Utilisation : "
_SENTENCES = frozenset(
    ("Refusal", "CountryError", "MoneyError", "DocumentError", "TableError", "LibraryError")
)


class Commands(click.Group):
    """Finds the commands by their files."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(m.name.rstrip("_").replace("_", "-") for m in pkgutil.iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        for name in (cmd_name.replace("-", "_"), f"{cmd_name.replace('-', '_')}_"):
            if any(m.name == name for m in pkgutil.iter_modules(commands.__path__)):
                module = importlib.import_module(f"{commands.__name__}.{name}")
                found = module.command
                assert isinstance(found, click.Command)
                return found
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            known = ", ".join(self.list_commands(ctx))
            raise click.UsageError(f"« {args[0]} » n'est pas une commande. Les commandes sont : {known}.")
        return super().resolve_command(ctx, args)


@click.group(
    cls=Commands,
    help="Kayé, le cahier qui sonne : suit chaque vente, commande et dette jusqu'à ce qu'elle soit close.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "--version", message="Kayé %(version)s", help="Affiche la version.")
def root() -> None:
    """The group that holds every command."""


def main() -> None:
    """Entry point: French sentences on refusal, exit code other than 0."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaye.settings.django")
    try:
        code = root.main(prog_name="kaye", standalone_mode=False)
        if isinstance(code, int) and code:  # click gives back the code of a command that chose its exit
            sys.exit(code)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.exceptions.Abort:
        click.echo("Arrêté.", err=True)
        sys.exit(130)
    except click.exceptions.NoSuchCommand as problem:
        _fail(f"« {problem.command_name} » n'est pas une commande ici. Essayez --help.", 2)
    except click.NoSuchOption as problem:
        _fail(f"L'option {problem.option_name} n'existe pas ici. Essayez --help.", 2)
    except click.MissingParameter as problem:
        _fail(f"Il manque {_name(problem)}. Essayez --help.", 2)
    except click.BadParameter as problem:
        _fail(f"Valeur à corriger pour {_name(problem)} : {problem.message}", 2)
    except click.ClickException as problem:
        _fail(problem.format_message(), problem.exit_code)
    except BrokenPipeError:
        sys.exit(0)
    except Exception as problem:
        if not _is_refusal(problem):
            raise
        _fail(str(problem), 1)


def _name(problem: click.BadParameter) -> str:
    param = problem.param
    if isinstance(param, click.Argument):
        return param.human_readable_name
    return param.opts[0] if param and param.opts else "un argument"


def _fail(sentence: str, code: int) -> None:
    click.echo(sentence, err=True)
    sys.exit(code)


def _is_refusal(problem: Exception) -> bool:
    """A sentence meant for the person. Named by class so that nothing heavy is loaded before it is needed."""
    return not _SENTENCES.isdisjoint(each.__name__ for each in type(problem).__mro__)


if __name__ == "__main__":
    main()
