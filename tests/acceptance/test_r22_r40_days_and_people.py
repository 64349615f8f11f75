"""Days, countries, channels, holds, what is sent and what waits (R22–R34, R37, R40)."""

import pytest

from tests.acceptance.conftest import Opener
from tests.acceptance.shop import Shop, plain, steps
from tests.faults.smtp_server import SmtpServer

JEANNE = "15/05/2026;Mme Jeanne;677123457;Téléphone;1;65 000;32500;22/05/2026;;"


def test_r22_a_closed_day_lists_only_what_is_for_the_owner(open_shop: Opener) -> None:
    shop = open_shop("CM", "2026-05-11T09:00")
    shop.bring("stock", "Article;Stock;Seuil d'alerte\nFer;1;5")
    shop.sell("10/05/2026;Mr Paul;677123457;Riz;1;20 000;0;;;")
    kinds = {day: [i["kind"] for i in shop.today(f"2026-05-{day}T07:00")] for day in (17, 18, 20, 21)}
    both = ["payment_due", "low_stock"]
    assert kinds == {17: ["low_stock"], 18: both, 20: ["low_stock"], 21: both}


def test_r23_r24_a_customer_in_paris_gets_it_at_his_hour_on_a_working_day_of_the_shop(
    open_shop: Opener, mail: SmtpServer
) -> None:
    """Example 16, and R24: not on a Saturday in Guadeloupe."""
    shop = open_shop("GP", "2026-11-02T09:00")
    shop.bill("F1;02/11/2026;17/11/2026;;Mme;Awa;Diop;awa@mail.example;06 12 34 56 78;particulier;Pose;100;0")
    sent = {
        at: [i["step"] for i in shop.tick(f"2026-11-{at}")["sent"]]
        for at in ("12T02:59", "12T03:00", "20T18:30", "21T03:00", "23T02:59", "23T03:00")
    }
    assert {at: found for at, found in sent.items() if found} == {"12T03:00": ["J-5"], "23T03:00": ["J+3"]}
    assert len(mail.accepted) == 2


def test_r23_the_holidays_of_the_customer_count_too(open_shop: Opener, mail: SmtpServer) -> None:
    shop = open_shop("FR", "2026-05-04T09:00")
    shop.bill("F1;04/05/2026;24/05/2026;;Mme;Awa;Diop;awa@mail.example;0690 12 34 56;particulier;Pose;100;0")
    assert [day for day, step in steps(shop.preview(30), "step") if step == "J+3"] == ["2026-05-28"]
    assert shop.tick("2026-05-27T14:00")["sent"] == []
    assert mail.accepted == []


@pytest.mark.parametrize(
    ("country", "options", "channel"),
    [
        ("CM", (), "whatsapp_link"),
        ("SN", (), "whatsapp_link"),
        ("FR", (), "email"),
        ("GP", (), "email"),
        ("CM", ("--channel", "email"), "email"),
        ("FR", ("--channel", "whatsapp_link"), "whatsapp_link"),
        ("CM", ("--channel", "sms_link"), "sms_link"),
    ],
)
@pytest.mark.usefixtures("mail")
def test_r28_the_channel(open_shop: Opener, country: str, options: tuple[str, ...], channel: str) -> None:
    shop = open_shop(country, "2026-05-04T09:00", *options)
    phone = {"CM": "677123456", "SN": "701234567", "FR": "0612345678", "GP": "0690123456"}[country]
    shop.bill(f"F1;04/05/2026;22/05/2026;;Mme;Awa;Diop;awa@mail.example;{phone};particulier;Pose;100;0")
    first = next(iter(shop.preview(20).values()))[0]
    assert (first["channel"], first["action"]) == (channel, "auto" if channel == "email" else "tap")


def test_r27_without_a_server_an_email_is_to_be_checked_and_never_marked_sent(open_shop: Opener) -> None:
    shop = open_shop("FR", "2026-05-04T09:00")
    shop.bill("F1;04/05/2026;20/05/2026;;Mme;Awa;Diop;awa@mail.example;;particulier;Pose;100;0")
    assert shop.tick("2026-05-15T09:00")["sent"] == []
    (item,) = shop.today("2026-05-15T10:00")
    assert (item["action"], item["channel"]) == ("check", "email")
    assert "e-mail non configuré" in item["because"]


@pytest.mark.parametrize(
    ("row", "kinds"),
    [
        ("15/05/2026;Mme Jeanne;;Téléphone;1;65 000;32500;22/05/2026;;", {("payment_due", "check")}),
        ("15/05/2026;Mme Jeanne;;Fer;1;65 000;payé;;22/05/2026;", {("delivery", "check")}),
        ("15/05/2026;Mme Jeanne;;Riz;1;65 000;payé;;;20", set()),
    ],
)
def test_r29_no_number(open_shop: Opener, row: str, kinds: set[tuple[str, str]]) -> None:
    shop = open_shop("CM", "2026-05-15T09:00")
    shop.sell(row)
    days = shop.preview(40)
    assert {(kind, action) for _, kind, action in steps(days, "kind", "action")} == kinds
    assert all("pas de numéro" in because for _, because, step in steps(days, "because", "step") if step)


