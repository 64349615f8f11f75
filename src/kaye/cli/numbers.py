"""Whole numbers given to a command, refused in French."""

from typing import Any

import click


class Whole(click.IntRange):
    """A whole number, between two bounds when both are given."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            bounds = f" de {self.min} à {self.max}" if self.max is not None else ""
            self.fail(f"écrivez un nombre entier{bounds}.", param, ctx)
