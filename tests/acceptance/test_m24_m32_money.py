"""Money that comes, by commands only: order, disputes, small change, cheques, refunds, losses, plans (M6, M24–M32)."""

from typing import Any

from tests.acceptance.conftest import Opener
from tests.acceptance.shop import Shop, plain
from tests.faults.smtp_server import SmtpServer

OPENED = "2026-05-15T09:00"


def _two_debts(shop: Shop) -> None:
    """Riz, due the 22nd; Fer, due the 20th."""
    shop.sell(
        "10/05/2026;Mme Éva;677000001;Riz;1;10 000;0;22/05/2026;;",
        "11/05/2026;Mme Éva;677000001;Fer;1;7 500;0;20/05/2026;;",
    )


def _pay(shop: Shop, *options: str, at: str | None = None) -> Any:
    return shop.data("pay", "--customer", "Éva", *options, at=at)


def _minor(found: Any) -> dict[str, int]:
    return {key: found[key]["minor"] for key in ("unallocated", "balance", "credit", "pending")}


def _shares(found: Any) -> list[tuple[str, int, int]]:
    return [(a["ref"], a["amount"]["minor"], a["balance_after"]["minor"]) for a in found["allocations"]]


def _account(shop: Shop, *options: str, at: str | None = None) -> Any:
    return shop.data("statement", "--customer", "Éva", *options, at=at)


def test_m24_oldest_due_first_then_credit_kept_and_used_only_when_asked(open_shop: Opener) -> None:
    shop = open_shop("CM", OPENED)
    _two_debts(shop)
    found = _pay(shop, "--amount", "8 000")
    assert _shares(found) == [("Fer", 7_500, 0), ("Riz", 500, 9_500)]
    assert found["payment"]["state"] == "received"
    found = _pay(shop, "--amount", "10 000", "--method", "mobile", "--reference", "MP260515")
    assert _minor(found) == {"unallocated": 500, "balance": 0, "credit": 500, "pending": 0}
    shop.sell("14/05/2026;Mme Éva;677000001;Sel;1;3 000;0;25/05/2026;;")
    assert _account(shop)["closing"]["minor"] == 3_000 - 500
    found = _pay(shop, "--apply-credit")
    assert (_shares(found), found["payment"]) == ([("Sel", 500, 2_500)], None)
    assert _minor(found) == {"unallocated": 0, "balance": 2_500, "credit": 0, "pending": 0}
    refused = shop.run("pay", "--customer", "Éva", "--apply-credit")
    assert (refused.code, "rien d'avance" in refused.err) == (1, True)


def test_m24_only_the_named_debts_each_with_its_part(open_shop: Opener) -> None:
    shop = open_shop("CM", OPENED)
    _two_debts(shop)
    found = _pay(shop, "--amount", "6 000", "--debt", "Riz=4000", "--debt", "Fer=1000")
    assert _shares(found) == [("Fer", 1_000, 6_500), ("Riz", 4_000, 6_000)]
    assert _minor(found)["unallocated"] == 1_000
    for wrong in ("Riz=9000", "Riz=0", "Sel", "Riz=beaucoup"):
        refused = shop.run("pay", "--customer", "Éva", "--amount", "9 000", "--debt", wrong)
        assert refused.code == 1, (wrong, refused)
    twice = shop.run("pay", "--customer", "Éva", "--amount", "100", "--debt", "Riz", "--debt", "Riz=1")
    assert "deux fois" in twice.err


def test_m24_never_on_a_disputed_part_unless_it_is_named(open_shop: Opener) -> None:
    shop = open_shop("CM", OPENED)
    _two_debts(shop)
    shop.data("hold", "--customer", "Éva", "--kind", "dispute", "--debt", "Fer", "--amount", "7 000")
    found = _pay(shop, "--amount", "11 000")
    assert _shares(found) == [("Fer", 500, 7_000), ("Riz", 10_000, 0)]
    assert _minor(found) == {"unallocated": 500, "balance": 7_000, "credit": 500, "pending": 0}
    refused = shop.run("pay", "--customer", "Éva", "--apply-credit")
    assert (refused.code, "contestées" in refused.err) == (1, True)
    assert _shares(_pay(shop, "--amount", "1 000", "--debt", "Fer")) == [("Fer", 1_000, 6_000)]


