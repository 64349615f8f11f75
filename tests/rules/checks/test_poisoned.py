"""Drafts that must not leave, each stopped by the check made for it (F7, D2)."""

from dataclasses import replace

import pytest

from kaye.rules.checks import blocking, run_checks
from tests.rules.checks.drafts import EUROS, GOOD, in_euros, spoilt

POISONED = {
    "first_name": [
        spoilt("Bonjour Paul, il reste 32 500 FCFA. Merci à vous."),
        spoilt("Bonjour Madame Rose, il reste 32 500 FCFA. Merci à vous."),
        spoilt("Bonjour , il reste 32 500 FCFA. Merci à vous."),
        spoilt("Bonjour, il reste 32 500 FCFA. Merci à vous."),
        spoilt("Bonjour !\nIl reste 32 500 FCFA. Merci à vous."),
        spoilt("bonjour paul, il reste 32 500 FCFA. Merci à vous."),
        spoilt("Bonsoir Tonton Pierre ! Il reste 32 500 FCFA."),
        spoilt("Bonjour Monsieur Jeanne, il reste 32 500 FCFA."),
        spoilt("Coucou Aïcha, petit rappel : 32 500 FCFA."),
        in_euros("Cher Monsieur Jalème, il reste 1 234,56 €."),
        in_euros("Chère Madame Céleste, il reste 1 234,56 €."),
        in_euros("Bonjour je vous écris pour la facture FA2026-0003."),
    ],
    "other_customer": [
        spoilt("{good}\nPaul Mbarga a payé, lui.", other_names=frozenset({"Paul Mbarga"})),
        spoilt(
            "Bonjour Madame Jeanne, comme pour Rose, il reste 32 500 FCFA.", other_names=frozenset({"Rose"})
        ),
        spoilt("{good} Bien à madame celeste", other_names=frozenset({"Céleste"})),
        in_euros("{good} Voir aussi FA2026-0009.", other_references=frozenset({"FA2026-0009"}), edited=False),
        in_euros("Bonjour Madame Bellance, la facture FA2026-0007 reste à régler : 1 234,56 €."),
        in_euros("Bonjour Madame Bellance, la facture n° 2026-118 reste à régler : 1 234,56 €."),
        in_euros("{good} SARL Madinina vous salue.", other_names=frozenset({"SARL Madinina"})),
    ],
    "leftover_placeholder": [
        spoilt("Bonjour Madame Jeanne, il reste {{montant}}."),
        spoilt("Bonjour Madame Jeanne, il reste 32 500 FCFA }}"),
        spoilt("Bonjour Madame Jeanne.[[ Lien : ]]"),
        spoilt("Bonjour Madame Jeanne {prenom}.", edited=False),
        spoilt("Bonjour Madame Jeanne [prénom], il reste 32 500 FCFA."),
        spoilt("Bonjour Madame Jeanne, il reste XXX FCFA."),
        spoilt("{good} Lorem ipsum dolor."),
        spoilt("{good} Rendez-vous le ____ à la boutique."),
        spoilt("{good} Votre commande n° ??? arrive."),
        spoilt("{good} Montant : undefined"),
        spoilt("{good} Adresse à compléter."),
        spoilt("{good}", subject="Rappel <% nom %>"),
        spoilt("{good} Total : #N/A"),
    ],
    "amount_differs": [
        spoilt("Bonjour Madame Jeanne, il reste 35 000 FCFA."),
        spoilt("Bonjour Madame Jeanne, il reste 3 250 FCFA."),
        spoilt("Bonjour Madame Jeanne, il reste 32.000 F."),
        spoilt("Bonjour Madame Jeanne, il reste 32000 à payer."),
        spoilt("Bonjour Madame Jeanne, vous me devez encore 12 500."),
        spoilt("Bonjour Madame Jeanne, il reste 20 000 FCFA.", edited=False),
        in_euros("Bonjour Madame Bellance, il reste 1 234,65 €."),
        in_euros("Bonjour Madame Bellance, il reste 1 234 €."),
        in_euros("{good}", subject="Facture FA2026-0003 : 1 324,56 €"),
        in_euros("{good}", amounts=frozenset(), minor=61728, edited=False),
    ],
    "date_differs": [
        spoilt("Bonjour Madame Jeanne, il reste 32 500 FCFA depuis le 6 mai 2026."),
        spoilt("Bonjour Madame Jeanne, il reste 32 500 FCFA depuis le 16 juin."),
        spoilt("Bonjour Madame Jeanne, il reste 32 500 FCFA depuis le 16/06."),
        spoilt("Bonjour Madame Jeanne, il reste 32 500 FCFA depuis le 16/05/2025."),
        spoilt("Bonjour Madame Jeanne, il reste 32 500 FCFA depuis le 2026-05-17.", edited=False),
        in_euros("{good}", subject="À régler avant le 1er juin 2026"),
    ],
    "decimals": [
        spoilt("Bonjour Madame Jeanne, il reste 32 500,00 FCFA."),
        spoilt("Bonjour Madame Jeanne, il reste 32500.50 F CFA."),
        spoilt("Bonjour Madame Jeanne, il reste 32 500,5 XAF.", edited=False),
        in_euros("Bonjour Madame Bellance, il reste 1 234,5 €."),
        in_euros("Bonjour Madame Bellance, il reste 1 234,560 €."),
        in_euros("Bonjour Madame Bellance, il reste 1,234.56 €."),
    ],
    "pasted_formatting": [
        spoilt("<p>{good}</p>"),
        spoilt("{good}<br>À bientôt"),
        spoilt("{good}&nbsp;À bientôt"),
        spoilt("{good} 𝗨𝗿𝗴𝗲𝗻𝘁"),
        spoilt("{good}\u200b", edited=False),
        spoilt("{good} **important**"),
        spoilt("# Rappel\n{good}"),
        spoilt("\ufeff{good}"),
        spoilt("{good}\tÀ bientôt"),
    ],
    "tone_above_step": [
        spoilt("{good}", text_tone=3, edited=False),
        spoilt("{good}", text_tone=4, step_tone=2),
        spoilt("{good} Ceci est un dernier avertissement."),
        spoilt("{good} Sans réponse, ce sera une mise en demeure."),
        spoilt("{good} Votre facture impayée pose problème."),
        spoilt("{good} Payez sous 48 h.", step_tone=2),
        spoilt("{good} La présente vaut mise en demeure.", step_tone=4),
    ],
    "threats": [
        spoilt("{good} Sinon la police viendra."),
        spoilt("{good} Je vais porter plainte."),
        spoilt("{good} L'huissier passera.", step_tone=4, text_tone=4),
        spoilt("{good} Nous demanderons la saisie de vos biens.", step_tone=4),
        spoilt("{good} Vous irez en prison."),
        spoilt("{good} Le marabout s'occupera de vous."),
        spoilt("{good} Sorcellerie ou pas, vous paierez."),
        spoilt("{good} Quelle honte !"),
        spoilt("{good} Je vais afficher votre photo au marché."),
        spoilt("{good} Tout le quartier saura."),
        spoilt("{good} Je vais prévenir votre famille."),
        spoilt("{good} Je sais où vous habitez."),
        spoilt("{good} Vous êtes un voleur.", step_tone=5, text_tone=5),
        spoilt("{good} On se verra au tribunal."),
        spoilt("{good} Vous allez le regretter."),
    ],
    "consumer_fees": [
        spoilt("{good} Des pénalités de retard s'ajoutent."),
        spoilt("{good} Une indemnité forfaitaire est due."),
        spoilt("{good} Frais de relance à votre charge."),
        spoilt("{good} Des intérêts de retard courent.", is_consumer=True),
        spoilt("{good} Des PENALITES s'ajoutent.", edited=False),
        in_euros("{good} Plus 40 € de frais.", is_consumer=True, amounts=frozenset({"1 234,56 €", "40 €"})),
        in_euros("{good} Des frais de recouvrement seront comptés.", is_consumer=None),
        in_euros("{good} Pénalité prévue.", is_consumer=None, law="BE", purpose="transactional"),
    ],
    "quiet_hours": [
        replace(GOOD, within_window=False),
        replace(EUROS, within_window=False, edited=False),
    ],
    "address": [
        replace(GOOD, address_state="dead"),
        replace(EUROS, address_state="malformed", address="leo@@mail.example"),
        replace(GOOD, address_state="missing", address=""),
        replace(GOOD, address_state="bizarre"),
    ],
    "link_host": [
        spoilt("{good} https://autre.example/p/1"),
        spoilt("{good} https://moussa.example@mechant.example/p/1"),
        spoilt("{good} https://moussa.example.mechant.example/p/1", edited=False),
        spoilt("{good} www.autre.example"),
        spoilt("{good} bit.ly/3xYz"),
        spoilt("{good} http://moussa.example:80@1.2.3.4/"),
    ],
    "informal_mix": [
        spoilt("Bonjour Madame Jeanne, tu peux passer quand vous voulez."),
        spoilt("Bonjour Madame Jeanne, ton solde est de 32 500 FCFA, merci de me répondre.", informal=False),
        spoilt("Bonjour Madame Jeanne, dis-moi quand votre paiement arrive.", informal=True),
        spoilt("Bonjour Madame Jeanne, t'inquiète, vous avez le temps.", informal=True),
    ],
    "sms_length": [
        spoilt("Bonjour Madame Jeanne, " + "il reste 32 500 FCFA. " * 14, form="sms"),
        spoilt(
            "Bonjour Madame Jeanne, ça va ? " + "Merci beaucoup pour tout. " * 5, form="sms", edited=False
        ),
    ],
}
CASES = [(check, draft) for check, drafts in POISONED.items() for draft in drafts]


@pytest.mark.parametrize(
    ("check", "draft"), CASES, ids=[f"{check}-{n}" for n, (check, _) in enumerate(CASES)]
)
def test_a_poisoned_draft_is_blocked_by_its_check(check, draft):
    found = {finding.check: finding for finding in blocking(run_checks(draft))}
    assert check in found
    assert len(found[check].message_fr) <= 120
    assert found[check].message_fr.endswith(".")


def test_there_are_enough_of_them():
    assert len(CASES) >= 60


def test_a_costly_sms_is_only_a_warning():
    findings = run_checks(spoilt("Bonjour Madame Jeanne, ça va ? Merci.", form="sms"))
    assert [(finding.check, finding.severity) for finding in findings] == [("sms_length", "warn")]
    assert blocking(findings) == ()
