"""What the inbox says in French: states, deliveries, kinds of messages, effects, reasons, hours."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from kaye.web.dates import NBSP, day_text, hour_text

FILTERS = (
    ("", "Tout"),
    ("to_answer", "À répondre"),
    ("waiting", "En attente"),
    ("snoozed", "Plus tard"),
    ("closed", "Classées"),
    ("to_check", "À vérifier"),
)
STATE_WORDS = {
    "to_answer": "À répondre",
    "waiting": "En attente de sa réponse",
    "snoozed": "Mise de côté",
    "closed": "Classée",
    "to_check": "À vérifier",
}
# (drawing, word) under our own messages.
DELIVERY = {
    "proposed": ("hand", "attend votre accord"),
    "due": ("hourglass", "va partir"),
    "accepted": ("check", "pris en charge"),
    "sent": ("check", "parti"),
    "delivered": ("check-check", "remis"),
    "read": ("eye", "lu"),
    "failed": ("triangle-alert", "n’est pas parti"),
    "uncertain": ("highlighter", "à vérifier : parti ou non"),
    "cancelled": ("ban", "arrêté avant de partir"),
}
ORIGINS = {
    "kaye": "automatique",
    "phone_app": "depuis le téléphone",
    "other_app": "depuis une autre application",
}
FORMS = {  # what a message without text is
    "image": "Photo",
    "video": "Vidéo",
    "audio": "Son",
    "voice": "Message vocal",
    "document": "Document",
    "sticker": "Autocollant",
    "location": "Lieu",
    "contacts": "Fiche de contact",
    "order": "Commande dans l’application",
    "story": "Réponse à une story",
    "unsupported": "Message à ouvrir dans l’application",
}
CALLS = {
    "ringing": ("phone", "Appel en cours"),
    "missed": ("phone-missed", "Appel manqué"),
    "answered": ("phone-call", "Appel"),
    "voicemail": ("phone-missed", "Appel manqué, message sur le répondeur"),
    "busy": ("phone-missed", "Appel manqué, ligne occupée"),
    "failed": ("phone-missed", "Appel qui n’a pas abouti"),
}
FILE_STATES = {
    "pending": "arrive…",
    "too_big": "trop grand pour être gardé",
    "refused": "refusé : ce genre de fichier peut être dangereux",
    "failed": "n’a pas pu être récupéré",
}
EFFECTS = {  # (drawing, yes, what it changes)
    "promise": ("handshake", "Noter la promesse", "Aucune relance ne partira d’ici là."),
    "paid": ("banknote", "Mettre en attente", "Les relances attendent votre vérification."),
    "dispute": ("hand", "Arrêter les relances", "Les relances s’arrêtent jusqu’à votre réponse."),
    "human": ("user", "C’est noté", "Rien ne part tout seul tant que personne n’a répondu."),
    "accept": ("badge-check", "Marquer accepté", "Les relances du devis attendent."),
    "refuse": ("x", "Marquer perdu", "Les relances du devis attendent."),
    "plan": ("repeat-2", "Préparer l’échéancier", "Rien ne change avant votre accord."),
    "stop": ("ban", "C’est bien ça", "Plus aucun message ne part vers ce contact."),
    "undo": ("undo-2", "Annuler l’effet", "Le message a été corrigé depuis."),
}
HIDDEN_EFFECTS = frozenset({"answer"})  # said by the clock already
PIPELINE = (("new", "Nouvelle"), ("qualified", "Précisée"), ("quoted", "Devis envoyé"), ("won", "Gagnée"))
REASONS = (
    ("trop_cher", "Trop cher"),
    ("concurrent", "Parti ailleurs"),
    ("reporte", "Reporté"),
    ("sans_reponse", "Sans réponse"),
    ("hors_zone", "Hors de notre zone"),
    ("doublon", "Déjà notée"),
    ("pas_une_demande", "Ce n’était pas une demande"),
    ("autre", "Autre raison"),
)
REQUEST_STATES = dict(PIPELINE) | {"lost": "Perdue"}


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of an answer in words: « 38 min », « en retard de 2 h »; `kind` of its chip."""

    kind: str
    words: str


def clock_of(due_at: datetime | None, now: datetime) -> Clock | None:
    """None where nothing waits."""
    if due_at is None:
        return None
    left = due_at - now
    if left <= timedelta(0):
        return Clock("late-answer", f"en retard{_since(-left)}")
    return Clock("check", duration(left))


def duration(span: timedelta) -> str:
    """« 38 min », « 2 h 05 », « 3 jours »."""
    minutes = max(1, int(span.total_seconds() // 60))
    if minutes < 60:
        return f"{minutes}{NBSP}min"
    if minutes < 24 * 60:
        rest = f"{NBSP}{minutes % 60:02d}" if minutes % 60 else ""
        return f"{minutes // 60}{NBSP}h{rest}"
    days = minutes // (24 * 60)
    return f"{days}{NBSP}jour{'s' if days > 1 else ''}"


def moment(at: datetime, today: date, zone: str) -> str:
    """In a list: the hour today, « hier », else the day."""
    day = at.astimezone(ZoneInfo(zone)).date()
    if day == today:
        return hour_text(at, zone)
    return "hier" if day == today - timedelta(days=1) else day_text(day, today, "margin")


def whole_day(day: date, today: date) -> str:
    """Over the messages of a day: « aujourd’hui, mercredi 20 mai »."""
    lead = {0: "aujourd’hui, ", 1: "hier, "}.get((today - day).days, "")
    return lead + day_text(day, today, "long")


def until_words(until: datetime, today: date, zone: str) -> str:
    """« 11 h 18 » today, « demain 8 h 00 », else with the day."""
    day = until.astimezone(ZoneInfo(zone)).date()
    hour = hour_text(until, zone)
    if day == today:
        return hour
    return f"demain {hour}" if day == today + timedelta(days=1) else f"{day_text(day, today)}, {hour}"


def person_word(email: str) -> str:
    """« martine@clim.example » is called Martine."""
    return email.partition("@")[0].replace(".", " ").title() if email else ""


def weight(size: int | None) -> str:
    """« 340 ko », « 2,4 Mo »."""
    if not size:
        return ""
    if size < 1_000_000:
        return f"{max(1, size // 1000)}{NBSP}ko"
    return f"{size / 1_000_000:.1f}{NBSP}Mo".replace(".", ",")


def _since(span: timedelta) -> str:
    return "" if span < timedelta(minutes=1) else f" de {duration(span)}"
