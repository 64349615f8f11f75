"""What Twilio's error codes are about (twilio.com/docs/api/errors), for a refused text and for a failed one."""

from datetime import timedelta

from kaye.net.hand_over import words
from kaye.net.json import Record
from kaye.rules.ports.channel import About, Refused

_ABOUT: dict[str, tuple[About, str]] = {
    # At the request.
    "20003": ("account", "refuse l’identifiant ou le jeton"),
    "20008": ("account", "refuse les clés d’essai ici"),
    "20404": ("account", "ne connaît pas ce compte"),
    "20429": ("rate", "demande d’attendre"),
    "21211": ("address", "dit que ce numéro n’existe pas"),
    "21214": ("address", "ne peut pas joindre ce numéro"),
    "21217": ("address", "dit que ce numéro est mal écrit"),
    "21265": ("address", "n’envoie pas aux numéros courts"),
    "21606": ("account", "dit que votre numéro d’envoi n’envoie pas de SMS"),
    "21212": ("account", "dit que votre numéro d’envoi est mal écrit"),
    "21603": ("account", "demande un numéro d’envoi"),
    "21604": ("address", "demande un numéro"),
    "21608": ("account", "n’envoie qu’aux numéros vérifiés : le compte est à l’essai"),
    "21659": ("account", "dit que ce numéro d’envoi n’est pas à vous"),
    "21660": ("account", "dit que ce numéro d’envoi n’est pas à ce compte"),
    "21408": ("account", "n’a pas le droit d’écrire dans ce pays : ouvrez-le dans « Geo permissions »"),
    "21609": ("account", "refuse l’adresse des avis"),
    "21610": ("stopped", "dit que ce client a répondu STOP"),
    "21611": ("rate", "a trop de messages en attente"),
    "21614": ("address", "dit que ce numéro n’est pas un portable"),
    "21602": ("text", "refuse un message vide"),
    "21605": ("text", "trouve le message trop long"),
    "21617": ("text", "trouve le message trop long"),
    "63038": ("rate", "a atteint la limite du jour"),
    # Later, in a delivery notice.
    "30001": ("rate", "a trop de messages en attente"),
    "30002": ("account", "a suspendu le compte"),
    "30004": ("stopped", "dit que ce client bloque vos messages"),
    "30005": ("address", "dit que ce numéro n’existe pas ou plus"),
    "30006": ("address", "dit que ce numéro ne reçoit pas de SMS"),
    "30007": ("text", "dit que l’opérateur a filtré le message"),
    "30032": ("account", "attend la vérification de votre numéro d’envoi"),
    "30034": ("account", "attend l’enregistrement de votre numéro d’envoi"),
    "30003": ("rate", "dit que ce téléphone est éteint ou hors réseau"),
}
_WAITS = {"63038": timedelta(hours=24)}


def refusal(status: int, answer: Record) -> Refused | None:
    """From the JSON of a refused request; None for a code that is not listed."""
    code = answer.text("code")
    if code not in _ABOUT:
        said = words(answer.text("message"))
        known = status in (400, 404) and said
        return Refused(f"Twilio refuse le message : {said}", True, about="text") if known else None
    about, what = _ABOUT[code]
    return Refused(f"Twilio {what} ({code}).", about != "rate", about=about, wait=_WAITS.get(code))


def failure(code: str) -> tuple[str, str]:
    """(what it is about, in French) for the ErrorCode of a delivery notice; both empty when there is none."""
    if code in ("", "0"):
        return "", ""
    about, what = _ABOUT.get(code, ("", "n’a pas pu remettre le message"))
    return about, f"Twilio {what} ({code})."