def test_m26_dated_in_the_past_with_its_value_date_and_reversed_with_a_reason(open_shop: Opener) -> None:
    shop = open_shop("CM", OPENED)
    _two_debts(shop)
    before = _account(shop)
    found = _pay(shop, "--amount", "9 000", "--on", "12/05/2026")
    assert found["payment"]["received_on"] == "2026-05-12"
    assert shop.data("cashbook", "--on", "2026-05-12")["total"]["minor"] == 9_000
    number = str(found["payment"]["id"])
    assert shop.run("pay", "--reverse", number).code == 1
    undone = shop.data("pay", "--reverse", number, "--reason", "faux billet")
    assert (undone["payment"]["state"], undone["payment"]["amount"]["minor"]) == ("reversed", -9_000)
    after = _account(shop)
    assert (after["closing"], len(after["entries"])) == (before["closing"], len(before["entries"]) + 2)
    assert "déjà annulé" in shop.run("pay", "--reverse", number, "--reason", "encore").err
    for wrong in (("--amount", "0"), ("--amount", "5", "--on", "2026-05-16"), ("--amount", "10 €")):
        assert shop.run("pay", "--customer", "Éva", *wrong).code == 1


def test_m6_a_cash_payment_that_leaves_less_than_a_coin_closes_the_debt(open_shop: Opener) -> None:
    shop = open_shop("CM", OPENED)
    shop.data("settings", "--set", "cash_step=5")
    shop.sell("10/05/2026;Mme Éva;677000001;Riz;1;10 003;0;22/05/2026;;")
    found = _pay(shop, "--amount", "10 000", "--method", "mobile")
    assert (found["balance"]["minor"], found["rounding"]["minor"]) == (3, 0)
    shop.data("pay", "--reverse", str(found["payment"]["id"]), "--reason", "pas en mobile")
    found = _pay(shop, "--amount", "10 000")
    assert (found["balance"]["minor"], found["rounding"]["minor"]) == (0, 3)
    kinds = [(e["kind"], e["credit"]["minor"]) for e in _account(shop)["entries"]]
    assert kinds[-1] == ("rounding", 3) and _account(shop)["closing"]["minor"] == 0
    shop.data("pay", "--reverse", str(found["payment"]["id"]), "--reason", "faux billet")
    assert _account(shop)["closing"]["minor"] == 10_003


def test_m27_a_cheque_holds_ten_days_then_asks_and_counts_at_its_date(open_shop: Opener) -> None:
    shop = open_shop("CM", OPENED)
    shop.sell("10/05/2026;Mme Éva;677000001;Riz;1;10 000;0;15/05/2026;;")
    found = _pay(shop, "--amount", "10 000", "--method", "cheque", "--reference", "BICEC 12345")
    assert _minor(found) == {"unallocated": 0, "balance": 10_000, "credit": 0, "pending": 10_000}
    assert (found["payment"]["state"], found["allocations"]) == ("received", [])
    days = shop.preview(10)
    assert [i for items in days.values() for i in items if i["kind"] == "payment_due"] == []
    assert [i for i in shop.today("2026-05-25T09:00") if i["kind"] == "payment_due"] == []
    (asked,) = [i for i in shop.today("2026-05-26T09:00") if i["kind"] == "payment_due"]
    assert (asked["action"], "chèque" in asked["because"]) == ("check", True)
    cleared = shop.data("pay", "--clear", str(found["payment"]["id"]), at="2026-05-26T10:00")
    assert (cleared["payment"]["state"], cleared["payment"]["received_on"]) == ("cleared", "2026-05-15")
    assert _minor(cleared) == {"unallocated": 0, "balance": 0, "credit": 0, "pending": 0}
    assert [i for i in shop.today("2026-05-26T11:00") if i["kind"] == "payment_due"] == []
    again = shop.run("pay", "--clear", str(found["payment"]["id"]), at="2026-05-26T12:00")
    assert (again.code, "plus en attente" in again.err) == (1, True)


