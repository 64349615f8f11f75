"""The closed list of what a text may name, and the values that follow from others."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kaye.rules.septets import sms_form

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Variable:
    """`label` is the French word on the chip of the palette; `has_sms_form`: `<name>_sms` exists too."""

    name: str
    label: str
    example: str
    has_sms_form: bool = True
    is_link: bool = False


_WHO = """
appel | salutation du client | Madame Jeanne
appel_formel | salutation de lettre | Madame Bellance
entreprise | nom de votre entreprise | Chez Moussa
signataire | votre prénom ou nom | Moussa
signature | signature | Moussa — Chez Moussa
presentation | qui écrit | Moussa de Chez Moussa
chez_nous | chez vous, avec le nom | chez Moussa
fonction | votre fonction | gérant
tel | votre téléphone | 06 90 12 34 56
client_raison | raison sociale du client | SARL Karukera Hôtel
adresse_client | adresse du client | 12 rue Frébault, 97110 Pointe-à-Pitre
tel_client | téléphone du client | 06 90 11 22 33
type_client | particulier ou entreprise | entreprise
adresse_emetteur | votre adresse | ZI de Jarry, 97122 Baie-Mahault
identifiant | numéro d'entreprise | SIREN 123 456 782
rccm | numéro RCCM | RC/DLA/2019/B/1234
niu | numéro NIU | M012345678901X
bce | numéro BCE | 0123.456.749
recouvreur | cabinet de recouvrement | Cabinet Duval
mediateur | médiateur de la consommation | Médiateur du commerce
"""
_WHAT = """
facture | numéro de facture | FA2026-0003
objet | objet de la vente | Téléphone Tecno
dette | facture ou objet de la dette | la facture FA2026-0003 (Pose split)
dette_courte | facture, ou objet, en court | la facture FA2026-0003
dette_titre | facture ou objet, en titre | Facture FA2026-0003
date_facture | date de la facture | 7 janvier 2026
echeance | date d'échéance | 6 février 2026
date_prestation | date de la prestation | 5 janvier 2026
periode | période | mai 2026
devis | numéro de devis | D2026-014
validite | fin de validité du devis | 30 juin 2026
demande | numéro de demande | 128
date_demande | date de la demande | 2 mai 2026
commande | numéro de commande | C-57
produit | article | Bouteille de gaz 12,5 kg
date_achat | date de l'achat | 6 mai 2026
reclamation | numéro de réclamation | R-12
code | code à recopier | 482913
infos_manquantes | informations manquantes | les dimensions de la pièce
"""
_MONEY = """
montant | montant restant dû | 25 000 FCFA
montant_facture | montant de la facture | 4 340,00 €
montant_devis | montant du devis | 1 250,00 €
deja_paye | déjà payé | 40 000 FCFA
montant_recu | montant reçu | 10 000 FCFA
montant_tranche | montant de la tranche | 15 000 FCFA
reste_apres | reste après ce versement | 30 000 FCFA
montant_promis | montant promis | 10 000 FCFA
montant_lettres | montant en lettres | vingt-cinq mille francs CFA
a_prevoir | somme à prévoir | 32 500 FCFA (Orange Money)
penalites | pénalités de retard | 12,39 €
indemnite | indemnité forfaitaire | 40,00 €
taux | taux de pénalité | 12,15
total_du | total dû | 1 292,44 €
prix | prix | 6 500 FCFA
montant_en_jeu | montant en jeu | 85 000 FCFA
"""
_TIME = """
retard | jours de retard | 12
date_jour | date du jour | 22 mai 2026
date_limite | date limite | 30 mai 2026
delai_jours | délai en jours | 8
dates_relances | dates de vos messages | 26 mai et 1er juin
date_med | date de la mise en demeure | 6 juillet 2026
date_frais | début des frais | 6 juin 2026
date_prescription | date de prescription | 22 mai 2028
date_paiement | date du paiement | 20 mai 2026
promesse_date | date promise | 29 mai 2026
promesse_moyen | moyen promis | Orange Money
date_livraison | date de livraison | 16 mai 2026
ancienne_date | date prévue avant | 12 mai 2026
creneau | créneau | entre 9 h et 12 h
rdv_date | date du rendez-vous | jeudi 4 juin
rdv_heure | heure du rendez-vous | 10 h 30
reponse_avant | réponse avant le | 4 mai 2026
reouverture | réouverture | lundi à 8 h
horaires | horaires | du lundi au samedi, 8 h - 18 h
date_rupture | date de rupture | 2 juin 2026
frequence | fréquence | deux messages par mois
"""
_SEVERAL_AND_HOW = """
lignes | une ligne par dette | - Huile 5 L : 7 500 FCFA
nb_dettes | nombre de dettes | 3
moyens | moyens de paiement | Orange Money au 6 99 00 11 22
iban | IBAN | FR76 3000 1007 9412 3456 7890 185
stop | phrase d'arrêt | Pour ne plus en recevoir : STOP
lieu | lieu | Jarry
raison | raison | retard du transporteur
nb_echeances | nombre de versements | 3
num_tranche | numéro de tranche | 2
num_recommande | numéro de recommandé | 1A 123 456 7890 1
historique | historique | facture envoyée le 7 janvier 2026
stock | stock | 2
seuil | seuil d'alerte | 5
nb_clients | nombre de clients | 4
qte_conseillee | quantité conseillée | 12
fournisseur | fournisseur | Grossiste Akwa
nb_relances | nombre de relances | 3
liste_relances | liste des relances | 1. Madame Jeanne : 32 500 FCFA
"""
_LINKS = """
lien | lien de paiement | https://exemple.fr/p/7Q2M
lien_recu | lien du reçu | https://exemple.fr/r/7Q2M
lien_devis | lien du devis | https://exemple.fr/d/7Q2M
lien_rdv | lien de rendez-vous | https://exemple.fr/rdv
lien_app | lien de l'application | https://exemple.fr/aujourdhui
lien_commande | lien de commande | https://exemple.fr/c/7Q2M
lien_confidentialite | lien de confidentialité | https://exemple.fr/donnees
"""


def _rows(text: str, *, is_link: bool = False) -> list[Variable]:
    cells = [[cell.strip() for cell in line.split(" | ")] for line in text.strip().splitlines()]
    return [Variable(name, label, example, not is_link, is_link) for name, label, example in cells]


PALETTE: tuple[Variable, ...] = tuple(
    _rows(_WHO + _WHAT.lstrip() + _MONEY.lstrip() + _TIME.lstrip() + _SEVERAL_AND_HOW.lstrip())
    + _rows(_LINKS, is_link=True)
)
_SMS = [
    Variable(f"{base.name}_sms", f"{base.label} (SMS)", sms_form(base.example), False)
    for base in PALETTE
    if base.has_sms_form
]
VARIABLES: Mapping[str, Variable] = MappingProxyType({row.name: row for row in (*PALETTE, *_SMS)})

# What people write instead of the name that exists.
OTHER_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "prenom": "appel",
        "prénom": "appel",
        "nom": "appel",
        "client": "appel",
        "civilite": "appel",
        "somme": "montant",
        "solde": "montant",
        "reste": "montant",
        "total": "montant",
        "date": "echeance",
        "numero": "facture",
        "article": "produit",
        "societe": "entreprise",
        "société": "entreprise",
        "telephone": "tel",
        "téléphone": "tel",
        "url": "lien",
        "link": "lien",
        "paiement": "moyens",
    }
)


def value_of(name: str, values: Values) -> str:
    """The value under this name, or the one that follows from others; "" when there is none."""
    found = values.get(name)
    if found:
        return found
    rule = _FOLLOWS.get(name)
    if rule is not None:
        return rule(values)
    return sms_form(value_of(name[:-4], values)) if name.endswith("_sms") else ""


def _dette(values: Values) -> str:
    number, subject = values.get("facture"), values.get("objet")
    if number and subject:
        return f"la facture {number} ({subject})"
    return f"la facture {number}" if number else subject or ""


def _dette_courte(values: Values) -> str:
    number = values.get("facture")
    return f"la facture {number}" if number else values.get("objet", "")


def _dette_titre(values: Values) -> str:
    number, subject = values.get("facture"), values.get("objet", "")
    return f"Facture {number}" if number else _shortened(subject[:1].upper() + subject[1:])


def _shortened(words: str) -> str:
    """A title fits the subject of an e-mail: 30 characters, cut between two words."""
    return words if len(words) <= 30 else words[:29].rsplit(" ", 1)[0].rstrip(" ,;:(") + "…"


def _a_prevoir(values: Values) -> str:
    amount, means = values.get("montant", ""), values.get("moyens", "")
    return f"{amount} ({means})" if amount and means else amount


def _signs(values: Values) -> tuple[str, str]:
    """The person who signs when it is somebody else than the business itself, and the business."""
    person, business = values.get("signataire", ""), values.get("entreprise", "")
    return ("" if person == business else person), business


def _signature(values: Values) -> str:
    return " — ".join(name for name in _signs(values) if name)


def _presentation(values: Values) -> str:
    return " de ".join(name for name in _signs(values) if name)


def _chez_nous(values: Values) -> str:
    business = values.get("entreprise", "")
    if business.lower().startswith("chez "):
        return f"c{business[1:]}"
    return f"chez {business}" if business else ""


def _signataire(values: Values) -> str:
    return values.get("entreprise", "")


_FOLLOWS: Mapping[str, Callable[[Values], str]] = MappingProxyType(
    {
        "dette": _dette,
        "dette_courte": _dette_courte,
        "dette_titre": _dette_titre,
        "a_prevoir": _a_prevoir,
        "objet": _dette_courte,
        "signature": _signature,
        "presentation": _presentation,
        "chez_nous": _chez_nous,
        "signataire": _signataire,
        "appel_formel": lambda values: "Madame, Monsieur",
        "stop": lambda values: "Pour ne plus en recevoir : STOP",
    }
)
