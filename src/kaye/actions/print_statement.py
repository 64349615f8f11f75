"""The statement of a customer as a PDF."""

from datetime import date, datetime

from kaye.actions.documents.ground import ground
from kaye.actions.documents.printing import buyer_party, look_of, seller_party
from kaye.documents.statement import Statement, StatementEntry, statement_pdf
from kaye.records.calendars import currency_of, local_day
from kaye.records.models import Business, Customer
from kaye.records.queries.statement import statement

LINE_WORDS = {
    "invoice": "Facture",
    "debt": "Vente à crédit",
    "cancelled": "Annulation",
    "payment": "Paiement",
    "reversal": "Paiement annulé",
    "refund": "Remboursement",
    "credit_note": "Avoir",
    "write_off": "Perte",
    "rounding": "Arrondi",
    "deposit": "Acompte",
    "fees": "Frais de retard",
}
METHOD_WORDS = {
    "cash": "espèces",
    "mobile": "mobile money",
    "transfer": "virement",
    "cheque": "chèque",
    "card": "carte",
    "other": "autre",
}


def print_statement(
    *, business: Business, customer: Customer, now: datetime, start: date | None = None
) -> bytes:
    """From `start`, else from the first line, to this day. Changes nothing."""
    today = local_day(business, now)
    account = statement(business, customer, today, start, today)
    land = ground(business)
    first = account.lines[0].on if account.lines else today
    return statement_pdf(
        Statement(
            seller=seller_party(land),
            customer=buyer_party(business, customer),
            currency=currency_of(business).code,
            start=start or first,
            end=today,
            opening=account.opening,
            entries=tuple(
                StatementEntry(
                    on=line.on,
                    kind=LINE_WORDS.get(line.kind, line.kind),
                    ref=METHOD_WORDS.get(line.ref, line.ref),
                    debit=line.debit,
                    credit=line.credit,
                    balance=line.balance,
                )
                for line in account.lines
            ),
            closing=account.closing,
            overdue=account.overdue,
            unallocated=account.unallocated,
            fees=account.fees,
            look=look_of(business),
        )
    )
