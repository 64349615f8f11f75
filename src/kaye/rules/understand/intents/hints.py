"""When no sure words were seen: single words and the shape of the text add up to a likely intent.

Confidence stays under the one that acts by itself, except where several signs agree.
"""

import re
from dataclasses import dataclass
from re import Pattern


@dataclass(frozen=True, slots=True)
class Shape:
    """What else is known of the text: is it a question, does it name a day to come or past, an amount."""

    asks: bool
    to_come: bool
    past: bool
    amount: bool


def _words(*groups: str) -> tuple[Pattern[str], ...]:
    return tuple(re.compile(rf"\b(?:{group})") for group in groups)


_HINTS: dict[str, tuple[Pattern[str], ...]] = {
    "complaint": _words(
        r"malfacon|defaut|defect|anomal|disjonct|eteint|ecras|arrach|perd\b|perdent|lache|saute\b|bloque|casse|fissur|fuite|fuit\b"
        r"|degat|salee?\b|salet|nul\b|rate\b|ratee\b|abim|dechir|panne|degoul|inutilisable|mauvais|moche|horrible|inond|coinc|tordu"
        r"|gache|grince|vibre|coupe tout|clignote|sent mauvais|pue\b|rouill|deborde|bouche\b|bouchee?|mouille|trempe|cramee?|cale\b"
        r"|serre\b|etroit|pas pareil|different de|gratte|plisse|s effrite|ecaill|cloque|s arrete|humid|moisi",
        r"(?:toujours|encore) (?:aucun|rien|le meme|pareil)|aucun(?:e)? (?:retour|reponse|nouvelle|explication|suivi|geste)|pour rien|personne (?:ne )?(?:repond|rappelle|vient)",
        r"a la place d|au lieu d|pas (?:ete )?(?:respect|change|repare|livre|fini|nettoy|regl)\w*|pas comme|jamais (?:vu|revenu|venu|rappele|eu|recu)|n a pas (?:ete|tenu|dure|marche)|pas d accord avec",
        r"depuis (?:que|votre|le passage|la pose|l intervention|la reparation|vous)|apres (?:deux|trois|une|\d+|votre|seulement|la) (?:jours?|semaines?|mois|passage|lavages?|heures?|reparation|intervention|utilisations?)",
        r"n arrete pas|deja plus|plus (?:rien|du tout|la charge|de son|d image|d eau|de courant)|impossible (?:d|a)|ne (?:tient|veut|peut) plus|refuse de|pas normal|trop (?:serre|court|long|petit|grand|cuit|sale|fort|chaud|froid)",
        r"professionnalisme|c est quelle qualite|facture (?:une|un|des|deux|trop|plus)|delais? (?:annonce|depasse|pas|non)|on s etait mis d accord|vous deviez|on avait convenu|pas ce qu|je paie pas pour|du grand n|la blague|merci bien|quel service|super service",
    ),
    "quote": _words(
        r"estim|chiffr|devis|budget|offre\b|proposition",
        r"renov|constru|refaire|travaux|toiture|terrasse|cuisine|salle de bain|carrelage|cloture|portail|peinture|isolation|evenement|mariage|bapteme|anniversaire|ceremonie|clim\b|installation|amenag|entretien annuel|dimensions|metrage|surface|\d+ ?m2|pose d",
        r"(?:souhait|voudr|aimer|cherche|besoin|projet|envisag)\w*",
        r"(?:cout|prix) (?:pour|d|total|global|estim)|combien pour \d+",
    ),
    "price": _words(
        r"prix|tarif|coute?s?\b|cout\b|combien|cher\b|factur(?:ez|es)|payant|gratuit|montant d|remise|reduc|discut\w* le prix|vends? ca comment|euros? (?:la|le) |l heure|la journee|frais de|promo"
    ),
    "hours": _words(
        r"rue\b|quartier|route\b|adresse|localis|gps|arriv\w* chez vous|trouver? (?:votre|la|le|vous)|venir chez vous|situ|acces|metro|bus\b|garer|parking|a cote de|en face|niveau|carrefour|quelle ville|ou (?:ca|exactement|etes|est|c est|donc)|c est ou",
        r"ouvr|ouver|ferm|horaire|quelle heure|jusqu a quand|pause midi|jours? feries?|le (?:dimanche|samedi|lundi)|24h",
        r"livr\w+ (?:a|sur|en|jusqu|dans)|livraison (?:a|sur|en)|deplac\w+ (?:a|sur|en|jusqu)|interven\w+ (?:a|sur|en|jusqu|dans)|expedi\w+ (?:a|en|vers)|desserv|zone|secteur",
    ),
    "avail": _words(
        r"existe|reste\b|restent|stock|dispo|libre|place\b|caser|creneau|rupture|en rayon|arrivage|modeles?\b|pointure|taille\b|coloris|couleurs?\b|nouveaux clients|deja la\b|rentre\b",
        r"(?:vous|tu|prenez|faites|vendez|travaillez|louez|avez|proposez|reparez) (?:\w+ )?(?:encore|aussi|toujours|egalement)\b|y ?a quoi|ya quoi|faites (?:vous )?(?:les?|la|du|des|de)|vous (?:reparez|vendez|louez|fabriquez|travaillez|prenez|proposez)|tu (?:fais|vends|repares) ",
    ),
    "appt": _words(
        r"rdv|visite|passage|essay|install\w+|technicien|mesures?|creneau|reserv|agenda|date\b|prolong|decal|deplac|annul|report|avanc|confirm|bloque moi|cale moi|inscris moi|note moi|prends moi|en route|j arrive|sur place|devant (?:la|votre|chez)|chez moi|a la maison",
        r"venir|viens|vient|passer|passe\b|arriv\w*|rencontr|se voir|recevoir|prendre|recuper|deposer|chercher|amene",
    ),
    "status": _words(
        r"expedi|livr\w*|colis|commande|suivi|avance|avancement|etat|en cours|termine|fini|pret\b|prete?s?|bien part|partie|arrive\w*|recu\b|nouvelles|repar\w+|couture|travail\b|dossier|piece|mon (?:truc|article|telephone|costume)|ma (?:robe|tenue|voiture|moto)|retouche",
        r"quand\b|ou bien|pour quand|toujours pas|bientot|espere|attend\w*|deja\b|est (?:elle|il)\b|bien (?:parti|recu|arrive)\w*",
    ),
    "payhow": _words(
        r"pay(?:er|e|ez|ement)|regler|paiement|reglement|cheque|virement|compte|numero|carte|especes|libelle|ordre\b|coordonnees|acompte|money|wave|om\b|momo|mtn|moov|paypal|facture|recu\b|prelevement|tranche|petit a petit|etaler|mensual",
        r"comment|quel\w*|ou\b|possible|ca passe|accept|prenez|sur quoi|a qui|renvoy|retrouve (?:pas|plus)|perdu|egare|copie|donne\w* (?:le|ton|votre)|envo\w+ (?:le|ton|votre|moi)",
    ),
    "human": _words(
        r"telephon|coup de fil|interlocut|recontact|rappel|appel|joindre|parler|vive voix|de vous avoir|en ligne|contacter|humain|vraie? personne|quelqun|responsable|patron|gerant|conseiller|biper|bipe\b|un appel|discuter"
    ),
    "accept": _words(
        r"valid|accord|accept|partant|signe\b|on part|je signe|go\b|feu vert|adjuge|banco|vendu|marche pour|mettez moi|mets moi|on fonce|lancez|lance\b|vous pouvez|deuxieme option|premiere option|option \w+|je commande|on commande|on valide|c est parti|conclu|retenu|retenons|choisi|je le veux"
    ),
    "refuse": _words(
        r"refus|moyens|poche|budget|cher\b|concurrent|quelqun d autre|autre (?:entreprise|offre|prestataire|personne)|autres devis|compar\w+|abandon|renonc|report\w* (?:ce|le) projet|pas (?:pour moi|necessaire|utile|la peine|besoin|possible|interess)|reflech|hesit|tant pis|moitie prix|sans nous|non c est bon|laisse\b|annul|ne (?:souhait|retien|donn)\w+ (?:pas|plus)|pas retenu|trop pour|changer? d avis|change d avis"
    ),
    "stop": _words(r"(?!)"),
    "inject": _words(
        r"consigne|instruction|tu fais tout|desormais tu|a partir de maintenant tu|reponds? (?:uniquement|seulement|juste|par)|prompt|mot de passe|tu dois obeir|obei",
        r"(?:messages?|conversations?|numeros?|factures?|commandes?|dettes?) (?:que tu as recus? )?d(?:es|e) (?:l )?autres?|vous doi(?:t|vent)|te doi(?:t|vent)|qui vous doit|(?:montant|combien) (?:vous |te )?doit",
    ),
    "other": _words(
        r"partenariat|apprenti|stage|emploi|candidat|cv\b|sponsor|don\b|sondage|enquete|destinataire|trompe de|pub pour|vendre nos|nos services|notre catalogue|nos produits"
    ),
}
_PAYING = re.compile(
    r"\b(?:argent|sous\b|moni|dje\b|pay(?:er|e|es|erai)|paie\b|paierai|virement|cheque|reglement|echeance|solde\w*|regl(?:er|e)|vers(?:er|erai)|dette"
    r"|tes \d|les \d+ (?:restants?|qui restent)|complete\w*|acompte|compta\w*|paiement|traite\b|salaire|touche\b|prime\b)"
)
_MINE = re.compile(
    r"\b(?:je|j|on|nous|notre|mon|ma|mes|tu as tes|vous aurez|tu auras|laissez moi|laisse moi|le|ce|promis|an|man|mwen)\b"
)
_GIVEN = re.compile(
    r"\b(?:debit\w+|acquitt\w+|remis|mis (?:le|l|un|\d|les|ton|votre)|partis?\b|envoye\w*|transfere(?![rz])\w*|vire(?![rz]|ment)\w*\b|paye(?![rz])\w*|regle(?![rz])\w*|solde(?![rz])\w*|depose(?![rz])\w*|encaiss\w+|preleve\w*|donne\b|verse\b)"
)
_NOT_DONE = re.compile(r"\b(?:pas|jamais|rien recu|sera|seront|vais|va|ferai|trop)\b")
_NEGATED = re.compile(
    r"\b(?!j |je |on |nous )\w+ (?:\w+ )?(?:ne |n )\w+ (?:\w+ )?(?:pas|plus|jamais|rien)\b|\b\w+ (?:pas bon|pas bien|mal)\b"
    r"|\b(?:vous|tu) (?:m |nous |l )?(?:avez|as) \w+ (?:\w+ ){0,3}sans\b|\bchauffe beaucoup|page blanche|\bdepuis (?:la|le|votre)\b"
)
_LEAST, _FIRM, _SURE = 1.0, 2.0, 3.0