def test_m27_a_bounced_cheque_lets_the_ladder_go_on_where_it_was(open_shop: Opener) -> None:
    shop = open_shop("CM", OPENED)
    shop.sell("10/05/2026;Mme Éva;677000001;Riz;1;10 000;0;15/05/2026;;")
    (first,) = [i for i in shop.today("2026-05-16T09:00") if i["kind"] == "payment_due"] or [None]
    assert first is None or shop.done(first["id"], "sent", "2026-05-16T09:05").code == 0
    before = {d: [i["step"] for i in items] for d, items in shop.preview(40, "2026-05-17T09:00").items()}
    cheque = _pay(shop, "--amount", "10 000", "--method", "cheque", at="2026-05-17T10:00")
    number = str(cheque["payment"]["id"])
    bounced = shop.data("pay", "--bounce", number, at="2026-05-17T11:00")
    assert (bounced["payment"]["state"], _minor(bounced)["pending"]) == ("bounced", 0)
    after = {d: [i["step"] for i in items] for d, items in shop.preview(40, "2026-05-17T12:00").items()}
    assert after == before
    cleared = _pay(shop, "--amount", "10 000", "--method", "cheque", at="2026-05-17T13:00")
    shop.data("pay", "--clear", str(cleared["payment"]["id"]), at="2026-05-17T14:00")
    found = shop.data("pay", "--bounce", str(cleared["payment"]["id"]), at="2026-05-17T15:00")
    assert (found["payment"]["state"], found["balance"]["minor"]) == ("bounced", 10_000)


def test_m28_a_refund_comes_from_the_credit_only_and_can_be_taken_back(open_shop: Opener) -> None:
    shop = open_shop("CM", OPENED)
    _two_debts(shop)
    paid = _pay(shop, "--amount", "20 000")
    assert "davantage" in shop.run("pay", "--customer", "Éva", "--refund", "2 501").err
    found = _pay(shop, "--refund", "2 000", "--reason", "trop payé")
    assert (found["payment"]["state"], found["payment"]["amount"]["minor"]) == ("refunded", -2_000)
    assert _minor(found)["credit"] == 500
    refused = shop.run("pay", "--reverse", str(paid["payment"]["id"]), "--reason", "erreur")
    assert (refused.code, "remboursement" in refused.err) == (1, True)
    shop.data("pay", "--reverse", str(found["payment"]["id"]), "--reason", "pas rendu")
    undone = shop.data("pay", "--reverse", str(paid["payment"]["id"]), "--reason", "erreur")
    assert _minor(undone) == {"unallocated": 0, "balance": 17_500, "credit": 0, "pending": 0}
    book = shop.data("cashbook")
    assert (book["total"]["minor"], len(book["entries"])) == (0, 4)


def test_m28_a_loss_closes_its_part_and_a_later_excess_undoes_it(open_shop: Opener) -> None:
    shop = open_shop("CM", OPENED)
    _two_debts(shop)
    for wrong in (("--debt", "Riz"), ("--reason", "parti")):
        assert shop.run("pay", "--customer", "Éva", "--write-off", "100", *wrong).code == 1
    found = _pay(shop, "--write-off", "10 000", "--debt", "Riz", "--reason", "parti sans adresse")
    assert (found["payment"]["state"], found["balance"]["minor"]) == ("written_off", 7_500)
    undone = shop.data("pay", "--reverse", found["payment"]["id"], "--reason", "revenu")
    assert undone["balance"]["minor"] == 17_500
    _pay(shop, "--write-off", "10 000", "--debt", "Riz", "--reason", "parti")
    paid = _pay(shop, "--amount", "18 000")
    assert _shares(paid) == [("Fer", 7_500, 0), ("Riz", 10_000, 0)]
    assert _minor(paid) == {"unallocated": 500, "balance": 0, "credit": 500, "pending": 0}
    assert _account(shop)["closing"]["minor"] == -500
    shop.data("pay", "--reverse", str(paid["payment"]["id"]), "--reason", "erreur")
    assert _account(shop)["closing"]["minor"] == 7_500


