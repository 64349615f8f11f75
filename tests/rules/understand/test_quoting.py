"""The new part of a mail as each mailer of our customers quotes the old one (C39)."""

import time

import pytest

from kaye.rules.understand.quoting import new_part, parted

_AT = "16 nov. 2026 à 10:12"
_MAILERS = {
    "gmail": f"Le lun. {_AT}, Clim <c@c.fr> a écrit :\n\n> Bonjour",
    "gmail, long name": f"Le lun. {_AT}, Clim’Antilles et Fils Services <\nc@c.fr> a écrit :\n\n> Bonjour",
    "outlook": "De : Clim <c@c.fr>\nEnvoyé : lundi 16 novembre 2026 10:12\nÀ : Marie\nObjet : Facture\n\nBonjour",
    "outlook, bold": "*De :* Clim <c@c.fr>\n*Envoyé :* lundi 16\n*À :* Marie\n*Objet :* Facture\n\nBonjour",
    "outlook, telephone": "Obtenir Outlook pour iOS\n________________________________\nDe : Clim",
    "outlook, English": "From: Clim <c@c.fr>\nSent: Monday\nTo: Marie\nSubject: Facture\n\nBonjour",
    "iphone": f"Envoyé de mon iPhone\n\n> Le {_AT}, Clim <c@c.fr> a écrit :\n>\n> Bonjour",
    "thunderbird": "Le 16/11/2026 à 10:12, Clim a écrit :\n> Bonjour",
    "roundcube": "Le 2026-11-16 10:12, Clim a écrit :\n\n> Bonjour",
    "orange": '> Message du 16/11/26 10:12\n> De : "Clim" <c@c.fr>\n> Objet : Facture\n>\n> Bonjour',
    "orange, new": "envoyé : 16 novembre 2026 à 10:12\nde : Clim <c@c.fr>\nà : m@orange.fr\nobjet : Facture\n\nBonjour",
    "yahoo": f"Envoyé à partir de Yahoo Mail pour Android\n\n  Le lun. {_AT}, Clim<c@c.fr> a écrit :   Bonjour",
    "zimbra": 'De: "Clim" <c@c.fr>\nÀ: "M" <m@free.fr>\nEnvoyé: Lundi 16 Novembre 2026\nObjet: Facture\n\nBonjour',
    "la poste": "----- Mail original -----\nDe: Clim\nÀ: Marie\n\nBonjour",
    "sfr": "===== Message d’origine =====\nBonjour",
    "samsung": "Envoyé depuis mon appareil Galaxy\n\n-------- Message d'origine --------\nDe : Clim",
    "proton": f"Envoyé avec la messagerie sécurisée Proton Mail.\n\nLe {_AT}, Clim <c@c.fr> a écrit :\n\n> Bonjour",
}


@pytest.mark.parametrize("quoted", _MAILERS.values(), ids=_MAILERS)
def test_what_was_said_before_is_folded(quoted: str) -> None:
    assert parted(f"Oui, vendredi.\nMerci\n\n{quoted}") == ("Oui, vendredi.\nMerci", quoted)


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("Le plombier m’a écrit : il vient demain.\nEt vous ?", "Le plombier m’a écrit : il vient demain.\nEt vous ?"),
        ("> Lundi ?\nOui à 9h.\n> Et le prix ?\nD’accord.", "Oui à 9h.\nD’accord."),
        ("---------- Forwarded message ---------\nDe : X\n\ntexte", ""),
        ("Bonjour\nCordialement,\nMarie\n06 90 12 34 56", "Bonjour"),
        ("Cordialement", "Cordialement"),
        ("", ""),
    ],
)  # fmt: skip
def test_only_what_was_said_before(text: str, new: str) -> None:
    assert new_part(text) == new


@pytest.mark.parametrize(
    "piece", ["<a@", "\n<a@", "le 1", "\nle 1 a\n", "De: a\n", " cordialement", "> ", "\t "]
)
def test_no_text_takes_long(piece: str) -> None:
    started = time.process_time()
    parted(piece * (100_000 // len(piece)))
    assert time.process_time() - started < 1
