"""Numbers, dates, what is fixed when, titles, platforms and mentions (M8–M17), by commands."""

import hashlib
import json
from pathlib import Path

import pytest

from tests.acceptance.conftest import Settler
from tests.acceptance.office import asked, codes, minor
from tests.acceptance.shop import kaye

POSE = ("Pose split", "1", "1 000")


def test_m08_series_restart_each_year_and_prefixes_are_fixed_once_used(office: Settler) -> None:
    place = office("GP", "prefix.F=FAC-", "first.F=41")
    place.customer("Mme Jeanne", "--consumer")
    numbers = [
        place.issue(asked("Mme Jeanne", POSE), at=at)["number"]
        for at in ("2026-12-30T09:00", "2026-12-31T22:00", "2027-01-01T09:00")
    ]
    assert numbers == ["FAC-2026-0041", "FAC-2026-0042", "FAC-2027-0041"]
    assert place.credit("FAC-2026-0041", at="2027-01-02T09:00")["number"] == "A2027-0001"
    late = place.shop.run("settings", "--set", "prefix.F=X", at="2027-01-03T09:00")
    assert (late.code, "déjà donnés en 2027" in late.err) == (1, True)
    twice = place.shop.run("settings", "--set", "prefix.D=A", at="2027-01-03T09:00")
    assert (twice.code, "sert déjà" in twice.err) == (1, True)
    place.whole(at="2027-01-03T09:00")


def test_m09_no_date_goes_back_whatever_the_year(office: Settler) -> None:
    place = office("GP")
    place.customer("Mme Jeanne", "--consumer")
    place.issue(asked("Mme Jeanne", POSE), at="2027-01-05T09:00")
    draft = place.draft(asked("Mme Jeanne", POSE), at="2026-12-30T09:00")
    answer = place.shop.run("invoice", "issue", str(draft["id"]), at="2026-12-30T09:00")
    assert (answer.code, "antérieure à la facture F2027-0001" in answer.err) == (1, True)
    issued = place.shop.data("invoice", "issue", str(draft["id"]), at="2027-01-05T10:00")
    assert (issued["number"], issued["issued_on"]) == ("F2027-0002", "2027-01-05")
    place.whole(at="2027-01-05T10:00")


def test_m09_the_day_is_that_of_the_shop(office: Settler) -> None:
    place = office("GP")
    place.customer("Mme Jeanne", "--consumer")
    assert place.issue(asked("Mme Jeanne", POSE), at="2026-05-16T01:30+00:00")["issued_on"] == "2026-05-15"


def test_m10_a_draft_has_no_number_and_is_deleted_without_using_one(office: Settler) -> None:
    place = office("GP")
    place.customer("Mme Jeanne", "--consumer")
    first = place.draft(asked("Mme Jeanne", POSE))
    assert (first["number"], first["state"], first["sha256"]) == (None, "draft", None)
    assert place.shop.data("invoice", "delete", str(first["id"])) == {"id": first["id"], "deleted": True}
    issued = place.issue(asked("Mme Jeanne", POSE))
    assert issued["number"] == "F2026-0001"
    gone = place.shop.run("invoice", "delete", issued["number"])
    assert (gone.code, "il ne change plus" in gone.err) == (1, True)
    again = place.shop.run("invoice", "issue", issued["number"])
    assert again.code == 1


def test_m11_nothing_printed_changes_after_issuing(office: Settler, tmp_path: Path) -> None:
    place = office("GP")
    place.customer("Mme Jeanne", "--consumer", "--address", "2 rue des Palmes")
    issued = place.issue(asked("Mme Jeanne", POSE))
    before, after = tmp_path / "before.pdf", tmp_path / "after.pdf"
    place.shop.data("invoice", "pdf", issued["number"], "--out", str(before))
    place.shop.data("settings", "--set", "address=99 rue Neuve", "--set", "legal_name=Autre SARL")
    found = place.shop.data("invoice", "pdf", issued["number"], "--out", str(after))
    assert before.read_bytes() == after.read_bytes()
    assert found["sha256"] == issued["sha256"] == hashlib.sha256(after.read_bytes()).hexdigest()
    assert found["bytes"] < 60_000
    assert place.show(issued["number"]) == issued
    assert place.issue(asked("Mme Jeanne", POSE))["sha256"] != issued["sha256"]


@pytest.mark.parametrize(
    ("country", "kind", "terms", "due_on"),
    [
        ("FR", "--firm", None, "2026-06-14"),
        ("FR", "--consumer", None, "2026-05-15"),
        ("CM", "--consumer", None, "2026-05-22"),
        ("FR", "--firm", "eom+45", "2026-07-15"),
        ("FR", "--firm", "45+eom", "2026-06-30"),
        ("FR", "--firm", "60", "2026-07-14"),
        ("FR", "--consumer", "90", "2026-08-13"),
        ("FR", "--firm", "0", "2026-05-15"),
    ],
)
def test_m12_due_dates(office: Settler, country: str, kind: str, terms: str | None, due_on: str) -> None:
    place = office(country)
    place.customer("Client", kind)
    more = {"terms": terms} if terms is not None else {}
    assert place.issue(asked("Client", POSE, **more))["due_on"] == due_on


