"""What single lines make, change and refuse; customers told apart; what a second import does."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kaye.actions.approve_import import approval_steps, approve_import
from kaye.actions.importing import pass_over
from kaye.actions.importing.source import Correction
from kaye.actions.open_business import open_business
from kaye.actions.read_import import read_import
from kaye.actions.record_payment import record_payment
from kaye.actions.refusal import Refusal
from kaye.actions.reverse_payment import reverse_payment
from kaye.actions.undo_import import undo_import
from kaye.records.models import (
    Business,
    Case,
    ContactPoint,
    Customer,
    Instalment,
    Payment,
    Product,
    Receivable,
    Sale,
    SaleLine,
)
from tests.actions.importing import NOW, bring, contents, counts, is_whole, notebook

TECNO = "13/05/2026;Mme Jeanne;677123457;Téléphone Tecno;1;65000;{};20/05/2026;;;"
INVOICES = "N° facture;Date;Échéance;Nom;E-mail;Montant TTC;Déjà payé;Nature"


@pytest.mark.parametrize(
    ("first", "second", "customers", "said"),
    [
        (("Mme Jeanne", "677123457"), ("Madame JEANNE", "6 77 12 34 57"), 1, ""),
        (("Mme Jeanne", "677123457"), ("Mr Paul", "677123457"), 2, "Même téléphone que Mme Jeanne"),
        (("Mme Jeanne", "677123457"), ("Mme Jeanne", ""), 1, ""),
        (("Mme Jeanne", ""), ("Mme Jeanne", "677123457"), 1, ""),
        (("Mme Jeanne", "677123457"), ("Mme Jeanne", "699001122"), 2, ""),
        (("Maman Rose", ""), ("Tata Rose", ""), 2, ""),
        (("Éyango", ""), ("eyango", ""), 1, ""),
    ],
)
@pytest.mark.parametrize("in_two_files", [False, True])
def test_who_is_who(
    shop: Business,
    first: tuple[str, str],
    second: tuple[str, str],
    customers: int,
    said: str,
    in_two_files: bool,
) -> None:
    """R17, the same in one file and in two."""
    lines = [
        f"{n}/05/2026;{name};{phone};Huile;1;7500;0;;;;" for n, (name, phone) in ((1, first), (2, second))
    ]
    files = [[line] for line in lines] if in_two_files else [lines]
    warnings = [w.message for file in files for w in bring(shop, "sales", notebook(*file))[1].warnings]
    assert Customer.objects.count() == customers
    assert any(said in message for message in warnings) if said else True
    assert is_whole(shop)


def test_a_phone_learnt_is_a_change(shop: Business) -> None:
    bring(shop, "sales", notebook("1/05/2026;Mr Ibrahim;;Huile;1;7500;0;;;;"))
    search = Customer.objects.get().search
    batch, answer = bring(shop, "sales", notebook("2/05/2026;Mr Ibrahim;694009988;Huile;1;7500;0;;;;"))
    assert answer.changed["customers"] == 1
    assert "Téléphone : vide → +237694009988." in [w.message for w in answer.warnings]
    assert "237694009988" in Customer.objects.get().search
    undo_import(business=shop, batch=batch, now=NOW)
    assert (Customer.objects.get().search, ContactPoint.objects.count()) == (search, 0)


def test_a_received_amount_that_grew_is_a_payment(shop: Business) -> None:
    bring(shop, "sales", notebook(TECNO.format(30000)))
    _, answer = bring(shop, "sales", notebook(TECNO.format(45000)))
    assert (answer.changed["sales"], answer.created["payments"], answer.created["sales"]) == (1, 1, 0)
    assert sorted(Payment.objects.values_list("amount", flat=True)) == [15_000, 30_000]
    assert Customer.objects.get().owed == 20_000
    assert is_whole(shop)


def test_the_growth_already_noted_by_hand_is_not_paid_twice(shop: Business) -> None:
    bring(shop, "sales", notebook(TECNO.format(30000)))
    day = date(2026, 5, 22)
    record_payment(business=shop, customer=Customer.objects.get(), amount=15_000, received_on=day, now=NOW)
    bring(shop, "sales", notebook(TECNO.format(45000)))
    assert Customer.objects.get().owed == 20_000


def test_an_import_never_undoes_a_payment_nor_its_reverse(shop: Business) -> None:
    bring(shop, "sales", notebook(TECNO.format(30000)))
    bring(shop, "sales", notebook(TECNO.format(10000)))
    assert Customer.objects.get().owed == 35_000
    reverse_payment(business=shop, payment=Payment.objects.get(), reason="chèque sans provision", now=NOW)
    bring(shop, "sales", notebook(TECNO.format(10000) + "note"))
    assert Customer.objects.get().owed == 65_000
    assert is_whole(shop)


def test_what_was_left_to_specify_becomes_a_debt(shop: Business) -> None:
    line = "13/05/2026;Mme Jeanne;677123457;Huile;1;7500;{};;;;"
    bring(shop, "sales", notebook(line.format("")))
    assert Receivable.objects.count() == 0
    bring(shop, "sales", notebook(line.format("2500")))
    assert Customer.objects.get().owed == 5_000
    assert is_whole(shop)


def test_a_past_delivery_is_considered_done(shop: Business) -> None:
    _, answer = bring(
        shop,
        "sales",
        notebook(
            "04/05/2026;Mme Jeanne;677123457;Tecno;1;65000;0;;16/05/2026;;",
            "05/05/2026;Mr Paul;677123456;Tecno;1;65000;0;;30/05/2026;;",
        ),
    )
    past, coming = Sale.objects.order_by("sold_on")
    assert (past.delivered_on, coming.delivered_on) == (date(2026, 5, 16), None)
    assert list(Case.objects.filter(kind="delivery").values_list("subject_id", flat=True)) == [coming.pk]
    assert any("considérée livrée" in w.message for w in answer.warnings)


def test_sales_not_after_the_count_do_not_lower_the_stock(shop: Business) -> None:
    bring(shop, "stock", "Article;Stock;Seuil d'alerte\nHuile;10;2\n")
    assert Product.objects.get().counted_on == date(2026, 5, 22)
    later = NOW.replace(day=26)
    lines = (f"{day}/05/2026;Mme Jeanne;;Huile;3;7500;payé;;;;" for day in (20, 22, 25))
    bring(shop, "sales", notebook(*lines), now=later)
    assert Product.objects.get().stock == 7
    assert list(SaleLine.objects.order_by("sold_on").values_list("took_stock", flat=True)) == [
        False,
        False,
        True,
    ]


def test_a_low_stock_rings(shop: Business) -> None:
    bring(shop, "stock", "Article;Stock;Seuil d'alerte\nHuile;2;2\nRiz;5;2\n")
    assert Case.objects.get().kind == "low_stock"


def test_the_same_figure_in_another_count_is_a_count(shop: Business) -> None:
    bring(shop, "stock", "Article;Stock\nHuile;10\n")
    bring(
        shop,
        "sales",
        notebook("25/05/2026;Mme Jeanne;;Huile;3;7500;payé;;;;"),
        now=NOW.replace(day=25, hour=20),
    )
    Product.objects.update(counted_on=date(2026, 5, 20))
    Product.objects.update(stock=7)
    bring(shop, "stock", "Article;Stock\nHuile;10\n")
    assert Product.objects.get().stock == 7  # the very same file says nothing new
    bring(shop, "stock", "Article;Stock\nHuile;10\nRiz;1\n")
    assert Product.objects.get(name="Huile").stock == 10


def test_too_late_is_not_created(shop: Business) -> None:
    """R7: satisfaction 10 days after its date, restock 15 days after the article is used up."""
    bring(shop, "sales", notebook("01/01/2026;Mme Jeanne;677123457;Huile;1;7500;payé;;;25;"))
    assert Case.objects.count() == 0


def test_invoices_and_a_credit_note(firm: Business) -> None:
    bring(
        firm,
        "invoices",
        f"{INVOICES}\nAV-1;10/05/2026;;Bellance;n@b.example;100,00;0;avoir\n"
        "FA-1;01/05/2026;31/05/2026;Bellance;n@b.example;434,00;0;facture\n",
    )
    customer = Customer.objects.get()
    assert customer.owed == 33_400
    assert is_whole(firm)


def test_an_invoice_that_changed(firm: Business) -> None:
    line = "FA-1;01/05/2026;{};Bellance;n@b.example;{};{};facture"
    bring(firm, "invoices", f"{INVOICES}\n{line.format('31/05/2026', '434,00', '0')}\n")
    batch, answer = bring(firm, "invoices", f"{INVOICES}\n{line.format('15/06/2026', '500,00', '100')}\n")
    row = Instalment.objects.get()
    assert (row.due_on, row.amount, row.paid) == (date(2026, 6, 15), 50_000, 10_000)
    assert (answer.changed["invoices"], answer.created["payments"]) == (1, 1)
    undo_import(business=firm, batch=batch, now=NOW)
    row.refresh_from_db()
    assert (row.due_on, row.amount, row.paid) == (date(2026, 5, 31), 43_400, 0)
    assert is_whole(firm)


def test_a_number_already_in_another_name_is_refused(firm: Business) -> None:
    bring(firm, "invoices", f"{INVOICES}\nFA-1;01/05/2026;31/05/2026;Bellance;;434,00;0;\n")
    _, answer = bring(firm, "invoices", f"{INVOICES}\nFA-1;01/05/2026;31/05/2026;Titus;;434,00;0;\n")
    assert [refused.line for refused in answer.refused] == [2]
    assert "déjà au nom de Bellance" in answer.refused[0].reason


def test_repeated_lines_are_taken_when_asked(shop: Business) -> None:
    _, answer = bring(shop, "sales", notebook(TECNO.format(0), TECNO.format(0)), accept_lines=(3,))
    assert (answer.accepted, answer.refused_count, Sale.objects.count()) == (2, 0, 2)


def test_a_corrected_cell(shop: Business) -> None:
    wrong = TECNO.format(0).replace("20/05/2026", "31/06/2026")
    _, answer = bring(
        shop, "sales", notebook(wrong), corrections=(Correction(2, "payment_due", "30/06/2026"),)
    )
    assert answer.refused_count == 0
    assert Instalment.objects.get().due_on == date(2026, 6, 30)


def test_half_way_nothing_is_kept(shop: Business) -> None:
    lines = [f"12/05/2026;Client{n};;Huile;1;7500;0;;;;" for n in range(pass_over.CHUNK + 10)]
    view = read_import(business=shop, kind="sales", data=notebook(*lines).encode(), filename="f.csv", now=NOW)
    assert view.batch is not None
    steps = approval_steps(business=shop, batch=view.batch, now=NOW)
    assert next(steps) == pass_over.CHUNK
    steps.close()
    assert not any(counts().values())
    view.batch.refresh_from_db()
    assert view.batch.state == "read"
    assert is_whole(shop)


def test_a_batch_is_written_once(shop: Business) -> None:
    batch, _ = bring(shop, "sales", notebook(TECNO.format(0)))
    with pytest.raises(Refusal, match="déjà fait"):
        approve_import(business=shop, batch=batch, now=NOW)


def test_undone_what_was_paid_by_hand_stays(shop: Business) -> None:
    batch, _ = bring(
        shop, "sales", notebook(TECNO.format(0), "13/05/2026;Mr Paul;677123456;Huile;1;7500;0;;;;")
    )
    jeanne = Customer.objects.get(search__contains="jeanne")
    record_payment(business=shop, customer=jeanne, amount=5_000, received_on=date(2026, 5, 22), now=NOW)
    answer = undo_import(business=shop, batch=batch, now=NOW)
    assert [(kept.line, kept.because) for kept in answer.kept] == [(2, "un paiement a été noté depuis")]
    assert list(Customer.objects.values_list("name", "owed")) == [("Mme Jeanne", 60_000)]
    assert is_whole(shop)
    _, again = bring(shop, "sales", notebook(TECNO.format(0)))
    assert again.unchanged == 1


def test_undoing_a_growth_takes_only_the_growth_back(shop: Business) -> None:
    bring(shop, "sales", notebook(TECNO.format(30000)))
    batch, _ = bring(shop, "sales", notebook(TECNO.format(65000)))
    assert Customer.objects.get().owed == 0
    undo_import(business=shop, batch=batch, now=NOW)
    assert Customer.objects.get().owed == 35_000
    assert Case.objects.get(kind="payment_due").closed_at is None
    assert is_whole(shop)


def test_an_address_list(shop: Business) -> None:
    head = "Nom;Téléphone;E-mail;Type;Note\n"
    _, answer = bring(shop, "customers", f"{head}Mme Jeanne;677123457;j@b.example;particulier;le soir\n")
    customer = Customer.objects.get()
    assert (customer.is_consumer, customer.notes, answer.created["customers"]) == (True, "le soir", 1)
    assert ContactPoint.objects.count() == 2
    _, again = bring(shop, "customers", f"{head}Mme Jeanne;677123457;j@b.example;pro;le matin\n")
    customer.refresh_from_db()
    assert (customer.is_consumer, customer.notes) == (False, "le soir\nle matin")
    assert (again.created["customers"], again.changed["customers"]) == (0, 1)


def test_queries_do_not_grow_with_the_lines_of_a_chunk(shop: Business) -> None:
    """Statements of one chunk: those that read stay the same; inserts are cut by the limits of SQLite only."""

    def reads(count: int, start: int) -> int:
        lines = [
            f"12/05/2026;Client{n};{677000000 + n};Huile;1;7500;0;;;;" for n in range(start, start + count)
        ]
        with CaptureQueriesContext(
            connection,
        ) as seen:
            bring(shop, "sales", notebook(*lines))
        return sum(query["sql"].startswith("SELECT") for query in seen)

    bring(shop, "sales", notebook(TECNO.format(0)))
    assert reads(400, 10_000) <= reads(20, 20_000) + 10


_NAMES = st.sampled_from(["Mme Jeanne", "Mr Paul", "Paul", "Éyango", "eyango", "Tata Rose"])
_PHONES = st.sampled_from(["", "677123457", "6 77 12 34 56", "abc"])
_LINES = st.builds(
    "{}/05/2026;{};{};{};{};{};{};{};{};;".format,
    st.integers(1, 22),
    _NAMES,
    _PHONES,
    st.sampled_from(["Huile", "Riz"]),
    st.integers(1, 3),
    st.sampled_from(["7500", "12 000 F"]),
    st.sampled_from(["", "0", "payé", "500", "99999"]),
    st.sampled_from(["", "28/05/2026"]),
    st.sampled_from(["", "30/05/2026"]),
)


class Twice(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(st.lists(_LINES, min_size=1, max_size=12))
    def test_twice_is_once_and_undone_is_never(self, lines: list[str]) -> None:
        business = open_business(name="Chez Moussa", country="CM", now=NOW)
        with scope(business=business):
            empty = counts()
            batch, first = bring(business, "sales", notebook(*lines))
            made, rows = contents(), counts()
            _, second = bring(business, "sales", notebook(*lines))
            assert (second.accepted, second.unchanged) == (0, first.accepted)
            assert (contents(), counts()) == (made, rows)
            assert is_whole(business)
            undo_import(business=business, batch=batch, now=NOW)
            assert counts() == empty
            assert is_whole(business)