def test_r32_a_french_customer_of_a_shop_in_douala_reads_french_words(open_shop: Opener) -> None:
    shop = open_shop("CM", "2026-05-15T09:00")
    shop.sell("15/05/2026;Mme Awa Diop;+33612345678;Riz;1;10000;0;22/05/2026;;")
    (item,) = [i for i in shop.today("2026-05-22T07:00") if i["kind"] == "payment_due"]
    assert item["text"].startswith("Bonjour Madame Diop,") and "10 000 FCFA" in plain(item["text"])


@pytest.mark.parametrize(
    ("country", "written", "said"),
    [
        ("CM", "M. Paul", ("Monsieur", "Paul", "")),
        ("FR", "M. Paul", ("Monsieur", "", "Paul")),
        ("GP", "Mme JALÈME", ("Madame", "", "Jalème")),
        ("CM", "Mlle Brigitte", ("Mademoiselle", "Brigitte", "")),
        ("CM", "Dr Fouda", ("Docteur", "Fouda", "")),
        ("FR", "Me Koné", ("Maître", "", "Koné")),
        ("CM", "Tonton Pierre", ("Tonton", "Pierre", "")),
        ("CM", "Grande sœur Anne", ("Grande sœur", "Anne", "")),
        ("FR", "Jean-Marie JALÈME", ("", "Jean-Marie", "Jalème")),
    ],
)
def test_r34_names(open_shop: Opener, country: str, written: str, said: tuple[str, str, str]) -> None:
    shop = open_shop(country, "2026-05-15T09:00")
    shop.bring("customers", f"Nom;Téléphone\n{written};")
    (customer,) = shop.data("customers")
    assert (customer["civility"], customer["first_name"], customer["last_name"]) == said


def test_r25_what_was_bought_again_is_asked_once_and_what_is_out_is_never_offered(open_shop: Opener) -> None:
    shop = open_shop("CM", "2026-05-02T09:00")
    shop.bring(
        "stock",
        "Article;Stock;Seuil d'alerte;Prix de vente;Durée (jours)\nRiz;10;2;20 000;20\nHuile;0;0;1000;30",
    )
    shop.sell(
        "02/05/2026;Mr Paul;677123457;Riz;1;20 000;payé;;;",
        "02/05/2026;Mr Paul;677123457;Huile;1;1 000;payé;;;",
        "02/05/2026;Mr Jo;677123458;Riz;2;20 000;payé;;;",
    )
    restock = [row[0] for row in steps(shop.preview(60), "kind") if row[1] == "restock"]
    assert restock == ["2026-05-19", "2026-06-08"]  # 20 - 3 days; 2 x 20 - 3, moved from Sunday
    shop.sell("12/05/2026;Mr Paul;677123457;Riz;1;20 000;payé;;;", at="2026-05-12T10:00")
    restock = [row[0] for row in steps(shop.preview(60, "2026-05-12T11:00"), "kind") if row[1] == "restock"]
    assert restock == ["2026-05-29", "2026-06-08"]


def test_r26_one_question_a_fortnight_naming_the_articles(open_shop: Opener) -> None:
    shop = open_shop("CM", "2026-05-15T09:00")
    shop.sell(
        "11/05/2026;Mr Paul;677123457;Riz;1;20 000;payé;;;",
        "13/05/2026;Mr Paul;677123457;Huile;1;20 000;payé;;;",
    )
    (item,) = shop.today("2026-05-18T07:00")
    assert "Riz et Huile" in item["text"]
    shop.done(item["id"], "sent", "2026-05-18T08:00")
    assert shop.preview(30, "2026-05-18T09:00") == {}


def _payment_days(shop: Shop, at: str) -> list[tuple[str, str]]:
    return [
        (d, s) for d, s, kind in steps(shop.preview(30, at), "step", "kind") if kind == "payment_due" and s
    ]


def test_point_5_a_broken_promise_resumes_citing_itself_and_a_kept_one_does_not(open_shop: Opener) -> None:
    shop = open_shop("CM", "2026-05-15T09:00")
    shop.sell(JEANNE)
    told = ("--customer", "Jeanne", "--kind", "promise", "--until", "2026-05-29", "--amount", "10000")
    shop.data("hold", *told, at="2026-05-20T10:00")
    assert _payment_days(shop, "2026-05-20T11:00")[0] == ("2026-05-30", "J0")
    (item,) = [i for i in shop.today("2026-05-30T07:00") if i["kind"] == "payment_due"]
    assert "10 000 FCFA le 29 mai" in plain(item["text"]).replace("*", "")
    assert "29 mai" in item["because"]
    shop.data("pay", "--customer", "Jeanne", "--amount", "10000", at="2026-05-30T08:00")
    (item,) = [i for i in shop.today("2026-05-30T09:00") if i["kind"] == "payment_due"]
    assert "29 mai" not in item["text"] and item["amount"]["minor"] == 22500


