"""An invoice leaves with its exact PDF, once; a platform copy is never called the invoice (M11, M15), by commands."""

import email
import email.policy
import hashlib

from tests.acceptance.conftest import Settler
from tests.acceptance.office import asked
from tests.faults.smtp_server import SmtpServer

POSE = ("Pose split", "1", "1 000")


def test_m15_by_e_mail_with_the_exact_pdf_and_once(office: Settler, mail: SmtpServer) -> None:
    place = office("GP")
    place.customer("Mme Jeanne", "--consumer", "--email", "jeanne@exemple.fr")
    issued = place.issue(asked("Mme Jeanne", POSE, terms="30"))
    first = place.shop.data("invoice", "send", issued["number"])
    assert (first["message"]["channel"], first["message"]["state"]) == ("email", "due")
    assert place.shop.data("invoice", "send", issued["number"])["message"] == first["message"]
    place.shop.tick(at="2026-05-15T10:00")
    (arrived,) = mail.accepted
    letter = email.message_from_bytes(arrived.data, policy=email.policy.default)
    (attached,) = list(letter.iter_attachments())
    assert attached.get_filename() == f"{issued['number']}.pdf"
    assert hashlib.sha256(attached.get_content()).hexdigest() == issued["sha256"]
    body = letter.get_body(("plain",))
    assert body is not None
    assert "votre facture en pièce jointe" in body.get_content()


def test_m15_a_platform_copy_is_never_called_the_invoice(office: Settler, mail: SmtpServer) -> None:
    place = office("BE")
    where = ("--address", "rue A", "--city", "Liège", "--email", "achats@exemple.be")
    place.customer("Frigo SA", "--firm", "--vat-number", "BE0403019261", *where)
    issued = place.issue(asked("Frigo SA", POSE))
    said = place.shop.data("invoice", "send", issued["number"])["message"]
    assert "votre facture en pièce jointe" not in said["text"].lower()
    assert "plateforme" in said["text"]


def test_m33_without_a_channel_it_is_one_tap(office: Settler) -> None:
    place = office("CM")
    place.customer("Mme Jeanne", "--consumer", "--phone", "+237677000001")
    issued = place.issue(asked("Mme Jeanne", ("Riz", "1", "25 000"), prices="ttc"))
    said = place.shop.data("invoice", "send", issued["number"])["message"]
    assert (said["state"], said["link"].startswith("https://wa.me/237677000001")) == ("proposed", True)
    draft = place.draft(asked("Mme Jeanne", ("Riz", "1", "25 000")))
    refused = place.shop.run("invoice", "send", str(draft["id"]))
    assert (refused.code, "Émettez d'abord" in refused.err) == (1, True)
