"""Sales of a notebook: cash, credit and orders, with the arithmetic of R15."""

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from kaye.imports.amounts import check_balance, said
from kaye.imports.cells import LARGEST, Cells
from kaye.imports.columns import ColumnMap, Field, any_of
from kaye.imports.outcomes import Context, Outcome, Quantity, SaleKind, SaleRow
from kaye.imports.persons import CUSTOMER, PERSON_FIELDS, TYPE, customer_cells, person_key
from kaye.imports.reading import digest, read_lines
from kaye.imports.rows import Table, cell_text
from kaye.rules.people import search_key

KIND = "sales"
LABEL = "Ventes"
CREATES = "sales"
FIELDS = (
    Field(
        "date",
        "Date",
        any_of(
            "date, date de vente, date vente, date de la vente, date d achat, vendu le, le, jour, date "
            "facture"
        ),
        required=True,
        content="date",
    ),
    Field(CUSTOMER.name, CUSTOMER.label, CUSTOMER.synonyms, required=True),
    Field(
        "article",
        "Article",
        any_of(
            "article, articles, produit, produits, designation, libelle, marchandise, description, objet, "
            "quoi, achat, nom du produit, nom de l article, articles achetes"
        ),
        required=True,
    ),
    Field(
        "quantity",
        "Quantité",
        any_of("qte, quantite, qt, qty, nombre, nb, quantites, q"),
        content="count",
    ),
    Field(
        "price",
        "Prix",
        any_of("prix, pu, p u, prix unitaire, prix de vente, prix u, prix unit, tarif, prix par unite"),
        group="amount",
        content="money",
    ),
    Field(
        "total",
        "Total",
        any_of(
            "total, montant, prix total, montant total, total ttc, montant ttc, somme, total a payer, "
            "montant a payer"
        ),
        group="amount",
        content="money",
    ),
    Field(
        "received",
        "Reçu",
        any_of(
            "recu, montant recu, somme recue, avance, acompte, verse, montant verse, versement, paye, "
            "deja paye, montant paye, encaisse, donne, regle, deja regle"
        ),
        content="money",
    ),
    Field(
        "balance",
        "Reste",
        any_of(
            "reste, reste a payer, reste du, solde, solde du, doit, du, restant, credit, impaye, dette, "
            "montant du"
        ),
        group="amount",
        content="money",
    ),
    Field(
        "payment_due",
        "Prochain paiement",
        any_of(
            "prochain paiement, date prochain paiement, date du prochain paiement, prochain versement, "
            "date de paiement, date paiement, paiement prevu, paiement le, date limite, echeance, date d "
            "echeance, date echeance, a payer le, paie le, promesse, rendez vous paiement"
        ),
        content="date",
    ),
    Field(
        "delivery",
        "Livraison",
        any_of(
            "livraison, date de livraison, date livraison, livraison prevue, livraison le, a livrer le, "
            "livrer le, livre le, date prevue livraison"
        ),
        content="date",
    ),
    Field(
        "lifetime",
        "Durée (jours)",
        any_of("duree, duree de vie, duree jours, duree en jours, dure, tient, renouvellement"),
        content="count",
    ),
    Field(
        "note",
        "Note",
        any_of(
            "note, notes, remarque, remarques, observation, observations, commentaire, commentaires, memo"
        ),
    ),
    TYPE,
    *PERSON_FIELDS,
)


def read(table: Table, columns: ColumnMap, context: Context) -> Iterator[Outcome]:
    """One outcome per line. Raises TableError when a needed column is missing."""
    return read_lines(table, columns, context, _sale, may_repeat=True)


def _sale(cells: Cells) -> SaleRow:
    day = _sold_on(cells)
    customer = customer_cells(cells)
    article = _article(cells)
    quantity, price, total = _amounts(cells)
    payment_due, delivery = _later(cells, "payment_due", day), _delivery(cells, day)
    received = _received(cells, total, payment_due)
    return SaleRow(
        line=cells.row.line,
        customer=customer,
        date=day,
        article=article,
        quantity=quantity,
        unit_price=price,
        total=total,
        received=received,
        is_paid_word=cells.says_all_paid("received") or cells.says_settled("balance"),
        payment_due=payment_due,
        delivery=delivery,
        lifetime_days=cells.days("lifetime"),
        note=cells.text("note"),
        kind=_kind(total, received, delivery),
        to_specify=received is None,
        warnings=tuple(cells.warnings),
        key=digest(person_key(customer), day.isoformat(), search_key(article), quantity, price),
        raw=cells.row.raw,
    )


