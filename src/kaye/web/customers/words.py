"""What rows of the notebook are called in French, and their drawings."""

from datetime import date

from kaye.channels.registry import channel
from kaye.rules.decision import Item

METHODS = {
    "cash": "Espèces",
    "mobile": "Mobile money",
    "transfer": "Virement",
    "cheque": "Chèque",
    "card": "Carte",
    "other": "Autre",
}
KIND_ICONS = {
    "payment_due": "banknote",
    "pre_due": "banknote",
    "delivery": "truck",
    "restock": "shopping-basket",
    "satisfaction": "smile",
    "low_stock": "package",
    "quote": "file-text",
    "request": "inbox",
    "appointment": "calendar-days",
}
KIND_WORDS = {
    "payment_due": "relance",
    "pre_due": "rappel avant l’échéance",
    "delivery": "livraison",
    "restock": "réassort",
    "satisfaction": "demande d’avis",
    "low_stock": "stock bas",
    "quote": "suivi du devis",
    "request": "suivi de la demande",
    "appointment": "rendez-vous",
    "document": "envoi d’un document",
    "subscription": "facture d’abonnement",
    "payment": "remerciement",
    "plan": "échéancier",
    "link": "lien",
}
HOLD_WORDS = {
    "promise": ("handshake", "Promis", "Il n’y a pas de relance d’ici là."),
    "paid": ("banknote", "Dit avoir payé", "Les relances attendent votre vérification."),
    "dispute": ("hand", "Pas d’accord", "Les relances sont arrêtées."),
    "pause": ("pause", "En pause", "Rien ne part d’ici là."),
    "unreachable": ("phone-missed", "Ne répond pas", "On essaie autrement ensuite."),
    "question": ("circle-question-mark", "A posé une question", "Les relances attendent votre réponse."),
    "too_dear": ("hand", "Trop cher", "Le devis attend votre réponse."),
    "instalments": ("repeat-2", "Demande des versements", "Les relances attendent votre réponse."),
    "cheque": ("wallet", "Chèque reçu", "Les relances attendent qu’il soit encaissé."),
    "online": (
        "hourglass",
        "Paiement en ligne en cours",
        "Les relances attendent la réponse du prestataire.",
    ),
    "online_check": ("shield-check", "Paiement en ligne à vérifier", "Les relances attendent votre réponse."),
    "letter": ("file-text", "Mise en demeure prête", "Les relances attendent que vous l’envoyiez."),
    "notice": ("file-text", "Mise en demeure envoyée", "Rien ne part avant la fin du délai."),
    "lapse": ("hourglass", "Bientôt prescrite", "La dette ne pourra plus être réclamée après."),
    "tell_agency": ("handshake", "Cabinet à prévenir", "Le dossier lui est confié."),
    "handed_off": ("handshake", "Confié au recouvrement", "Les relances sont arrêtées."),
    "moved": ("calendar-clock", "Déplacée", "Cette relance attend ce jour."),
    "answer": ("hourglass", "Attend votre réponse", "Rien ne part seul d’ici là."),
    "human": ("hand", "Veut parler à une personne", "Rien ne part seul d’ici là."),
    "stopped": ("ban", "A dit stop", "Rien ne part tant que vous n’avez pas choisi un autre moyen."),
    "refused": ("triangle-alert", "Envoi refusé", "Choisissez un autre moyen."),
    "quote_reply": ("circle-question-mark", "A répondu au devis", "Marquez-le accepté ou perdu."),
}
_SEND = {"whatsapp": "Envoyer sur WhatsApp", "sms": "Envoyer par SMS", "email": "Envoyer par e-mail"}


def kind_icon(kind: str) -> str:
    """The drawing of a kind of follow-up; a general one for a kind of tomorrow."""
    return KIND_ICONS.get(kind, "bell-ring")


def send_word(channel_name: str) -> str:
    """« Envoyer sur WhatsApp »."""
    known = channel(channel_name)
    return _SEND.get(known.capabilities.text_form, f"Envoyer : {known.label}")


def planned_word(item: Item) -> str:
    """What will happen, in a few words: « WhatsApp : relance », « Vous appelez »."""
    if item.action == "call":
        return "Vous appelez"
    if item.action == "check":
        return "À vérifier par vous"
    what = KIND_WORDS.get(item.kind, "message")
    if not item.channel:
        return what.capitalize()
    said = f"{channel(item.channel).label} : {what}"
    return f"{said}, si vous validez" if item.action == "approve" else said


def late_words(days: int) -> str:
    """« 26 jours de retard »."""
    return "1 jour de retard" if days == 1 else f"{days} jours de retard"


def next_words(next_on: date | None, because: str) -> str:
    """The one next thing of a customer, for a row."""
    return because[:1].upper() + because[1:] if next_on and because else "Rien de prévu"
