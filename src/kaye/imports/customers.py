"""An address list: who the customers are and how to reach them."""

from collections.abc import Iterator

from kaye.imports.cells import Cells
from kaye.imports.columns import ColumnMap, Field, any_of
from kaye.imports.outcomes import Context, CustomerRow, Outcome
from kaye.imports.persons import CUSTOMER, PERSON_FIELDS, TYPE, customer_cells, person_key
from kaye.imports.reading import digest, read_lines
from kaye.imports.rows import Table
from kaye.imports.subscriptions import FIELDS as SUBSCRIPTION_FIELDS
from kaye.imports.subscriptions import subscription_of, tags_of

KIND = "customers"
LABEL = "Clients"
CREATES = "customers"
_ENGLISH = any_of("last name, lastname, surname, name, full name, fullname")
FIELDS = (
    Field(CUSTOMER.name, CUSTOMER.label, (*CUSTOMER.synonyms, *_ENGLISH), group="name"),
    *(
        Field(field.name, field.label, field.synonyms, group="name", content=field.content)
        if field.name in ("company", "email")
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
    *SUBSCRIPTION_FIELDS,
)


def read(table: Table, columns: ColumnMap, context: Context) -> Iterator[Outcome]:
    """One outcome per line. Raises TableError when a needed column is missing."""
    return read_lines(table, columns, context, _customer)


def _customer(cells: Cells) -> CustomerRow:
    customer = customer_cells(cells, nameless=True)
    phone = customer.phone.e164 if customer.phone else ""
    return CustomerRow(
        line=cells.row.line,
        customer=customer,
        note=cells.text("note"),
        warnings=tuple(cells.warnings),
        key=digest(person_key(customer), phone, customer.email or ""),
        raw=cells.row.raw,
        tags=tags_of(cells),
        subscription=subscription_of(cells),
    )