def test_m29_a_plan_in_whole_steps_confirmed_at_once(open_shop: Opener) -> None:
    shop = open_shop("CM", OPENED)
    shop.data("settings", "--set", "cash_step=500")
    _two_debts(shop)
    plan = shop.data("plan", "create", "--customer", "Éva", "--count", "3", "--first", "2026-05-31")
    assert [(i["n"], i["due_on"], i["amount"]["minor"]) for i in plan["instalments"]] == [
        (1, "2026-05-31", 6_000),
        (2, "2026-06-30", 6_000),
        (3, "2026-07-31", 5_500),
    ]
    assert (plan["total"]["minor"], plan["original_due_on"]) == (17_500, "2026-05-20")
    assert plan["confirmation"]["state"] == "proposed"
    assert plan["confirmation"]["link"].startswith("https://wa.me/237677000001")
    assert "1. 31 mai : 6 000 FCFA" in plain(plan["confirmation"]["text"])
    anchors = {i["anchor_on"] for items in shop.preview(40).values() for i in items if "due" in i["kind"]}
    assert anchors <= {"2026-05-31", "2026-06-30"} and anchors
    assert sum(a["amount"]["minor"] for a in _pay(shop, "--amount", "6 000")["allocations"]) == 6_000
    assert _account(shop)["closing"]["minor"] == 11_500


def test_m29_its_confirmation_leaves_by_itself_where_a_channel_can(
    open_shop: Opener, mail: SmtpServer
) -> None:
    shop = open_shop("GP", OPENED, "--channel", "email", "--email", "clim@antilles.example")
    shop.bill("F-1;02/05/2026;20/05/2026;;M.;Luc;Bellance;luc@client.example;;particulier;Clim;900,00;0")
    at = "2026-05-18T20:30"
    plan = shop.data(
        "plan", "create", "--customer", "Bellance", "--count", "3", "--first", "2026-06-01", at=at
    )
    assert plan["confirmation"]["state"] == "due"
    shop.tick("2026-05-18T20:35")
    assert len(mail.accepted) == 1


def test_m30_a_late_instalment_is_asked_about_and_cancelling_brings_the_debts_back(open_shop: Opener) -> None:
    shop = open_shop("CM", OPENED)
    _two_debts(shop)
    plan = shop.data("plan", "create", "--customer", "Éva", "--count", "2", "--first", "2026-05-20")

    def asked(at: str) -> list[dict[str, Any]]:
        return [i for i in shop.today(at) if i["action"] == "check" and "échéancier" in i["because"]]

    assert asked("2026-06-04T09:00") == []
    (question,) = asked("2026-06-05T09:00")
    assert shop.done(question["id"], "skipped", "2026-06-05T09:05").code == 0
    assert asked("2026-06-20T09:00") == []
    assert len(asked("2026-07-06T09:00")) == 1
    at = "2026-07-06T10:00"
    back = shop.data("plan", "cancel", str(plan["id"]), at=at)
    assert [(i["due_on"], i["amount"]["minor"]) for i in back["instalments"]] == [
        ("2026-05-20", 7_500),
        ("2026-05-22", 10_000),
    ]
    assert back["state"] == "cancelled"
    entered = [i for i in shop.today("2026-07-06T11:00") if i["kind"] == "payment_due"]
    assert entered and all(i["action"] != "auto" for i in entered)
    assert "terminé" in shop.run("plan", "cancel", str(plan["id"]), at=at).err


