"""The attestation of the software's publisher (article 286, I-3° bis of the CGI): what an inspector asks a shop for."""

from dataclasses import dataclass
from datetime import date

from kaye.documents.pages import Block, Letter, letter_pdf, named_facts, paragraph, section, signing, small
from kaye.rules.documents.document import Party
from kaye.rules.french import day_text


@dataclass(frozen=True, slots=True)
class Attestation:
    """`publisher`: who answers for the software; `business`: who uses it, `since` that day."""

    publisher: Party
    business: Party
    software: str
    version: str
    on: date
    since: date | None = None
    representative: str = ""


def attestation_pdf(attestation: Attestation) -> bytes:
    """The attestation, its two parts to be signed. Raises TypesettingError."""
    return letter_pdf(
        Letter(
            heading="Attestation individuelle",
            reference=f"{attestation.software} {attestation.version}",
            sender=attestation.publisher,
            to=attestation.business,
            to_label="Utilisateur",
            on=attestation.on,
            blocks=_blocks(attestation),
        )
    )


def _blocks(attestation: Attestation) -> tuple[Block, ...]:
    software = f"{attestation.software}, version {attestation.version}"
    who = attestation.representative or "……………………………………"
    return (
        small(
            "Logiciel de caisse : conditions d'inaltérabilité, de sécurisation, de conservation et d'archivage"
            " (3° bis du I de l'article 286 du code général des impôts)."
        ),
        section("Première partie : l'éditeur"),
        paragraph(
            f"Je soussigné, {who}, représentant légal de {attestation.publisher.legal_name}, éditeur du logiciel"
            f" {software}, atteste que ce logiciel satisfait à ces quatre conditions dans cette version et dans les"
            " versions mineures qui la suivent."
        ),
        named_facts(
            (
                (
                    "Inaltérabilité",
                    "les encaissements ne sont jamais modifiés : une correction est une écriture inverse",
                ),
                ("Sécurisation", "chaque écriture porte l'empreinte SHA-256 de la précédente, et se vérifie"),
                (
                    "Conservation",
                    "clôtures du jour, du mois et de l'année, avec total cumulé jamais remis à zéro",
                ),
                ("Archivage", "les écritures et leurs empreintes s'exportent dans un format ouvert"),
            )
        ),
        signing(
            attestation.publisher.legal_name, f"Fait le {day_text(attestation.on)}", "Signature de l'éditeur"
        ),
        section("Seconde partie : l'entreprise qui utilise le logiciel"),
        paragraph(
            f"Je soussigné, représentant légal de {attestation.business.legal_name}, certifie utiliser {software}"
            + (f" depuis le {day_text(attestation.since)}" if attestation.since else "")
            + " pour enregistrer les règlements de mes clients, sans l'avoir modifié."
        ),
        signing(attestation.business.legal_name, "Date et lieu :", "Signature de l'utilisateur"),
        small("Une fausse attestation est punie par l'article 441-1 du code pénal."),
    )
