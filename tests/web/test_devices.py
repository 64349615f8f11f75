"""« Ce téléphone »: subscribe, choose, take away; only one's own. What waits for a look is answered once."""

from django.test import Client
from django_scopes import scope

from kaye.net.push import new_keys
from kaye.records.models import Device, Member, OfflineAct, Payment
from tests.web.people import Shop, body, enter, hire, now, open_shop

ASKED = {
    "endpoint": "https://push.example/1",
    "p256dh": new_keys().public_key,
    "auth": "AAAAAAAAAAAAAAAAAAAAAA",
}
CHROME = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"


def test_a_phone_agrees_chooses_and_leaves(client: Client, db: None) -> None:
    shop = open_shop()
    enter(client, shop.business)
    assert "Mes appareils" not in body(client.get("/telephone/"))
    for _ in range(2):
        assert client.post("/telephone/abonnement/", ASKED, headers={"user-agent": CHROME}).status_code == 204
    refused = client.post("/telephone/abonnement/", ASKED | {"auth": "AA"})
    assert (refused.status_code, refused["Content-Type"]) == (422, "text/plain; charset=utf-8")
    with scope(business=shop.business):
        device = Device.objects.get()
        assert device.label == "Android, Chrome"
    client.post("/telephone/choix/", {"details": "on"})
    member = Member.objects.get(business=shop.business)
    assert (member.push_details, member.push_danger) == (True, False)
    other = enter(Client(), shop.business, "staff")
    assert other.post(f"/telephone/{device.pk}/fin/").status_code == 404
    assert "Android, Chrome" not in body(other.get("/telephone/"))
    page = body(client.get("/telephone/"))
    assert "Android, Chrome" in page and "push.example" not in page
    assert client.post(f"/telephone/{device.pk}/fin/").status_code == 302
    with scope(business=shop.business):
        assert not Device.objects.exists()


def test_who_only_reads_has_no_button(client: Client, db: None) -> None:
    shop = open_shop()
    enter(client, shop.business, "readonly")
    assert "data-push-ask" not in body(client.get("/telephone/"))
    assert client.post("/telephone/abonnement/", ASKED).status_code == 403


def _kept(shop: Shop, uuid: str) -> OfflineAct:
    with scope(business=shop.business):
        return OfflineAct.objects.create(
            business=shop.business, uuid=uuid, kind="payment", made_at=now(), received_at=now(), state="to_check",
            data={"customer": shop.solange.pk, "amount": "2 500"}, answer="noté il y a plus de 7 jours",
        )  # fmt: skip


def test_what_waits_is_kept_or_dropped(client: Client, db: None) -> None:
    shop = open_shop()
    client.force_login(hire(shop.business, "owner"), "django.contrib.auth.backends.ModelBackend")
    kept, dropped = _kept(shop, "a"), _kept(shop, "b")
    page = body(client.get("/"))
    assert page.count("Paiement sans réseau") == 2 and "2 500" in page
    for act, keep in ((kept, "1"), (dropped, "0")):
        assert client.post(f"/hors-ligne/{act.pk}/", {"keep": keep}).status_code == 302
        assert client.post(f"/hors-ligne/{act.pk}/", {"keep": "1"}).status_code == 404
    with scope(business=shop.business):
        assert [each.amount for each in Payment.objects.all()] == [2_500]
    assert "Paiement sans réseau" not in body(client.get("/"))
