"""The formal notice (« mise en demeure »): parties, each debt, principal, interest and fixed sum apart (M52)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kaye.documents.pages import (
    Block,
    Column,
    Letter,
    letter_pdf,
    named_facts,
    paragraph,
    small,
    strong,
    sums,
    table,
    total,
)
from kaye.rules.documents.document import PLAIN, Look, Party
from kaye.rules.french import day_text
from kaye.rules.money import format_money


@dataclass(frozen=True, slots=True)
class NoticeDebt:
    """A debt claimed, in minor units. `number`: of the invoice, or what the debt is called."""

    number: str
    issued_on: date
    due_on: date
    total: int
    balance: int


@dataclass(frozen=True, slots=True)
class FormalNotice:
    """What the letter claims. `interest`, `fixed`: 0 where the law gives none; `basis`: the text that gives them.

    `effect`: what the letter starts by law (interest from now on), or empty. `registered_number`: of the posting,
    empty until it is known.
    """

    creditor: Party
    debtor: Party
    on: date
    debts: tuple[NoticeDebt, ...]
    deadline: date
    currency: str
    interest: int = 0
    fixed: int = 0
    basis: str = ""
    effect: str = ""
    registered_number: str = ""
    payment_means: tuple[str, ...] = ()
    look: Look = PLAIN

    @property
    def principal(self) -> int:
        return sum(debt.balance for debt in self.debts)

    @property
    def claimed(self) -> int:
        return self.principal + self.interest + self.fixed


def notice_pdf(notice: FormalNotice) -> bytes:
    """The letter. Raises TypesettingError."""
    return letter_pdf(
        Letter(
            heading="Mise en demeure",
            reference=day_text(notice.on),
            sender=notice.creditor,
            to=notice.debtor,
            on=notice.on,
            look=notice.look,
            blocks=tuple(_blocks(notice)),
        )
    )


def _blocks(notice: FormalNotice) -> Iterator[Block]:
    place = f"{notice.creditor.city}, le " if notice.creditor.city else "Le "
    yield named_facts(
        (
            ("Lettre recommandée n°", notice.registered_number or "……………………………………"),
            ("Lieu et date", f"{place}{day_text(notice.on)}"),
            ("Objet", "Mise en demeure de payer"),
        )
    )
    yield paragraph("Madame, Monsieur,")
    yield paragraph("Malgré nos relances, les sommes suivantes restent impayées à ce jour :")
    yield table(
        (
            Column("Document", grows=True),
            Column("Date"),
            Column("Échéance"),
            Column("Montant", is_figure=True),
            Column("Reste dû", is_figure=True),
        ),
        [
            (
                debt.number,
                day_text(debt.issued_on),
                day_text(debt.due_on),
                format_money(debt.total, notice.currency),
                format_money(debt.balance, notice.currency),
            )
            for debt in notice.debts
        ],
    )
    yield sums(tuple(_sums(notice)))
    yield total(
        "À payer",
        format_money(notice.claimed, notice.currency),
        f"Au plus tard le {day_text(notice.deadline)}",
    )
    yield strong(
        f"Je vous mets en demeure de payer {format_money(notice.claimed, notice.currency)}"
        f" au plus tard le {day_text(notice.deadline)}."
    )
    yield paragraph(
        "Sans paiement à cette date, je pourrai demander ces sommes en justice, sans autre avertissement."
    )
    for sentence in filter(None, (notice.effect, *notice.payment_means)):
        yield paragraph(sentence)
    yield paragraph(
        "Si vous avez payé depuis l'envoi de cette lettre, n'en tenez pas compte et dites-le-nous."
    )
    yield paragraph("Recevez, Madame, Monsieur, nos salutations distinguées.")
    yield strong(notice.creditor.legal_name)
    if notice.basis:
        yield small(notice.basis)


def _sums(notice: FormalNotice) -> Iterator[tuple[str, str]]:
    yield "Principal", format_money(notice.principal, notice.currency)
    if notice.interest:
        yield f"Intérêts de retard au {day_text(notice.on)}", format_money(notice.interest, notice.currency)
    if notice.fixed:
        yield "Indemnité forfaitaire de recouvrement", format_money(notice.fixed, notice.currency)
