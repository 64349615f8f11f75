"""Values that fill the texts in the tests of the rules: what every business has, and what some have."""

from kaye.rules.wording import PALETTE

DERIVED = frozenset(
    {"dette", "dette_courte", "dette_titre", "signature", "presentation", "chez_nous", "a_prevoir", "stop"}
)
SHORT_DATES = {
    "echeance_sms": "16/05",
    "date_limite_sms": "30/05",
    "date_livraison_sms": "16/05",
    "promesse_date_sms": "29/05",
    "validite_sms": "30/06",
    "rdv_date_sms": "04/06",
    "reponse_avant_sms": "04/05",
}
# What `init` and one imported line are enough for (R5); amounts with the fixed spaces that the product writes.
REQUIRED = {
    "appel": "Madame Jeanne",
    "entreprise": "Chez Moussa",
    "montant": "32\u202f500\u00a0FCFA",
    "echeance": "16 mai 2026",
    "retard": "12",
    "date_limite": "30 mai 2026",
    "date_jour": "22 mai 2026",
    "produit": "Téléphone Tecno",
    "date_livraison": "16 mai 2026",
    "date_achat": "4 mai 2026",
    "prix": "65\u202f000\u00a0FCFA",
    "stock": "2",
    "seuil": "5",
    "nb_dettes": "2",
    "lignes": "- Huile 5 L : 7 500 FCFA\n- Savon : 25 000 FCFA",
    "montant_promis": "10\u202f000\u00a0FCFA",
    "promesse_date": "29 mai 2026",
    "devis": "D2026-014",
    "montant_devis": "1\u202f250,00\u00a0€",
    "rdv_date": "jeudi 4 juin",
    "rdv_heure": "10 h 30",
    "penalites": "12,39\u00a0€",
    "indemnite": "40,00\u00a0€",
    "taux": "12,15",
    "total_du": "1\u202f292,44\u00a0€",
    "infos_manquantes": "les dimensions de la pièce",
    **SHORT_DATES,
}
FULL = {row.name: row.example for row in PALETTE if row.name not in DERIVED} | SHORT_DATES
