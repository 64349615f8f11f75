"""French names of scenarios, texts and families, as the owner reads them; unknown ones keep their own name."""

from collections.abc import Mapping
from types import MappingProxyType

from kaye.rules.scenario import Step

_SCENARIOS = """
notebook_debt | Cahier | Ardoise à payer
invoice | Facture | Facture à payer
invoice_industrial | Facture, étapes courtes | Facture à payer, étapes courtes
freelance | Indépendant | Facture d'indépendant
quote | Devis | Devis sans réponse
request | Demande | Demande sans réponse
delivery | Livraison | Commande à livrer
restock | Réassort | Article bientôt fini
satisfaction | Avis | Tout va bien après l'achat
low_stock | Stock bas | Stock bas, pour vous
appointment | Rendez-vous | Rendez-vous à venir
"""
_TEXTS = """
pay.pre_due | Rappel avant l'échéance
pay.due_today | Rappel le jour même
pay.level1 | Relance 1, amicale
pay.level2 | Relance 2, précise
pay.level3 | Relance 3, ferme
pay.level4 | Dernier rappel
pay.level4.b2b | Dernier rappel, entreprise
pay.level4.generic | Dernier rappel
pay.level5 | Mise en demeure
pay.level5.b2b_fr | Mise en demeure, entreprise (France)
pay.level5.b2c_fr | Mise en demeure, particulier (France)
pay.level5.ohada | Mise en demeure (OHADA)
pay.first_reminder.be_b2c | Premier rappel, particulier (Belgique)
pay.call_script | Ce qu'on dit au téléphone
pay.notebook | Petit rappel du cahier
pay.notebook.cm | Petit rappel du cahier (Afrique)
pay.notebook.firm | Rappel du cahier, plus ferme
pay.several | Plusieurs dettes, un seul message
pay.instalment | Rappel d'un versement
pay.promise_confirm | Promesse bien notée
pay.promise_broken | Promesse non tenue
pay.partial_thanks | Merci pour l'avance
pay.thanks | Merci, tout est réglé
pay.handoff | Dernier courrier avant recouvrement
pay.handoff.debtor | Dernier courrier avant recouvrement
pay.handoff.brief | Dossier pour le cabinet
sub.invoice_issued | Facture d'abonnement
quote.sent | Envoi du devis
quote.follow1 | Devis, relance 1
quote.follow2 | Devis, relance 2
quote.follow3 | Devis, relance 3
quote.accepted | Accord enregistré
link.new | Nouveau lien
link.code | Code pour signer
request.ack | Demande bien reçue
request.apology | Excuses pour l'attente
request.silent_customer | Client sans réponse
delivery.planned | Livraison prévue
delivery.delay | Livraison en retard
delivery.pickup_ready | Prêt à retirer
restock.remind | Article bientôt fini
satisfaction.ask | Tout va bien ?
satisfaction.claim | Réponse à une plainte
appointment.day_before | Rappel du rendez-vous
appointment.missed | Rendez-vous manqué
consent.request | Accord pour vous écrire
consent.stop_confirm | Arrêt des messages
internal.stock_low | Stock bas, pour vous
internal.morning_digest | Liste du matin, pour vous
"""
_FAMILIES = """
payment | Argent
call_task | Argent
thanks | Argent
formal_notice | Courriers formels
collection | Courriers formels
subscription | Factures
quote | Devis
link | Pages du client
acknowledgement | Demandes
request | Demandes
delivery | Livraisons
restock | Réassort
satisfaction | Avis
claim | Avis
appointment | Rendez-vous
consent | Accord et arrêt
stock_alert | Pour vous
digest | Pour vous
"""
_FORMS = """
whatsapp | WhatsApp
sms | SMS
email | E-mail
email_subject | Objet de l'e-mail
script | Au téléphone
en | Anglais
"""
_VARIANTS = MappingProxyType({"tu": "tu", "gp": "Guadeloupe", "cm": "Afrique"})
TONES = ("serviable", "amical", "précis", "ferme", "très ferme", "formel")
TASKS: Mapping[str, str] = MappingProxyType({"call": "Vous appelez", "answer": "Vous répondez"})
_ANCHORS: Mapping[str, str] = MappingProxyType(
    {
        "payment_due": "l'échéance",
        "quote": "l'envoi du devis",
        "request": "la demande",
        "delivery": "la commande",
        "restock": "la fin de l'article",
        "satisfaction": "l'achat",
        "low_stock": "l'alerte",
        "appointment": "le rendez-vous",
    }
)
_DAYS_OF: Mapping[str, str] = MappingProxyType(
    {
        "payment_due": "À payer ce jour-là",
        "quote": "Devis envoyé",
        "request": "Demande reçue",
        "delivery": "Commande passée",
        "restock": "L'article est fini",
        "satisfaction": "Achat ou livraison",
        "low_stock": "Le seuil est atteint",
        "appointment": "Le rendez-vous",
    }
)


def _rows(text: str) -> dict[str, tuple[str, ...]]:
    lines = [[cell.strip() for cell in line.split(" | ")] for line in text.strip().splitlines()]
    return {cells[0]: tuple(cells[1:]) for cells in lines}


_SCENARIO_NAMES = _rows(_SCENARIOS)
_TEXT_NAMES = _rows(_TEXTS)
_FAMILY_NAMES = _rows(_FAMILIES)
_FORM_NAMES = _rows(_FORMS)
SCENARIO_ORDER = tuple(_SCENARIO_NAMES)


def scenario_short(key: str) -> str:
    """« Facture »."""
    return _SCENARIO_NAMES.get(key, (key, key))[0]


def scenario_title(key: str) -> str:
    """« Facture à payer »."""
    return _SCENARIO_NAMES.get(key, (key, key))[1]


def text_title(text_id: str) -> str:
    """« Relance 2, précise »."""
    return _TEXT_NAMES.get(text_id, (text_id,))[0]


def family_title(kind: str) -> str:
    """The family of the library that a text of this kind is shown under."""
    return _FAMILY_NAMES.get(kind, (kind,))[0]


def form_title(form: str) -> str:
    """« WhatsApp », « WhatsApp, tu », « WhatsApp, Guadeloupe, tu »."""
    if form in _FORM_NAMES:
        return _FORM_NAMES[form][0]
    base, *variants = form.split("_")
    return ", ".join((_FORM_NAMES.get(base, (base,))[0], *(_VARIANTS.get(v, v) for v in variants)))


def step_title(step: Step) -> str:
    """What the step does: the name of its text, or of the owner's own task."""
    return TASKS.get(step.task, step.task) if step.task else text_title(step.text or "")


def anchor_title(kind: str, step: Step | None = None) -> str:
    """What the days of a step count from: « l'échéance »."""
    if step is not None and step.anchor == "promised_date":
        return "la date promise"
    return _ANCHORS.get(kind, "la date")


def anchor_day_title(kind: str) -> str:
    """The line of the day that never moves: « À payer ce jour-là »."""
    return _DAYS_OF.get(kind, "Ce jour-là")
