"""Whatever is invoiced, in parts or not, then credited and paid: the sums hold (M2, M20, M22, M25)."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaye.actions.check_invariants import check_invariants
from kaye.actions.credit_invoice import credit_invoice
from kaye.actions.documents.answer import settled_of
from kaye.actions.documents.parts import Part, Role
from kaye.actions.draft_document import draft_document
from kaye.actions.invoice_from import invoice_from
from kaye.actions.issue_invoice import issue_invoice
from kaye.actions.record_payment import record_payment
from kaye.actions.refusal import Refusal
from kaye.records.models import Customer, Document
from kaye.records.queries.money import credit_of
from tests.actions.offices import NOW, asked, office, someone

pytestmark = pytest.mark.django_db
_LINES = st.lists(
    st.tuples(
        st.just("Article"),
        st.decimals("0.001", "20", places=3).map(str),
        st.decimals("0.01", "900", places=2).map(str),
        st.sampled_from(("8.5", "2.1", "0")),
        st.sampled_from(("", "10%", "3,5%")),
    ),
    min_size=1,
    max_size=4,
)
_SETTINGS = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@_SETTINGS
@given(lines=_LINES, prices=st.sampled_from(("ht", "ttc")), cuts=st.sets(st.integers(1, 99), max_size=3))
def test_parts_add_up_to_the_quote_and_credits_to_the_invoices(
    lines: list[tuple[str, ...]], prices: str, cuts: set[int]
) -> None:
    with office() as business:
        quote = _accepted(business, lines, prices)
        papers = []
        for percent in (*sorted(cuts), 100):
            part = Part(Role.PERCENT, percent=Decimal(percent))
            made = invoice_from(business=business, source=quote, now=NOW, part=part)
            papers.append(issue_invoice(business=business, document=made, now=NOW))
        for name in ("ht", "vat", "ttc"):
            assert sum(getattr(each, name) for each in papers) == getattr(quote, name)
        for paper in papers:
            if paper.ttc:
                note = credit_invoice(business=business, invoice=paper, reason="erreur", now=NOW)
                assert (note.ht, note.vat, note.ttc) == (paper.ht, paper.vat, paper.ttc)
        assert Customer.objects.get(pk=quote.customer_id).owed == 0
        assert check_invariants([business], NOW).violations == ()


@_SETTINGS
@given(
    lines=_LINES,
    prices=st.sampled_from(("ht", "ttc")),
    paid=st.integers(0, 100),
    pieces=st.lists(st.integers(1, 60), max_size=3),
)
def test_credits_and_payments_never_take_a_balance_below_zero(
    lines: list[tuple[str, ...]], prices: str, paid: int, pieces: list[int]
) -> None:
    with office() as business:
        customer = someone(business)
        draft = draft_document(
            business=business, kind="invoice", asked=asked(*lines, prices=prices), now=NOW, customer=customer
        )
        paper = issue_invoice(business=business, document=draft, now=NOW)
        received = paper.ttc * paid // 100
        if received:
            record_payment(
                business=business, customer=customer, amount=received, received_on=NOW.date(), now=NOW
            )
        credited = 0
        for share in pieces:
            if amount := paper.ttc * share // 100:
                try:
                    note = credit_invoice(
                        business=business, invoice=paper, reason="geste", amount=amount, spread=True, now=NOW
                    )
                except Refusal:
                    assert credited + amount > paper.ttc
                else:
                    credited += note.ttc
        settled = settled_of(paper)
        assert settled.balance == max(paper.ttc - credited - received, 0)
        assert credit_of(customer) == max(received + credited - paper.ttc, 0)
        assert check_invariants([business], NOW).violations == ()


def _accepted(business, lines: list[tuple[str, ...]], prices: str) -> Document:  # type: ignore[no-untyped-def]
    quote = draft_document(
        business=business,
        kind="quote",
        asked=asked(*lines, prices=prices),
        now=NOW,
        customer=someone(business),
    )
    quote.state = "accepted"
    quote.save(update_fields=["state"])
    return quote
