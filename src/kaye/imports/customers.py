"""An address list: who the customers are and how to reach them."""

from collections.abc import Iterator

from kaye.imports.cells import Cells
from kaye.imports.columns import ColumnMap, Field, any_of
from kaye.imports.outcomes import Context, CustomerRow, Outcome
from kaye.imports.persons import CUSTOMER, PERSON_FIELDS, TYPE, customer_cells, person_key
from kaye.imports.reading import digest, read_lines
from kaye.imports.rows import Table

KIND = "customers"
LABEL = "Clients"
CREATES = "customers"
FIELDS = (
    Field(CUSTOMER.name, CUSTOMER.label, CUSTOMER.synonyms, group="name"),
    *(
        Field(field.name, field.label, field.synonyms, group="name", content=field.content)
        if field.name == "company"
        else field
        for field in PERSON_FIELDS
    ),
    TYPE,
    Field(
        "note",
        "Note",
        any_of(
            "note, notes, remarque, remarques, observation, observations, commentaire, commentaires, memo"
        ),
    ),
)


def read(table: Table, columns: ColumnMap, context: Context) -> Iterator[Outcome]:
    """One outcome per line. Raises TableError when a needed column is missing."""
    return read_lines(table, columns, context, _customer)


def _customer(cells: Cells) -> CustomerRow:
    customer = customer_cells(cells)
    phone = customer.phone.e164 if customer.phone else ""
    return CustomerRow(
        line=cells.row.line,
        customer=customer,
        note=cells.text("note"),
        warnings=tuple(cells.warnings),
        key=digest(person_key(customer), phone, customer.email or ""),
        raw=cells.row.raw,
    )
