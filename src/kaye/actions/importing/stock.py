"""The stock counted: articles, how many, when to ring, their price and how long they last."""

from collections.abc import Sequence

from kaye.actions.importing.answer import Change
from kaye.actions.importing.articles import key_of
from kaye.actions.importing.directory import pieces
from kaye.actions.importing.run import Before, Planned, Run
from kaye.imports.outcomes import Accepted, Quantity, StockRow
from kaye.imports.reading import digest
from kaye.records.models import ImportedRow, Product
from kaye.records.search import keep_product_keys
from kaye.rules.money import format_money

KIND = "stock"
_FIELDS = ("stock", "threshold", "price", "lifetime_days")
_LABELS = {
    "stock": "Stock",
    "threshold": "Seuil d'alerte",
    "price": "Prix de vente",
    "lifetime_days": "Durée",
}


class Stock:
    def __init__(self, run: Run) -> None:
        self._run = run
        self._known: dict[str, Product] = {}

    def plan(self, rows: Sequence[Accepted], known: dict[str, ImportedRow]) -> list[Planned]:
        lines = [row for row in rows if isinstance(row, StockRow)]
        self._known = {}
        for some in pieces(key_of(row.name) for row in lines):
            products = Product.objects.filter(business=self._run.business, search__in=some)
            self._known.update({product.search: product for product in products})
        return [self._one(row, known.get(row.key)) for row in lines]

    def write(self, plans: Sequence[Planned]) -> None:
        new = [plan for plan in plans if plan.state == "new"]
        changed = [plan for plan in plans if plan.state == "changed"]
        fresh = [self._product(plan) for plan in new]
        Product.objects.bulk_create(fresh)
        keep_product_keys(self._run.business, fresh)
        for plan, product in zip(new, fresh, strict=True):
            plan.object = product
        for plan in changed:
            plan.object = self._fill(plan)
        Product.objects.bulk_update(
            [plan.object for plan in changed], [*_FIELDS, "counted_on"], batch_size=200
        )
        for plan in (*new, *changed):
            self._run.products.add(plan.object.pk)
            said = {"product": plan.object.pk, **_values(plan.row)}
            self._run.say("stock_counted", said, None, money=False)
        self._run.write_rows(KIND, (*new, *changed))

    def finish(self) -> None:
        """Nothing waits for the end of the file."""

    def _one(self, row: StockRow, known: ImportedRow | None) -> Planned:
        plan = Planned(row, row.name, digest(row.stock, row.threshold, row.price, row.lifetime_days), known)
        plan.warnings += row.warnings
        for field in ("stock", "threshold"):
            value = getattr(row, field)
            if value is not None and value != int(value):
                plan.warnings.append(
                    f"{_LABELS[field]} : {_said(value)} compté {int(value)}, par pièces entières"
                )
        product = self._known.get(key_of(row.name))
        if known is not None and known.content == plan.content and self._is_known(row, product):
            plan.state = "same"
        elif product is None:
            plan.state = "new"
            plan.text = " · ".join(_words(row, self._run.currency))
            self._run.created["products"] += 1
        else:
            self._compare(plan, product)
        return plan

    def _is_known(self, row: StockRow, product: Product | None) -> bool:
        """The same file again says nothing new; the same figure in another file is another count."""
        if self._run.is_repeat or product is None:
            return True
        return all(getattr(product, field) == value for field, value in _values(row).items())

    def _compare(self, plan: Planned, product: Product) -> None:
        code = self._run.currency
        plan.state = "changed"
        for field, new in _values(plan.row).items():
            old = getattr(product, field)
            if old != new:
                plan.changes.append(
                    Change(_LABELS[field], _shown(field, old, code), _shown(field, new, code))
                )
        if not plan.changes and plan.known is not None:
            plan.state = "same"
            return
        if not plan.changes:
            plan.text = "déjà noté avec les mêmes chiffres, compté aujourd'hui"
        self._run.changed["products"] += 1

    def _product(self, plan: Planned) -> Product:
        row = plan.row
        assert isinstance(row, StockRow)
        return Product(
            business=self._run.business,
            name=row.name[:160],
            search=key_of(row.name),
            counted_on=self._run.today if row.stock is not None else None,
            created_at=self._run.now,
            batch=self._run.batch,
            **_values(row),
        )

    def _fill(self, plan: Planned) -> Product:
        assert isinstance(plan.row, StockRow)
        product = self._known[key_of(plan.row.name)]
        wanted: dict[str, object] = dict(_values(plan.row))
        if plan.row.stock is not None:
            wanted["counted_on"] = self._run.today
        for field, new in wanted.items():
            if (old := getattr(product, field)) != new:
                self._run.before.append(Before("product", product.pk, field, old, new))
                setattr(product, field, new)
        return product


def _values(row: Accepted) -> dict[str, int]:
    """What the line says; an empty cell changes nothing."""
    assert isinstance(row, StockRow)
    values = {field: getattr(row, field) for field in _FIELDS}
    return {field: int(value) for field, value in values.items() if value is not None}


def _words(row: StockRow, code: str) -> list[str]:
    said = [] if row.stock is None else [f"{_said(row.stock)} en stock"]
    if row.threshold is not None:
        said.append(f"alerte à {_said(row.threshold)}")
    if row.price is not None:
        said.append(format_money(row.price, code))
    if row.lifetime_days:
        said.append(f"dure {row.lifetime_days} jours")
    return said or ["sans chiffre"]


def _shown(field: str, value: int | None, code: str) -> str:
    if value is None:
        return ""
    if field == "price":
        return format_money(value, code)
    return f"{value} jours" if field == "lifetime_days" else str(value)


def _said(value: Quantity) -> str:
    return str(value).replace(".", ",")


BRINGER = Stock
