"""Deposits, finals, parts, sales turned into invoices, credit notes (M18–M23, M31), by commands."""

import pytest

from tests.acceptance.conftest import Settler
from tests.acceptance.office import Office, asked, minor
from tests.acceptance.shop import plain

LINES = (("Split", "3", "333,33", "8.5"), ("Pose", "1", "99,99", "2.1"))


@pytest.fixture
def place(office: Settler) -> Office:
    """A business of Guadeloupe with one consumer."""
    made = office("GP")
    made.customer("Mme Jeanne", "--consumer", "--phone", "+590690112233")
    return made


def test_m18_m19_a_deposit_then_the_final_invoice(place: Office) -> None:
    quote = place.accepted(asked("Mme Jeanne", *LINES, deposit="30%"))
    deposit = place.part("--quote", quote, "--deposit")
    assert (deposit["kind"], deposit["title"]) == ("deposit", "Facture d'acompte")
    whole = round(99999 * 1.085) + round(9999 * 1.021)
    assert minor(deposit, "ttc") == (round(whole * 0.3),)
    assert sum(r["base"]["minor"] + r["amount"]["minor"] for r in deposit["vat"]) == round(whole * 0.3)
    place.pay("Mme Jeanne", "200", at="2026-05-16T10:00")
    final = place.part("--quote", quote, "--final", at="2026-05-20T10:00")
    assert (final["kind"], minor(final, "ttc", "deposits")) == ("final", (whole, round(whole * 0.3)))
    assert minor(final, "due", "balance") == (whole - round(whole * 0.3),) * 2
    assert [each["number"] for each in final["deposits"]] == [deposit["number"]]
    assert minor(place.show(deposit["number"]), "balance") == (round(whole * 0.3) - 20000,)
    again = place.shop.run("invoice", "create", "--quote", quote)
    assert (again.code, "déjà facturé" in again.err) == (1, True)
    late = place.shop.run("invoice", "credit", deposit["number"], "--reason", "x", at="2026-05-21T10:00")
    assert (late.code, "déjà déduit" in late.err) == (1, True)
    place.whole(at="2026-05-21T10:00")


def test_m19_deposits_above_the_total_propose_a_credit_note(place: Office) -> None:
    quote = place.accepted(asked("Mme Jeanne", ("Pose", "1", "100")))
    place.part("--quote", quote, "--deposit", "--amount", "100%")
    more = place.shop.run("invoice", "create", "--quote", quote, "--deposit", "--amount", "1")
    assert (more.code, "doit rester entre" in more.err) == (1, True)
    final = place.part("--quote", quote, "--final")
    assert (minor(final, "due", "balance"), final["state"]) == ((0, 0), "paid")
    place.whole()


def test_m19_a_deposit_credited_is_deducted_net(place: Office) -> None:
    quote = place.accepted(asked("Mme Jeanne", ("Pose", "1", "1000")))
    deposit = place.part("--quote", quote, "--deposit", "--amount", "500")
    place.credit(deposit["number"], "--amount", "200")
    final = place.part("--quote", quote, "--final")
    assert minor(final, "ttc", "deposits", "due") == (108500, 30000, 78500)
    place.whole()


def test_m20_parts_add_up_exactly_to_the_quote(place: Office) -> None:
    quote = place.accepted(asked("Mme Jeanne", *LINES, discount="7%"))
    shown = place.shop.data("quote", "show", quote)
    parts = [place.part("--quote", quote, "--percent", p) for p in ("33,33", "66,67", "100")]
    for name in ("ht", "vat", "ttc"):
        assert sum(minor(each, name)[0] for each in parts) == minor(shown, name)[0]
    more = place.shop.run("invoice", "create", "--quote", quote, "--percent", "100")
    assert more.code == 1
    place.whole()


def test_m20_by_quantities_never_more_than_accepted(place: Office) -> None:
    quote = place.accepted(asked("Mme Jeanne", *LINES))
    first = place.part("--quote", quote, "--quantities", "1=2")
    assert [(line["label"], line["quantity"]) for line in first["lines"]] == [("Split", "2")]
    assert minor(first, "ht") == (66666,)
    more = place.shop.run("invoice", "create", "--quote", quote, "--quantities", "1=2")
    assert (more.code, "il reste 1" in more.err) == (1, True)
    rest = place.part("--quote", quote, "--percent", "100")
    assert minor(rest, "ht") == (33333 + 9999,)
    place.whole()


