"""The proof page of a signature: who signed what, when, from where, and the hashes that tie them (M36)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from kaye.documents.pages import (
    Block,
    Letter,
    banner,
    code,
    drawing,
    letter_pdf,
    named_facts,
    paragraph,
    quotation,
    script,
    section,
    small,
)
from kaye.rules.documents.document import PLAIN, Look, Party
from kaye.rules.french import day_text


@dataclass(frozen=True, slots=True)
class SignatureProof:
    """What was kept of a signature. `signed_at` is aware, in UTC; `signed_local` the same instant where it was signed.

    `method`: typed, drawn or paper; `recorded_by_owner`: on paper, noted by the business. `drawn_svg`: the drawing.
    """

    seller: Party
    document_title: str
    number: str
    version: int
    document_sha256: str
    name: str
    method: str
    sentence: str
    signed_at: datetime
    signed_local: datetime
    signature_hash: str
    zone: str = ""
    typed: str = ""
    drawn_svg: str = ""
    ip: str = ""
    browser: str = ""
    link_id: str = ""
    contact: str = ""
    recorded_by_owner: bool = False
    look: Look = PLAIN


_METHODS = {"typed": "nom écrit au clavier", "drawn": "dessin à l'écran", "paper": "signature sur papier"}


def proof_pdf(proof: SignatureProof) -> bytes:
    """The page. Raises TypesettingError."""
    shown = f"{proof.number}-v{proof.version}" if proof.version > 1 else proof.number
    return letter_pdf(
        Letter(
            heading="Preuve de signature",
            reference=f"{proof.document_title} n° {shown}",
            sender=proof.seller,
            on=proof.signed_local.date(),
            look=proof.look,
            blocks=tuple(_blocks(proof, shown)),
        )
    )


def _blocks(proof: SignatureProof, shown: str) -> Iterator[Block]:
    if proof.recorded_by_owner:
        yield banner("Signature sur papier, notée par l'entreprise : l'original fait foi.")
    local = proof.signed_local
    hour = f"{local.hour} h {local.minute:02d} min {local.second:02d} s"
    yield section("Qui a signé quoi")
    yield named_facts(
        (
            ("Document", f"{proof.document_title} n° {shown}, version {proof.version}"),
            ("Signé par", proof.name),
            ("Le", f"{day_text(local.date())} à {hour}{f' ({proof.zone})' if proof.zone else ''}"),
            ("En temps universel", proof.signed_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")),
            ("Manière", _METHODS.get(proof.method, proof.method)),
        )
    )
    yield paragraph("Phrase cochée :")
    yield quotation(proof.sentence)
    if proof.drawn_svg:
        yield drawing(proof.drawn_svg)
    elif proof.typed:
        yield script(proof.typed)
    yield section("D'où")
    yield named_facts(
        (
            ("Adresse IP", proof.ip),
            ("Navigateur", proof.browser),
            ("Lien", proof.link_id),
            ("Envoyé à", proof.contact),
        )
    )
    yield section("Empreintes")
    yield code("SHA-256 du document signé", proof.document_sha256)
    yield code("SHA-256 de la signature", proof.signature_hash)
    yield small(
        "Le document n'a pas changé depuis la signature si l'empreinte de son fichier est encore la première ;"
        " la seconde est celle de tout ce qui est écrit sur cette page."
    )