def _sold_on(cells: Cells) -> date:
    day = cells.date("date", cells.context.today, "past")
    if day is None:
        raise cells.refuse("date", "la date de la vente manque")
    if day > cells.context.today:
        raise cells.refuse(
            "date",
            f"« {cells.text('date')} » est après le jour de l'import ({cell_text(cells.context.today)})",
        )
    return day


def _later(cells: Cells, field: str, sold_on: date) -> date | None:
    day = cells.date(field, sold_on, "future")
    if day is not None and day < sold_on:
        raise cells.refuse(field, f"« {cells.text(field)} » est avant la vente ({cell_text(sold_on)})")
    return day


def _delivery(cells: Cells, sold_on: date) -> date | None:
    if cells.says_delivered("delivery"):
        cells.warn("delivery", f"« {cells.text('delivery')} » : rien ne reste à livrer")
        return None
    return _later(cells, "delivery", sold_on)


def _article(cells: Cells) -> str:
    article = cells.text("article", longest=160)
    if not article:
        raise cells.refuse("article", "le nom de l'article manque")
    return article


def _amounts(cells: Cells) -> tuple[Quantity, int, int]:
    """(quantity, unit price, total): written figures must agree, a missing one follows from the others."""
    if search_key(cells.text("type")) in ("avoir", "retour", "remboursement"):
        raise cells.refuse("type", "un avoir n'est pas une vente : notez-le sur la fiche du client")
    quantity = cells.quantity("quantity")
    if quantity == 0:
        raise cells.refuse("quantity", "la quantité est zéro")
    if quantity is None:
        quantity = 1
    price, total = cells.money("price"), cells.money("total")
    if total is None and price is not None:
        total = _rounded(Decimal(price) * quantity)
        if total > LARGEST:
            raise cells.refuse(
                "price", f"{cell_text(quantity)} × {said(cells, price)} est un montant trop grand"
            )
    if total is None:
        total = _total_from_balance(cells)
    if price is None:
        return quantity, _rounded(Decimal(total) / quantity), total
    expected = _rounded(Decimal(price) * quantity)
    if expected != total:
        raise cells.refuse(
            "total",
            f"{said(cells, total)} est écrit, "
            f"mais {cell_text(quantity)} × {said(cells, price)} font {said(cells, expected)}",
        )
    return quantity, price, total


def _total_from_balance(cells: Cells) -> int:
    """A list of who owes what: the price is what was received and what is left."""
    balance = cells.money("balance") if not cells.says_settled("balance") else None
    if balance is None:
        raise cells.refuse("price" if cells.has("price") else "total", "le montant manque")
    received = None
    if not cells.says_all_paid("received") and not cells.says_none_paid("received"):
        received = cells.money("received")
    return balance + (received or 0)


def _received(cells: Cells, total: int, payment_due: date | None) -> int | None:
    """R15: a written balance must agree; nothing written at all is left to specify (None)."""
    balance = _written_balance(cells)
    received: int | None
    if cells.says_all_paid("received"):
        received = total
    elif cells.says_none_paid("received"):
        received = 0
    else:
        received = cells.money("received")
    if received is None and cells.text("balance") and cells.says_settled("balance"):
        received = total
    if received is None and balance is not None:
        # Without a column for it, what was received is what the balance leaves.
        received = 0 if cells.has("received") else total - balance
    if received is None and payment_due is not None:
        received = 0
    if received is None:
        cells.warn("received", "rien n'est écrit : à préciser, la ligne ne crée pas de dette")
        return None
    check_balance(cells, total, received, "received", balance)
    return received


def _written_balance(cells: Cells) -> int | None:
    if cells.says_settled("balance"):
        return 0
    return cells.money("balance")


def _kind(total: int, received: int | None, delivery: date | None) -> SaleKind:
    if delivery is not None:
        return "order"
    return "cash" if received is not None and received >= total else "credit"


def _rounded(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))
