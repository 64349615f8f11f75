"""What may be done with a paper, by its state and by who looks at it (M56): the rest has no button."""

from dataclasses import dataclass

from kaye.actions.documents.ground import Ground
from kaye.actions.documents.parts import WHOLE, part_of
from kaye.records.models import Document
from kaye.records.queries.documents import INVOICES, issued_parts
from kaye.rules.rights import may

_COPIED = ("quote", "invoice", "receipt", "final")
_FNE = "fne"


@dataclass(frozen=True, slots=True)
class Offer:
    """`name`: its place in the address; `at_once`: a POST without anything to fill."""

    name: str
    word: str
    icon: str
    right: str
    at_once: bool = False
    effect: str = ""


ALL = (
    Offer("envoyer", "Envoyer", "send", "send", True),
    Offer(
        "emettre-envoyer", "Émettre et envoyer", "send", "issue", True, "Le numéro est donné, le message part"
    ),
    Offer("emettre", "Émettre sans envoyer", "check", "issue", True, "Le numéro est donné, rien ne part"),
    Offer("facturer", "Facturer", "file-text", "drafts", False, "En entier, un acompte, une partie"),
    Offer("livrer", "Livrer", "truck", "quotes", False, "Un bon de livraison, le stock sort"),
    Offer("accepter", "Accepté sur papier", "check", "quotes", False, "Le nom, et la photo si vous l’avez"),
    Offer("refuser", "Refusé", "ban", "quotes", False, "Avec la raison : elle sert pour les suivants"),
    Offer("prolonger", "Prolonger", "calendar-clock", "quotes", False, "Une autre date de validité"),
    Offer("version", "Changer ce devis", "pencil", "quotes", True, "Une nouvelle version, même numéro"),
    Offer("copier", "Copier", "copy", "drafts", True, "Un brouillon avec les mêmes lignes"),
    Offer("avoir", "Faire un avoir", "undo-2", "credit", False, "Corrige la facture, en tout ou en partie"),
    Offer("fne", "Numéro FNE", "badge-check", "issue", False, "Le reçu devient la facture certifiée"),
    Offer("plateforme", "Plateforme", "upload", "issue", False, "Où en est la facture électronique"),
    Offer("note", "Note interne", "pencil-line", "drafts", False, "Lue de vous seuls, jamais imprimée"),
    Offer("retirer", "Retirer ce devis", "x", "quotes", False, "Le client ne peut plus l’accepter"),
    Offer("supprimer", "Supprimer le brouillon", "trash-2", "drafts", False, "Aucun numéro n’est perdu"),
)
BY_NAME = {offer.name: offer for offer in ALL}


def offers(document: Document, state: str, credited: int, land: Ground, role: str) -> tuple[Offer, ...]:
    """In the order of `ALL`: the first one is the next thing to do. `state`: of a quote, that of the day."""
    wanted = _wanted(document, state, credited, land)
    return tuple(offer for offer in ALL if offer.name in wanted and may(role, offer.right))


def is_editable(document: Document) -> bool:
    """A draft whose lines are its own: a part of a quote is made again from the quote, a credit note too."""
    if document.state != "draft" or document.kind not in ("quote", "invoice"):
        return False
    if part_of(document) != WHOLE:
        return False
    source = document.source
    return document.kind == "quote" or source is None or not issued_parts(source)


def _wanted(document: Document, state: str, credited: int, land: Ground) -> set[str]:
    if document.kind == "quote":
        return _of_quote(document, state)
    if document.kind == "order":
        return {"note"} | {"open": {"livrer", "facturer"}, "done": {"facturer"}}.get(state, set())
    if document.kind == "delivery":
        return {"note"}
    found = {"note"}
    role = part_of(document).role
    if document.kind in INVOICES:
        if land.taxes.titles.invoice_needs == _FNE and not document.fne_number:
            found.add("fne")
        if role == "whole" and document.kind in _COPIED:
            found.add("copier")
    if document.state == "draft":
        return found | {"supprimer"} | ({"emettre", "emettre-envoyer"} if not role.is_credit else set())
    found.add("envoyer")
    if document.kind in INVOICES and credited < document.ttc:
        found.add("avoir")
    if document.platform_status:
        found.add("plateforme")
    return found


def _of_quote(document: Document, state: str) -> set[str]:
    known = {
        "draft": {"envoyer", "supprimer"},
        "sent": {"accepter", "refuser", "prolonger", "version", "retirer"},
        "expired": {"prolonger", "version", *(() if document.reason else ("refuser",))},
        "accepted": {"facturer", "version"},
        "declined": {"version"},
    }
    return {"copier", "note"} | known.get(state, set())
