"""The sales journal of a period: one line per document and rate, for any country (M60)."""

import csv
import io
from datetime import date

from kaye.actions.exports.bookings import aux_of, issued, printed_of
from kaye.actions.exports.fec import comma
from kaye.records.calendars import currency_of
from kaye.records.models import Business
from kaye.rules.documents.bookkeeping import booked_rates
from kaye.rules.documents.titles import Kind
from kaye.rules.spreadsheet import plain_cell

COLUMNS = (
    "date", "numero", "type", "client", "compte", "identifiant", "taux", "categorie", "base", "tva", "ttc", "devise",
)  # fmt: skip


def sales_journal(business: Business, start: date, end: date) -> bytes:
    """CSV with semicolons, UTF-8. Final invoices for the difference with their deposits, credit notes negative."""
    money = currency_of(business)
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in issued(business, start, end).iterator(chunk_size=500):
        paper = printed_of(row)
        assert row.issued_on is not None
        for rate in booked_rates(Kind(row.kind), paper.totals.rates, paper.deposits):
            writer.writerow(
                (
                    row.issued_on.isoformat(),
                    row.number,
                    row.kind,
                    plain_cell(row.customer.name),
                    aux_of(row.customer),
                    plain_cell(row.customer.vat_number or row.customer.siren),
                    f"{rate.vat.rate.normalize():f}",
                    rate.vat.category.value,
                    comma(rate.base, money.exponent),
                    comma(rate.amount, money.exponent),
                    comma(rate.with_vat, money.exponent),
                    money.code,
                )
            )
    return stream.getvalue().encode()
