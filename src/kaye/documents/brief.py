"""The file given to a collection agency: who, what, on what basis, what was done (M53)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kaye.documents.notice import NoticeDebt
from kaye.documents.pages import (
    Block,
    Column,
    Letter,
    letter_pdf,
    named_facts,
    paragraph,
    section,
    small,
    sums,
    table,
)
from kaye.rules.documents.document import PLAIN, Look, Party
from kaye.rules.french import day_text
from kaye.rules.money import format_money


@dataclass(frozen=True, slots=True)
class Brief:
    """`fees_said`: what may be asked beside the principal and why; `mandate`: written mandate, or empty.

    `history`: (day, what happened) in order of time. Amounts in minor units.
    """

    creditor: Party
    debtor: Party
    agency: str
    on: date
    debts: tuple[NoticeDebt, ...]
    currency: str
    mandate: str = ""
    interest: int = 0
    fixed: int = 0
    fees_said: str = ""
    basis: str = ""
    time_bar: str = ""
    notice: str = ""
    history: tuple[tuple[date, str], ...] = ()
    look: Look = PLAIN


def brief_pdf(brief: Brief) -> bytes:
    """The brief. Raises TypesettingError."""
    return letter_pdf(
        Letter(
            heading="Dossier pour recouvrement",
            reference=day_text(brief.on),
            sender=brief.creditor,
            on=brief.on,
            look=brief.look,
            blocks=tuple(_blocks(brief)),
        )
    )


def _blocks(brief: Brief) -> Iterator[Block]:
    debtor = brief.debtor
    yield named_facts(
        (
            ("Confié à", brief.agency),
            ("Mandat", brief.mandate or "écrit, à joindre (article R124-3 du CPCE)"),
            ("Débiteur", debtor.legal_name),
            ("Qualité", "professionnel" if debtor.is_firm else "particulier"),
            ("Adresse", " ".join(filter(None, (debtor.address, debtor.postcode, debtor.city)))),
            ("Numéro d'entreprise", debtor.siren or debtor.vat_number),
            ("Téléphone", debtor.phone),
            ("E-mail", debtor.email),
        )
    )
    yield section("Ce qui est dû")
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
                format_money(debt.total, brief.currency),
                format_money(debt.balance, brief.currency),
            )
            for debt in brief.debts
        ],
    )
    yield sums(tuple(_sums(brief)))
    for sentence in filter(None, (brief.fees_said, brief.basis, brief.time_bar, brief.notice)):
        yield paragraph(sentence)
    yield section("Ce qui a été fait")
    if brief.history:
        rows = [(day_text(day), what) for day, what in brief.history]
        yield table((Column("Date"), Column("Fait", grows=True)), rows, in_margin=True)
    else:
        yield paragraph("Aucune relance enregistrée.")
    yield small(
        "Votre lettre au débiteur rappellera votre identité et celle du créancier, le fondement et le détail de la"
        " somme, la façon de payer, et le texte de l'article L111-8 du code des procédures civiles"
        " d'exécution (R124-4)."
        " Tout paiement reçu directement vous sera signalé."
    )


def _sums(brief: Brief) -> Iterator[tuple[str, str]]:
    yield "Principal", format_money(sum(debt.balance for debt in brief.debts), brief.currency)
    if brief.interest:
        yield f"Intérêts de retard au {day_text(brief.on)}", format_money(brief.interest, brief.currency)
    if brief.fixed:
        yield "Indemnité forfaitaire de recouvrement", format_money(brief.fixed, brief.currency)
