"""Commands: what they take, what they answer, how they refuse (R1–R5, R35, R36, point 11)."""

import pytest

from tests.acceptance.conftest import Opener
from tests.acceptance.shop import SALES, kaye, link_text
from tests.faults.smtp_server import SmtpServer

JEANNE = "15/05/2026;Mme Jeanne;677123457;Téléphone Tecno;1;65 000;32500;22/05/2026;;"
DEBTOR = "F1;20/04/2026;22/05/2026;;Mme;Josette;Céleste;josette@mail.example;;particulier;Pose;1 234,56 €;0"
ITEM = {
    "id": str,
    "kind": str,
    "kinds": list,
    "step": str,
    "tone": int,
    "action": str,
    "channel": str,
    "customer": dict,
    "amount": dict,
    "due_on": str,
    "anchor_on": str,
    "subject": type(None),
    "text": str,
    "link": str,
    "because": str,
}


def test_r4_an_item_is_whole_and_its_link_holds_its_text(open_shop: Opener) -> None:
    shop = open_shop("CM", "2026-05-15T09:00")
    shop.sell(JEANNE)
    answer = shop.data("today", at="2026-05-22T07:00")
    assert set(answer) == {"business", "at", "waiting", "items"}
    assert (answer["business"], answer["at"]) == (shop.slug, "2026-05-22T07:00:00+01:00")
    (item,) = answer["items"]
    assert {key: type(value) for key, value in item.items()} == ITEM
    assert item["customer"] == {"id": item["customer"]["id"], "name": "Mme Jeanne"} | {
        "phone": "+237677123457",
        "email": None,
    }
    assert item["amount"] | {"text": ""} == {"minor": 32500, "currency": "XAF", "text": ""}
    assert (item["kinds"], item["step"], item["tone"]) == (["payment_due"], "J0", 1)
    assert (item["due_on"], item["anchor_on"]) == ("2026-05-22", "2026-05-22")
    assert link_text(item["link"]) == item["text"]
    assert item["link"].startswith("https://wa.me/237677123457?text=")
    assert "XAF" not in item["text"]


def test_r5_a_business_made_by_init_alone_writes_every_step(open_shop: Opener) -> None:
    """Points 7 and 11: no step of the notebook ladder, delivery or low stock waits for a setting."""
    shop = open_shop("CM", "2026-05-15T09:00")
    shop.bring("stock", "Article;Stock;Seuil d'alerte\nFer;1;5")
    shop.sell(JEANNE, "15/05/2026;Tonton Pierre;677123459;Fer;1;15 000;5000;;22/05/2026;")
    items = [item for day in shop.preview(45).values() for item in day]
    assert {i["kind"] for i in items} == {"payment_due", "delivery", "satisfaction", "low_stock"}
    assert {i["step"] for i in items if i["kind"] == "payment_due" and i["step"]} == {
        "J0",
        "J+7",
        "J+14",
        "J+21",
    }
    said = [i["text"] for i in items if i["action"] in ("tap", "call", "internal")]
    assert all(text and "{{" not in text and "[[" not in text for text in said)


def test_r5_r27_a_business_made_by_init_alone_sends_through_the_machines_server(
    open_shop: Opener, mail: SmtpServer
) -> None:
    shop = open_shop("GP", "2026-04-20T09:00")
    shop.bill(DEBTOR)
    assert shop.tick("2026-05-15T07:59")["sent"] == []
    (sent,) = shop.tick("2026-05-15T08:00")["sent"]
    assert (sent["step"], sent["kind"], sent["action"]) == ("J-5", "pre_due", "auto")
    assert shop.tick("2026-05-15T08:01")["sent"] == []
    assert [message.recipients for message in mail.accepted] == [("josette@mail.example",)]


def test_r1_now_comes_from_the_environment(open_shop: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = open_shop("CM", "2026-05-15T09:00")
    shop.sell(JEANNE)
    monkeypatch.setenv("KAYE_NOW", "2026-05-22T07:00:00+01:00")
    said = kaye("today", "--business", shop.slug, "--json").json
    assert said == shop.data("today", at="2026-05-22T07:00")


def test_r35_without_a_flag_the_import_is_shown_and_nothing_is_written(open_shop: Opener) -> None:
    shop = open_shop("CM", "2026-05-15T09:00")
    file = shop.write(f"{SALES}\n{JEANNE}")
    assert shop.run("import", "sales", file).code == 3
    assert shop.run("import", "sales", file, "--preview").code == 0
    assert shop.data("customers") == []


def test_r36_pay_finds_names_takes_french_amounts_and_the_oldest_debt(open_shop: Opener) -> None:
    shop = open_shop("CM", "2026-05-15T09:00")
    shop.sell(
        "15/05/2026;Mme Éva Ngo;677123457;Riz;1;10 000;0;22/05/2026;;",
        "14/05/2026;Mme Éva Ngo;677123457;Fer;1;5 000;0;21/05/2026;;",
        "15/05/2026;Mr Eva Biya;677123458;Riz;1;10 000;0;;;",
    )
    unsure = shop.run("pay", "--customer", "eva", "--amount", "5 000")
    assert unsure.code == 1 and "Mme Éva Ngo" in unsure.err and "Mr Eva Biya" in unsure.err
    paid = shop.data("pay", "--customer", "eva ngo", "--amount", "7 000 F")
    assert [(a["ref"], a["amount"]["minor"]) for a in paid["allocations"]] == [("Fer", 5000), ("Riz", 2000)]
    chosen = shop.data("pay", "--customer", "Mme Éva Ngo", "--amount", "3000", "--debt", "Riz")
    assert chosen["balance"]["minor"] == 5000


@pytest.mark.parametrize(
    "arguments",
    [
        ("approve", "999.s1"),
        ("approve", "zz"),
        ("done", "1.s1", "--outcome", "perdu"),
        ("hold", "--customer", "Personne", "--kind", "promise", "--until", "2026-07-01"),
        ("hold", "--customer", "Jeanne", "--kind", "promise"),
        ("hold", "--customer", "Jeanne", "--kind", "promise", "--until", "2026-05-01"),
        ("hold", "--customer", "Jeanne", "--kind", "autre"),
        ("pay", "--customer", "Jeanne", "--amount", "-5"),
        ("pay", "--customer", "Jeanne", "--amount", "abc"),
        ("pay", "--customer", "Jeanne", "--amount", "5", "--debt", "F99"),
        ("preview", "--days", "0"),
        ("preview", "--days", "beaucoup"),
        ("import", "sales", "absent.csv", "--approve"),
        ("import", "--undo", "999"),
        ("import", "--undo", "abc"),
    ],
)
def test_point_11_a_refusal_is_a_french_sentence_and_an_exit_code(
    open_shop: Opener, arguments: tuple[str, ...]
) -> None:
    shop = open_shop("CM", "2026-05-15T09:00")
    shop.sell(JEANNE)
    answer = shop.run(*arguments)
    assert answer.code != 0
    assert answer.err.strip() and "Traceback" not in answer.err
    english = (" is not ", " not ", "Error", "Usage", "invalid", "Invalid")
    assert not any(word in answer.err for word in english), answer.err


def test_point_11_check_and_two_businesses(open_shop: Opener) -> None:
    one, other = open_shop("CM", "2026-05-15T09:00"), open_shop("GP", "2026-05-15T09:00")
    one.sell(JEANNE)
    assert other.today("2026-05-22T07:00") == [] and other.data("customers") == []
    checked = kaye("check", "--json").json
    assert (checked["ok"], checked["violations"], checked["counts"]["businesses"]) == (True, [], 2)
