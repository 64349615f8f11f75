"""Money: promise, paid, payhow."""

from kaye.rules.understand.intents.cues import Cues

_PAY = r"(?:payer|regler|verser|virer|solder|deposer|rembourser|rendre l argent|transferer|acquitter|peye|avancer)"
_TO = r"(?:(?:te|vous|t|v|le|la|les|l|tout|en|lui|y|seulement|bien|enfin|finir de|pouvoir|tenter de|juste) ){0,4}"
_MONEY = r"(?:(?:l|ton|votre|son|un peu d|de l|le|vos|tes|les?) )?(?:argent|sous|moni|dje|gbe|gbeke|mitraille|dos|solde|du|fonds|acompte|tranche|somme|reste)\b"
_DONE = r"(?:paye|payer|regle|regler|vire|verse|depose|solde|peye|transfere|acquitte|rembourse)"
_MEANS = r"(?:virement|paiement|depot|reglement|transfert|prelevement|versement|cheque|momo|wave|om)"
_MANNER = r"(?:(?:deja|bien|tout|juste|dja|ja|vous|te|l|le|la|les|lui|en|pourtant|aussi|enfin|encore) ){0,4}"
_I_HAVE = r"(?:j ai|j avais|on a|on vous a|nous avons|nous vous avons|ai|avons|ma femme a|mon mari a|mon frere a|mon pere a|mon assistante a)"

