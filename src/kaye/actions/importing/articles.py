"""Articles named by sales: found in the catalogue, or put in it without a count."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from kaye.actions.importing.directory import pieces
from kaye.actions.importing.run import Run
from kaye.records.models import Product
from kaye.records.search import keep_product_keys
from kaye.rules.people import search_key


@dataclass(slots=True, eq=False)
class Article:
    """`id` None: still to be written. `stock` None: not counted."""

    id: int | None
    name: str
    stock: int | None = None
    counted_on: date | None = None


class Articles:
    """The articles that one file has named so far."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._known: dict[str, Article] = {}
        self._fresh: list[tuple[str, Article]] = []
        self._taken: Counter[int] = Counter()

    def prepare(self, names: Iterable[str]) -> None:
        """Read them from the catalogue."""
        keys = {key_of(name): name for name in names}
        for some in pieces(key for key in keys if key not in self._known):
            rows = Product.objects.filter(business=self._run.business, search__in=some)
            for search, pk, name, stock, counted in rows.values_list(
                "search", "pk", "name", "stock", "counted_on"
            ):
                self._known[search] = Article(pk, name, stock, counted)
        for key, name in keys.items():
            if key and key not in self._known:
                self._known[key] = Article(None, name)
                self._fresh.append((key, self._known[key]))
                self._run.created["products"] += 1

    def of(self, name: str) -> Article | None:
        """None for a name that says nothing."""
        return self._known.get(key_of(name))

    def write(self) -> None:
        """The new articles of this chunk."""
        rows = [
            Product(
                business=self._run.business,
                name=article.name[:160],
                search=key,
                created_at=self._run.now,
                batch=self._run.batch,
            )
            for key, article in self._fresh
        ]
        Product.objects.bulk_create(rows)
        keep_product_keys(self._run.business, rows)
        for row, (_, article) in zip(rows, self._fresh, strict=True):
            article.id = row.pk
        self._fresh = []

    def takes(self, article: Article | None, sold_on: date, quantity: int, waits: bool) -> bool:
        """Whether goods leave the shelf, or are kept for an order that waits. A count made that day, or later,
        has already seen them gone (R25)."""
        if article is None or article.id is None:
            return False
        self._run.products.add(article.id)
        if waits:
            return True
        if article.stock is None or (article.counted_on is not None and sold_on <= article.counted_on):
            return False
        self._taken[article.id] += quantity
        return True

    def finish(self) -> None:
        """Lower the stock of what was sold."""
        for some in pieces(self._taken):
            rows = list(Product.objects.filter(pk__in=some))
            for row in rows:
                row.stock = F("stock") - self._taken[row.pk]
            Product.objects.bulk_update(rows, ["stock"], batch_size=200)
        self._taken.clear()


def key_of(name: str) -> str:
    """What recognises an article."""
    return search_key(name)[:200]
