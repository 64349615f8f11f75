"""What WhatsApp's error codes mean (developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes)."""

from kaye.channels.graph import Table, Verdict, sentence, verdict_of
from kaye.net.json import Record

_TEMPLATE = "Ce modèle ne convient pas : corrigez-le chez Meta, puis recommencez."
_MEDIA = Verdict("WhatsApp ne prend pas cette pièce jointe.", "text")
# Not « address »: the number may be good for calls and SMS.
_NOT_THERE = Verdict("WhatsApp ne peut pas joindre ce numéro : prenez un autre canal.", "template")
_TRY_LATER = Verdict("WhatsApp n’a pas pu envoyer : nous réessaierons.", "rate", permanent=False, wait=5)
_ACCOUNT = Verdict("WhatsApp a fermé ou limité votre compte : regardez vos messages de Meta.", "account")
_TEXT = Verdict("WhatsApp ne comprend pas ce message.", "text")

ERRORS: Table = {
    100: _TEXT,
    80007: Verdict("Votre compte WhatsApp a atteint sa limite.", "rate", permanent=False, wait=60),
    130403: Verdict("Meta demande d’attendre.", "rate", permanent=False, wait=15),
    130429: Verdict("Trop de messages à la fois.", "rate", permanent=False, wait=1),
    130472: Verdict("Meta retient ce message pour une étude : prenez un autre canal.", "template"),
    130497: Verdict("Votre compte ne peut pas écrire dans ce pays.", "template"),
    131000: _TRY_LATER,
    131005: Verdict("Meta refuse l’accès : reconnectez le compte dans les réglages.", "account"),
    131008: _TEXT,
    131009: _TEXT,
    131016: _TRY_LATER,
    131021: Verdict("Ce numéro est le vôtre.", "template"),
    131026: _NOT_THERE,
    131030: Verdict("Avec un numéro d’essai, ce destinataire doit d’abord être ajouté chez Meta.", "account"),
    131031: _ACCOUNT,
    131037: Verdict("Le nom affiché de votre numéro n’est pas encore accepté par Meta.", "account"),
    131042: Verdict("Il manque un moyen de paiement chez Meta.", "account"),
    131044: Verdict("Il manque un moyen de paiement chez Meta.", "account"),
    131045: Verdict("Votre numéro n’est pas bien enregistré chez Meta.", "account"),
    131047: Verdict("Plus de 24 heures depuis son dernier message : il faut un modèle.", "window"),
    131048: Verdict("Trop de clients ont bloqué ou signalé vos messages : arrêtez un moment.", "account"),
    # Meta's own cap on marketing: the same text again before a day would only be refused again.
    131049: Verdict("Meta limite la publicité à cette personne.", "rate", permanent=False, wait=24 * 60),
    131050: Verdict("Cette personne ne veut plus de vos offres sur WhatsApp.", "stopped"),
    131051: Verdict("WhatsApp ne prend pas ce genre de message.", "text"),
    131052: _MEDIA,
    131053: _MEDIA,
    131056: Verdict("Trop de messages à cette personne en peu de temps.", "rate", permanent=False, wait=1),
    131057: Verdict("Votre compte WhatsApp est en travaux chez Meta.", "rate", permanent=False, wait=30),
    131062: Verdict("WhatsApp veut un numéro de téléphone pour ce message.", "template"),
    131063: Verdict("La publicité n’est pas permise par cette voie pour votre compte.", "template"),
    131064: Verdict("Vous avez atteint le nombre de clients par jour.", "rate", permanent=False, wait=24 * 60),
    132000: Verdict("Il manque des valeurs à ce modèle.", "template"),
    132001: Verdict("Ce modèle n’existe pas, ou n’est pas encore accepté.", "template"),
    132005: Verdict("Le texte de ce modèle devient trop long.", "template"),
    132007: Verdict(_TEMPLATE, "template"),
    132008: Verdict(_TEMPLATE, "template"),
    132012: Verdict(_TEMPLATE, "template"),
    132015: Verdict("Meta a mis ce modèle en pause.", "template"),
    132016: Verdict("Meta a arrêté ce modèle.", "template"),
    132068: Verdict(_TEMPLATE, "template"),
    132069: Verdict(_TEMPLATE, "template"),
    133004: _TRY_LATER,
    133010: Verdict("Votre numéro n’est pas enregistré pour WhatsApp.", "account"),
    133016: Verdict("Trop d’essais d’enregistrement du numéro.", "account"),
    134011: Verdict("Il manque un moyen de paiement chez Meta.", "account"),
    135000: _TRY_LATER,
    137000: Verdict("Le téléphone de cette personne a changé : vérifiez que c’est bien elle.", "text"),
}  # fmt: skip


def failure(error: Record) -> tuple[str, str]:
    """(about, French sentence) of the error of a status; one nobody published is about the text."""
    verdict = verdict_of(error, ERRORS)
    return (verdict.about if verdict else "text"), sentence(error, verdict)
