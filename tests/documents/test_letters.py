"""Letters, proofs, statements and the proof file say what their facts say, the same way each time."""

import hashlib
import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pypdf
import pytest

import kaye.documents.dossier as dossier_module
import kaye.documents.statement as statement_module
from kaye.documents.attestation import Attestation, attestation_pdf
from kaye.documents.dossier import Dossier, DossierEntry, DossierSection, dossier_pdf
from kaye.documents.logo import is_safe_drawing
from kaye.documents.notice import FormalNotice, NoticeDebt, notice_pdf
from kaye.documents.pdf import pdf
from kaye.documents.proof import SignatureProof, proof_pdf
from kaye.documents.statement import Statement, StatementEntry, statement_pdf
from kaye.rules.documents.document import Look
from tests.documents.reading import squeezed, text_of, xmp_of
from tests.documents.samples import FIRMS, PERSON, SELLERS, document, draft, line

SELLER, FIRM = SELLERS["GP"], FIRMS["EUR"]
NOTICE = FormalNotice(
    creditor=SELLER,
    debtor=FIRM,
    on=date(2026, 9, 1),
    debts=(
        NoticeDebt("F2026-0012", date(2026, 5, 22), date(2026, 6, 21), 123456, 123456),
        NoticeDebt("F2026-0019", date(2026, 6, 2), date(2026, 7, 2), 45000, 25000),
    ),
    deadline=date(2026, 9, 9),
    currency="EUR",
    interest=3412,
    fixed=8000,
    registered_number="1A 123 456 7890 1",
)
SIGNED = datetime(2026, 5, 22, 18, 4, 9, tzinfo=UTC)
DRAWN = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30">'
    '<path d="M5 20 C 20 0 40 40 80 9" stroke="#000"/></svg>'
)
PROOF = SignatureProof(
    seller=SELLER,
    document_title="Devis",
    number="D2026-0007",
    version=2,
    document_sha256="9f" * 32,
    name="Jeanne Frébault",
    method="typed",
    sentence="J'accepte ce devis et ses conditions.",
    signed_at=SIGNED,
    signed_local=SIGNED.astimezone(timezone(timedelta(hours=-4))),
    signature_hash="ab" * 32,
    zone="America/Guadeloupe",
    typed="Jeanne Frébault",
    ip="203.0.113.9",
    browser="Mozilla/5.0",
    link_id="lk_7",
    contact="jeanne@exemple.fr",
)
STATEMENT = Statement(
    seller=SELLER,
    customer=FIRM,
    currency="EUR",
    start=date(2026, 1, 1),
    end=date(2026, 6, 30),
    opening=12000,
    entries=tuple(
        StatementEntry(
            date(2026, 1, 1) + timedelta(days=n), "Facture", f"F2026-{n:04d}", 100, 0, 12000 + 100 * (n + 1)
        )
        for n in range(80)
    ),
    closing=20000,
    overdue=9000,
    fees=4000,
)


def says(made: bytes, *texts: str) -> bool:
    printed = text_of(made)
    return [each for each in texts if squeezed(each) not in printed] == []


def test_a_formal_notice_names_everything_apart():
    made = notice_pdf(NOTICE)
    assert says(made, "Mise en demeure", SELLER.legal_name, FIRM.legal_name, "F2026-0012", "F2026-0019")
    assert says(made, "1 234,56 €", "250,00 €", "1A 123 456 7890 1", "9 septembre 2026")
    assert says(made, "Principal", "1 484,56 €", "34,12 €", "80,00 €", "1 598,68 €")
    assert says(made, "Je vous mets en demeure de payer")
    assert "<pdfaid:part>3</pdfaid:part>" in xmp_of(made) and notice_pdf(NOTICE) == made


def test_a_consumer_is_asked_for_the_principal_alone():
    made = text_of(notice_pdf(replace(NOTICE, debtor=PERSON, interest=0, fixed=0)))
    assert squeezed("1 484,56 €") in made
    assert "Intérêts" not in made and "ndemnité" not in made and "40€" not in made


def test_a_proof_shows_who_when_and_the_hashes():
    made = proof_pdf(PROOF)
    assert says(
        made,
        "Jeanne Frébault",
        "D2026-0007-v2",
        "J'accepte ce devis et ses conditions.",
        "9f" * 32,
        "ab" * 32,
    )
    assert says(
        made, "22 mai 2026 à 14 h 04 min 09 s", "2026-05-22T18:04:09Z", "203.0.113.9", "Mozilla/5.0", "lk_7"
    )
    assert proof_pdf(PROOF) == made