def test_m20_only_what_was_accepted_is_invoiced(place: Office) -> None:
    made = place.shop.data("quote", "create", "--file", place.file(asked("Mme Jeanne", *LINES)))
    number = place.shop.data("quote", "send", str(made["id"]))["number"]
    answer = place.shop.run("invoice", "create", "--quote", number)
    assert (answer.code, "pas accepté" in answer.err) == (1, True)


def test_m21_a_credit_sale_turns_into_its_invoice(office: Settler) -> None:
    place = office("CM")
    place.shop.sell("10/05/2026;Mme Jeanne;677000001;Riz;2;10 000;5 000;;;")
    issued = place.part("--sale", "1")
    assert (minor(issued, "ttc", "paid", "balance"), issued["state"]) == ((20000, 5000, 15000), "partly_paid")
    assert issued["due_on"] == "2026-05-22"
    said = {each["code"]: plain(each["text"]) for each in issued["mentions"]}
    assert said["already_paid"] == "Déjà réglé : 5 000 FCFA"
    (customer,) = place.shop.data("customers")
    assert customer["balance"]["minor"] == 15000
    again = place.shop.run("invoice", "create", "--sale", "1")
    assert (again.code, issued["number"] in again.err) == (1, True)
    place.pay("Jeanne", "15 000", "--debt", issued["number"])
    assert place.show(issued["number"])["state"] == "paid"
    place.whole()


def test_m21_a_date_agreed_in_the_notebook_is_kept(office: Settler) -> None:
    place = office("CM")
    place.shop.sell("10/05/2026;Mme Jeanne;677000001;Riz;2;10 000;0;30/06/2026;;")
    assert place.part("--sale", "1")["due_on"] == "2026-06-30"
    place.whole()


def test_m22_a_whole_credit_note_closes_the_invoice(place: Office) -> None:
    issued = place.issue(asked("Mme Jeanne", *LINES, discount="7%"))
    note = place.credit(issued["number"])
    assert (note["kind"], note["title"], note["number"]) == ("credit_note", "Avoir", "A2026-0001")
    assert minor(note, "ht", "vat", "ttc") == minor(issued, "ht", "vat", "ttc")
    assert [(x["label"], x["net"]) for x in note["lines"]] == [
        (x["label"], x["net"]) for x in issued["lines"]
    ]
    assert (note["original"], note["reason"]) == (issued["number"], "erreur")
    ref = {each["code"]: each["text"] for each in note["mentions"]}["credit_ref"]
    assert ref == f"Avoir sur la facture {issued['number']} du 15 mai 2026 : erreur"
    found = place.show(issued["number"])
    assert (found["state"], minor(found, "balance")) == ("credited", (0,))
    assert place.shop.today(at="2026-06-20T10:00") == []
    again = place.shop.run("invoice", "credit", issued["number"], "--reason", "encore")
    assert (again.code, "déjà entièrement annulée" in again.err) == (1, True)
    place.whole()


def test_m22_credits_in_pieces_of_everything_equal_the_invoice(place: Office) -> None:
    issued = place.issue(asked("Mme Jeanne", *LINES, prices="ttc"))
    notes = [
        place.credit(issued["number"], "--quantities", "1=1"),
        place.credit(issued["number"], "--amount", "17,77", "--vat", "2.1"),
        place.credit(issued["number"], "--quantities", "1=1"),
        place.credit(issued["number"]),
    ]
    for name in ("ht", "vat", "ttc"):
        assert sum(minor(each, name)[0] for each in notes) == minor(issued, name)[0]
    assert place.show(issued["number"])["state"] == "credited"
    place.whole()


def test_m22_beyond_the_balance_it_is_the_customer_s_credit(place: Office) -> None:
    issued = place.issue(asked("Mme Jeanne", ("Pose", "1", "1000")))
    place.pay("Mme Jeanne", "1000")
    note = place.credit(issued["number"], "--amount", "500")
    assert minor(note, "ttc") == (50000,)
    found = place.show(issued["number"])
    assert minor(found, "paid", "credited", "balance") == (58500, 50000, 0)
    paid = place.pay("Mme Jeanne", "1")
    assert (paid["balance"]["minor"], paid["credit"]["minor"]) == (0, 41500 + 100)
    more = place.shop.run("invoice", "credit", issued["number"], "--reason", "x", "--amount", "600")
    assert (more.code, "au plus 585,00 €" in plain(more.err)) == (1, True)
    place.whole()


