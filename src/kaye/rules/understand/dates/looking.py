"""Does a sentence speak of what was, or of what will be? « J'ai payé vendredi » looks back."""

import re

_CLAUSE = re.compile(
    r"[.!?;\n,|]+(?!\d)| mais | donc | alors | par contre | et (?=(?:je|j|on|nous|vous|tu|il|elle|le reste|que)\b)"
    r"| puis (?!je)"
)
_DONE = (
    r"(?:pay(?:e|er|es|ee|ees)|regl(?:e|er|es|ee|ees)|envoye|envoyer|vire|verse|depose|depos|livre|commande|achete"
    r"|appele|passe|recu|fait|fais|effectue|solde|transfere|donne|donner|remis|installe|repare|signe|valide|casse"
    r"|laisse|recupere|annule|vu|parle|ecrit|demande|attendu|rate|eu|pose|ouvert|debite|preleve|rembourse|renvoye"
    r"|retourne|poste|contacte|rappele|rencontre|commence|refait|change|touche|ete|procede|mis|retire|rendu|apporte)(?:e|s|es)?"
)
_MANNER = (
    r"(?:(?:deja|bien|tout|pas|rien|toujours|encore|ete|juste|meme|aussi|vous|te|lui|l|le|la|les|leur) ){0,3}"
)
_PAST = re.compile(
    rf"\b(?:j ?ai|ai|g|tu as|t as|on a|il a|elle a|ils ont|ont|nous avons|avons|avez|avait|avais|avions|aviez"
    rf"|(?:a|ont|avez|est) ete) {_MANNER}{_DONE}\b"
    rf"|\ba {_MANNER}(?:paye|regle|envoye|vire|verse|depose|livre|pose|ete|repare|eu|recu|fait|installe)"
    r"(?:e|s|es)?\b(?! vous)"
    r"|\b(?:est|sont|suis|sommes|etes|etait|etaient|es) (?:deja |bien |jamais |pas ){0,2}"
    r"(?:venu|passe|arrive|parti|tombe|alle|reparti|sorti)(?:e|s|es)?\b"
    r"|\b(?:devait|deviez|devais|devaient|etiez|aviez dit|aviez promis)\b"
    r"|\b(?:virement|paiement|depot|reglement|transfert) (?:a ete )?(?:fait|effectue|envoye|parti|passe)e?s?\b"
    r"|\d ?(?:€|euros?|f|fcfa|cfa) (?:vire|paye|regle|depose|envoye|verse)e?s?\b"
    r"|^(?:deja )?(?:paye|regle|vire|depose)e?s? "
    r"|\b(?:ja|ja ka) peye\b|\b(?:an|man|mwen|mwin|nou) (?:ja )?(?:peye|voye)\b"
)
_TO_COME = re.compile(
    r"\b(?:pour|prevue?s?|promis|rdv|rendez vous|vais|va|allons|allez|sera|serai|seront|ferai|reporte|decale"
    r"|confirme|reserve|\w{3,}(?:erai|irai|drai|erons|irons|drons|eront|era|erez))\b"
)


def clauses(folded: str) -> list[tuple[int, int]]:
    """Bounds of the clauses, in order; they cover the whole text."""
    bounds, start = [], 0
    for match in _CLAUSE.finditer(folded):
        if match.start() > start:
            bounds.append((start, match.start()))
            start = match.start()
    bounds.append((start, len(folded)))
    return bounds


def clause_at(bounds: list[tuple[int, int]], place: int) -> tuple[int, int]:
    return next(((start, end) for start, end in reversed(bounds) if start <= place), bounds[0])


def looks_back(folded: str, bounds: list[tuple[int, int]], place: int) -> bool:
    """Whether the verb that governs this place is in the past."""
    start, end = clause_at(bounds, place)
    clause = folded[start:end].lstrip(" ,.;!?|\n")
    said = _PAST.search(clause)
    if not said and place - start < 25 and len(folded[start:end].strip()) < 25:
        # « le 31 mai, j'ai viré »: a date set apart goes with what follows.
        following = folded[end : end + 60].lstrip(" ,")
        return bool(folded[end : end + 1] == "," and _PAST.match(following))
    if not said:
        return False
    before = folded[start:place]
    here = place - (end - len(clause))
    tail = clause[said.end() :] if said.end() <= here else clause[: said.start()] + clause[said.end() :]
    if said.end() <= here:
        tail = clause[said.end() : max(here, said.end())]
    return not (_TO_COME.search(tail) or before.rstrip().endswith(" pour"))
