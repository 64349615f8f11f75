"""How a customer takes it: complaint, accept, refuse; courtesy, the rest, and orders given to the machine."""

import re

from kaye.rules.understand.intents.cues import Cues

_HE = r"(?:le|la|les|l|mon|ma|mes|votre|vos|ce|cette|ca|il|elle|c)"
_BAD = r"(?:gate|casse|cassee|cassees|casses|dechire\w*|abime\w*|ratee?s?|perce\w*|defectueu\w+|fissure\w*|raye\w*|pourri\w*|perime\w*|moisi\w*|tordu\w*|decolle\w*|brule\w*|mort|foutu\w*|en panne|hs|fausse?s?|incorrecte?|errone\w*|sale|sali)"

COMPLAINT = Cues(
    "complaint",
    sure=(
        r"(?:ne |n )?(?:marche|fonctionne|demarre|refroidit|chauffe|charge|s allume|ferme|tourne|tient|coule|s arrete) (?:pas|plus)\b(?! (?:le|la|a partir|apres|dimanche|lundi) )",
        r"(?:marche|fonctionne|refroidit|chauffe) (?:mal|toujours pas|deja plus|encore pas)",
        r"(?:pa|pas) ka mache",
        rf"(?:est|sont|etait|etaient|se sont|s est|sont arrive\w*|a ete|deja|livre\w*|arrive\w*|recu\w*|c est|produit|article|ecran|elle est|il est|toujours|nouveau|encore|tout|tombe|tombee|a) (?:deja |tout |toute |completement |tous |toutes |toujours |de nouveau |encore |un peu |ete )?{_BAD}\b",
        r"(?:fait|met|laisse|prend|perd) (?:toujours |encore )?(?:de l eau|l eau|un bruit|du bruit|le meme bruit)",
        r"(?:fuit|fuient|goutte|coule (?:encore|toujours|partout|de nouveau)|la clim coule)\b",
        r"fele\w*|difference entre|(?:dans un|quel) etat (?:pas|lamentable|deplorable|horrible)|s est defait\w*|explications? (?:sur|pour|concernant|de ce)|(?:comporte|contient|vu|avoir|constate) une erreur|reaction allergique|allergi\w+|bruit (?:bizarre|etrange|anormal|enorme)",
        r"(?:en panne|est tombe\w* en panne)\b",
        r"(?:pas|plus|jamais|peu) (?:du tout |vraiment |tres |ete )?(?:content\w*|satisfait\w*|serieux|normal\w*|professionnel\w*|correct\w*|conforme\w*|acceptable|propre|honnete\w*)",
        r"(?:mecontent\w*|insatisfait\w*|decu\w*|degoute\w*|furieu\w+|en colere|choque\w*|scandal\w+|inadmissible|inacceptable|lamentable|honteu\w+|une honte|la honte|nul\b|catastroph\w+|deplorable|arnaqu\w+|escro\w+|voleurs?\b|malhonnete\w*|mensonges?|menteurs?|bacle\w*|foutage)",
        r"(?:facture|montant|total|tva|compte) (?:\w+ ){0,3}(?:fausse|faux|incorrecte?|errone\w*|pas (?:bon|juste|correct\w*)|pas la bonne|trop eleve\w*|ne correspond|n est pas)",
        r"(?:ne )?correspond\w* pas",
        r"pas d accord (?:avec|sur)",
        r"(?:toujours )?aucun(?:e)? (?:retour|reponse|nouvelle)\b",
        r"n arrete pas de (?!travailler|vous)\w+",
        r"erreur (?:sur|dans|de) (?:\w+ )?(?:facture|montant|commande|calcul|prix|livraison|taille)|trompe\w* (?:de|dans|sur) (?:\w+ )?(?:modele|taille|couleur|commande|facture|article|montant|adresse)",
        r"(?:mauvaise?s?) (?:taille|couleur|modele|article|commande|travail|piece|adresse|odeur|qualite|pointure|service|marchandise|reference)",
        r"(?:pas|n est pas) (?:la|le|les) (?:meme|bonne?|meme couleur|bonnes?) (?:\w+ )?(?:couleur|taille|modele|qualite|commande|article|que|tissu|piece|pointure)",
        r"(?:pas|n est pas) (?:ce|celui|celle|ceux) (?:que|qui) (?:\w+ ){0,3}(?:commande|demande|prevu|convenu|choisi|vu|dit|voulais|etait)",
        r"(?:mal|pas bien|a moitie) (?:fait\w*|faite\w*|cousu\w*|pose\w*|peint\w*|monte\w*|coupe\w*|installe\w*|repare\w*|fini\w*|compte|ecrit|soude\w*|colle\w*|lave\w*)",
        r"(?:vous|tu) (?:m |nous )?(?:avez|aviez|as|avais) (?:dit|annonce|promis|parle)\b[^.!?]{0,60}(?:et|mais|or|la|pourtant|finalement)",
        r"(?:avait|aviez|avez) promis",
        r"(?:vous|tu) (?:m |nous |l )?(?:avez|as) (?:tout |mal |encore |deja )?(?:oublie|sali|abime|casse|raye|gache|trompe|menti|arnaque|vole|surfacture|compte deux|facture deux|fait perdre|massacre|rate)",
        r"(?:personne|technicien|livreur|ouvrier|equipe|gars|plombier) (?:\w+ ){0,3}(?:pas venu|n est venu|est jamais venu|jamais venu|ne vient pas|vient pas|ne repond|ne me dit|repond|me repond|pas passe|n est passe|ne me repond|n est pas venu|m a pose un lapin)",
        r"(?:troisieme|deuxieme|quatrieme|2eme|3eme|2e|3e|enieme|cinquieme) fois (?:que|qu)",
        r"(?:ca|cela|voila|c|deja|ca va) (?:fait |faire )?(?:\w+ ){0,2}(?:jours?|semaines?|mois|heures?|h|ans?) (?:que|qu|d attente|sans)",
        r"(?:jours?|semaines?|mois) (?:sans|d attente|de retard|que j attend|que je vous)\b",
        r"(?:rembours(?:ez|er|e|ement) (?:moi|nous|svp|integral|mon|immediat)|(?:me|nous) rembourser|etre rembourse\w*|veux (?:un|mon) (?:remboursement|argent)|exige|rendez moi mon argent)",
        r"(?:conteste|contester|litige|reclamation|plainte|porter plainte|avocat|huissier|tribunal|dgccrf|mise en demeure|associations? de consommateurs)\b",
        r"jamais (?:commande|demande|signe|recu|autorise|eu) (?:ca|cela|ce|cette|ces|la marchandise|le produit)",
        r"(?:il (?:\w+ )?|ya )(?:manque|manquait|manquent) (?:\w+ )?(?!a (?:payer|regler)\b)\w+",
        r"(?:se (?:moquer|foutre|moque|fout)|vous moquez|te moques|foutez|n importe quoi|trop c est trop|ca suffit|y en a marre|j en ai marre|ras le bol|abuse[rz]?\b|vous exagerez)",
        r"rdv (?:rate|manque|non honore)|(?:encore|toujours) (?:en )?retard\b",
        r"(?:bravo|felicitations|super|genial|merci)\b[^?]{0,50}\b(?:rate\w*|ne vient pas|retard|sans nouvelles|pas venu|casse|panne|pour le serieux|fois que|toujours pas|attend\w*|lapin|jamais|pour rien)",
        r"(?:se sont|s est) (?:dechir\w+|decous\w+|cass\w+|decoll\w+|effondr\w+|detach\w+|abim\w+|rompu\w*)",
        r"(?:ya |il a |j ai |nous avons |avec |toujours |gros |un vrai |encore )(?:\w+ ){0,2}(?:probleme|erreur|souci|defaut|fuite|malfacon|malfacons|anomalie)s?\b",
        r"arrete[rz]? (?:le chantier|les travaux|tout)",
        r"(?:compte|factur\w+|preleve|debite) (?:\w+ )?(?:deux|2) fois",
        r"(?:tout|toute) (?:sali|abime|casse|gache)",
        r"(?:trop paye|paye pour rien|paye (?:pour|trop))",
        r"(?:facture|compte|pris) (?:\w+ )?(?:trop|en trop|plus que)",
        r"(?:ne s arrete|s arrete) (?:plus|pas|au bout|tout le temps|toute seule|tout seul)",
        r"(?:allergie|brulure|accident|electrocut\w+|blesse\w*|odeur de gaz|inonde\w*|inondation)\b",
        r"(?:pas|jamais|non) (?:termine|fini|terminee|finie|acheve) (?:\w+ )?(?:correctement|comme|alors)|n est pas termine",
        r"(?:ampoule|moteur|ecran|batterie|piece) (?:a )?(?:lache|grille|saute|claque)",
        r"rien (?:ne )?(?:marche|fonctionne|n est fait|n a change)",
        r"(?:i|ca) (?:ja )?(?:gate|kase|pete)\b",
        r"(?:tache|tachee?s?|trou|trous|rouille|delave|deteint|retreci|rapetisse)\w*\b",
    ),
    likely=(
        r"(?:ne |n )(?:reconnais|dois|comprends) (?:pas|rien) (?:\w+ )?(?:cette|ce|la|de) (?:dette|facture|montant|somme|commande)|que je ne dois pas|je ne dois rien|reclame\w* (?:\w+ ){0,3}(?:somme|argent|montant)",
        r"amateur|regrette\b|infiltration|belle organisation|(?:heures?|h) d attente|sentai?t? (?:mauvais|pas bon)|fausse? (?:marchandise|produit|adresse|piece|couleur|taille)|contrefa\w+",
        r"(?:toujours|encore) (?:le |la )?(?:meme probleme|rien|un souci|fuite)",
        r"c est long\b",
        r"(?:attend|attends) (?:toujours|encore|depuis)",
        r"(?:trop|tres) (?:lent|long|sale|petit|grand|serre|court)e?s?\b",
        r"(?:annonce|dit|prevu|convenu) (?:a )?\d+[^.]{0,40}(?:facture|est|c est|la) (?:\w+ )?(?:a )?\d+",
        r"(?:de nouveau|a nouveau|encore) (?:en panne|casse|fuit)",
    ),
    never=(
        r"(?:pas|aucun|sans|jamais eu de|ya pas de|zero) (?:de |d |un )?(?:probleme|souci|erreur|soucis|reclamation|retard|defaut|plainte)s?\b",
        r"(?:je suis|on est|serai|arrive|sera|serons) (?:\w+ ){0,2}en retard|(?:minutes|min|h|heures) de retard",
        r"desole (?:du|pour le|de ce|pour ce|de mon) retard",
        r"erreur de numero",
        r"(?:si|quand) (?:\w+ ){0,3}(?:probleme|souci)",
        r"(?:ca|cela) (?:me )?marche pour moi",
        r"retard de paiement|retard (?:pour|dans) (?:le|mon) (?:paiement|reglement)",
    ),
)
ACCEPT = Cues(
    "accept",
    sure=(
        r"devis (?:\w+ )?(?:ok|accepte\w*|signe\w*|valide\w*|approuve\w*|bon|nous convient|me convient|convient|parfait)\b",
        r"(?:ok|d accord|bon|oui|c est bon|c est ok|partant|feu vert) pou?r? (?:mwen|le|votre|moi|nous|accord|ce|la|cette|vos|lancer|commencer|demarrer|le devis|\d)",
        r"bon pour accord",
        r"(?:j|nous|on) (?:\w+ )?accept(?:e|ons|erons|erai)\b(?! (?:pas|de vous))",
        r"(?:je|nous|on) (?:\w+ )?valid(?:e|ons|erai)\b(?! pas)",
        r"(?:on y va|allez y|vas y|go pour|allons y|banco|marche conclu|adjuge|ca marche pour moi|ca me va|ca nous va|ca me convient|cela me convient|nous convient|me convient)\b(?! pas)",
        r"(?:c est bon|c est ok|ok|oui|d accord|parfait) (?:, )?(?:donc )?(?:tu peux|vous pouvez) (?!me|m |nous|passer|venir)\w+er\b|(?:tu peux|vous pouvez|pouvez) (?:y aller|commencer|demarrer|lancer|proceder|commander|attaquer)",
        r"(?:je|on|nous) (?:le |la |les |en )?(?:prends|prend|prenons|achete)\b(?! (?:rdv|contact|pas|note|la route|le bus|du retard|souvent))",
        r"(?:ok|oui|bon|accord|c est bon)? ?(?:c est |je suis |nous sommes |on est )?d accord\b(?! (?:de|sur le fait|avec vous que|pas))",
        r"(?:renvoie|retourne|renvoyer|renvoyons|envoie) (?:\w+ )?(?:signe|le bon)",
        r"(?:je|nous) (?:vous )?confirm(?:e|ons) (?:la|ma|notre|le|l) (?:commande|devis|accord|achat)",
        r"(?:ok|oui|bon|allez)? ?(?:fais|faites|lance|lancez|commencez|commence)(?: le| la| seulement| les travaux| vite)? ?(?:$|[!.])",
        r"va seulement|nous retenons|je retiens|on retient|marche(?:z)? comme ca",
        r"ya pas (?:drap|dra)\b|c est zo\b",
        r"nou d accord|an d accord|mwen d accord",
        r"commande ferme|bon de commande (?:signe|ci joint)",
        r"(?:votre|l) (?:offre|proposition) (?:\w+ )?(?:me|nous) (?:va|convient|plait)",
    ),
    never=(
        r"(?:pas|plus|jamais) (?:\w+ )?(?:d accord|accepte|valide)",
        r"d accord (?:,|\.|!)? ?(?:note|bien recu|merci|compris|entendu)",
        r"(?:n|ne) (?:\w+ )?accept\w+ pas",
        r"(?:vous|tu) accept\w+",
        r"(?:offre|proposition|devis) n \w+ pas \w+ \w+",
        r"(?:si|quand) (?:\w+ )?(?:je|on) (?:prends|accepte|valide)",
        r"je confirme (?:le|mon|notre) rdv",
        r"(?:prends|prenons|prend) (?:acte|le temps|un moment)",
    ),
)
REFUSE = Cues(
    "refuse",
    sure=(
        r"(?:trop|beaucoup trop|un peu) (?:cher|chere|eleve|elevee|dur|che)\b",
        r"(?:c est|ca fait) (?:trop )?cher (?:deh|dis|hein|pour|quand meme|oh)|c est cher (?:chef|patron|le vieux)|(?:prix|tarif) (?:\w+ ){0,3}(?:trop|dur|exagere|eleve)",
        r"(?:non|nan) merci\b|non (?:ca ira|c est bon|pas|je|ca ne)",
        r"(?:laisse|laissez|laisse[rz]) (?:tomber|seulement|ca)\b",
        r"(?:plus|pas|pas vraiment|non) (?:du tout )?interesse\w*|(?:ne )?m interesse (?:pas|plus)",
        r"(?:pris|choisi|trouve|prefere) (?:quelqun d autre|un autre)|d autres (?:devis|offres)|votre concurrent",
        r"(?:un autre|autre|un) (?:prestataire|artisan|fournisseur|plombier|devis moins|entreprise|garage|concurrent)\b",
        r"(?:pas|non) (?:ete )?(?:retenue?s?|choisie?s?)\b|sera non\b|(?:decision n est pas|pas encore decide)|(?:moins cher|mieux|trouve) ailleurs|ailleurs\b|chez (?:un|votre) (?:concurrent|confrere)",
        r"(?:donne|donnons|donnerons|donnerai|donner) (?:\w+ )?pas (?:de )?suite|pas donner suite|sans suite",
        r"(?:je|on|nous) (?:\w+ )?(?:vais|va|allons|dois|prefere|aimerais|souhaite) (?:\w+ )?(?:reflechir|y reflechir|voir|y penser|attendre encore pour)\b(?! (?:le|la|si vous|avec vous))",
        r"(?:je|on|nous) (?:\w+ )?reflechi\w+",
        r"(?:on|je) (?:verra|verrons|verrai|revien\w+ (?:vers vous (?:plus tard|apres|quand|bientot|des que|$|[.!])|plus tard)|vous (?:redis|tiens au courant))",
        r"(?:pas|plus) (?:pour (?:l instant|le moment|cette annee)|maintenant|tout de suite|dans l immediat|besoin|cette fois)\b",
        r"(?:on verra |non |peut etre |voir |rappelez |recontactez moi |pas maintenant )?(?<!au )plus tard\b",
        r"(?:en|dois|faut|vais) (?:\w+ )?(?:parler|discuter|demander|voir) (?:\w+ )?(?:a|avec) (?:mon|ma|mes) (?:mari|femme|epou\w+|associe|chef|pere|mere|conjoint|compagn\w+|patron|frere)",
        r"(?:annul\w+|abandonn\w+|renonc\w+) (?:\w+ )?(?:devis|commande|projet|achat)",
        r"(?:refus\w+) (?:le|votre|ce|cette|de)",
        r"(?:paierai|payerai|paierons|paie|paye|reglerai) (?:pas|rien|jamais)\b(?! (?:avant|plus tard))",
        r"(?:vais|va|veux|allons|compte) pas (?:\w+ )?payer",
        r"hors budget|depasse (?:mon|notre|le) budget|pas les moyens|pas dans (?:mon|notre) budget",
        r"(?:pas|non) convaincu\w*|finalement non|projet (?:est )?(?:annule|abandonne|reporte)|(?:reporte|reporter|repousse\w*) (?:le|mon|ce|notre) (?:projet|achat)",
        r"(?:trop|two) che",
    ),
    likely=(r"non ?(?:$|[.!,])", r"finalement (?:je|on|nous) (?:\w+ )?(?:prends|prend|prenons) pas"),
    never=(
        r"(?:payer|regler|paie|paierai|solde\w*) (?:un peu )?plus tard",
        r"trop (?:cher|eleve) (?:paye|facture)",
        r"dites non",
        r"laisse[rz]? (?:tomber )?(?:la clim|l eau)",
    ),
)
THANKS = Cues(
    "thanks",
    sure=(
        r"merci\b",
        r"(?:bien|bonne) (?:recu|note|reception|journee|soiree|continuation|semaine|fin de|week|fete|annee|nuit|dimanche)",
        r"(?:parfait|super|genial|top|nickel|excellent|impeccable|magnifique|bravo|cool|ok|okay|ca roule|ca marche|entendu|compris|note|d accord)\b",
        r"(?:tres |vraiment |super )?(?:content|contente|satisfait|satisfaite|ravi|ravie|heureux|heureuse)\b",
        r"(?:beau|bon|super|excellent|tres bon|joli) (?:travail|boulot|service|taf)",
        r"(?:je )?recommande\b|que dieu|dieu (?:te|vous) benisse|bon courage|a bientot|a demain|a plus",
        r"felicitations|joyeu\w+|meilleurs voeux|bonnes? fetes?|amen\b|inch ?allah|inchallah",
    ),
    likely=(r"(?:bonjour|bonsoir|salut|coucou|bonne apres midi)\b",),
)
# Nothing but courtesy, however many words.
PLEASED = re.compile(
    r"(?:(?:merci|beaucoup|bcp|bonjour|bonsoir|salut|coucou|bien|recu|note|ok|okay|oui|d accord|parfait|super|top|nickel|a|vous|tous"
    r"|bientot|demain|bonne|journee|soiree|continuation|semaine|fin|de|week|end|pour|tout|votre|ton|le|la|les|travail|boulot|service"
    r"|equipe|tres|content|contente|satisfait|satisfaite|c est|gentil|encore|mille|fois|infiniment|an pil|frere|grand|chef|patron"
    r"|le boss|mon|madame|monsieur|toi|que|dieu|te|benisse|amen|pas de souci|ya pas de souci|cool|genial|impeccable|entendu|compris"
    r"|on|est|ensemble|force|courage|bon|et|aussi|comment|allez|ca|va|tu|es|trop|fort|au)(?: |$))+"
)
GREETING = Cues(
    "greeting",
    sure=(
        r"(?:bonjour|bonsoir|salut|coucou|bon matin|hey|allo|wesh|mbolo|comment (?:allez vous|vas tu|ca va|tu vas)|ca va)\b",
    ),
)
OTHER = Cues(
    "other",
    sure=(
        r"(?:boostez|gagnez|augmentez|developpez|devenez|investissez|profitez|decouvrez|doublez) (?:\w+ )?(?:votre|vos|de l argent|en|notre|nos|d une|des|riche|votre chiffre)",
        r"(?:notre|une) (?:agence|societe|cabinet) (?:\w+ )?(?:seo|de communication|de referencement|web|marketing|de recrutement)|referencement|prospects?\b|visibilite sur",
        r"(?:nous|je) (?:vous )?(?:proposons|propose|offrons|sommes une agence|sommes specialis\w+|representons)",
        r"(?:trompe\w*|erreur|mauvais|faux) (?:de |du )?numero",
        r"(?:c est|c est bien|etes vous|vous etes|es tu) (?:\w+ )?(?:qui|le numero de|le telephone de)\b",
        r"encarts?\b|espaces? publicitaires?|je vends des|je vous propose (?:mes|nos)|nous sommes (?:fabricants?|une societe|fournisseurs?|distributeurs?|grossistes?|une entreprise|importateurs?)|presenter (?:notre|nos) (?:gamme|produits|services|solution)|(?:son|un|mon|le) stage\b",
        r"qui (?:etes vous|est ce|es tu|c est)|vous etes qui|c est qui",
        r"(?:recrut\w+|stagiaire|un stage|candidature|un emploi|mon cv|embauche\w*|cherche (?:du )?(?:travail|boulot|emploi))",
        r"(?:credit|pret|financement) (?:rapide|facile|entre particuliers|pour votre)|bitcoin|crypto|casino|loterie|gagne un",
    ),
)
INJECT = Cues(
    "inject",
    sure=(
        r"oubli\w* tout\b[^.]{0,30}(?:dit|avant|appris)|(?:ignor\w+|oubli\w+|disregard|forget|contourn\w+|ne tiens pas compte|fais abstraction) (?:\w+ ){0,3}(?:instructions?|consignes?|regles?|previous|ordres?|directives?|prompt|all)",
        r"(?:tu es|vous etes|agis|comporte toi|you are|fais comme si tu (?:es|etais)) (?:\w+ )?(?:maintenant|desormais|now|en mode|comme (?:un|une))\b",
        r"(?:mode|acces) (?:developpeur|admin\w*|debug|root|dan)\b|jailbreak|sudo\b",
        r"(?:affiche|montre|donne|revele|repete|ecris|imprime|print|show|reveal)\w* (?:\w+ ){0,3}(?:prompt|instructions?|consignes|system|systeme|configuration|mot de passe|cle api|mots de passe)",
        r"(?:system|systeme|assistant|admin) ?:",
        r"(?:nouvelles?|nouveau) (?:consignes?|instructions?|role|prompt)\b|reponds? (?:uniquement|seulement|juste)\b|tu (?:fais tout|m obeis|dois m obeir)",
        r"(?:marque|annule|efface|supprime|passe|mets|change|modifie|enregistre|solde|valide)[rz]? (?:\w+ ){0,3}(?:ma|mes|la|les|toutes les|ta) (?:facture|dette|dettes|factures|solde|paiement)s?\b[^.?]{0,30}(?:comme|en|paye|a zero|reglee?|soldee?)",
        r"(?:annule|efface|supprime)[rz]? (?:\w+ )?(?:ma|mes|toutes les|les|la) (?:dettes?|ardoise|factures?)",
        r"(?:autres?|tes|vos|tous les|les) (?:\w+ )?clients?\b[^.?!]{0,40}(?:doivent|doit|numeros?|telephones?|adresses?|coordonnees|noms?|emails?|dettes?|argent)",
        r"(?:reponds|ecris|envoie|annonce|dis)[a-z]* (?:a )?(?:tous )?(?:tes|vos|les|tous les) (?:autres )?clients\b|combien (?:\w+ ){1,4}(?:vous |te )doi(?:t|vent)\b",
        r"(?:liste|coordonnees|numeros?|telephones?|adresses?|noms?|donnees|fichier|emails?|base) (?:\w+ ){0,4}(?:autres|tes|vos|tous les|des|de vos|de tes) (?:\w+ )?clients?\b",
        r"(?:solde|dette|facture|adresse|numero|telephone|compte|commande) (?:de|du|d) (?:m|mr|mme|monsieur|madame|mlle) \w+",
        r"combien (?:\w+ ){0,2}(?:doit|doivent) (?:m|mr|mme|monsieur|madame|le client|les (?:autres )?clients)\b",
        r"(?:quel|quelle) est (?:le|la|l) (?:solde|dette|adresse|numero|telephone) (?:de|d|du) (?:m|mr|mme|monsieur|madame|l autre|ma voisine|mon voisin)\b",
    ),
)
ALL = (COMPLAINT, ACCEPT, REFUSE)