@pytest.mark.parametrize(
    ("svg", "is_drawn"),
    [
        (DRAWN, True),
        (DRAWN.replace("<path", "<script>alert(1)</script><path"), False),
        ('<!DOCTYPE svg [<!ENTITY a "b">]>' + DRAWN, False),
        ("pas un dessin", False),
    ],
)
def test_a_drawn_signature_is_only_lines(svg, is_drawn):
    made = proof_pdf(replace(PROOF, method="drawn", drawn_svg=svg))
    assert is_safe_drawing(svg.encode()) is is_drawn
    assert says(made, "La signature dessinée ne peut pas être montrée ici.") is not is_drawn


def test_a_signature_on_paper_says_so():
    made = proof_pdf(replace(PROOF, method="paper", typed="", recorded_by_owner=True))
    assert says(made, "Signature sur papier, notée par l'entreprise")


def test_a_statement_opens_runs_and_closes():
    made = statement_pdf(STATEMENT)
    assert says(
        made, "Solde de départ", "120,00 €", "F2026-0000", "F2026-0079", "200,00 €", "90,00 €", "40,00 €"
    )
    assert len(pypdf.PdfReader(io.BytesIO(made)).pages) >= 2
    assert says(statement_pdf(replace(STATEMENT, closing=-500)), "En votre faveur", "5,00 €")


def test_an_attestation_names_the_version():
    made = attestation_pdf(Attestation(SELLERS["FR"], SELLER, "Kayé", "1.2.3", date(2026, 5, 22)))
    assert says(made, "Kayé, version 1.2.3", SELLER.legal_name, "Signature de l'éditeur", "article 286")


def test_a_proof_file_holds_every_piece_at_the_page_it_says():
    quote = pdf(document(draft(line("Climatiseur", "1", "890", "8.5"), country="GP"), "GP"))
    dossier = Dossier(
        creditor=SELLER,
        debtor=FIRM,
        on=date(2026, 9, 20),
        summary=(("Principal", "1 484,56 €"), ("Prescription estimée", "22 mai 2031")),
        sections=(
            DossierSection("Relevé", pdfs=(("Relevé du 20 septembre", statement_pdf(STATEMENT)),)),
            DossierSection(
                "Devis et signature",
                pdfs=(("Devis", quote), ("Cassé", b"%PDF-1.7 rien"), ("Preuve", proof_pdf(PROOF))),
            ),
            DossierSection("Messages", (DossierEntry("02/06/2026", "Courriel envoyé", "Bonjour #panic() Jeanne"),)),
            DossierSection("Promesses"),
        ),
        look=Look(colour="#0f766e"),
    )  # fmt: skip
    made = dossier_pdf(dossier)
    reader = pypdf.PdfReader(io.BytesIO(made))
    pages = [squeezed(page.extract_text()) for page in reader.pages]
    contents = pages[0]
    assert "1484,56€" in contents and "22mai2031" in contents and "Cassé(illisible,nonjoint)" in contents
    proof_at = next(n for n, page in enumerate(pages, 1) if page.count("ab" * 32))
    assert f"Preuve{proof_at}" in contents
    messages_at = next(n for n, page in enumerate(pages, 1) if "Bonjour#panic()Jeanne" in page)
    assert f"3Messages{messages_at}" in contents
    assert any("F2026-0079" in page for page in pages) and any("Climatiseur" in page for page in pages)
    titles = [each.title for each in reader.outline if not isinstance(each, list)]
    assert titles == ["Sommaire", "1. Relevé", "2. Devis et signature", "3. Messages", "4. Promesses"]
    assert hashlib.sha256(dossier_pdf(dossier)).digest() == hashlib.sha256(made).digest()


def test_a_long_chapter_is_cut_and_a_long_statement_says_what_it_leaves_out(monkeypatch):
    monkeypatch.setattr(dossier_module, "_AT_ONCE", 5)
    monkeypatch.setattr(statement_module, "MOST_ENTRIES", 70)
    many = tuple(DossierEntry("02/06/2026", f"Message {n}") for n in range(1, 8))
    made = dossier_pdf(Dossier(SELLER, FIRM, date(2026, 9, 20), (), (DossierSection("Messages", many),)))
    assert says(made, "1 Messages", "Messages, suite", "Message 1", "Message 5", "Message 6", "Message 7")
    made = statement_pdf(STATEMENT)
    assert says(made, "Solde reporté, 10 opérations plus anciennes non détaillées", "130,00 €", "F2026-0010")
    assert not says(made, "F2026-0009") and len(made) < 60_000
