"""M54: the proof file, by commands."""

import email
import hashlib
import io
import json
import zipfile
from email import policy
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.acceptance.conftest import Opener
from tests.acceptance.shop import plain
from tests.faults.smtp_server import SmtpServer

pytestmark = pytest.mark.django_db

SHARED = "compta@x.example"


def test_everything_of_one_debtor_and_nothing_of_another(
    open_shop: Opener, mail: SmtpServer, tmp_path: Path
) -> None:
    shop = open_shop("FR", "2026-01-15T09:00", "--channel", "email")
    shop.bill(
        f"F-1;15/01/2026;31/01/2026;Hôtel Karukera;;;;{SHARED};;entreprise;Pose;1234,56;0",
        f"F-2;15/01/2026;28/02/2026;Hôtel Canella;;;;{SHARED};;entreprise;Dépose;77,77;0",
    )
    shop.data("hold", "--customer", "Karukera", "--kind", "promise", "--until", "2026-01-20")
    for day in (3, 6, 11):
        shop.tick(at=f"2026-02-{day:02}T10:00")
    shop.data(
        "pay", "--customer", "Karukera", "--amount", "200", "--method", "transfer", at="2026-02-20T09:00"
    )
    shop.data("pay", "--customer", "Canella", "--amount", "11,11", at="2026-02-20T09:00")
    number = str(shop.data("notice", "create", "--customer", "Karukera", at="2026-03-17T09:00")["id"])
    shop.data("notice", "sent", number, at="2026-03-17T10:00")
    at = "2026-03-20T09:00"
    found = shop.data("proof", "--customer", "Karukera", "--out", str(tmp_path / "a"), at=at)
    shop.data("proof", "--customer", "Karukera", "--out", str(tmp_path / "b"), at=at)
    for name in ("dossier.pdf", "dossier.zip"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name

    kept = zipfile.ZipFile(tmp_path / "a" / "dossier.zip")
    manifest = json.loads(kept.read("manifest.json"))
    assert manifest == found["files"]
    assert {row["path"] for row in manifest} | {"manifest.json"} == set(kept.namelist())
    for row in manifest:
        content = kept.read(row["path"])
        assert (len(content), hashlib.sha256(content).hexdigest()) == (row["bytes"], row["sha256"])
    assert found["chain"]["ok"]

    sent = [name for name in kept.namelist() if name.startswith("messages/")]
    handed = [message.data for message in mail.accepted]
    assert len(sent) == len(handed) > 1
    for name in sent:
        assert kept.read(name) in handed
        words = email.message_from_bytes(kept.read(name), policy=policy.default)
        assert SHARED in str(words["To"])

    pdf = PdfReader(io.BytesIO((tmp_path / "a" / "dossier.pdf").read_bytes()))
    said = plain(" ".join(" ".join(page.extract_text() for page in pdf.pages).split()))
    for expected in (
        "Karukera",
        "1 234,56 €",
        "200,00 €",
        "Promesse de payer",
        "Mise en demeure",
        "31 janvier 2031",
    ):
        assert expected in said, expected
    everything = said + "".join(
        kept.read(name).decode(errors="replace")
        for name in kept.namelist()
        if name.endswith((".txt", ".eml"))
    )
    for never in ("Canella", "F-2", "77,77", "11,11", "Dépose"):
        assert never not in everything, never
    titles = [str(part.title) for part in pdf.outline if not isinstance(part, list)]
    assert [title.partition(". ")[2] or title for title in titles] == [
        "Sommaire", "Relevé de compte", "Devis et signatures", "Commandes et livraisons", "Factures et avoirs",
        "Messages", "Appels", "Promesses et échéanciers", "Paiements", "Frais de retard", "Mise en demeure",
        "Contrôle du journal",
    ]  # fmt: skip
