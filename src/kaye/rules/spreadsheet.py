"""Cells that a spreadsheet must not take for something else."""

_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def plain_cell(text: str) -> str:
    """The text, never a formula when the file is opened (CSV injection)."""
    return f"'{text}" if text.startswith(_FORMULAS) else text
