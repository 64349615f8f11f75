"""Stop (C42): the whole message is a stop word, or it asks that messages, advertising or data cease.

A bare « stop » or « arrêtez » about a leak, works or a noise is none.
"""

import re

_POLITE = r"(?:merci|svp|s il vous plait|bonjour|bonsoir|salut|please|d avance|beaucoup|bonne journee|bonne soiree|bonne continuation|cordialement|cdlt|madame|monsieur|immediatement|maintenant|oui|tout de suite)"
_WORD = r"(?:stoo?p(?:e|pe|pez|per)?|arret|arrete|arretez|desabo\w*|desinscri\w*|desabonn\w*|unsubscribe|unsub|optout|opt out)"
_ABOUT = r"(?:sms|message|messages|pub|promo|mails?|emails?|whatsapp|newsletter|relances?|spam|notifications?|info|infos|envois?)"
_WHOLE = re.compile(
    rf"(?:{_POLITE} )*(?:(?:stop|arret|arretez|arrete) (?:a |au |aux |les |la |vos |de |tout )*{_ABOUT}|{_WORD})(?: {_WORD})*(?: {_POLITE})*"
)

_TO_ME = r"(?:me |m |nous |moi |te |n )?"
_WRITE = (
    r"(?:envoy\w+|envoie\w*|ecri\w+|(?:re)?contact\w+|importun\w+|entendre parler|relanc\w+|harcel\w+|appel\w+|spam\w*|solicit\w+|sollicit\w+|derang\w+|textot\w+|voye"
    r"|embet\w+|saoul\w+|bombard\w+|demarch\w+|prospect\w+|recevoir|joindre|notifi\w+|polluer|fatiguer avec)"
)
_MESSAGES = (
    r"(?:messages?|sms|mails?|emails?|e mails?|courriels?|pub|promo|spams?|notifications?|relances?|newsletters?|textos?"
    r"|mailings?|sollicitations?|envoi[es]?s?|prospections?|offres commerciales|whatsapp|publicitaires?|rappels|demarchage|communications?|emailing|harcelement)"
)
_CEASE = r"(?:arret\w+|bloqu\w+|suspend\w+|cess\w+|stop\w*|halte|sispann|fini\w*|basta|las)"
_DATA = r"(?:donnees|fichiers?|mailings?|vos envois|vos messages|vos mails|votre liste|vos listes|listes? de diffusion|vos contacts|liste d envoi|votre base|vos bases|base de donnees|repertoire|mailing list|liste de contacts|vos tablettes|ton repertoire|votre systeme|mon numero|ce numero|mes coordonnees|mon adresse mail|mon mail|mon email|mes infos|mes informations|newsletter|votre groupe|de la svp|de la$|de la merci)"
_NO_MORE = re.compile(
    r"(?:"
    rf"(?<!vous )\b(?:ne|n|faut|pas|plus|pa|nou) (?:\w+ ){{0,3}}?{_TO_ME}{_WRITE} (?:\w+ )?(?:plus|ankò|anko)\b(?! (?:tard|tot|souvent|vite|le (?:lundi|matin|soir)|ce|avant|apres|que|cher|grand))"
    rf"|\b(?:ne|n|faut|pas|pourquoi|fais|de ne|a ne) ?(?:\w+ )?plus (?:jamais )?(?:de )?{_TO_ME}(?:etre )?{_WRITE}\b(?! (?:ce|cet|cette|le|la|les|l|un|une) (?!{_MESSAGES}|la\b))"
    rf"|(?<!ai )(?<! a )(?<!avez )(?<!avons )(?<!recois )(?<!recu )(?<!recoit )\bplus (?:jamais |aucun |aucune |de |d |envoyer |ecrire |m envoyer |recevoir ){{1,3}}(?:vos |de |tes |votre |les |des |ces )*{_MESSAGES}\b(?! d erreur)"
    rf"|\b(?:plus|pas|aucune?|ni) (?:de |d |vos |tes )*(?:pub|promo|spams?|publicitaires?|newsletters?|demarchage|sollicitations?)\b"
    rf"|\b(?:ne|n) (?:veux|souhaite|desire|veut|souhaitons|voulons|souhaiterais|voudrais) (?:\w+ )?(?:plus|pas|aucun\w*) (?:\w+ )?(?:recevoir|etre (?:contacte|relance|sollicite|derange|appele|demarche)\w*|de (?:vos )?{_MESSAGES}|que vous (?:m |me )(?:{_WRITE}))"
    rf"|\b(?:je|on|nous) (?:veux|souhaite|veut|voulons|souhaitons) (?:plus|pas) (?:\w+ )?(?:recevoir|entendre parler|etre (?:contacte|relance|sollicite|derange)\w*|(?:de )?(?:vos |tes )?{_MESSAGES})"
    rf"|\b(?:lache[rz]? moi|ras le bol|assez|marre|saoule\w*|fatigue\w*) (?:avec|de|d|des|par) (?:vos |tes |ces |ton |votre |les )*{_MESSAGES}\b"
    rf"|\b(?:refus\w+|refuse) (?:de |d )?(?:recevoir|{_MESSAGES})"
    rf"|\bmet(?:s|tez|tre) fin (?:a |aux |au |vos |tes |ces |cet |les )*{_MESSAGES}\b"
    rf"|\bpas (?:\w+ ){{0,3}}(?:accord|consent\w+|accepte|autorise) (?:pour |de |a |d )*(?:recevoir|m envoyer|etre (?:contacte|sollicite))"
    rf"|\bne pas (?:me |m |nous )(?:(?:re)?contacter|solliciter|demarcher|importuner|deranger|spammer)\b(?! (?:avant|apres|ce|le|la|demain|pendant|par|au|sur|entre|en))"
    r"|\bno more (?:messages?|sms|emails?)|\bremove me\b"
    rf"|\bpa (?:\w+ )?(?:voye|ekri) (?:\w+ )?(?:message|sms|anko)"
    rf"|\blaisse[rz]? (?:moi|nous|mon \w+|ma \w+|notre \w+) (?:tranquille|en paix)\b"
    rf"|\b(?:foutez|fous|fichez) (?:moi )?la paix\b"
    r")"
)
_CEASING = re.compile(
    rf"(?<! n )(?<!^n )(?<! t )(?<! s )\b{_CEASE} (?:svp |donc |maintenant |immediatement |tout de suite )?(?:de |d |a |avec |les |vos |tes |ces |la |le |l |votre |ce |tout |cet |envoie? de |aux |toutes? |tous |nous |m )*"
    rf"(?:(?:me |m |nous |vous )*(?:envoy\w+|ecrire|contacter|relancer|harceler|appeler(?! (?:monsieur|madame|mon|ma|comme))|spammer|solliciter|deranger|embeter|bombarder|demarcher|texter|importuner|voye|voyer|notifier)|envoyer|envoie?|{_MESSAGES})\b"
)
_REMOVING = re.compile(
    rf"\b(?:supprim\w+|efface\w*|retir\w+|enlev\w+|radi(?:er|ez)|(?:l )?effacement|(?:la )?suppression|sor(?:s|tez|tir)|ray(?:er|ez)|desinscri\w+|ote[rz]?) (?:\w+ ){{0,6}}?{_DATA}(?!\w)"
    r"|\b(?:enlev\w+|retir\w+|supprim\w+|efface\w*|ote[rz]?|sor(?:s|tez)|vire[rz]?|ray(?:e|ez)|disparaitre|radi\w+) (?:\w+ ){0,3}(?:de |d |a )?(?:ta|tes|ton|votre|vos) (?:listes?|fichiers?|repertoires?|contacts?|bases?|tablettes)\b"
    r"|\b(?:moi|nous|me|mon numero|mon nom|mon contact) (?:de|d) (?:la|cette) liste\b|\bretir\w* mon consentement|\bopposition (?:au|a la|a tout|a) (?:demarchage|prospection|traitement)"
    r"|\b(?:desabonn\w+|desinscri\w+|desabo|unsubscribe|me desinscrire|opt out)\b"
    r"|\b(?:m oppose|nous opposons|m opposer) (?:\w+ ){0,4}(?:donnees|prospection|demarchage|envois?|utilisation|traitement)\b"
    r"|\b(?:droit a l (?:oubli|effacement)|droit d opposition|rgpd (?:effacement|suppression))\b"
)
_ALREADY = re.compile(
    r"\b(?:pas|plus|jamais|n|ne|j) (?:\w+ )?(?:ai |suis )?(?:arrete|cesse) (?:de|d) |\bje (?:ne )?recois plus\b|\barrete pas de\b"
)
_NOT_THEIRS = re.compile(
    r"\b(?:desabonn\w+|desinscri\w+|supprim\w+|retir\w+|enlev\w+) (?:\w+ ){0,4}(?:de la salle|du club|article|ligne|produit|de la commande|du devis|du panier|de la liste de (?:courses|materiel|fournitures|prix)|de la facture)"
)


def stop_confidence(words: str) -> float:
    """From plain words: 0.98 for a whole-message stop, 0.95 for a request that names messages."""
    bare = " ".join(re.findall(r"[a-z0-9]+", words))
    if _WHOLE.fullmatch(bare):
        return 0.98
    if _NOT_THEIRS.search(words):
        return 0.0
    if _REMOVING.search(words) or _NO_MORE.search(words):
        return 0.95
    if _CEASING.search(words) and not _ALREADY.search(words):
        return 0.95
    return 0.0