PROMISE = Cues(
    "promise",
    sure=(
        rf"(?:je|j|on|nous|mon frere|ma femme|mon mari|mon pere) {_TO}(?:paierai|payerai|paierais|reglerai|verserai|virerai|solderai"
        r"|deposerai|rembourserai|transfererai|paiera|payera|paierons|reglerons|verserons|reglera|virera|verserons|virerons)\b",
        rf"(?:je|j|on|nous) {_TO}(?:paie|paye|paies|payes|regle|regles|verse|verses|vire|solde|depose|rembourse|paierez)\b(?! ou\b)",
        rf"(?:vais|va|allons|viens|vient|passe|passes|passerai|passer|compte|compterai|peux|peut|pouvons|pense|promets de|promet de|essaie(?:r|rai)? de"
        rf"|dois|faut que je|ferai|reviens|viendrai|ke|ke vin|ka pase|ke pase) {_TO}{_PAY}",
        rf"(?:je|j|on|nous) {_TO}(?:fais|ferai|faisons|ferons|fait|procede au|procedons au|procederai au|procederons au|enverrai|envoie) {_TO}(?:un|le|mon|ton|votre|son|une|de)? ?{_MEANS}\b",
        rf"(?:vais|va|allons|peux|viens|ferai|passe|compte) {_TO}(?:faire|envoyer|effectuer|passer|preparer) {_TO}(?:un|le|mon|ton|votre|son|une)? ?{_MEANS}\b",
        rf"(?:je|j|on|nous) {_TO}(?:donne|envoie|enverrai|donnerai|donnerons|enverrons|remets|ramene|apporte|amene|ya|gere|balance|depose) {_TO}{_MONEY}",
        rf"(?:vais|viens|peux|va|dois) {_TO}(?:donner|envoyer|remettre|apporter|ramener|ya|deposer|gerer) {_TO}{_MONEY}",
        rf"{_MEANS} (?:\w+ ){{0,4}}(?:sera|seront|partira|parviendra|arrivera|arrive|suivra|part|va partir|va etre|est prevu|prevu|aura lieu)\b",
        rf"(?:tu|vous) (?:auras|aurez|recevras|recevrez|aura) {_TO}(?:ton|votre|l|le|un) (?:argent|solde|du|{_MEANS})",
        r"(?:an|man|mwen|mwin|nou) (?:ke|ka|pe|kay) (?:\w+ ){0,3}(?:peye|voye lajan)",
        r"(?:montant|somme|argent|solde|moni) (?:vous |te |lui )?sera (?:\w+ )?(?:vers|vir|pay|regl|transf|depos|remis|donn)\w*",
        r"(?:jour de|attends) (?:ma|mon) (?:pension|paie|salaire|retraite)",
        r"tout (?:regler|payer|solder)",
        r"necessaire sera (?:bientot )?fait|ferons le necessaire|ferai le necessaire|fais le necessaire",
        r"(?:te|vous|lui) remettre (?:ca|ton|votre|l|tout|la)",
        r"le (?:reste|solde) (?:le|la|apres|fin|en|vendredi|lundi|mardi|mercredi|jeudi|samedi|dimanche|demain)\b",
        r"j (?:ai|avais) promis de (?:payer|regler)",
        r"(?:te|vous) (?:paye|paie|regle|ya|gere) (?:demain|vendredi|lundi|mardi|mercredi|jeudi|samedi|dimanche|apres|fin|a la fin|le \d)",
    ),
    likely=(
        r"(?:decal\w+|repouss\w+|recul\w+|etal\w+|proroger) (?:\w+ ){0,3}(?:echeance|paiement|reglement|facture|prelevement|traite)\b",
        r"(?:tu as|vous avez|tu auras|vous aurez) (?:tes|ton|votre|vos|les) (?:\d|argent|sous|moni|cheque)",
        r"(?:ce sera|ca sera|c est) (?:fait|regle|paye|solde) (?:la semaine|demain|lundi|mardi|mercredi|jeudi|vendredi|samedi|fin|avant|d ici|le \d|des)",
        rf"(?:je|j|on|nous) {_TO}(?:donne|envoie|enverrai|donnerai|ya|verse|fais|depose|ramene|apporte|balance|remets|donnerons) {_TO}(?:\d|mille|cent|deux|trois|quatre|cinq|dix|vingt|trente|cinquante|la moitie|une partie|un acompte|quelque chose)",
        r"(?:vais|peux|viens|va) (?:\w+ ){0,2}(?:donner|envoyer|verser|faire) (?:\d|la moitie|une partie|un acompte)",
        r"patien(?:te|tez|ter|ce)\b",
        r"(?:donne[rz]?|laisse[rz]?|accorde[rz]?|faut) (?:\w+ ){0,3}(?:du temps|un peu de temps|peu de temps|delai|un delai|quelques jours|une semaine|encore)\b",
        r"(?:un|de|ce|demande de) (?:petit |court )?(?:delai|report|sursis)\b(?! de (?:livraison|reparation|pose))",
        r"(?:peux|peut|pouvez|pouvons|possible d|faut|besoin d) (?:\w+ )?(?:attendre|patienter)\b",
        r"attend(?:s|ez)? (?:\w+ ){0,2}(?:un peu|la fin du mois|fin du mois|fin de mois|le salaire|lundi|vendredi)\b",
        r"ya (?:pas|plus|encore pas) (?:d |de |l |les |le )?(?:argent|moni|dje|sous|gbe|fonds|dos)\b",
        r"(?:l argent|le djai|le dje|mon salaire|le salaire|ma paie|la paie|le virement) (?:n est |est |nest )?(?:pas|va|n est) (?:encore |toujours )?(?:la|arrive|tombe|passe|tomber|dispo)",
        r"(?:j|on|nous) (?:n )?(?:ai|avons|a) pas (?:encore |toujours )?(?:l argent|les moyens|de quoi payer|touche|recu mon salaire|la somme|ete paye)",
        r"(?:j|on|nous) attend(?:s|ons)? (?:\w+ )?(?:salaire|prime|paie|paye|argent|d etre paye|rentree|bourse|pension|le payement|un virement)",
        r"des que (?:\w+ ){1,4}(?:paye|touche|argent|salaire|recois|encaisse|recu)",
        r"quand (?:j|je|on|nous) (?:\w+ ){0,3}(?:touche|paye|aurai|argent|salaire|aurons)",
        r"(?:je|on) (?:suis|sera|serai|est) paye (?:le|fin|vendredi|la semaine|demain|en fin|a la)",
        r"(?:je|man|mwen|an) (?:ka )?touche (?:le|fin|mon|ma|vendredi)",
        r"(?:les temps sont durs|c est chaud (?:pour moi|maintenant)|ya foyi|je suis a sec|je suis fauche|suis foire)",
        r"report(?:er|ez) (?:le|la|mon|ma|l) (?:paiement|echeance|reglement|facture|prelevement)",
        r"(?:je|nous|on) (?:m en occupe|vais m en occuper|nous en occupons)\b",
    ),
    never=(
        r"(?:ne|n) (?:\w+ ){0,2}(?:paierai|payerai|paierons|reglerai|reglerons|verserai|paie|paye|paiera|regle|rembourserai) (?:pas|rien|jamais|plus|aucun\w*)",
        r"(?:paierai|payerai|reglerai|paierons|paie|paye|reglerons) (?:pas|rien|jamais|plus)\b(?! tard| avant)",
        r"(?:refus\w+|hors de question|pas question|pas) (?:de )?(?:vous |te )?(?:payer|regler)",
        r"(?:vais|va|veux|compte|peux) pas (?:\w+ )?(?:payer|regler|verser)\b(?= cette| ca| tant)",
        r"(?:comment|ou) (?:\w+ ){0,4}(?:payer|regler|verser|deposer|virer|paie|paye|depose)",
        r"(?:peux|peut|possible de|puis je|pouvoir) (?:\w+ )?(?:payer|regler) (?:en (?:\d|plusieurs|deux|trois|quatre|especes|ligne|carte|liquide|tranches|cash)|par|avec)",
        r"peut on (?:\w+ )?(?:payer|regler) (?:en|par|avec)",
        r"(?:je|on) (?:\w+ )?(?:depose|paie|paye|verse|envoie) (?:l argent )?(?:sur|a) quel",
        r"combien (?:\w+ ){0,3}(?:payer|paye|regler)",
        r"en patientant",
        r"(?:pe|ka|ke) pa (?:\w+ )?peye|pa ke peye",
        r"possible de (?:\w+ )?(?:payer|regler) petit a petit",
    ),
)
PAID = Cues(
    "paid",
    sure=(
        rf"{_I_HAVE} {_MANNER}{_DONE}\b(?! pour)",
        rf"{_I_HAVE} {_MANNER}(?:fait|effectue|envoye|passe|lance|realise) {_MANNER}(?:un|le|mon|votre|ton|ce|une|la)? ?{_MEANS}\b",
        rf"{_I_HAVE} {_MANNER}(?:envoye|donne|remis|laisse|fait|depose) {_MANNER}(?:les? |ton |votre |l |des )?(?:argent|sous|moni|dje|\d[\d ]*|cash|solde|especes|somme)\b(?! ?(?:photos?|mails?|messages?|fois|jours?|min))",
        rf"(?:deja|dja) (?:ete )?(?:{_DONE}|effectue|fait le (?:depot|virement|paiement)|donne l argent)(?:e|s|es)?\b",
        rf"(?:a|ont|avait) (?:deja |bien |pourtant )?ete (?:deja |bien )?(?:{_DONE}|effectue|debite|preleve|encaisse)(?:e|s|es)?\b",
        r"(?:facture|dette|montant|solde|acompte|commande|c est|tout est|elle est|loyer) (?:\w+ ){0,2}(?:deja |bien |est |tout |ete |dja ){0,2}(?:paye|regle|solde|acquitte|regler|payer|peye)(?:e|s|es)?\b(?! (?:quand|pas|par qui|comment))",
        rf"{_MEANS} (?:de \S+ (?:€ )?(?:euros )?)?(?:\w+ ){{0,2}}(?:fait|effectue|parti|passe|envoye|realise|emis|execute)\b",
        r"(?:an|man|mwen|mwin|nou|i) (?:ja|deja) (?:peye|paye|voye)",
        r"ja peye",
        r"(?:virement|paiement|depot) (?:fait|ok|effectue|hier)",
        r"voici (?:la preuve|le recu|la capture|le justificatif|l ordre) (?:du|de|d)? ?(?:paiement|virement|depot|transfert)?",
    ),
    likely=(
        r"(?:paye|regle|vire|depose) (?:hier|ce matin|avant hier|lundi|la semaine derniere|en especes|par (?:carte|cheque|virement|wave|momo|om))",
        r"(?:j ai|on a) (?:deja )?(?:donne|remis) (?:ca|cela) a\b|montant a ete (?:verse|vire)|(?:regarde[rz]?|check) (?:bien )?(?:ton|votre|le) (?:wave|momo|om|compte|telephone)",
        r"(?:verifie[rz]?|regarde[rz]?|consulte[rz]?) (?:\w+ ){0,3}(?:compte|momo|depot|virement)",
        r"(?:le|la) (?:momo|wave|om|depot|virement) est (?:parti|passe|fait)",
    ),
    never=(
        rf"(?:pas|jamais|rien|plus) (?:encore |tout |toujours |deja |ete |vraiment ){{0,2}}(?:{_DONE}|effectue|fait (?:le|un|mon) (?:virement|depot|paiement))",
        rf"(?:sera|seront|serait|soit|serai|va etre|doit etre|etre) (?:\w+ )?(?:{_DONE}|effectue|fait|envoye)",
        r"(?:suis|serai|sera|est|sommes|etre) (?:pas |pas encore )?paye (?:le|fin|que|vendredi|en|la)",
        rf"(?:des que|une fois|quand|apres avoir|lorsque|si) (?:\w+ ){{0,3}}(?:{_DONE})",
        r"trop paye|paye (?:trop|pour rien|dans le vent|double|deux fois)",
        rf"{_MEANS} (?:\w+ )?(?:sera|seront|va|doit) (?:\w+ )?(?:fait|effectue|envoye|parti)",
        r"a (?:payer|regler|solder)\b",
        rf"{_MEANS} (?:effectue|fait) (?:sous|avant|d ici|demain|lundi prochain|la semaine prochaine|le \d+ prochain|fin)",
        r"(?:petit a petit|en plusieurs)",
        r"(?:oublie|promis) de (?:payer|regler|vous payer)",
        r"(?:c est|elle est|tout est) (?:\w+ )?(?:paye|regle) (?:quand|si)",
    ),
)
PAYHOW = Cues(
    "payhow",
    sure=(
        r"coordonnees (?:pour|de|du) (?:le |un )?(?:virement|paiement)|(?:ordre|libelle) (?:\w+ ){0,3}cheque",
        r"(?:payer|paiement|regler) petit a petit|(?:momo|om|wave|moov|mtn|orange money|moov money|paypal|carte|cb) (?:ca passe|vous prenez|possible|accepte)",
        r"(?:retrouve|ai) (?:plus|pas|perdu|egare) (?:\w+ ){0,2}facture",
        r"comment (?:\w+ ){0,4}(?:payer|regler|paye|paie|verser|payez|paiement|reglement)",
        r"(?:payer|regler|paie|paye|verse|depose|envoie|deposer|envoyer|virer) (?:l argent |le solde |ca )?(?:ou\b|sur quel|a quel|par quel|comment)",
        r"(?:sur|a|par|dans) quel(?:le)?s? (?:compte|numero|moyen|banque|rib)",
        r"(?:numero|num) (?:\w+ ){0,2}(?:compte|orange money|momo|om|wave|mtn|moov|depot|mobile money|paiement|marchand)",
        r"(?:compte|numero) (?:bancaire|de compte|marchand|orange|momo|om|wave|mtn)",
        r"(?:quel|ton|votre|le) numero (?:\w+ ){0,2}(?:pour|de|d) (?:\w+ )?(?:depot|payer|paiement|wave|om|momo|deposer|envoyer)",
        r"(?:rib|iban|bic)\b(?! ?:? ?[a-z]{2}\d\d)",
        r"coordonnees bancaires",
        r"(?:acceptez|prenez|accepte|prends|prenne[rz]|accepter|prend|acceptes|acceptent|marchez) (?:\w+ ){0,3}(?:carte|cb|cheques?|especes|wave|om|momo|mtn|virement|paypal|tickets?|american|bancontact|liquide|orange money|cash|visa|amex|chequier|moov)",
        r"(?:payer|regler|paiement|reglement|paie|paye) (?:\w+ ){0,2}en (?:\d|plusieurs|deux|trois|quatre|dix|tranches|mensualites)",
        r"en (?:\d+|plusieurs|deux|trois|quatre) (?:fois|tranches|mensualites|versements)(?= ?(?:\?|$|svp|possible|sans))",
        r"echelonn\w+|facilites? de paiement|etaler|etalement",
        r"lien (?:de|pour|du) (?:paiement|payer|regler)",
        r"(?:renvoy\w+|renvoie|retransmett\w+) (?:\w+ ){0,4}facture",
        r"(?:envoyer|envoyez|envoie|transmettre|remettre|avoir|recevoir|transmettez|redonner|donner) (?:moi |nous |me |m )?(?:\w+ )?(?:la|ma|une|cette|les|mes|notre) factures?\b(?! (?:est|etait|ne|n))",
        r"duplicata|copie de (?:la|ma) facture",
        r"(?:moyens?|modes?|modalites) de (?:paiement|reglement)",
        r"ou (?:je |on |dois je |puis je )?(?:paie|paye|peux payer|payer|depose|deposer)",
        r"(?:je|on) (?:paie|paye) (?:ou|comment)\b",
        r"(?:peux|peut|puis je|possible de|pouvoir|peut on) (?:\w+ ){0,2}(?:payer|regler) (?:\w+ )?(?:par|avec|en ligne|en carte|en especes|en liquide|a la livraison|en cash)",
        r"paiement (?:a la livraison|en ligne|par carte) (?:possible|\?)",
        r"tpe\b|terminal de paiement",
    ),
    likely=(
        r"(?:c est|ton|votre|quel) (?:quel )?(?:numero|num) (?:momo|om|wave)",
        r"(?:quel|votre) compte\b",
    ),
    never=(r"sur votre compte", r"(?:fausse?|erreur sur (?:la|ma)) facture"),
)
ALL = (PROMISE, PAID, PAYHOW)