def test_priority_money_leads_even_on_the_last_useful_day_of_a_question(open_shop: Opener) -> None:
    shop = open_shop("CM", "2026-05-15T09:00")
    shop.sell(
        JEANNE.replace("22/05/2026", "30/05/2026")
    )  # the question of the 21st lives until the 31st, a Sunday
    (item,) = shop.today("2026-05-30T07:00")
    assert (item["kind"], item["step"]) == ("payment_due", "J0")


def test_point_5_a_dispute_a_pause_a_payment_to_be_checked(open_shop: Opener) -> None:
    for kind, until, first in (
        ("pause", ("--until", "2026-06-05"), [("2026-06-06", "J0")]),
        ("dispute", (), []),
        ("paid", (), [("2026-05-22", "J0")]),
    ):
        shop = open_shop("CM", "2026-05-15T09:00")
        shop.sell(JEANNE)
        shop.data("hold", "--customer", "Jeanne", "--kind", kind, *until, at="2026-05-20T10:00")
        assert _payment_days(shop, "2026-05-20T11:00")[:1] == first, kind
        assert shop.data("check", at="2026-06-01T08:00")["ok"]


def test_a2_paid_in_full_nobody_is_asked_again(open_shop: Opener) -> None:
    shop = open_shop("CM", "2026-05-15T09:00")
    shop.sell(JEANNE)
    over = shop.data("pay", "--customer", "Jeanne", "--amount", "40 000", at="2026-05-20T10:00")
    assert (over["balance"]["minor"], over["credit"]["minor"]) == (0, 7500)
    assert _payment_days(shop, "2026-05-20T11:00") == []


def test_a7_the_morning_shows_the_three_largest_and_counts_the_others(open_shop: Opener) -> None:
    shop = open_shop("CM", "2026-05-15T09:00")
    shop.sell(
        *(
            f"15/05/2026;Mme Cli{letter}na;67712345{n};Riz;1;{10000 * (n + 1)};0;22/05/2026;;"
            for n, letter in enumerate("abcdef")
        )
    )
    morning = shop.data("today", at="2026-05-22T07:00")
    assert [i["amount"]["minor"] for i in morning["items"]] == [60000, 50000, 40000]
    assert (morning["waiting"], shop.data("today", "--all", at="2026-05-22T07:00")["waiting"]) == (3, 0)
    assert shop.run("today", at="2026-05-22T07:00").out.startswith("3 relances à faire aujourd'hui")


@pytest.mark.parametrize(("many", "sent", "proposed"), [(25, 0, 25), (20, 20, 0)])
@pytest.mark.usefixtures("mail")
def test_r40_after_a_long_silence_a_crowd_is_proposed(
    open_shop: Opener, many: int, sent: int, proposed: int
) -> None:
    shop = open_shop("FR", "2026-05-04T09:00")
    shop.bill(
        *(
            f"G{n};04/05/2026;01/06/2026;;Mme;Awa;Cli{chr(97 + n)};c{n}x@mail.example;;particulier;Pose;100;0"
            for n in range(many)
        )
    )
    shop.tick("2026-05-04T09:30")
    assert len(shop.tick("2026-05-27T08:00")["sent"]) == sent
    waiting = shop.today("2026-05-27T08:30")
    assert len(waiting) == proposed
    assert all(i["action"] == "approve" and "reprise après panne" in i["because"] for i in waiting)


def test_point_6_a_refused_address_and_a_cut_line(open_shop: Opener, mail: SmtpServer) -> None:
    shop = open_shop("FR", "2026-05-04T09:00")
    shop.bill(
        "F1;04/05/2026;20/05/2026;;Mme;Awa;Diop;awa@mail.example;;particulier;Pose;100;0",
        "F2;04/05/2026;20/05/2026;;Mme;Bea;Diop;bea@mail.example;;particulier;Pose;100;0",
    )
    mail.faults.refuse = {"awa@mail.example": 550}
    mail.faults.lose_reply = 1
    turn = shop.tick("2026-05-15T09:00")
    assert (turn["sent"], turn["uncertain"], turn["failed"]) == ([], 1, 1)
    assert {i["customer"]["name"]: i["action"] for i in shop.today("2026-05-15T10:00")} == {
        "Mme Awa Diop": "check",
        "Mme Bea Diop": "check",
    }
    mail.faults.refuse = {}
    assert shop.tick("2026-05-18T09:00")["sent"] == [] and len(mail.accepted) == 1  # never blindly again
