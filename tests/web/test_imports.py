"""« Importer »: a file chosen, seen, corrected, written, taken back; without script."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_scopes import scope

from kaye.imports.samples import sample
from kaye.records.models import ImportBatch, ImportProfile, Sale
from tests.web.people import BACKEND, NOW, Shop, body, enter, hire, open_shop

HEAD = "Date;Client;Téléphone;Article;Qté;Prix;Reçu;Prochain paiement\n"
NOTEBOOK = (
    HEAD
    + "12/05/2026;Kevin;656789012;Huile 5 L;1;7500;1500;31/06/2026\n"
    + "13/05/2026;Mme Jeanne;677123457;Téléphone Tecno;1;65000;30000;20/05/2026\n"
    + "13/05/2026;Mme Jeanne;677123457;Téléphone Tecno;1;65000;30000;20/05/2026\n"
)


@pytest.fixture
def shop(db: None, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setenv("KAYE_NOW", NOW)
    return open_shop()


@pytest.fixture
def owner(client: Client, shop: Shop) -> Client:
    return enter(client, shop.business)


def send(client: Client, data: bytes | str, name: str = "cahier.csv", **more: Any) -> Any:
    raw = data.encode() if isinstance(data, str) else data
    return client.post("/importer/", {"fichier": SimpleUploadedFile(name, raw), **more})


def read(client: Client, data: bytes | str = NOTEBOOK) -> str:
    answer = send(client, data)
    assert answer.status_code == 302, body(answer)
    return str(answer["Location"])


def sales(shop: Shop) -> int:
    with scope(business=shop.business):
        return Sale.objects.count()


def last(shop: Shop) -> ImportBatch:
    with scope(business=shop.business):
        return ImportBatch.objects.order_by("-pk")[0]


def test_seen_before_anything_is_written(owner: Client, shop: Shop) -> None:
    page = body(owner.get(read(owner)))
    assert "Voici ce qui va entrer" in page
    assert "2 lignes à corriger" in page
    assert "« 31/06/2026 » : ce jour n&#x27;existe pas dans le calendrier" in page
    assert "Mettre 30/06/2026" in page
    assert "Importer 1 ligne" in page
    assert page.index("Kevin") < page.index("Mme Jeanne, Téléphone Tecno")
    assert sales(shop) == 0


def test_a_tap_corrects_the_line(owner: Client, shop: Shop) -> None:
    url = read(owner)
    cell = {"c.2.payment_due": "31/06/2026", "o.2.payment_due": "31/06/2026"}
    owner.post(url, cell | {"suggestion": "c.2.payment_due=30/06/2026"})
    assert "Importer 2 lignes" in body(owner.get(url))


def test_a_cell_typed_then_import_is_seen_again_first(owner: Client, shop: Shop) -> None:
    url = read(owner)
    cell = {"c.2.payment_due": "22/05/2026", "o.2.payment_due": "31/06/2026"}
    owner.post(f"{url}ecriture/", cell)
    assert sales(shop) == 0
    assert "Importer 2 lignes" in body(owner.get(url))
    owner.post(f"{url}ecriture/")
    assert sales(shop) == 2


def test_a_repeated_line_can_be_taken(owner: Client, shop: Shop) -> None:
    url = read(owner)
    owner.post(url, {"accept": "4"})
    owner.post(f"{url}ecriture/")
    assert sales(shop) == 2


def test_written_then_undone_from_the_toast(owner: Client, shop: Shop) -> None:
    url = read(owner)
    page = body(owner.post(f"{url}ecriture/", follow=True))
    assert "1 ligne importée." in page
    assert f'action="{url}annulation/"' in page
    owner.post(f"{url}annulation/")
    assert sales(shop) == 0
    assert last(shop).state == "undone"
    assert "annulé" in body(owner.get("/importer/"))


def test_written_once(owner: Client, shop: Shop) -> None:
    url = read(owner)
    owner.post(f"{url}ecriture/")
    page = body(owner.post(f"{url}ecriture/", follow=True))
    assert "déjà fait" in page
    assert sales(shop) == 1


def test_given_up(owner: Client, shop: Shop) -> None:
    url = read(owner)
    owner.post(f"{url}abandon/")
    assert owner.get(url).status_code == 404
    assert sales(shop) == 0


def test_a_missing_column_is_asked_for_and_remembered(owner: Client, shop: Shop) -> None:
    file = "Date;Client;Article;Qté;Truc;Reçu\n12/05/2026;Kevin;Huile;1;7500;1500\n"
    answer = send(owner, file, kind="sales")
    url = str(answer["Location"])
    assert url.endswith("/colonnes/")
    page = body(owner.get(url))
    assert "Il manque :" in page
    assert "Truc : 7500" in page
    chosen = {
        "f.date": "0",
        "f.customer": "1",
        "f.article": "2",
        "f.quantity": "3",
        "f.price": "4",
        "f.received": "5",
    }
    owner.post(url, {"kind": "sales"} | chosen)
    batch_url = url.removesuffix("colonnes/")
    assert "Importer 1 ligne" in body(owner.get(batch_url))
    owner.post(f"{batch_url}ecriture/")
    with scope(business=shop.business):
        assert ImportProfile.objects.get().mapping["price"] == 4
    again = send(owner, file.replace("12/05", "13/05"), kind="sales")
    assert "Importer 1 ligne" in body(owner.get(str(again["Location"])))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Ce fichier est vide"),
        (b"%PDF-1.7 rest", "PDF"),
        (b"\x00\x01\x02\x00", "pas un tableau lisible"),
    ],
)
def test_a_file_that_is_no_table(owner: Client, shop: Shop, data: bytes, words: str) -> None:
    answer = send(owner, data)
    assert answer.status_code == 422
    assert words in body(answer)
    if data:
        assert last(shop).state == "refused"
        assert bytes(last(shop).raw) == data


def test_without_a_file(owner: Client) -> None:
    answer = owner.post("/importer/", {})
    assert answer.status_code == 422
    assert "Choisissez un fichier" in body(answer)


def test_a_large_file_says_how_far_it_is(owner: Client, shop: Shop) -> None:
    lines = (f"12/05/2026;Client{n};;Huile 5 L;1;7500;0;20/05/2026" for n in range(1_300))
    url = read(owner, HEAD + "\n".join(lines))
    answer = owner.post(f"{url}ecriture/")
    page = b"".join(answer.streaming_content).decode()
    assert "1\u202f300 lignes importées." in page
    assert f'href="{url}"' in page
    assert sales(shop) == 1_300


def test_the_kind_is_recognised(owner: Client, shop: Shop) -> None:
    page = body(owner.get(read(owner, sample("stock-moussa.csv"))))
    assert "Importer : stock" in page


def test_who_only_reads_imports_nothing(client: Client, shop: Shop) -> None:
    reader = enter(client, shop.business, "readonly")
    assert send(reader, NOTEBOOK).status_code == 403
    assert "Vous pouvez regarder" in body(reader.get("/importer/"))


def test_the_imports_of_another_shop_are_not_ours(owner: Client, shop: Shop, client: Client) -> None:
    url = read(owner)
    other = open_shop("Chez Awa")
    stranger = Client()
    stranger.force_login(hire(other.business, "owner", "awa@example.org"), BACKEND)
    assert stranger.get(url).status_code == 404
    assert stranger.post(f"{url}ecriture/").status_code == 404
