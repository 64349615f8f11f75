"""The two sample businesses brought in for real: counts, debts, where they enter, no burst, twice the same."""

import csv
import io

import pytest

from kaye.actions.read_import import preview_import
from kaye.actions.today import today
from kaye.actions.undo_import import undo_import
from kaye.imports.samples import sample, shift_sample
from kaye.records.calendars import local_day
from kaye.records.models import Business, Case, ContactPoint, Customer, ImportBatch, Instalment, Product
from tests.actions.importing import NOW, bring, contents, counts, is_whole

KINDS = {"stock": "stock-moussa.csv", "sales": "cahier-moussa.csv", "invoices": "factures-climantilles.csv"}


@pytest.fixture
def moussa(shop: Business) -> Business:
    for kind in ("stock", "sales"):
        bring(shop, kind, sample(KINDS[kind]))
    return shop


def test_what_the_notebook_makes(shop: Business) -> None:
    _, stock = bring(shop, "stock", sample(KINDS["stock"]))
    _, answer = bring(shop, "sales", sample(KINDS["sales"]))
    assert (stock.accepted, stock.created["products"]) == (10, 10)
    assert (answer.accepted, answer.refused_count, answer.unchanged, answer.ignored) == (42, 0, 0, 1)
    assert (answer.created["customers"], answer.created["sales"], answer.created["receivables"]) == (
        13,
        42,
        30,
    )
    assert Customer.objects.count() == 13
    assert is_whole(shop)


def test_what_the_invoices_make(firm: Business) -> None:
    _, answer = bring(firm, "invoices", sample(KINDS["invoices"]))
    assert (answer.accepted, answer.created["invoices"], answer.created["customers"]) == (60, 60, 8)
    oedip = Customer.objects.get(last_name="Œdip")
    point = ContactPoint.objects.get(customer=oedip, kind="email")
    assert (point.value, point.state) == ("leo@@mail.example", "malformed")
    assert not Case.objects.exclude(kind="payment_due").exists()
    assert is_whole(firm)


def test_exact_debts(moussa: Business) -> None:
    """Line 2 of the notebook: 65 000 less 32 500, due at the delivery of 16 May; line 3: 7 500, due on 11 May."""
    owed = {
        (row.customer.name, row.receivable.label): (row.amount - row.paid, str(row.due_on))
        for row in Instalment.objects.select_related("customer", "receivable")
    }
    assert owed["Mme Jeanne", "Téléphone Tecno"] == (32_500, "2026-05-16")
    assert owed["Mr Paul", "Huile 5 L"] == (7_500, "2026-05-11")
    assert sum(Customer.objects.values_list("owed", flat=True)) == 562_500


def test_old_debts_are_proposed_at_their_step(moussa: Business) -> None:
    day = local_day(moussa, NOW)
    due = dict(Instalment.objects.values_list("pk", "due_on"))
    for case in Case.objects.filter(kind="payment_due"):
        late = (day - (due[case.subject_id] or day)).days
        expected = (
            "" if late <= 0 else "s1" if late < 7 else "s2" if late < 14 else "s3" if late < 21 else "s4"
        )
        assert (case.proposed_step, bool(case.proposed_because)) == (expected, late > 0)
        assert late <= 0 or case.action in ("tap", "approve", "propose", "call", "check")


def test_no_burst(moussa: Business) -> None:
    """One message a customer at most; nothing about an old debt leaves by itself; the rest waits in view."""
    lines = today(business=moussa, now=NOW).lines
    written = [line.customer.id for line in lines if line.item.action in ("tap", "auto", "approve")]
    assert len(written) == len(set(written)) <= 13
    old = set(Case.objects.exclude(proposed_because="").values_list("pk", flat=True))
    assert not [x for x in lines if x.item.action == "auto" and old & {case for case, _ in x.item.parts}]
    few = today(business=moussa, now=NOW, limit=moussa.list_max)
    assert (len(few.lines), few.waiting) == (3, len(lines) - 3)


@pytest.mark.parametrize("kinds", [("stock", "sales"), ("invoices",)])
def test_the_same_files_twice_change_nothing(shop: Business, kinds: tuple[str, ...]) -> None:
    first = {kind: bring(shop, kind, sample(KINDS[kind]))[1] for kind in kinds}
    before, rows = contents(), counts()
    for kind in kinds:
        _, again = bring(shop, kind, sample(KINDS[kind]))
        assert (again.accepted, again.unchanged) == (0, first[kind].accepted)
        assert not any(again.created.values()) and not any(again.changed.values())
    assert (contents(), counts()) == (before, rows)


@pytest.mark.parametrize("kind", ["sales", "invoices"])
def test_the_preview_says_what_will_be(shop: Business, kind: str) -> None:
    data = sample(KINDS[kind])
    view = preview_import(business=shop, kind=None, data=data, filename="f.csv", now=NOW)
    assert ImportBatch.objects.count() == 0 and not any(counts().values())
    _, answer = bring(shop, kind, data)
    assert view.kind == kind
    assert view.answer.as_json() | {"batch": answer.batch} == answer.as_json()
    assert view.owed == sum(Customer.objects.values_list("owed", flat=True))


@pytest.mark.parametrize("kinds", [("stock", "sales"), ("invoices",)])
def test_undone_all_is_as_before(shop: Business, kinds: tuple[str, ...]) -> None:
    before = contents(), counts()
    batches = [bring(shop, kind, sample(KINDS[kind])) for kind in kinds]
    made = contents()
    for batch, _ in reversed(batches):
        answer = undo_import(business=shop, batch=batch, now=NOW)
        assert answer.kept == ()
    assert (contents(), counts()) == before
    assert is_whole(shop)
    for kind in kinds:
        bring(shop, kind, sample(KINDS[kind]))
    assert contents() == made


def test_columns_in_another_order_make_the_same(shop: Business) -> None:
    bring(shop, "sales", sample(KINDS["sales"]))
    made = contents()
    batch = ImportBatch.objects.get()
    undo_import(business=shop, batch=batch, now=NOW)
    rows = list(csv.reader(io.StringIO(sample(KINDS["sales"]).decode("utf-8-sig")), delimiter=";"))
    order = [7, 3, 0, 9, 1, 5, 10, 2, 8, 4, 6]
    moved = "\r\n".join("\t".join(row[place] for place in order) for row in rows)
    bring(shop, "sales", moved)
    assert contents() == made


def test_moved_to_another_day_nothing_enters_too_late(shop: Business) -> None:
    """The demo: the same notebook, ending yesterday."""
    data = shift_sample(sample(KINDS["sales"]), "sales", local_day(shop, NOW))
    _, answer = bring(shop, "sales", data)
    assert answer.accepted == 42
    assert Product.objects.count() == 10
    assert is_whole(shop)