def hinted(words: str, shape: Shape, denied: frozenset[str]) -> dict[str, float]:
    """The one or two likeliest intents with their confidence; empty when nothing points anywhere."""
    score = {name: float(sum(bool(cue.search(words)) for cue in cues)) for name, cues in _HINTS.items()}
    for name in ("price", "hours", "avail", "status", "payhow", "appt"):
        score[name] += 0.6 if shape.asks and score[name] else -0.4 if score[name] else 0
    if shape.to_come and score["appt"]:
        score["appt"] += 0.8
    if not shape.asks and (score["complaint"] or _NEGATED.search(words)):
        # A plain statement that something is not as it should be.
        score["complaint"] += 0.5 if score["complaint"] else 1.0
    if not shape.asks and (score["accept"] or score["refuse"]):
        score["accept"] += 0.6 * bool(score["accept"])
        score["refuse"] += 0.7 * bool(score["refuse"])
    score["human"] += 0.7 * bool(score["human"])
    score["inject"] += 1.5 * bool(score["inject"])
    score["other"] += 1.0 * bool(score["other"])
    _money(score, words, shape)
    score |= dict.fromkeys(denied & score.keys(), 0.0)
    best = max(score, key=lambda name: score[name])
    if score[best] < _LEAST:
        return {}
    found = {best: 0.82 if score[best] >= _SURE else 0.7 if score[best] >= _FIRM else 0.55}
    return found


def _money(score: dict[str, float], words: str, shape: Shape) -> None:
    """Money and a day to come is a promise; money and a day past, or given away, is a payment."""
    score["promise"] = score["paid"] = 0.0
    speaks = bool(_PAYING.search(words)) or shape.amount
    if speaks and _MINE.search(words):
        if shape.to_come:
            score["promise"] = 2.4
        elif (
            re.search(r"\b(?:temps|bientot|patien|attend|jusqu|prochaine paie|des que|quand)\b", words)
            and not shape.asks
        ):
            score["promise"] = 2.0
    if speaks and _GIVEN.search(words) and not _NOT_DONE.search(words) and not shape.to_come:
        score["paid"] = 2.6 if shape.past else 2.1
        score["payhow"] = 0.0
