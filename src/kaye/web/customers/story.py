"""What happened, in French words: a line of the history."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kaye.channels.registry import channel
from kaye.payments.registry import provider
from kaye.records.queries.history import Happened
from kaye.web.customers.words import HOLD_WORDS, KIND_WORDS, METHODS

_STATES = {
    "due": ("hourglass", "Prête à partir"),
    "leased": ("hourglass", "En train de partir"),
    "handing": ("hourglass", "En train de partir"),
    "sent": ("check-check", "Partie"),
    "failed": ("triangle-alert", "N’est pas partie"),
    "uncertain": ("highlighter", "À vérifier : partie ou non"),
    "cancelled": ("ban", "Arrêtée avant de partir"),
}
_OUTCOMES = {
    "called": ("phone", "Appel"),
    "not_reached": ("phone-missed", "Appel sans réponse"),
    "sent": ("check", "Fait à la main"),
    "skipped": ("skip-forward", "Étape sautée"),
}
_EVENTS = {
    "customer_recorded": ("user-plus", "Entrée dans le cahier"),
    "customer_changed": ("pencil", "Fiche corrigée"),
    "sale_recorded": ("store", "Vente"),
    "sale_cancelled": ("undo-2", "Vente annulée"),
    "debt_added": ("file-text", "Dette notée"),
    "order_delivered": ("truck", "Commande livrée"),
    "delivery_moved": ("calendar-clock", "Livraison déplacée"),
    "plan_made": ("list-checks", "Paiement en plusieurs fois"),
    "plan_cancelled": ("undo-2", "Échéancier terminé"),
    "cheque_cleared": ("wallet", "Chèque encaissé"),
    "cheque_bounced": ("triangle-alert", "Chèque impayé"),
    "credit_applied": ("wallet", "Avance utilisée"),
    "credit_taken_back": ("undo-2", "Avance remise sur le compte"),
    "written_off": ("ban", "Somme abandonnée"),
    "write_off_taken_back": ("undo-2", "Somme de nouveau due"),
    "consent_said": ("check", "Choix de contact"),
    "message_failed": ("triangle-alert", "Message pas arrivé"),
    "message_refused": ("triangle-alert", "Envoi refusé"),
    "point_suppressed": ("ban", "Adresse laissée de côté"),
    "request_opened": ("inbox", "Demande"),
    "request_qualified": ("pencil", "Demande précisée"),
    "request_quoted": ("file-text", "Demande : devis fait"),
    "request_closed": ("check", "Demande close"),
    "request_reopened": ("repeat-2", "Demande rouverte"),
    "call_logged": ("phone", "Appel noté"),
    "hold_placed": ("pause", "Attente"),
    "hold_lifted": ("repeat-2", "Relances reprises"),
    "step_taken_back": ("undo-2", "Remis à faire"),
    "stop_recorded": ("ban", "Ne veut plus de message"),
    "stop_lifted": ("check", "Accepte de nouveau les messages"),
    "provider_payment_started": ("hourglass", "Paiement en ligne commencé"),
    "provider_payment_moved": ("banknote", "Paiement en ligne"),
    "provider_payment_seen": ("check", "Paiement en ligne vérifié"),
    "fees_claimed": ("hand-coins", "Frais de retard demandés"),
    "fees_waived": ("undo-2", "Frais de retard abandonnés"),
    "fees_paid": ("banknote", "Frais de retard payés"),
    "fees_unpaid": ("undo-2", "Frais de retard de nouveau dus"),
    "notice_drafted": ("file-text", "Mise en demeure préparée"),
    "notice_sent": ("send", "Mise en demeure envoyée"),
    "notice_received": ("check-check", "Mise en demeure reçue"),
    "notice_cancelled": ("undo-2", "Mise en demeure annulée"),
    "handed_off": ("handshake", "Dossier confié à un cabinet"),
    "taken_back": ("undo-2", "Dossier repris au cabinet"),
    "proof_made": ("download", "Dossier de preuve téléchargé"),
    "quote_sent": ("send", "Devis envoyé"),
    "quote_accepted": ("badge-check", "Devis accepté"),
    "quote_declined": ("x", "Devis refusé"),
    "quote_expired": ("x", "Devis expiré, classé"),
    "quote_cancelled": ("undo-2", "Devis repris"),
    "quote_extended": ("calendar-clock", "Devis prolongé"),
    "quote_revised": ("pencil", "Devis revu"),
    "order_made": ("package", "Commande"),
    "invoice_issued": ("file-text", "Facture"),
    "invoice_certified": ("badge-check", "Facture certifiée"),
    "document_sent": ("send", "Document envoyé"),
    "credit_note_issued": ("undo-2", "Avoir"),
    "credit_note_imported": ("undo-2", "Avoir repris d’un autre logiciel"),
    "platform_status": ("upload", "Facture sur la plateforme"),
    "subscribed": ("repeat-2", "Abonnement commencé"),
    "subscription_paused": ("pause", "Abonnement en pause"),
    "subscription_resumed": ("repeat-2", "Abonnement repris"),
    "subscription_repriced": ("banknote", "Nouveau prix de l’abonnement"),
    "subscription_ended": ("x", "Abonnement arrêté"),
    "papers_delivered": ("truck", "Livraison"),
    "customer_question": ("circle-question-mark", "A posé une question"),
    "customer_too_dear": ("hand-coins", "Trouve le devis trop cher"),
    "customer_later": ("calendar-clock", "Veut en reparler plus tard"),
    "customer_asks_again": ("refresh-cw", "Redemande le devis"),
    "customer_paid": ("banknote", "Dit avoir payé"),
    "customer_promise": ("handshake", "Promet de payer"),
    "customer_dispute": ("hand", "N’est pas d’accord"),
    "customer_instalments": ("repeat-2", "Demande à payer en plusieurs fois"),
    "receipt_acknowledged": ("check-check", "A bien reçu le document"),
    "link_opened": ("eye", "A ouvert sa page"),
    "link_asked": ("external-link", "A demandé un nouveau lien"),
    "links_revoked": ("lock", "Liens fermés"),
    "code_asked": ("key-round", "Code demandé"),
    "message_heard": ("message-square-text", "A écrit"),
    "customers_merged": ("users", "Deux fiches réunies"),
    "customers_parted": ("users", "Fiches séparées"),
    "customer_tagged": ("pencil-line", "Étiquettes changées"),
    "point_moved": ("phone", "A changé de numéro"),
    "person_erased": ("trash-2", "Données effacées"),
    "person_exported": ("download", "Copie de ses données remise"),
    "point_added": ("phone", "Contact ajouté"),
    "point_changed": ("pencil", "Contact corrigé"),
    "point_removed": ("trash-2", "Contact retiré"),
}
_ONLINE = {
    "paid": "Payé en ligne",
    "failed": "Paiement en ligne échoué",
    "expired": "Paiement en ligne abandonné",
    "cancelled": "Paiement en ligne annulé",
    "to_check": "Paiement en ligne à vérifier",
    "refunded": "Paiement en ligne rendu par le prestataire",
    "disputed": "Paiement en ligne contesté",
}
_UNCOUNTED = {
    "pending": "Chèque à encaisser",
    "bounced": "Chèque revenu impayé",
    "dropped": "Chèque annulé",
}
_SALES = {"cash": "Vente au comptant", "credit": "Vente à crédit", "order": "Commande"}


@dataclass(frozen=True, slots=True)
class Lived:
    """A line. `state` is the dot: paid green, nothing ink. `payment`: may be taken back. `on`: the day it is about."""

    at: datetime
    title: str
    meta: str
    icon: str
    state: str = ""
    amount_minor: int | None = None
    text: str = ""
    payment: int | None = None
    on: date | None = None

    @property
    def day(self) -> date:
        """The day it happened, which for what was imported or noted later is not the day it was written."""
        return self.on or self.at.date()

    @property
    def has_hour(self) -> bool:
        return self.day == self.at.date()


def told_by_day(told: Iterable[Lived]) -> list[Lived]:
    """The latest day first; on one day, in the order they were written."""
    return sorted(told, key=lambda each: each.day, reverse=True)


def lived(happened: Happened, zone: str) -> Lived:
    """The words of one thing that happened, on the clock of `zone`; a kind of tomorrow is shown plainly."""
    said = _WORDS[happened.source](happened)
    return replace(said, at=said.at.astimezone(ZoneInfo(zone)))


def _message(h: Happened) -> Lived:
    drawing, state = _STATES[h.state]
    kind = str(h.detail["kinds"]).split(",")[0]
    what = KIND_WORDS.get(kind, "message")
    by = f"{channel(h.kind).label}, {state.lower()}" if h.kind else state
    return Lived(h.at, f"{what.capitalize()} {h.label}".strip(), by, drawing, text=h.text)


def _payment(h: Happened) -> Lived:
    assert h.amount is not None
    method = METHODS.get(h.kind, h.kind)
    if h.detail.get("kind") == "refund" and h.amount < 0 and not h.state:
        return Lived(h.at, "Rendu", method, "undo-2", amount_minor=h.amount, payment=h.id, on=h.on)
    if h.state in _UNCOUNTED:
        return Lived(h.at, _UNCOUNTED[h.state], method, "wallet", amount_minor=h.amount, on=h.on)
    if h.amount < 0:
        return Lived(h.at, "Paiement annulé", h.text or method, "undo-2", amount_minor=h.amount)
    if h.state:
        return Lived(h.at, "Reçu, puis annulé", method, "banknote", amount_minor=h.amount, on=h.on)
    return Lived(h.at, "Reçu", method, "banknote", "paid", h.amount, payment=h.id, on=h.on)


def _step(h: Happened) -> Lived:
    drawing, word = _OUTCOMES.get(h.kind, ("check", "Fait"))
    what = KIND_WORDS.get(h.label, "")
    return Lived(h.at, f"{word} : {what}" if what else word, h.text or "Noté par vous", drawing)


def _event(h: Happened) -> Lived:
    drawing, word = _EVENTS.get(h.kind, ("history", h.kind.replace("_", " ").capitalize()))
    meta, amount = h.by, None
    if h.kind == "sale_recorded":
        word = _SALES.get(str(h.detail.get("kind")), word)
        meta = ", ".join(f"{q} {name}" if q > 1 else str(name) for name, q, _ in h.detail.get("lines", ()))
        amount = h.detail.get("total")
    elif h.kind == "debt_added":
        amount, meta = h.detail.get("total"), str(h.detail.get("reference") or h.by)
    elif h.kind in ("invoice_issued", "credit_note_issued"):
        amount, meta = h.detail.get("ttc"), str(h.detail.get("number") or "")
    elif h.kind in ("document_sent", "invoice_certified", "credit_note_imported", "order_made"):
        meta = str(h.detail.get("number") or h.by)
    elif h.kind == "message_heard":
        meta = channel(str(h.detail.get("channel") or "")).label if h.detail.get("channel") else ""
    elif h.kind == "call_logged" and h.detail.get("outcome") != "answered":
        drawing, word = "phone-missed", "Appel sans réponse"
    elif h.kind.startswith("request_"):
        meta = f"R-{h.detail.get('number')}"
    elif h.kind == "subscribed":
        meta = str(h.detail.get("name") or h.by)
    elif h.kind.startswith(("customer_", "quote_")) and (h.detail.get("words") or h.detail.get("number")):
        meta = ", ".join(str(h.detail[key]) for key in ("number", "words") if h.detail.get(key))
    elif h.kind == "hold_placed":
        drawing, word, _ = HOLD_WORDS.get(str(h.detail.get("kind")), (drawing, word, ""))
    elif h.kind.startswith("provider_payment_"):
        word = _ONLINE.get(str(h.detail.get("state")), word)
        amount, meta = h.detail.get("amount"), provider(str(h.detail.get("provider") or "")).label
    about = h.detail.get("sold_on") or h.detail.get("issued_on")
    on = date.fromisoformat(about) if about else None
    return Lived(h.at, word, meta, drawing, amount_minor=amount, on=on)


_WORDS = {"message": _message, "payment": _payment, "step": _step, "event": _event}
