"""« Aujourd'hui »: a call to make, with its script and its outcomes."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django_scopes import scope

from kaye.actions.finish_step import finish_step
from kaye.actions.today import today
from kaye.records.models import StepDone
from tests.web.notebook import NOW, Notebook, open_notebook
from tests.web.people import body, enter


@pytest.fixture
def notebook(db: None, monkeypatch: pytest.MonkeyPatch) -> Notebook:
    """The day when Pierre, written to in vain, is to be called."""
    shop = open_notebook()
    now = datetime.fromisoformat(NOW)
    with scope(business=shop.business):
        for _ in range(60):
            lines = [x for x in today(shop.business, now).lines if x.customer.id == shop.pierre.pk]
            if any(x.item.action == "call" for x in lines):
                break
            for line in lines:
                finish_step(business=shop.business, item_id=line.item.id, outcome="sent", now=now)
            now += timedelta(days=1)
    monkeypatch.setenv("KAYE_NOW", now.isoformat())
    return shop


@pytest.mark.parametrize(("outcome", "said"), [("called", "appel noté"), ("not_reached", "pas joignable")])
def test_a_call_has_a_number_a_script_and_an_outcome(
    client: Client, notebook: Notebook, outcome: str, said: str
) -> None:
    owner = enter(client, notebook.business)
    page = body(owner.get("/?encore=1"))
    card = page.split(">Tonton Pierre</b>")[1].split("</article>")[0]
    assert 'href="tel:+237699112233"' in card
    assert "k-ruled" in card
    assert "12 000 FCFA" in card
    assert "Promet" in card
    item = re.search(r'action="/relance/([\d.s]+)/faite/"', card)
    assert item
    page = body(owner.post(f"/relance/{item[1]}/faite/", {"outcome": outcome}, follow=True))
    assert f"Tonton Pierre : {said}" in page
    with scope(business=notebook.business):
        assert StepDone.objects.filter(outcome=outcome).count() == (1 if outcome == "called" else 0)
