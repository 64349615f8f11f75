"""Drafts that must leave: what the library writes, in every country, and what people type."""

import time
from dataclasses import replace
from datetime import date

import pytest

from kaye.countries.library import product_library
from kaye.rules.checks import run_checks
from kaye.rules.draft import Draft
from kaye.rules.wording import choose_form, render, resolve
from tests.rules.checks.drafts import EUROS, GOOD, in_euros, spoilt

LIBRARY = product_library()
COUNTRIES = ("GP", "MQ", "GF", "RE", "FR", "BE", "CM", "CI", "SN")
STEPS = (
    ("pay.pre_due", 0),
    ("pay.notebook", 1),
    ("pay.notebook.firm", 3),
    ("pay.level1", 1),
    ("pay.level2", 2),
    ("pay.level3", 3),
    ("pay.level4", 4),
    ("pay.several", 0),
    ("pay.promise_broken", 3),
    ("delivery.planned", 0),
    ("satisfaction.ask", 0),
    ("restock.remind", 0),
    ("quote.follow1", 1),
    ("quote.follow3", 2),
    ("appointment.day_before", 0),
)
PEOPLE = (
    ("Madame", "Jeanne", "", "Madame Jeanne"),
    ("Monsieur", "Léo", "Édip", "Monsieur Édip"),
    ("Tonton", "Pierre-Marie", "", "Tonton Pierre-Marie"),
    ("Docteur", "", "Fouda", "Docteur Fouda"),
    ("", "Aïcha", "N'Diaye", "Aïcha"),
)
EURO_ZONE = frozenset({"GP", "MQ", "GF", "RE", "FR", "BE"})
DATES = frozenset(
    {
        date(2026, 5, 16),
        date(2026, 5, 30),
        date(2026, 5, 29),
        date(2026, 5, 26),
        date(2026, 5, 4),
        date(2026, 6, 4),
    }
)


def values_for(country, salutation, full):
    euro = country in EURO_ZONE
    needed = {
        "appel": salutation,
        "entreprise": "Clim'Antilles" if euro else "Chez Moussa",
        "montant": "1\u202f234,56\u00a0€" if euro else "32\u202f500\u00a0FCFA",
        "objet": "Sac de riz 25 kg",
        "produit": "Bouteille de gaz 12,5 kg",
        "echeance": "16 mai 2026",
        "echeance_sms": "16/05",
        "retard": "12",
        "date_jour": "4 juin",
        "date_limite": "30 mai 2026",
        "date_limite_sms": "30/05",
        "date_livraison": "samedi 16 mai",
        "date_livraison_sms": "16/05",
        "date_achat": "4 mai 2026",
        "promesse_date": "29 mai 2026",
        "promesse_date_sms": "29/05",
        "montant_promis": "10,00\u00a0€" if euro else "10\u202f000\u00a0FCFA",
        "prix": "12,50\u00a0€" if euro else "6\u202f500\u00a0FCFA",
        "nb_dettes": "2",
        "lignes": "- Savon : 10,00 €\n- Riz : 12,50 €"
        if euro
        else "- Savon : 10 000 FCFA\n- Riz : 6 500 FCFA",
        "devis": "D2026-014",
        "rdv_date": "jeudi 4 juin",
        "rdv_date_sms": "04/06",
        "rdv_heure": "10 h 30",
        "bce": "0123.456.749",
        "penalites": "10,00\u00a0€",
        "indemnite": "40,00\u00a0€",
        "taux": "12,15",
        "total_du": "1\u202f292,44\u00a0€",
    }
    more = {
        "facture": "FA2026-0003",
        "signataire": "Moussa",
        "lien": "https://moussa.example/p/7Q2M",
        "lien_devis": "https://moussa.example/d/7Q2M",
        "moyens": "Orange Money au 6 99 00 11 22",
        "tel": "06 90 12 34 56",
        "creneau": "entre 9 h et 12 h",
        "lieu": "Jarry",
        "dates_relances": "26 mai",
        "nb_echeances": "3",
        "date_frais": "4 juin 2026",
    }
    return needed | more if full else needed


def rendered(country):
    """Each step, channel and person: firms and consumers, with little and with everything filled in."""
    found = []
    for number, person in enumerate(PEOPLE):
        for step, tone in STEPS:
            for channel in ("whatsapp", "sms", "email"):
                draft = _draft(country, person, step, tone, channel, number % 2 == 1, number > 2)
                if draft is not None:
                    found.append(draft)
    return found