def test_m12_what_the_law_refuses_between_firms(office: Settler) -> None:
    place = office("FR")
    place.customer("Client SA", "--firm")
    assert "au plus 60 jours" in place.refused(asked("Client SA", POSE, terms="61"))
    assert "que 45 jours" in place.refused(asked("Client SA", POSE, terms="eom+30"))


@pytest.mark.parametrize(
    ("country", "names"),
    [("GP", ("nom légal", "adresse", "SIREN")), ("BE", ("nom légal", "adresse", "BCE", "IBAN"))],
)
def test_m13_every_missing_setting_is_named(office: Settler, country: str, names: tuple[str, ...]) -> None:
    place = office(country, ready=False)
    place.customer("Mme Jeanne", "--consumer")
    draft = place.draft(asked("Mme Jeanne", POSE))
    answer = place.shop.run("invoice", "issue", str(draft["id"]))
    assert answer.code == 1
    assert [name for name in names if name not in answer.err] == []
    place.settle_in(country)
    assert place.shop.data("invoice", "issue", str(draft["id"]))["number"] == "F2026-0001"


@pytest.mark.parametrize(
    ("country", "ready", "kind", "title", "number"),
    [
        ("CM", True, "invoice", "Facture", "F2026-0001"),
        ("CM", False, "receipt", "Reçu", "R2026-0001"),
        ("SN", True, "invoice", "Facture", "F2026-0001"),
        ("SN", False, "receipt", "Reçu", "R2026-0001"),
        ("CI", True, "receipt", "Reçu", "R2026-0001"),
        ("FR", True, "invoice", "Facture", "F2026-0001"),
    ],
)
def test_m14_titles(office: Settler, country: str, ready: bool, kind: str, title: str, number: str) -> None:
    place = office(country, ready=ready)
    place.customer("Mme Jeanne", "--consumer")
    issued = place.issue(asked("Mme Jeanne", POSE))
    assert (issued["kind"], issued["title"], issued["number"]) == (kind, title, number)
    assert issued["totals"]["balance"]["minor"] > 0


def test_m14_an_fne_number_makes_a_second_pdf(office: Settler, tmp_path: Path) -> None:
    place = office("CI")
    place.customer("Mme Jeanne", "--consumer")
    issued = place.issue(asked("Mme Jeanne", POSE))
    certified = place.shop.data("invoice", "fne", issued["number"], "2505842N26000000001")
    assert (certified["title"], certified["number"]) == ("Facture", "R2026-0001")
    assert certified["sha256"] != issued["sha256"]
    twice = place.shop.run("invoice", "fne", issued["number"], "2505842N26000000002")
    assert twice.code == 1
    place.whole()


@pytest.mark.parametrize(
    ("country", "at", "options", "carried"),
    [
        ("BE", "2026-05-15T09:00", ("--firm", "--vat-number", "BE0403019261"), True),
        ("BE", "2026-05-15T09:00", ("--consumer",), False),
        ("FR", "2027-08-31T09:00", ("--firm", "--siren", "552100554"), False),
        ("FR", "2027-09-01T09:00", ("--firm", "--siren", "552100554"), True),
        ("GF", "2027-09-01T09:00", ("--firm", "--siren", "552100554"), False),
    ],
)
def test_m15_platforms(
    office: Settler, country: str, at: str, options: tuple[str, ...], carried: bool
) -> None:
    place = office(country, at=at)
    place.customer("Client", "--address", "rue A", *options)
    issued = place.issue(asked("Client", POSE))
    if not carried:
        assert (issued["platform"], issued["title"]) == (None, "Facture")
        return
    assert issued["platform"] == {"status": "to_transmit", "number": None}
    assert issued["title"] == "Copie de facture électronique"
    assert "platform_copy" in codes(issued)
    moved = place.shop.data("invoice", "platform", issued["number"], "transmitted", "--number", "PA-77")
    assert moved["platform"] == {"status": "transmitted", "number": "PA-77"}
    assert moved["sha256"] == issued["sha256"]


def test_m15_refused_by_the_platform_nothing_is_chased_and_the_owner_is_asked(office: Settler) -> None:
    place = office("BE")
    place.customer(
        "Client", "--firm", "--vat-number", "BE0403019261", "--address", "rue A", "--phone", "+32470123456"
    )
    number = place.issue(asked("Client", POSE, terms="0"))["number"]
    late = "2026-05-28T10:00"
    assert any(i["action"] in ("tap", "auto", "approve") for i in place.shop.today(at=late))
    place.shop.data("invoice", "platform", number, "refused", at="2026-05-16T09:00")
    (item,) = place.shop.today(at=late)
    assert (item["action"], "refusée par la plateforme" in item["because"]) == ("check", True)
    place.shop.data("invoice", "platform", number, "received", at="2026-05-27T09:00")
    assert any(i["action"] in ("tap", "auto", "approve") for i in place.shop.today(at=late))