def test_m32_thanks_once_for_a_debt_settled_and_never_for_an_old_payment(
    open_shop: Opener, mail: SmtpServer
) -> None:
    shop = open_shop("GP", OPENED, "--channel", "email", "--email", "clim@antilles.example")
    for n, name in enumerate(("Arnaud", "Bellance", "Céleste"), 1):
        shop.bill(
            f"F-{n};02/05/2026;30/06/2026;;M.;Luc;{name};luc{n}@client.example;;particulier;Clim;900,00;0"
        )
    at = "2026-05-18T10:00"
    shop.data("pay", "--customer", "Arnaud", "--amount", "400,00", at=at)
    shop.data("pay", "--customer", "Bellance", "--amount", "900,00", "--on", "2026-05-10", at=at)
    cheque = shop.data("pay", "--customer", "Céleste", "--amount", "900,00", "--method", "cheque", at=at)
    shop.tick("2026-05-18T10:05")
    assert [m for m in mail.accepted if "Bien arriv" in str(m)] == []
    shop.data("pay", "--customer", "Arnaud", "--amount", "500,00", at="2026-05-18T11:00")
    shop.data("pay", "--clear", str(cheque["payment"]["id"]), at="2026-05-18T11:01")
    shop.tick("2026-05-18T11:05")
    shop.tick("2026-05-18T11:10")
    assert len(mail.accepted) == 2


def test_m56_what_staff_may_not_do_ends_with_4(open_shop: Opener) -> None:
    shop = open_shop("CM", OPENED)
    _two_debts(shop)
    shop.data("member", "add", "--email", "awa@shop.example", "--role", "staff")
    shop.data("member", "add", "--email", "lit@shop.example", "--role", "readonly")
    by_owner = _pay(shop, "--amount", "20 000")
    mine = _pay(shop, "--amount", "100", "--as", "awa@shop.example")
    for options in (
        ("--customer", "Éva", "--refund", "100"),
        ("--customer", "Éva", "--write-off", "100", "--debt", "Riz", "--reason", "x"),
        ("--reverse", str(by_owner["payment"]["id"]), "--reason", "x"),
    ):
        assert shop.run("pay", *options, "--as", "awa@shop.example").code == 4
    reverse = ("pay", "--reverse", str(mine["payment"]["id"]), "--reason", "x", "--as", "awa@shop.example")
    assert shop.run(*reverse, at="2026-05-16T09:00").code == 4
    assert shop.run(*reverse).code == 0
    assert shop.run("pay", "--customer", "Éva", "--amount", "5", "--as", "lit@shop.example").code == 4
    assert (
        shop.run(
            "plan",
            "create",
            "--customer",
            "Éva",
            "--count",
            "2",
            "--first",
            "2026-06-01",
            "--as",
            "lit@shop.example",
        ).code
        == 4
    )


def test_m25_the_statement_opens_and_closes_where_it_is_cut(open_shop: Opener) -> None:
    shop = open_shop("CM", OPENED)
    _two_debts(shop)
    _pay(shop, "--amount", "3 000", "--on", "2026-05-11")
    part = _account(shop, "--from", "2026-05-11", "--to", "2026-05-11")
    assert (part["opening"]["minor"], part["closing"]["minor"]) == (10_000, 14_500)
    assert [e["kind"] for e in part["entries"]] == ["debt", "payment"]
    assert _account(shop, at="2026-05-21T09:00")["overdue"]["minor"] == 4_500
    book = shop.data("cashbook", "--on", "2026-05-11")
    assert [(m["method"], m["total"]["minor"]) for m in book["methods"]] == [("cash", 3_000)]
    assert (book["credit_given"]["minor"], book["sold_cash"]["minor"]) == (7_500, 0)