def _draft(country, person, step, tone, channel, firm, full):
    civility, first, last, salutation = person
    message = LIBRARY.get(resolve(step, country, not firm, True))
    form = choose_form(message, channel, country, False)
    if form is None:
        return None
    values = values_for(country, salutation, full)
    amounts = {
        "1 234,56 €",
        "32 500 FCFA",
        "10,00 €",
        "10 000 FCFA",
        "12,50 €",
        "6 500 FCFA",
        "40,00 €",
        "1 292,44 €",
    }
    return Draft(
        text=render(message.forms[form], values),
        subject=render(message.forms["email_subject"], values) if channel == "email" else "",
        form=form,
        channel=channel,
        address="ok",
        first_name=first,
        last_name=last,
        civility=civility,
        salutation=salutation,
        references=frozenset({"FA2026-0003", "D2026-014"}),
        values=frozenset({values["objet"], values["produit"], values["entreprise"]}),
        amounts=frozenset(amounts),
        currency="EUR" if country in EURO_ZONE else "XAF",
        dates=DATES,
        step_tone=tone,
        text_tone=message.tone,
        is_consumer=False if firm else None,
        law=country,
        purpose=message.purpose,
        own_hosts=frozenset({"moussa.example"}),
    )


RENDERED = {country: rendered(country) for country in COUNTRIES}


@pytest.mark.parametrize("country", COUNTRIES)
def test_what_the_library_writes_may_leave(country):
    stopped = [(draft.text, run_checks(draft)) for draft in RENDERED[country] if run_checks(draft)]
    assert stopped == []
    assert len(RENDERED[country]) >= 100


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_same_texts_changed_by_the_business_may_leave_too(country):
    drafts = [replace(draft, edited=True) for draft in RENDERED[country]]
    assert [(draft.text, run_checks(draft)) for draft in drafts if run_checks(draft)] == []


TYPED = [
    GOOD,
    EUROS,
    spoilt("Bonjour Madame Jeanne, j'espère que la famille se porte bien. Il reste 32.500 F, merci à vous."),
    spoilt("Bonjour à tous, la livraison est prévue le 16 mai à 10 h 30, au 06 90 12 34 56."),
    spoilt("Merci beaucoup Madame Jeanne ! Bien reçu."),
    spoilt("Merci ! À bientôt à la boutique, au 699 00 11 22."),
    spoilt("Bonjour Maman Jeanne, je passe samedi.", salutation="Maman Jeanne", civility="Maman"),
    spoilt("bonjour madame jeanne, il reste 32500 francs"),
    spoilt("Bonjour Jeanne, tu peux passer demain ? Ton téléphone est là.", informal=True),
    spoilt("Bonjour Madame Jeanne, s'il vous plaît, confirmez notre rendez-vous."),
    spoilt("Bonjour Madame Jeanne, votre Carte 5 000 FCFA est là.", values=frozenset({"Carte 5 000 FCFA"})),
    spoilt("Bonjour Madame Jeanne, la Saisie comptable est prête.", values=frozenset({"Saisie comptable"})),
    spoilt("Bonjour Madame Jeanne, les avocats sont arrivés, bien mûrs !"),
    spoilt("Bonjour Madame Jeanne, voici le lien : https://moussa.example/p/1, à bientôt."),
    spoilt("Bonjour Madame Jeanne, Rose la vendeuse vous attend."),
    spoilt("Bonjour Madame Jeanne, tout va bien ? 👨\u200d👩\u200d👧", other_names=frozenset({"Paul"})),
    spoilt("Bonjour Madame Jeanne, vous aviez versé 32 500 FCFA sur 65 000 FCFA."),
    spoilt("Bonjour Madame Jeanne, tranche 02/03 comme convenu."),
    in_euros("Madame, Monsieur,\nSans réponse avant le 30 mai 2026 : mise en demeure.", step_tone=4, text_tone=4),
    in_euros("{good} Pénalités de retard : 12,39 €.", amounts=frozenset({"1 234,56 €", "12,39 €"})),
    in_euros("{good} Nous saisirons le tribunal.", step_tone=5, text_tone=5),
    in_euros("{good} Une indemnité de 40,00 € pourra être demandée.", is_consumer=True, law="BE", purpose="legal",
             amounts=frozenset({"1 234,56 €", "40,00 €"})),
    in_euros("Bonjour Monsieur Bellance, merci.", civility="", salutation="Monsieur Bellance"),
    in_euros("Bonjour, voici la liste.", purpose="internal"),
    in_euros("{good} Frais de dossier.", is_consumer=True, values=frozenset({"Frais de dossier"})),
    in_euros("Bonjour Madame Bellance, la facture 05/12 vous attend.", references=frozenset({"05/12"})),
    in_euros("{good} Frais de port offerts.", is_consumer=True),
]  # fmt: skip


@pytest.mark.parametrize("draft", TYPED)
def test_what_a_careful_person_types_may_leave(draft):
    assert run_checks(draft) == ()


def test_checking_a_plain_rendering_costs_little():
    drafts = RENDERED["GP"][:150]
    best = min(_seconds(drafts) for _ in range(5))
    assert best < 60e-6 * 3  # three times the aim of 60 µs, for a busy machine


def _seconds(drafts):
    start = time.perf_counter()
    for draft in drafts:
        run_checks(draft)
    return (time.perf_counter() - start) / len(drafts)