def test_m22_a_reason_is_asked(place: Office) -> None:
    issued = place.issue(asked("Mme Jeanne", ("Pose", "1", "1000")))
    answer = place.shop.run("invoice", "credit", issued["number"], "--reason", " ")
    assert (answer.code, "motif" in answer.err) == (1, True)


def test_m23_a_final_fully_credited_frees_its_deposit_too(place: Office) -> None:
    quote = place.accepted(asked("Mme Jeanne", ("Pose", "1", "1000")))
    place.part("--quote", quote, "--deposit", "--amount", "300")
    place.pay("Mme Jeanne", "300")
    final = place.part("--quote", quote, "--final")
    note = place.credit(final["number"])
    assert minor(note, "ttc") == (108500,)
    paid = place.pay("Mme Jeanne", "1")
    assert (paid["balance"]["minor"], paid["credit"]["minor"]) == (0, 30000 + 100)
    place.whole()


def test_m23_electronic_invoices_made_elsewhere(office: Settler) -> None:
    one = office("GP", "postcode=97110", "city=Pointe-à-Pitre")
    where = ("--address", "rue A", "--postcode", "97122", "--city", "Baie-Mahault")
    one.customer("Frigo SA", "--firm", "--siren", "552100554", *where)
    issued = one.issue(asked("Frigo SA", ("Pose", "1", "1000"), nature="services"))
    out = one.shop.folder / "made.pdf"
    one.shop.data("invoice", "facturx", issued["number"], "--out", str(out))
    same = office("GP")
    found = same.shop.data("invoice", "import", str(out))
    assert (found["kind"], found["new"], found["due"]["minor"]) == ("receivable", True, 108500)
    assert same.shop.data("invoice", "import", str(out))["new"] is False
    (customer,) = same.shop.data("customers")
    assert (customer["name"], customer["balance"]["minor"]) == ("Frigo SA", 108500)
    buyer = office("GP", "siren=552100554", "legal_name=Frigo SA")
    received = buyer.shop.data("invoice", "import", str(out))
    assert (received["kind"], buyer.shop.data("customers")) == ("received", [])
    for each in (one, same, buyer):
        each.whole()


@pytest.mark.parametrize(
    ("amount", "at", "state", "credited"),
    [
        ("1 063,30", "2026-05-25T10:00", "paid", 2170),
        ("1 063,30", "2026-05-26T10:00", "partly_paid", 0),
        ("1 063,29", "2026-05-25T10:00", "partly_paid", 0),
        ("1 085", "2026-05-25T10:00", "paid", 0),
    ],
)
def test_m31_escompte(place: Office, amount: str, at: str, state: str, credited: int) -> None:
    issued = place.issue(
        asked("Mme Jeanne", ("Pose", "1", "1 000"), terms="30", escompte={"percent": "2", "days": 10})
    )
    said = {each["code"]: plain(each["text"]) for each in issued["mentions"]}["escompte"]
    assert ("1 063,30 €" in said, "1 085,00 €" in said, "25 mai 2026" in said) == (True, True, True)
    place.pay("Mme Jeanne", amount, at=at)
    found = place.show(issued["number"])
    assert (found["state"], minor(found, "credited")) == (state, (credited,))
    place.whole(at=at)


def test_m20_m38_what_is_delivered_is_invoiced_once(place: Office) -> None:
    quote = place.accepted(asked("Mme Jeanne", *LINES))
    order = place.shop.data("order", "show", "C2026-0001")
    early = place.shop.run("invoice", "create", "--order", order["number"], "--delivered")
    assert (early.code, "Rien de nouveau" in early.err) == (1, True)
    place.shop.data("order", "deliver", order["number"], "--quantities", "1=2", "--on", "2026-05-15")
    first = place.part("--order", order["number"], "--delivered")
    assert [(line["label"], line["quantity"]) for line in first["lines"]] == [("Split", "2")]
    again = place.shop.run("invoice", "create", "--order", order["number"], "--delivered")
    assert again.code == 1
    place.shop.data("order", "deliver", order["number"], "--on", "2026-05-15")
    rest = place.part("--order", order["number"], "--delivered")
    shown = place.shop.data("quote", "show", quote)
    assert minor(first, "ttc")[0] + minor(rest, "ttc")[0] == minor(shown, "ttc")[0]
    place.whole()
