"""Phone French made plain words: « bjr c cb svp » becomes « bonjour c est combien svp »."""

import re

from kaye.rules.understand.folding import fold

_TOKEN = re.compile(r"[a-z0-9]+|[?!.,;:\n%€]|[^\x00-\x7f\s|]")
# fmt: off
_WORDS = {
    "bjr": "bonjour", "bonjou": "bonjour", "bjour": "bonjour", "bonj": "bonjour", "bonsoi": "bonsoir", "bsr": "bonsoir",
    "bonswa": "bonsoir", "slt": "salut", "cc": "coucou", "hello": "bonjour", "salam": "salut", "yo": "salut",
    "svp": "svp", "stp": "svp", "souple": "svp", "silvouplait": "svp", "siouplait": "svp", "please": "svp", "pliz": "svp",
    "dispos": "dispo", "rdv": "rdv", "rdvs": "rdv", "randevou": "rdv", "rendezvous": "rdv",
    "c": "c est", "cest": "c est", "ces": "ces", "sa": "ca", "g": "j ai", "jai": "j ai", "gai": "j ai", "jpeux": "je peux",
    "jveux": "je veux", "jvais": "je vais", "jvai": "je vais", "vai": "vais", "chui": "je suis", "jsuis": "je suis",
    "javais": "j avais", "jattends": "j attends", "pk": "pourquoi", "pq": "pourquoi", "pkoi": "pourquoi", "qd": "quand",
    "kan": "quand", "kand": "quand", "cmb": "combien", "cbien": "combien", "konbyen": "combien", "conbien": "combien",
    "combin": "combien", "combient": "combien", "kombien": "combien", "komen": "combien", "bcp": "beaucoup",
    "tjs": "toujours", "tjr": "toujours", "tjrs": "toujours", "pb": "probleme", "pbm": "probleme", "prob": "probleme",
    "msg": "message", "msgs": "messages", "mesaj": "message", "texto": "sms", "textos": "sms", "dsl": "desole",
    "mnt": "maintenant", "mtn": "mtn", "ds": "dans", "pr": "pour", "ns": "nous", "vs": "vous", "ls": "les", "qq1": "quelqu un",
    "qqun": "quelqu un", "qlq": "quelque", "mrc": "merci", "mci": "merci", "merki": "merci", "mesi": "merci", "meci": "merci",
    "paiment": "paiement", "payement": "paiement", "paimen": "paiement", "virment": "virement", "vierment": "virement",
    "reglemen": "reglement", "devi": "devis", "devits": "devis", "devie": "devis", "facture": "facture", "factur": "facture",
    "fac": "facture", "fakti": "facture", "commende": "commande", "comande": "commande", "coli": "colis",
    "cmd": "commande", "tel": "telephone", "tph": "telephone", "fone": "telephone", "num": "numero", "nr": "numero",
    "numro": "numero", "nimewo": "numero", "adress": "adresse", "adrese": "adresse", "horaire": "horaires",
    "oki": "ok", "okay": "ok", "okey": "ok", "dac": "d accord", "dacc": "d accord", "daccord": "d accord", "dakor": "d accord",
    "dako": "d accord", "oui": "oui", "wi": "oui", "ouai": "oui", "ouais": "oui", "ui": "oui", "yes": "oui", "nn": "non",
    "nan": "non", "fo": "faut", "fau": "faut", "dja": "deja", "deje": "deja", "deg": "deja", "ja": "ja", "payai": "paye",
    "paier": "payer", "peyer": "payer", "peye": "peye", "peyew": "peye", "reglee": "regle", "payee": "paye", "payees": "paye",
    "payes": "paye", "reglees": "regle", "regles": "regle", "soldee": "solde", "effectuee": "effectue", "pub": "pub",
    "pubs": "pub", "publicites": "pub", "publicite": "pub", "promos": "promo", "promotions": "promo", "arete": "arrete",
    "aretez": "arretez", "arreter": "arreter", "arter": "arreter", "arrettez": "arretez", "arete r": "arreter",
    "aret": "arret", "envoi": "envoie", "envoy": "envoie", "envoyé": "envoye", "ki": "ki", "koi": "quoi", "kwa": "quoi",
    "kel": "quel", "kelle": "quelle", "esk": "est ce que", "eske": "est ce que", "esque": "est ce que", "ske": "est ce que",
    "es": "es", "gate": "gate", "gatee": "gate", "marche": "marche", "mache": "mache", "dlo": "dlo", "rele": "rele",
    "momo": "momo", "om": "om", "orangemoney": "orange money", "anko": "anko", "pourriez": "pouvez", "pourrait": "peut",
    "pouriez": "pouvez", "pouver": "pouvez", "pourrais": "peux", "pourrai": "peux", "pourrons": "pouvons", "puis": "puis",
    "koute": "coute", "coutent": "coute", "couterai": "couterait", "disponibles": "dispo", "disponible": "dispo",
    "dispible": "dispo", "reservation": "reserver", "horraires": "horaires", "chere": "cher", "che": "che", "two": "trop",
    "2": "2", "gratos": "gratuit", "remercie": "merci", "remercions": "merci", "merciii": "merci", "vandredi": "vendredi",
    "frero": "frere", "rendez": "rendez",
}
# fmt: on
_PHRASES = (
    (re.compile(r"\brendez vous\b"), "rdv"),
    (re.compile(r"\bs il (?:vous|te) plai[ts]?\b|\bsi vous plait\b"), "svp"),
    (re.compile(r"\baujourd hui\b"), "aujourdhui"),
    (re.compile(r"\bpro ?forma\b"), "proforma"),
    (
        re.compile(
            r"(?<!par )(?<!la )(?<!en )(?<!carte )(?<!ma )(?<!une )(?<!de )(?<!les )\bcb\b(?! ?(?:\?|svp|$))"
        ),
        "combien",
    ),
    (re.compile(r"\bc est est\b"), "c est"),
    (re.compile(r"\bil (?:y a|ya)\b|\by ?(?:en )?a\b"), "ya"),
    (re.compile(r"\bquelqu un(?:e)?\b"), "quelqun"),
)
_REPEATED = re.compile(r"([a-z])\1{2,}")


def normalise(text: str) -> str:
    """Plain words and signs, one space between them."""
    return plain_words(fold(text))


def plain_words(folded: str) -> str:
    """The same for a text already folded."""
    folded = _REPEATED.sub(r"\1", folded)
    words = " ".join(_WORDS.get(word, word) for word in _TOKEN.findall(folded))
    for phrase, plain in _PHRASES:
        words = phrase.sub(plain, words)
    return words
