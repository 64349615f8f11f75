"""A business that invoices, driven only by `kaye` commands."""

import json
from dataclasses import dataclass
from itertools import count
from typing import Any

from tests.acceptance.shop import Answer, Shop

IDENTITY = {
    "GP": ("legal_name=Froid Caraïbes SARL", "address=12 rue Frébault", "siren=732829320"),
    "BE": ("legal_name=Froid SRL", "address=1 rue Neuve", "bce=0403019261", "iban=BE68539007547034"),
    "CM": ("legal_name=Chez Awa", "address=Akwa", "niu=P012345678901A"),
    "SN": ("legal_name=Chez Awa", "address=Dakar", "ninea=0050123452G3"),
    "CI": ("legal_name=Chez Awa", "address=Abidjan", "ncc=1234567A"),
}
IDENTITY |= dict.fromkeys(("FR", "MQ", "RE", "GF"), IDENTITY["GP"])
_RANKS = count()


@dataclass(frozen=True, slots=True)
class Office:
    """Shorter words for the commands of this package."""

    shop: Shop

    def settle_in(self, country: str, *more: str) -> "Office":
        """Give the identity that this country asks."""
        options = [each for pair in (*IDENTITY[country], *more) for each in ("--set", pair)]
        self.shop.data("settings", *options)
        return self

    def customer(self, name: str, *options: str) -> int:
        found: int = self.shop.data("customer", "add", "--name", name, *options)["id"]
        return found

    def draft(self, asked: dict[str, Any], at: str | None = None) -> Any:
        return self.shop.data("invoice", "create", "--file", self.file(asked), at=at)

    def refused(self, asked: dict[str, Any]) -> str:
        """The sentence that refuses this file."""
        answer = self.shop.run("invoice", "create", "--file", self.file(asked))
        assert (answer.code, answer.out) == (1, ""), answer
        return answer.err

    def issue(self, asked: dict[str, Any], at: str | None = None) -> Any:
        return self.shop.data("invoice", "issue", str(self.draft(asked, at)["id"]), at=at)

    def part(self, *options: str, at: str | None = None) -> Any:
        """`invoice create` with these options, then issued."""
        made = self.shop.data("invoice", "create", *options, at=at)
        return self.shop.data("invoice", "issue", str(made["id"]), at=at)

    def credit(self, number: str, *options: str, at: str | None = None) -> Any:
        return self.shop.data("invoice", "credit", number, "--reason", "erreur", *options, at=at)

    def show(self, number: str, at: str | None = None) -> Any:
        return self.shop.data("invoice", "show", number, at=at)

    def accepted(self, asked: dict[str, Any], at: str | None = None) -> str:
        """The number of a quote sent and accepted."""
        made = self.shop.data("quote", "create", "--file", self.file(asked), at=at)
        number: str = self.shop.data("quote", "send", str(made["id"]), at=at)["number"]
        self.shop.data(
            "quote", "accept", number, "--name", "Jeanne", "--by", "owner", "--method", "paper", at=at
        )
        return number

    def pay(self, customer: str, amount: str, *options: str, at: str | None = None) -> Any:
        return self.shop.data("pay", "--customer", customer, "--amount", amount, *options, at=at)

    def file(self, asked: dict[str, Any]) -> str:
        return self.shop.write(json.dumps(asked), name=f"asked-{next(_RANKS)}.json")

    def whole(self, at: str | None = None) -> None:
        """Every invariant holds."""
        answer: Answer = self.shop.run("check", at=at)
        assert answer.code == 0, answer


def asked(customer: str, *lines: tuple[str, ...], **more: Any) -> dict[str, Any]:
    """(label, quantity, unit price[, rate[, discount]]) -> a file of M59."""
    keys = ("label", "quantity", "unit_price", "vat", "discount")
    rows = [dict(zip(keys, line, strict=False)) for line in lines]
    return {"customer": customer, "prices": "ht", "lines": rows, **more}


def minor(shape: Any, *names: str) -> tuple[int, ...]:
    """Amounts of the totals, in minor units."""
    return tuple(shape["totals"][name]["minor"] for name in names)


def codes(shape: Any) -> set[str]:
    return {each["code"] for each in shape["mentions"]}
