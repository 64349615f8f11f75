"""The written balance of a debt against what its other figures say (R15)."""

from kaye.imports.cells import Cells
from kaye.rules.money import format_money


def check_balance(cells: Cells, total: int, received: int, received_field: str, balance: int | None) -> None:
    """Refuses a written balance that differs from total - received, saying both; warns of an excess (R20)."""
    left = total - received
    if balance is not None and (received < 0 or balance != max(left, 0)):
        figures = f"{said(cells, total)} moins {said(cells, max(received, 0))}"
        raise cells.refuse(
            "balance",
            f"{said(cells, balance)} est écrit, mais {figures} font {said(cells, total - max(received, 0))}",
        )
    if left < 0:
        cells.warn(received_field, f"{said(cells, -left)} de trop, gardés en avance pour ce client")


def said(cells: Cells, amount: int) -> str:
    return format_money(amount, cells.context.currency)
