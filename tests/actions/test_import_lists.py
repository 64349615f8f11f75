"""Contact lists of e-mailing services: agreements with their proof, refusals kept, all of it undone (C52)."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django_scopes import scope

from kaye.actions.consent import choose, standings
from kaye.actions.open_business import open_business
from kaye.actions.read_import import read_import, view_import
from kaye.actions.record_customer import record_customer
from kaye.actions.stop import stop
from kaye.actions.tag_customer import tags_of
from kaye.actions.undo_import import undo_import
from kaye.imports.kinds import guess_kind
from kaye.imports.table import read_table
from kaye.records.models import (
    Business,
    Consent,
    ContactPoint,
    Customer,
    CustomerTag,
    ImportedRow,
    OptOut,
    Tag,
)
from tests.actions.importing import bring

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 22, 14, 0, tzinfo=UTC)
LISTS = Path(__file__).parent.parent / "imports" / "lists"
SERVICES = {
    "mailchimp": "liste Mailchimp", "brevo": "liste Brevo", "activecampaign": "liste ActiveCampaign",
    "cleverreach": "liste CleverReach", "sarbacane": "liste importée",
}  # fmt: skip
WRITTEN = (Customer, ContactPoint, Consent, OptOut, CustomerTag, Tag, ImportedRow)


@pytest.fixture
def shop() -> Business:
    return open_business(name="Clim'Antilles", country="GP", now=NOW)


def _state(business: Business, address: str) -> str:
    point = ContactPoint.objects.get(value=address)
    found = next(each for each in standings(business, point.customer) if each.point == point)
    return "suppressed" if found.suppressed else found.states["marketing"].state


@pytest.mark.parametrize("service", list(SERVICES))
def test_a_list_brings_what_its_people_said(shop: Business, service: str) -> None:
    data = (LISTS / f"{service}.csv").read_bytes()
    assert guess_kind(read_table(data, f"{service}.csv")) == "customers"
    with scope(business=shop):
        before = [model.objects.count() for model in WRITTEN]
        batch, answer = bring(shop, "customers", data, NOW)
        assert (answer.accepted, answer.refused_count) == (4, 0)
        assert _state(shop, "lise.abon@client.example") == "opted_in"
        lise = Customer.objects.get(name="Lise Abonnel")
        said = Consent.objects.get(customer=lise)
        assert (said.words, said.how, said.source) == (
            f"{SERVICES[service]}, le 2 mars 2024", "import", "customers.csv",
        )  # fmt: skip
        assert tags_of(lise) == ([] if service == "brevo" else ["Chantier Nord", "VIP"])
        assert _state(shop, "paul.parti@client.example") == "opted_out"
        assert OptOut.objects.get(customer__name="Paul Partin").point is None
        assert _state(shop, "muet@client.example") == "unknown"
        assert Customer.objects.filter(name="muet@client.example").exists()
        if service == "brevo":
            assert OptOut.objects.get(customer__name="Sam Silence").point.kind == "phone"
            assert _state(shop, "sam.sms@client.example") == "unknown"
        else:
            assert _state(shop, "rosa.rejet@client.example") == "suppressed"
        again = bring(shop, "customers", data, NOW)[1]
        assert (again.accepted, again.unchanged) == (0, 4)
        undo_import(business=shop, batch=batch, now=NOW)
        assert [model.objects.count() for model in WRITTEN] == before


def test_the_file_never_lifts_a_refusal_and_undo_gives_back(shop: Business) -> None:
    data = (LISTS / "mailchimp.csv").read_bytes()
    with scope(business=shop):
        lise, paul, _ = (
            record_customer(business=shop, now=NOW, name_raw=name, email=email)
            for name, email in (
                ("Lise Abonnel", "lise.abon@client.example"),
                ("Paul Partin", "paul.parti@client.example"),
                ("Rosa Rejette", "rosa.rejet@client.example"),
            )
        )
        stop(business=shop, customer=lise, now=NOW, how="message")
        choose(business=shop, customer=paul, purpose="marketing", state="opted_in", how="page", now=NOW)
        batch, answer = bring(shop, "customers", data, NOW)
        told = " ".join(each.message for each in answer.warnings)
        assert "Ce client a refusé les offres : l'accord du fichier n'est pas repris." in told
        assert "Offres : vide → ne veut pas d'offres." in told
        assert "Offres : vide → adresse rejetée, rien n'y partira." in told
        assert "Étiquettes : vide → VIP, Chantier Nord." in told
        assert _state(shop, "lise.abon@client.example") == "opted_out"
        assert _state(shop, "paul.parti@client.example") == "opted_out"
        assert _state(shop, "rosa.rejet@client.example") == "suppressed"
        undo_import(business=shop, batch=batch, now=NOW)
        assert _state(shop, "lise.abon@client.example") == "opted_out"  # her own words stay
        assert _state(shop, "paul.parti@client.example") == "opted_in"
        assert _state(shop, "rosa.rejet@client.example") == "unknown"
        assert tags_of(lise) == [] and not Tag.objects.exists()


def test_the_preview_says_it_before(shop: Business) -> None:
    with scope(business=shop):
        view = read_import(
            business=shop,
            kind=None,
            data=(LISTS / "sarbacane.csv").read_bytes(),
            filename="liste.csv",
            now=NOW,
        )
        assert view.batch is not None and view.kind == "customers"
        shown = view_import(business=shop, batch=view.batch, now=NOW)
        texts = {line.title: line.text for line in shown.lines}
        assert (
            "VIP, Chantier Nord · accepte les offres (liste importée, le 2 mars 2024)"
            in texts["Lise Abonnel"]
        )
        assert "ne veut pas d'offres" in texts["Paul Partin"]
        assert not Consent.objects.exists() and not Tag.objects.exists()
