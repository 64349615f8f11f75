"""What a customer asks before and during the work: quote, price, hours, avail, appt, status, human."""

from kaye.rules.understand.intents.cues import Cues

_WORK = (
    r"(?:renov\w+|refaire|install\w+|pose\w*|constru\w+|travaux|toiture|peinture|carrelage|cloture|portail|terrasse|veranda"
    r"|extension|site (?:internet|web|vitrine)|logo|charpente|isolation|salle de bain|cuisine complete|mariage)"
)
_DAYS = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain|sanmdi|aujourdhui|le \d|la semaine|ce soir|cet apres|apres demain|denmen|semaine)"
_MINE = r"(?:mon|ma|mes|notre|nos|la|le|les|l|cette|ce)"
_THING = r"(?:commandes?|colis|dossier|reparations?|voiture|robe|vetements?|habits?|tenues?|uniformes?|costume|telephone|ordinateur|pc|moto|clim|appareil|livraison|document|documents|piece|pieces|meuble|lit|canape|travaux|logo|site|machine|velo|boubou|pagne|photos?|clef|paquet|marchandise|traduction|cle|cles|gateau|chantier|demande|chaussures?|frigo)"

QUOTE = Cues(
    "quote",
    sure=(
        r"(?:un|des|du|une|on|le|l|son) (?:petit )?devis\b(?! (?:est|etait|ok|accepte|signe|valide|que|n |ne |recu|dit|me convient|convient|du|numero|\d))",
        r"devis (?:pour|gratuit|svp|de|d|sur|detaille|rapide|clim|peinture|toiture|plomberie|mariage|possible|urgent)\b",
        r"(?:faire|etablir|demande(?: de)?|vouloir|recevoir|avoir|besoin d) (?:\w+ )?devis",
        r"(?:bonjour|bonsoir|salut)? ?devis ?(?:\?|svp|$)",
        r"proforma",
        r"(?:une|d une|votre|faire|pour) (?:petite )?estimation\b",
        r"offre de prix|offre de service",
        r"(?:faire|remettre|etablir|soumettre|envoyer|remettez|proposer|adresser) (?:\w+ ){0,2}(?:offre|proposition|estimation|cotation|chiffrage)",
        r"chiffr(?:er|age|ez)\b|(?:une )?cotation\b|estimatif",
        rf"combien (?:\w+ ){{0,5}}(?:couterait|coutera|couter|reviendrait|faudrait|demandez|prenez|prendriez|demanderiez) (?:\w+ ){{0,5}}{_WORK}",
    ),
    likely=(
        rf"combien (?:\w+ ){{0,2}}(?:coute|ca coute|pour) (?:\w+ ){{0,3}}(?:renov\w+|refaire|toiture|construire|salle de bain)",
        r"j ai un projet\b",
        r"budget (?:pour|approximatif|a prevoir)",
    ),
    never=(
        r"(?:pas|plus|sans|aucun) (?:besoin )?(?:de |d un |du |d )?devis",
        r"(?:ok|oui|accord|bon|accept\w+|valid\w+|sign\w+|d accord|refus\w*) (?:\w+ ){0,3}devis",
        r"(?:correspond\w*|conforme|selon|suite a|comme|que|sur|au|dans|dit) (?:\w+ ){0,2}devis",
        r"(?:votre|ton|vos|ce) (?:\w+ )?(?:devis|estimation|offre|proposition)",
        r"le devis (?:que|recu|du|envoye|est|me|n|ne|signe|ok|accepte)",
        r"prix du devis",
    ),
)
PRICE = Cues(
    "price",
    sure=(
        r"(?:c est|ca|a|fait|coute|vaut|est|vous faites|vous vendez|ca fait|laissez|laisse|revient) (?:\w+ ){0,4}combien\b(?! (?:de temps|de jours|d heures))",
        r"combien (?:\w+ ){0,3}(?:coute|ca coute|pour|vaut|fait|vous vendez|la|le|l|les|un|une|ca|svp|est|sont|c est|tu vends|a|chaque|pa|koute)\b",
        r"combien ?(?:\?|$)",
        r"(?:quel|quels|quelle|quelles|le|les|votre|vos|ton|tes|connaitre|dernier|juste|ki|du|donne\w*) (?:\w+ ){0,3}(?:prix|tarifs?|pri)\b(?! (?:est trop|trop|la est trop|eleve|d appel))",
        r"(?:prix|tarifs?) (?:de|du|d|pour|svp|vidange|coupe|la|le|\?|lavage|s il|unitaire|des)",
        r"(?:bonjour|bonsoir|salut|et le|le)? ?(?:prix|tarifs?) ?(?:svp|\?|$)",
        r"(?:elle|il|ca|ils|elles|coute|couterait) (?:\w+ )?(?:coute|couterait|valent|vaut) (?:combien|\?)",
        r"(?:faites|faire|avez|possible d avoir|fais|faut|aurai|avoir) (?:\w+ ){0,4}(?:reductions?|remises?|rabais|promo|un prix|prix d ami|geste|bon prix)",
        r"c est cher\b[^.!]*\?",
        r"combien ca",
    ),
    likely=(r"combien\b", r"tarifs?\b", r"(?:coute|koute)\b", r"(?:moins cher|remise) ?\?", r"(?:dernier|bon) prix"),
    never=(
        r"offres? de prix",
        r"combien (?:de |d )(?:temps|jours|personnes|semaines|heures|places|fois|km|mois)",
        r"(?:prix|tarif) (?:\w+ )?(?:est |reste |la est |la )?(?:trop|eleve|dur|exagere)",
        r"combien (?:\w+ ){0,2}(?:doit|doivent) (?:m |mr |mme |monsieur|madame|le client|les clients)",
        r"combien (?:\w+ ){0,5}(?:couterait|reviendrait|coutera) (?:\w+ ){0,3}(?:de refaire|la renovation|l installation|de renover|la construction|refaire|la pose)",
        r"(?:votre|ton) prix pour (?:un|une) (?:logo|site)",
        r"prix (?:annonce|convenu|prevu|du devis|affiche)",
        r"(?:a|au) (?:\w+ )?prix (?:la|moins)",
    ),
)
HOURS = Cues(
    "hours",
    sure=(
        r"(?:vous|tu|c est|est|etes|es|zot|boutique|magasin|salon|sera|serez) (?:\w+ ){0,3}(?:ouverts?|ouverte|ouve|fermes?|fermee)\b(?! (?:mal|plus))",
        r"ouvert ?(?:le|ce|demain|aujourdhui|dimanche|samedi|\?|jusqu|lundi)",
        r"(?:ouvrez|fermez|ouvre|fermes|ouvres)\b(?! (?:un|une|mal))",
        r"etes (?:vous )?(?:encore |toujours )?(?:ouverts?|fermes?|la le)",
        r"horaires|heures? d ouverture|quelle heure (?:\w+ ){0,3}(?:ferm|ouv)\w+",
        r"ki le (?:\w+ ){0,3}(?:ouve|feme)",
        r"(?:votre|l|ton|quelle|quelle est|connaitre l) adresse\b(?! (?:mail|email|e mail|electronique|de livraison|est fausse))",
        r"(?:vous etes|tu es|etes vous|vous vous|vous|zot ye|se|boutique|magasin|salon|garage|agence|atelier|bureau|c est) (?:\w+ ){0,3}(?:ou|a quel niveau|situes?|situee|trouve|trouvez|localise\w*|quel quartier|dans quel quartier)\b(?! en (?:est|etes))(?! ?(?:ca|non|pas))",
        r"ou (?:etes vous|vous etes|vous trouvez|se trouve|se situe|est (?:situe|votre|la boutique)|est ce que vous etes|puis je vous trouver|c est exactement)",
        r"ola (?:zot|ou) ye",
        r"localisation|plan d acces|itineraire|point gps|coordonnees gps",
        r"(?:un |du |de )?(?:parking|stationnement|acces handicape)",
        r"(?:livrez|deplacez|intervenez|desservez|livraisons?|couvrez|deplacer|deplacement) (?:vous |aussi |possible |t on )?(?:a|jusqu|dans|sur|en|au|aux|chez|vers) (?!(?:quelle|partir|domicile|quand))\w+",
        r"(?:livrez|deplacez|intervenez|livres|intervenir|livrer) (?:vous )?(?:aussi )?(?:jusqu|dans le \d|a (?!la maison|quelle|domicile|lundi|mardi)[a-z])",
        r"(?:zone|secteur|rayon) d (?:intervention|action)|votre secteur",
    ),
    likely=(r"vous etes la (?:le|ce|demain)", r"jusqu a quelle heure"),
    never=(
        r"(?:porte|portail|fenetre|frigo|volet|coffre|tiroir|robinet|vanne|bouton|sac|fermeture) (?:\w+ ){0,3}(?:ferm\w+|ouv\w+)",
        r"(?:colis|commande|argent|dossier|reparation|virement|remboursement|devis|livreur|voiture|robe) (?:\w+ ){0,2}ou\b",
    ),
)
AVAIL = Cues(
    "avail",
    sure=(
        r"(?:encore |toujours |est |sont |vous etes |tu es |etes vous |la |quand |des |vos |avez |c est |ca )?(?:dispo|disponibilites?)\b(?! de (?:payer|regler))",
        r"en stock|stock ?\?|rupture",
        r"(?:avez vous|vous avez|as tu|tu as|auriez vous|aurais tu|vous auriez|zot ni|ou ni|tu aurais|est ce que vous avez|ni) (?:encore |toujours |aussi |anko |bien )?(?:de |du |des |d |la |le |l |les |un |une |ce |cette |ces |quelques )?(?!(?:numero|nouvelles|raison|tort|mal|dit|pas|promis|recu|vu|annonce|fait|fini|compte|livre|oublie|vendu|pose|installe|ete|l air|rien|bien|menti|casse|abime|gache|arnaque|envoye|facture|temps|prix|tarif|retour|rib|suivi|lien|delai|devis|adresse|horaires|perdu|repare|change|pris|mis|toujours|deja|sali|laisse|plaisir|aussi|besoin)\b)\w+",
        r"ya (?:encore |toujours |anko )?(?:le|la|les|des|du|de la|l|un|une) (?!(?:probleme|erreur|souci|fuite|bruit|panne|trou|tache|parking|argent|odeur|defaut|retard|moyen|court|monde|rien|arnaque)\b)\w+",
        r"(?:il (?:vous )?(?:en )?)?reste (?:t il |encore |(?:de la |une |des |la )?places?\b|des |une \w+ a louer|du (?!mois))",
        r"(?:faites|vendez|proposez|fabriquez|louez|faites vous|vendez vous) (?:vous )?(?:aussi |encore )?(?:de |du |des |les |la |le |l )(?!(?:devis|reductions?|remises?|prix|effort))\w+",
        r"est ce que vous (?:vendez|faites|louez|proposez|avez)",
        r"(?:de la|une|des|quelques|un peu de) places? (?:\w+ ){0,3}(?:samedi|demain|lundi|vendredi|la|pour|dans|ce|\?|dispo|libre|semaine)",
        r"(?:creneaux?|plage|chambre|table|voiture|vehicule|salle) (?:\w+ )?(?:libres?|dispo|de libre)",
        r"(?:le|la|les) (?!(?:commande|colis|voiture|livreur|facture|virement|argent|reparation|technicien|robe|dossier)\b)\w+ (?:est|sont) (?:\w+ )?(?:arrive|arrives|arrivee|revenu|dispo)e?s? ?\?",
        r"i ni anko",
        r"tu vends|vous vendez",
        r"quand (?:etes|es|serez) (?:vous|tu) dispo",
    ),
    likely=(r"(?:creneau|creneaux)\b",),
    faint=(r"ya (?!(?:pas|plus|rien|trop|eu|un|une|encore|toujours|foyi|drap|toujours)\b)\w+ ?\?",),
    never=(
        r"(?:argent|salaire|momo) (?:\w+ )?dispo",
        r"ya (?:pas|plus) ",
        r"reste (?:a |le|du mois|50|la moitie)",
        r"tu as (?:raison|tort)",
        r"(?:quand|si|des que|lorsque) (?:vous|tu) (?:avez|as|aurez|auras) (?:\w+ ){1,3}",
        r"(?:que|ce que|dont|comme) (?:vous|tu) (?:m |nous |me )?(?:avez|as|aviez)(?: \w+)?",
        r"mon argent est dispo",
    ),
)
APPT = Cues(
    "appt",
    sure=(
        r"(?:un|le|mon|notre|de|prendre|du|ce|fixer|annuler|confirmer?|decaler|deplacer|reporter|pour)? ?rdv\b",
        r"reserv(?:er|ez|e|ons|erai)\b",
        r"(?:pouvez vous|vous pouvez|pouvez|peux tu|tu peux|possible de|possible d|pourrez vous|peut il|peut|voulez|merci de|il faut) (?:me |m |nous |vous |qu on |que quelqun |y )?(?:passer|venir|intervenir|vous deplacer|envoyer (?:quelqun|un (?:technicien|gars|plombier|ouvrier))|prendre (?:samedi|demain|lundi|vendredi|mardi|jeudi|mercredi|entre))",
        rf"(?:je|on|nous) (?:\w+ )?(?:passe|viens|passerai|viendrai|arrive|passons|vient|reviens|repasse|venons|peux venir|peux passer|vais passer|vais venir|pourrai venir|compte passer) (?:\w+ ){{0,5}}(?:recuperer|chercher|retirer|prendre|voir|essayer|boutique|magasin|atelier|garage|salon|avec|{_DAYS})",
        r"(?:passer|passe|venir|viens|vient|viendrai|passerai) (?:\w+ ){0,2}(?:recuperer|chercher|retirer|essayer)",
        rf"(?:vous|tu) (?:venez|passez|passes|viens) (?:quand|{_DAYS}|bien|a quelle)",
        rf"(?:passer|venir|intervenir|voir|rencontrer) (?:\w+ ){{0,3}}{_DAYS}",
        rf"(?:decaler?|decalez|avancer|repousser) (?:\w+ ){{0,3}}(?:a|au|de|d|{_DAYS})",
        r"(?:serai|suis|sera|aurai|ai|est|sommes|serons) (?:\w+ ){0,2}(?:en )?retard (?:de|d)",
        r"(?:\d+ ?(?:min|minutes|mn|h|heures?)|un peu) de retard",
        r"(?:serai|suis|sommes) en retard",
        r"(?:c est )?(?:urgent|urgence|d urgence)\b",
        r"(?:on|se) (?:peut |peut il )?(?:se )?(?:voit|voir|retrouve) (?:\w+ ){0,2}" + _DAYS,
        r"(?:venez|passez|viens) (?:vite|rapidement|d urgence|voir|au plus vite|svp)",
        r"quelqun (?:vienne|passe|peut venir|qui vienne)",
        r"(?:pourrai|peux|pourrons|pourra|vais|peut) (?:pas|plus) (?:\w+ )?(?:venir|etre la|passer|me liberer|etre present)",
        r"vite (?:\w+ ){0,5}(?:fuite|eau|panne)",
        r"arretez vous chez",
        r"(?:an|man|mwen) (?:ka|ke) (?:vin|pase) (?!peye)",
        r"(?:demain|lundi|mardi|mercredi|jeudi|vendredi|samedi) (?:je|on) (?:passe|viens|vient|arrive|viendrai|passerai)",
        r"pour (?:\w+ ){0,2}(?:la mesure|l essayage|les mesures|une visite)",
    ),
    likely=(rf"(?:intervenir|passage|visite) (?:\w+ ){{0,2}}{_DAYS}", r"(?:je|on) (?:passe|viens) (?:a|au|chez|vers)", rf"vous (?:pouvez|pourriez) (?:\w+ ){{0,3}}{_DAYS}"),
    never=(
        rf"(?:passe|passer|passerai|viens|venir|viendrai|pase|repasse|pouvez|ka pase|ke pase) (?:\w+ ){{0,5}}(?:payer|regler|deposer|solder|peye\w*|donner l argent|verser|l argent)",
        r"rdv (?:rate|manque|non honore)",
        r"(?:encore un|troisieme|deuxieme|rate le) rdv",
        r"(?:personne|jamais|pas|technicien|ouvrier|equipe) (?:n est |n etait |est |ne vient |ne )?(?:venu|vient|passe|au rdv)",
        r"desole (?:du|pour le|de ce) retard",
        r"retard (?:de (?:paiement|livraison)|dans)",
        r"(?:verser|payer|donner) (?:\w+ ){0,3}reserv\w+",
    ),
)
STATUS = Cues(
    "status",
    sure=(
        r"ou en (?:est|etes|sommes|sont|es)\b",
        rf"{_MINE} {_THING} (?:\w+ ){{0,4}}(?:ou\b|prete?s?\b|pret\b|arrivee?s?\b|avance\b|finie?s?\b|terminee?s?\b|dit quoi|quand|pour quand|est il|est elle|en est|expediee?|livree? quand|bientot|reparee?)(?! ?(?:abime|casse|dechire|en panne|mort))",
        rf"ou (?:est|sont|se trouve) (?:passe )?{_MINE} {_THING}",
        r"(?:des |avez vous des |une |pas de |sans |vous avez des )?nouvelles? (?:de|du|pour|concernant|sur) (?:mon|ma|mes|la|le|notre)",
        r"numero de suivi|suivi (?:de|du)|tracking",
        r"c est (?:\w+ )?(?:pret|fini|prete|termine) ?(?:\?|$|svp|chef|quand)",
        r"(?:est elle|est il|sont ils|sont elles|elle est|il est) (?:enfin |bientot |deja )?(?:prete?s?|finie?|terminee?|arrivee?)\b",
        rf"(?:quand|quel jour) (?:\w+ ){{0,5}}(?:livr\w+|recev\w+|prete?s?\b|fini\w*|arriv\w+|recuperer)",
        r"(?:livrez|livre|livres|livrer|sera livre|recois) (?:\w+ ){0,2}quand",
        r"(?:toujours|encore) (?:pas|rien) (?:ete )?(?:recu|livre|arrive)",
        r"(?:jamais|pas) (?:encore |toujours )?(?:recu|livre) (?:ma|mon|mes|la|le) (?:commande|colis|article)",
        r"(?:c est|ca sera|ce sera|sera) (?:pret |prete )?(?:pour )?quand",
        r"ca (?:avance|en est ou|dit quoi)",
        r"(?:avancement|etat d avancement|l avancement) (?:de|du|des)",
        r"mon dossier",
    ),
    likely=(rf"{_MINE} (?:commande|colis) ?\?",),
    never=(r"(?:numero|num) de dossier",),
)
HUMAN = Cues(
    "human",
    sure=(
        r"(?:r)?appel(?:ez|le|es|lez|er|ler) (?:moi|nous|le|svp|au|sur|vite)\b",
        r"(?:r)?appel(?:ez|le) (?:\w+ )?(?:svp|\?|$|des que|quand|urgent|vite)",
        r"(?:m|me|nous) (?:r)?appel(?:er|ez|le|lez|ler)\b",
        r"(?:m|me|nous) (?:joindre|contacter (?:par telephone|au))\b",
        r"(?:rele|kriye) (?:mwen|mwin|nou|man)",
        r"(?:parler|causer|discuter|echanger|parle) (?:\w+ )?(?:a|avec|au) (?:quelqun|une|un|la|le|l|votre|vous|toi|patron|directeur|responsable|gerant)",
        r"(?:vraie|reelle|autre) personne|un (?:etre )?humain|personne humaine|etre humain",
        r"(?:un|une|votre|a un|le) (?:conseiller|conseillere|operateur|agent|commercial)\b",
        r"(?:pas|plus|etes vous|c est|a|avec|par) (?:\w+ )?(?:un |une )?(?:robot|machine|bot)\b",
        r"(?:patron|responsable|gerant|quelqun|directeur|chef|personne) (?:\w+ )?(?:au telephone|au bout du fil|en ligne)",
        r"(?:de vive voix|par telephone|au telephone|un appel)\b",
        r"(?:faut|veux|souhaite|aimerais|merci de|besoin) (?:\w+ )?(?:m |me |qu on m |que vous m )(?:r)?appel\w+",
        r"(?:biper|bipez|bipe) moi|fais moi signe",
    ),
    likely=(r"(?:avoir|voir) (?:le patron|le responsable|le gerant|quelqun)", r"quelqun (?:pour me|peut me) (?:repondre|aider)"),
    never=(
        r"(?:ne|n|plus|pas|arret\w+ de|cess\w+ de) (?:\w+ )?(?:m |me )?(?:r)?appel\w+",
        r"je (?:vous|te) (?:r)?appel\w+",
        r"(?:ma|la|cette|votre|une) machine (?:a|ne|est|fait|s)",
    ),
)
ALL = (QUOTE, PRICE, HOURS, AVAIL, APPT, STATUS, HUMAN)
