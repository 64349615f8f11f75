"""Ladders: where a debt enters, what spaces the messages, what joins them (R7–R12, R21, R33, trade rules §7)."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from tests.acceptance.conftest import Opener
from tests.acceptance.shop import INVOICES, SALES, Shop, messages, plain, steps
from tests.faults.smtp_server import SmtpServer

TODAY = date(2026, 6, 10)  # a Wednesday
INVOICE_STEPS = ((-5, 0), (3, 1), (10, 2), (15, 2), (20, 3), (30, 4), (45, 5), (60, 5))
NOTEBOOK_STEPS = ((0, 1), (7, 2), (14, 3), (21, 3))


def _letters(number: int) -> str:
    return "Cli" + chr(97 + number // 26) + chr(97 + number % 26)


def _entry(late: int, ladder: tuple[tuple[int, int], ...]) -> str | None:
    """R8: the highest step with offset <= days late and tone <= 4."""
    reached = [offset for offset, tone in ladder if offset <= late and tone <= 4]
    return (f"J{reached[-1]:+d}" if reached[-1] else "J0") if reached else None


def _first(shop: Shop) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for day, items in shop.preview(4).items():
        for item in items:
            found.setdefault(item["customer"]["name"], item | {"on": day})
    return found


@pytest.mark.usefixtures("mail")
def test_r8_an_old_invoice_enters_at_the_step_of_its_lateness_and_is_proposed(open_shop: Opener) -> None:
    shop = open_shop("GP", f"{TODAY}T09:00")
    rows = [INVOICES]
    for late in range(1, 75):
        due = TODAY - timedelta(days=late)
        who = f"Mme;Awa;{_letters(late)};c{late}@mail.example;06901122{late:02d}"
        rows.append(f"L{late};{due - timedelta(30):%d/%m/%Y};{due:%d/%m/%Y};;{who};particulier;Pose;100;0")
    shop.bring("invoices", "\n".join(rows))
    assert shop.tick(f"{TODAY}T09:30")["sent"] == []  # no burst
    first = _first(shop)
    for late in range(3, 75):
        item = first[f"Mme Awa {_letters(late)}"]
        expected = _entry(late, INVOICE_STEPS)
        action = "call" if expected == "J+15" else "approve"
        assert (late, item["step"], item["action"], item["on"]) == (late, expected, action, str(TODAY))
    for late in (1, 2):  # nothing is due yet: the first step stays a proposal all the same
        item = first[f"Mme Awa {_letters(late)}"]
        assert (item["step"], item["action"], item["on"]) == (
            "J+3",
            "approve",
            str(TODAY + timedelta(3 - late)),
        )


def test_r8_an_old_notebook_debt_enters_by_one_tap(open_shop: Opener) -> None:
    shop = open_shop("CM", f"{TODAY}T09:00")
    rows = [SALES]
    for late in range(1, 61):
        due = TODAY - timedelta(days=late)
        sold = due - timedelta(days=20)
        rows.append(f"{sold:%d/%m/%Y};Mme {_letters(late)};6771122{late:02d};Riz;1;1000;0;{due:%d/%m/%Y};;")
    shop.bring("sales", "\n".join(rows))
    first = _first(shop)
    for late in range(1, 61):
        item, expected = first[f"Mme {_letters(late)}"], _entry(late, NOTEBOOK_STEPS)
        action = "call" if expected == "J+21" else "tap"
        assert (late, item["step"], item["action"], item["on"]) == (late, expected, action, str(TODAY))


@pytest.mark.parametrize(
    ("country", "dates"),
    [
        ("GP", ["05-15", "05-26", "06-01", "06-08", "06-11", "06-22", "07-06", "07-21"]),
        ("MQ", ["05-15", "05-26", "06-01", "06-08", "06-11", "06-22", "07-06", "07-21"]),
        ("CM", ["05-16", "05-25", "06-01", "06-08", "06-11", "06-22", "07-06", "07-21"]),
    ],
)
@pytest.mark.usefixtures("mail")
def test_examples_1_and_4_the_whole_ladder(open_shop: Opener, country: str, dates: list[str]) -> None:
    shop = open_shop(country, "2026-04-20T09:00")
    phone = "677123456" if country == "CM" else "0690123456" if country == "GP" else "0696112233"
    shop.bill(f"F1;20/04/2026;22/05/2026;;Mme;Josette;Céleste;j@mail.example;{phone};particulier;Pose;100;0")
    got = [day[5:] for day, step in steps(shop.preview(100), "step") if step]
    assert got == dates


@pytest.mark.parametrize(
    ("country", "day"), [("MQ", "2026-05-21"), ("GP", "2026-05-22"), ("FR", "2026-05-22")]
)
@pytest.mark.usefixtures("mail")
def test_example_3_a_step_before_the_due_date_moves_backward(
    open_shop: Opener, country: str, day: str
) -> None:
    shop = open_shop(country, "2026-04-20T09:00")
    shop.bill("F1;20/04/2026;27/05/2026;;Mme;Josette;Céleste;j@mail.example;;particulier;Pose;100;0")
    assert steps(shop.preview(36), "step", "anchor_on")[0] == (day, "J-5", "2026-05-27")


def test_example_19_the_sale_of_a_friday_in_douala(open_shop: Opener) -> None:
    shop = open_shop("CM", "2026-05-15T09:00")
    shop.sell(
        "15/05/2026;Mme Jeanne;677123457;Fer;1;65 000;32500;;;",
        "15/05/2026;Mr Paul;677123458;Riz;1;25 000;payé;;;30",
        "15/05/2026;Tonton Pierre;677123459;Frigo;1;15 000;payé;;29/05/2026;",
    )
    got = {
        (i["customer"]["name"], i["kind"], i["step"]): day
        for day, items in shop.preview(40).items()
        for i in items
    }
    assert got["Mme Jeanne", "payment_due", "J0"] == "2026-05-22"
    assert got["Tonton Pierre", "delivery", "J+2"] == "2026-05-18"
    assert got["Mr Paul", "satisfaction", "J+5"] == "2026-05-21"
    assert got["Mr Paul", "restock", "J-3"] == "2026-06-11"


def test_r9_a_tap_not_done_stays_with_its_id_and_the_live_balance(open_shop: Opener) -> None:
    shop = open_shop("CM", "2026-05-15T09:00")
    shop.sell("15/05/2026;Mme Jeanne;677123457;Fer;1;65 000;32500;22/05/2026;;")
    (first,) = shop.today("2026-05-22T07:00")
    shop.data("pay", "--customer", "jeanne", "--amount", "10 000", at="2026-05-25T08:00")
    (later,) = shop.today("2026-06-20T07:00")
    assert (later["id"], later["step"], later["amount"]["minor"]) == (first["id"], "J0", 22500)
    assert "22 500 FCFA" in plain(later["text"])
    assert shop.done(first["id"], "skipped", "2026-06-20T08:00").code == 0
    assert steps(shop.preview(9, "2026-06-20T09:00"), "step") == [
        ("2026-06-20", "J+7"),
        ("2026-06-23", "J+14"),
    ]


@pytest.mark.parametrize(
    ("due", "days"),
    [("21/05/2026", []), ("22/05/2026", []), ("23/05/2026", ["2026-05-18"])],
)
def test_r21_no_reminder_right_behind_the_invoice(open_shop: Opener, due: str, days: list[str]) -> None:
    """J-5 of the 22nd is a Sunday, moved back to the 16th: two days after the invoice."""
    shop = open_shop("CM", "2026-05-15T09:00")
    shop.bill(f"F1;14/05/2026;{due};;Mme;Awa;Diop;;677123456;particulier;Pose;100;0")
    assert [day for day, kind in steps(shop.preview(9), "kind") if kind == "pre_due"] == days


def test_r10_r11_r12_one_customer_many_debts_spaced_and_joined(open_shop: Opener) -> None:
    shop = open_shop("CM", "2026-05-04T09:00")
    shop.bill(
        *(
            f"F{n};04/05/2026;{due}/05/2026;;Mme;Awa;Diop;;677123456;particulier;Pose;100;0"
            for n, due in enumerate((15, 18, 24), 1)
        )
    )
    days = shop.preview(40)
    sent = [(date.fromisoformat(day), i) for day, items in days.items() for i in messages(items)]
    dates = [day for day, _ in sent]
    assert all((b - a).days >= 3 for a, b in pairwise(dates))
    joined = days["2026-05-21"][0]
    assert (joined["kinds"], joined["step"]) == (["payment_due", "pre_due"], "J+3")
    assert joined["amount"]["minor"] == 200
    assert "F2" in joined["text"] and "F3" in joined["text"] and "F1" not in joined["text"]


def test_r12_the_joined_steps_are_all_done_at_once(open_shop: Opener, mail: SmtpServer) -> None:
    shop = open_shop("GP", "2026-06-10T09:00")
    who = "Mme;Josette;Céleste;josette@mail.example;0690 12 34 56;particulier"
    shop.bill(f"F1;01/05/2026;31/05/2026;;{who};Pose;100;0", f"F2;01/05/2026;28/05/2026;;{who};Pose;200;0")
    (item,) = shop.today()
    assert (item["action"], item["tone"], item["amount"]["minor"]) == ("approve", 2, 30000)
    assert shop.run("approve", item["id"], at="2026-06-10T19:30").code == 0
    assert shop.tick("2026-06-10T19:31")["sent"] == []
    (sent,) = shop.tick("2026-06-11T08:00")["sent"]
    assert sent["id"] == item["id"] and sent["text"] == item["text"]
    assert shop.tick("2026-06-11T08:05")["sent"] == [] and len(mail.accepted) == 1
    assert shop.today("2026-06-12T09:00") == []


@pytest.mark.usefixtures("mail")
def test_r33_the_step_behind_a_deadline_waits_for_it(open_shop: Opener) -> None:
    shop = open_shop("FR", "2026-05-04T09:00")
    shop.bill("F1;01/03/2026;01/04/2026;;Mme;Awa;Diop;a@mail.example;;particulier;Pose;1 000;0")
    (item,) = shop.today()
    assert (item["step"], item["tone"]) == ("J+30", 4)
    assert "12 mai" in item["text"]
    following = [row for row in steps(shop.preview(30), "step") if row[1] == "J+45"]
    assert following == [("2026-05-18", "J+45")]
