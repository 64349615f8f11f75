"""Stop (C42): asked of messages, never of a leak, works or a noise. One text a line."""

from datetime import date

import pytest

from kaye.rules.understand import understand

_ASKED = """Stop !!!
stoop
STOP.
Stop merci bonne journée
stop svp
arret sms
ARRETEZ
Stopper
stop envoi
stop mail
Stop whatsapp
stop aux messages
Ne m'écrivez plus
n'envoyez plus rien
Arrêtez d'envoyer des messages à ce numéro
arretez de m'appeler
Arrêtez de m'importuner
arreté de m'écrire svp
vous pouvez arrêter de m'envoyer des sms ?
Pouvez-vous me désinscrire ?
Je souhaite ne plus recevoir vos offres
je ne veux plus être dérangé
je veux plus entendre parler de vous
ne me contactez plus merci
cessez vos envois
plus jamais de sms
fini les messages
enlève moi de ta liste
sortez-moi de votre fichier
supprimez mes coordonnées
effacez-moi de votre base
comment je fais pour ne plus recevoir vos messages ?
comment se désabonner
désinscription
me désabonner svp
lâchez moi avec vos pubs
ras le bol de vos sms
assez de messages
Marre de vos messages
je refuse de recevoir de la publicité
veuillez cesser de me démarcher
faites moi disparaitre de vos listes
opposition au démarchage
stop spam
mettez fin aux messages
je n'ai pas donné mon accord pour recevoir vos messages
Merci de ne pas me recontacter
prière de ne plus m'envoyer de mail
Stop aux relances
vire mon numéro de ta liste
je retire mon consentement
bon arrête de me texter
pas de pub svp
ne m'envoie plus tes trucs
no more messages"""
_NOT_ASKED = """stop à côté de la boulangerie
Le feu stop de ma voiture est cassé
stop & go
je fais stop pour aujourd'hui avec les travaux
arrêtez la pompe svp
vous avez arrêté les travaux ?
Pourquoi vous arrêtez à 17h
je ne reçois plus vos messages
je n'ai plus de messages de vous
je n'ai pas reçu votre sms
Pouvez-vous m'envoyer un message demain
ne m'envoyez plus ce technicien
ne m'appelez plus avant 10h
n'arrêtez surtout pas
pas de message depuis lundi, vous êtes vivants ?
retirez la ligne 3 du devis
enlevez l'option de la liste
supprimez la ligne déplacement du devis
je ne veux plus de ce modèle
plus de pain ?
je n'ai plus de nouvelles
on arrête là pour le chantier
arrêtons de perdre du temps
j'arrête mon abonnement à la salle
je voudrais résilier mon contrat d'entretien
mon enfant n'arrête pas de tousser
on peut arrêter la clim à distance ?
l'ascenseur s'est arrêté
arrêt de travail jusqu'au 15
bouton d'arrêt cassé
arrêt de bus devant le salon
fin de chantier ?
annuler mon rdv
stop je viens
Stop, vous vous êtes trompé de commande
enlevez les gravats svp
supprimer le rdv de demain
ne m'envoyez pas la facture, je passe la prendre
ne me rappelez pas, je passe
vous n'envoyez plus de catalogue ?
effacez la tache
je ne souhaite plus continuer les travaux
je n'ai plus reçu de facture depuis mars
dites stop quand c'est assez
je veux plus de sel
cessez les travaux
plus de messages d'erreur sur l'écran, merci
fini de payer le 30
arrêtez vos conneries et livrez moi
arrêter le prélèvement ?"""


@pytest.mark.parametrize("text", _ASKED.splitlines())
def test_messages_are_to_cease(text: str) -> None:
    found = understand(text, today=date(2026, 3, 18))
    assert found.names()[0] == "stop" and found.effects[0].applied and not found.needs_answer


@pytest.mark.parametrize("text", _NOT_ASKED.splitlines())
def test_something_else_is_to_cease(text: str) -> None:
    assert "stop" not in understand(text, today=date(2026, 3, 18)).names()
