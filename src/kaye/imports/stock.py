"""The stock: articles with their count, alert threshold, price and lifetime."""

from collections.abc import Iterator

from kaye.imports.cells import Cells
from kaye.imports.columns import ColumnMap, Field, any_of
from kaye.imports.outcomes import Context, Outcome, StockRow
from kaye.imports.reading import digest, read_lines
from kaye.imports.rows import Table
from kaye.rules.people import search_key

KIND = "stock"
LABEL = "Stock"
CREATES = "products"
FIELDS = (
    Field(
        "name",
        "Article",
        any_of(
            "article, articles, produit, produits, designation, libelle, marchandise, nom, nom du "
            "produit, nom de l article, description"
        ),
        required=True,
    ),
    Field(
        "stock",
        "Stock",
        any_of(
            "stock, quantite, qte, quantite en stock, en stock, stock actuel, stock disponible, qte en "
            "stock, reste en stock, disponible, nombre, inventaire"
        ),
        required=True,
        content="count",
    ),
    Field(
        "threshold",
        "Seuil d'alerte",
        any_of(
            "seuil d alerte, seuil, alerte, stock minimum, stock mini, minimum, mini, stock d alerte, "
            "seuil mini"
        ),
        content="count",
    ),
    Field(
        "price",
        "Prix de vente",
        any_of("prix de vente, prix, pu, p u, prix unitaire, tarif, prix vente, pv"),
        content="money",
    ),
    Field(
        "lifetime",
        "Durée (jours)",
        any_of("duree, duree de vie, duree jours, duree en jours, renouvellement"),
        content="count",
    ),
    Field(
        "reference",
        "Référence",
        any_of("reference, ref, code, code article, sku, code barre, code barres"),
    ),
)


def read(table: Table, columns: ColumnMap, context: Context) -> Iterator[Outcome]:
    """One outcome per line. Raises TableError when a needed column is missing."""
    return read_lines(table, columns, context, _article)


def _article(cells: Cells) -> StockRow:
    name = cells.text("name", longest=160)
    if not search_key(name):
        raise cells.refuse("name", "le nom de l'article manque")
    return StockRow(
        line=cells.row.line,
        name=name,
        stock=cells.quantity("stock"),
        threshold=cells.quantity("threshold"),
        price=cells.money("price"),
        lifetime_days=cells.days("lifetime"),
        reference=cells.text("reference", longest=80),
        warnings=tuple(cells.warnings),
        key=digest(search_key(name)),
        raw=cells.row.raw,
    )