def test_m13_m15_an_incomplete_firm_is_refused_once_platforms_carry_its_invoices(office: Settler) -> None:
    place = office("FR", at="2027-09-01T09:00")
    place.customer("Client SA", "--firm")
    draft = place.draft(asked("Client SA", POSE))
    answer = place.shop.run("invoice", "issue", str(draft["id"]))
    assert (answer.code, "l'adresse" in answer.err, "SIREN" in answer.err) == (1, True, True)


def test_m16_a_consumer_is_never_threatened(office: Settler) -> None:
    place = office("GP", "vat_regime=franchise")
    place.customer("Mme Jeanne", "--consumer")
    place.customer("Frigo SA", "--firm", "--siren", "552100554")
    firm = place.issue(asked("Frigo SA", POSE, nature="services"))
    assert {"vat_293b", "late_rate", "fixed_fee_40", "no_escompte", "buyer_siren", "nature"} <= codes(firm)
    consumer = place.issue(asked("Mme Jeanne", POSE))
    said = json.dumps(consumer["mentions"], ensure_ascii=False)
    assert not [word for word in ("40", "indemnité", "pénalités") if word in said.lower()]
    assert codes(consumer) == {"vat_293b"}


def test_m17_only_firms_of_the_zone_get_an_electronic_invoice(office: Settler, tmp_path: Path) -> None:
    place = office("GP", "postcode=97110", "city=Pointe-à-Pitre")
    where = ("--address", "rue A", "--postcode", "97122", "--city", "Baie-Mahault")
    place.customer("Frigo SA", "--firm", "--siren", "552100554", *where)
    place.customer("Mme Jeanne", "--consumer")
    firm = place.issue(asked("Frigo SA", POSE, nature="services"))["number"]
    consumer = place.issue(asked("Mme Jeanne", POSE))["number"]
    out = str(tmp_path / "f.pdf")
    found = place.shop.data("invoice", "facturx", firm, "--out", out)
    assert (found["profile"], found["findings"]) == ("en16931", [])
    assert place.shop.data("invoice", "facturx", firm, "--out", out) == found
    refused = place.shop.run("invoice", "facturx", consumer, "--out", out)
    assert (refused.code, "n'a pas de facture électronique" in refused.err) == (1, True)
    place.whole()


def test_m56_roles(office: Settler) -> None:
    place = office("GP")
    place.customer("Mme Jeanne", "--consumer")
    for email, role in (("aide@exemple.fr", "staff"), ("lit@exemple.fr", "readonly")):
        place.shop.data("member", "add", "--email", email, "--role", role)
    number = place.issue(asked("Mme Jeanne", POSE))["number"]
    refused = place.shop.run("invoice", "credit", number, "--reason", "x", "--as", "aide@exemple.fr")
    assert (refused.code, "Seul le propriétaire" in refused.err) == (4, True)
    draft = str(place.draft(asked("Mme Jeanne", POSE))["id"])
    assert place.shop.run("invoice", "issue", draft, "--as", "lit@exemple.fr").code == 4
    assert place.shop.run("invoice", "show", draft, "--as", "lit@exemple.fr").code == 0
    assert place.shop.run("invoice", "show", draft, "--as", "autre@exemple.fr").code == 4
    assert place.shop.run("invoice", "issue", draft, "--as", "aide@exemple.fr").code == 0
    assert place.shop.run("settings", "--set", "rcs=1", "--as", "aide@exemple.fr").code == 4


def test_m58_settings_are_checked_one_by_one(office: Settler) -> None:
    place = office("GP", ready=False)
    for pair, said in (
        ("siren=123", "9 chiffres"),
        ("iban=FR7630006000011234567890188", "n'est pas un IBAN"),
        ("vat_regime=rien", "choisissez normal"),
        ("terms=bientôt", "écrivez 0"),
        ("prefix.F=é", "préfixe"),
        ("couleur=bleu", "n'existe pas"),
        ("late_basis=agreed", "taux convenu"),
    ):
        answer = place.shop.run("settings", "--set", pair)
        assert (answer.code, said in answer.err) == (1, True), answer
    found = place.shop.data("settings", "--set", "siren=732 829 320", "--set", "vat_on_debits=oui")
    assert (found["siren"], found["vat_on_debits"], found["quote_valid_days"]) == ("732829320", True, 30)
    assert place.shop.run("settings", "--set", "rien").code == 2


def test_tenants_do_not_see_each_other(office: Settler) -> None:
    one, other = office("GP"), office("GP")
    one.customer("Mme Jeanne", "--consumer")
    issued = one.issue(asked("Mme Jeanne", POSE))
    for reference in (issued["number"], str(issued["id"])):
        for command in ("show", "pdf", "issue", "delete"):
            answer = kaye("invoice", command, reference, "--business", other.shop.slug)
            assert (answer.code, "introuvable" in answer.err) == (1, True)
    assert other.shop.data("invoice", "list")["items"] == []
    assert minor(one.show(issued["number"]), "balance") == (108500,)
