"""The settled rules of what customers say (inbox C37–C50), one by one."""

from datetime import date

import pytest

from kaye.countries.pack import calendar_for, pack
from kaye.rules.understand import Understanding, understand

_WEDNESDAY = date(2026, 3, 18)


def said(text: str, country: str = "FR", today: date = _WEDNESDAY) -> Understanding:
    place = pack(country)
    return understand(
        text,
        today=today,
        country=country,
        currency=place.currency,
        regions=place.phone_regions,
        calendar=calendar_for(country),
    )


def kinds(found: Understanding) -> list[tuple[str, bool]]:
    return [(effect.kind, effect.applied) for effect in found.effects]


@pytest.mark.parametrize(
    "text",
    ["STOP", "stop.", "Arrêt", "ARRET merci", "Désabo", "STOP SMS", "unsubscribe", "ne m'envoyez plus de messages",
     "arrêtez vos pubs", "supprimez mes données", "je ne veux plus recevoir vos sms", "retirez-moi de votre liste"],
)  # fmt: skip
def test_stop(text: str) -> None:
    found = said(text)
    assert found.names()[0] == "stop" and not found.needs_answer
    assert kinds(found)[0] == ("stop", True)


@pytest.mark.parametrize(
    "text",
    ["stop la fuite", "arrêtez le chantier", "l'eau ne s'arrête plus, venez stopper la fuite", "arrêtez-vous à midi",
     "stop au bruit du compresseur", "mon moteur s'arrête tout seul", "je n'arrête pas de vous appeler",
     "arrêtez la machine", "il faut arrêter l'eau", "vous arrêtez à quelle heure ?", "le bus s'arrête devant chez vous",
     "fin du mois je paie", "arrêtez les travaux demain", "je n'ai plus de nouvelles de vous"],
)  # fmt: skip
def test_no_stop(text: str) -> None:
    assert "stop" not in said(text).names()


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("pas de devis, merci", "quote"),
        ("je n'ai pas encore payé", "paid"),
        ("je ne paierai pas", "promise"),
        ("ce n'est pas payé", "paid"),
        ("ne m'appelez pas", "human"),
        ("ce n'est pas trop cher", "accept"),
    ],
)
def test_what_is_denied_is_absent(text: str, absent: str) -> None:
    assert absent not in said(text).names()


@pytest.mark.parametrize(
    "text", ["si vous livrez, je paie lundi", "je peux payer lundi ?", "est-ce que je peux payer lundi"]
)
def test_a_condition_or_a_question_is_a_proposal(text: str) -> None:
    found = said(text)
    assert "promise" in found.names() and found.asked and found.needs_answer
    assert ("promise", False) in kinds(found)


def test_another_question_leaves_the_promise_firm() -> None:
    found = said("Je paie vendredi. Vous livrez quand ?")
    assert not found.asked and found.needs_answer and ("promise", True) in kinds(found)


def test_a_promise_holds_until_the_next_working_day() -> None:
    found = said("je paie vendredi 29 mai", "GP", date(2026, 5, 22))
    (effect,) = found.effects
    assert (effect.kind, effect.applied, effect.until) == ("promise", True, date(2026, 6, 1))
    assert effect.because == "promet de payer vendredi 29 mai"


def test_a_transfer_takes_one_more_working_day() -> None:
    found = said("je fais le virement vendredi 29 mai", "GP", date(2026, 5, 22))
    assert found.effects[0].until == date(2026, 6, 2)


def test_a_promise_without_a_date_holds_two_working_days() -> None:
    (effect,) = said("je vous paierai bientôt").effects
    assert (effect.applied, effect.until) == (True, date(2026, 3, 20))
    assert "quel jour" in effect.because


def test_a_far_promise_is_proposed() -> None:
    assert kinds(said("je paie le 30 juin")) == [("promise", False)]


def test_two_parts_are_one_hold_and_a_proposed_plan() -> None:
    found = said("la moitié le 25 et le reste le 5")
    assert found.fraction == "1/2"
    assert [each.start for each in found.dates] == [date(2026, 3, 25), date(2026, 4, 5)]
    assert kinds(found) == [("promise", True), ("plan", False)]


def test_a_partial_amount_is_what_must_arrive() -> None:
    (effect,) = said("je donne 10 000 samedi", "CM").effects
    assert effect.amount is not None and (effect.amount.minor, effect.amount.currency) == (10000, "XAF")


def test_what_is_paid_is_not_promised() -> None:
    paid, promise = said("j'ai payé 150 € le 3 mars et je paierai le reste le 30").effects
    assert paid.amount is not None and paid.amount.minor == 15000
    assert promise.kind == "promise" and promise.amount is None


@pytest.mark.parametrize(
    ("text", "kind", "start", "end"),
    [
        ("avant samedi midi", "deadline", "2026-03-21", "2026-03-21"),
        ("du 20/03 au 25/03", "range", "2026-03-20", "2026-03-25"),
        ("jusqu'au 31", "deadline", "2026-03-31", "2026-03-31"),
        ("à partir de juin", "after", "2026-06-01", "2026-06-01"),
        ("à la Tabaski", "day", "2026-05-27", "2026-05-27"),
    ],
)
def test_dates_of_the_settled_rules(text: str, kind: str, start: str, end: str) -> None:
    (date_said,) = said(text, "CM").dates
    assert (date_said.kind, date_said.start.isoformat(), date_said.end.isoformat()) == (kind, start, end)


@pytest.mark.parametrize(
    "text", ["né le 12/05/1980", "rien reçu à ce jour", "appelez le 15", "rue du 8 mai 1945"]
)
def test_no_date_rather_than_a_wrong_one(text: str) -> None:
    assert said(text).dates == ()


def test_paid_holds_three_working_days() -> None:
    (effect,) = said("j'ai payé hier").effects
    assert (effect.kind, effect.applied, effect.until) == ("paid", True, date(2026, 3, 23))


def test_a_complaint_turns_the_promise_into_a_proposal() -> None:
    found = said("la clim fuit encore, je paierai vendredi")
    assert kinds(found) == [("dispute", True), ("promise", False)]


def test_wanting_a_person_holds_two_working_days() -> None:
    effect = said("rappelez-moi svp").effects[0]
    assert (effect.kind, effect.applied, effect.until) == ("human", True, date(2026, 3, 20))


def test_other_questions_hold_until_answered_and_thanks_hold_nothing() -> None:
    assert kinds(said("Quels sont vos horaires ?")) == [("answer", True)]
    assert said("merci beaucoup").effects == ()


@pytest.mark.parametrize(
    ("text", "needed"),
    [("merci", False), ("bonjour", True), ("👍", False), ("", True), ("je paie vendredi", False),
     ("déjà payé", False), ("j'ai payé, vous avez reçu ?", True), ("Réponse automatique : je suis absent", False)],
)  # fmt: skip
def test_needs_answer(text: str, needed: bool) -> None:
    assert said(text).needs_answer is needed


def test_only_the_new_part_is_read() -> None:
    found = said(
        "Oui, c'est d'accord.\n\nCordialement,\nJean Petit\n06 12 34 56 78\n\n"
        "Le lun. 16 mars 2026 à 10:12, Atelier <a@exemple.fr> a écrit :\n> Je paie demain, STOP"
    )
    assert found.names() == ("accept",) and found.dates == () and found.phones == ()


def test_the_subject_is_read_only_when_the_body_is_empty() -> None:
    wanted = {"today": _WEDNESDAY, "subject": "Demande de devis"}
    assert understand("", **wanted).names() == ("quote",)  # type: ignore[arg-type]
    assert understand("merci", **wanted).names() == ("thanks",)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "country", "minor"),
    [
        ("je vous dois 25 000 FCFA", "CM", [25000]),
        ("j'envoie 25.000 f", "CM", [25000]),
        ("2 mille", "CI", [2000]),
        ("deux mille", "SN", [2000]),
        ("je donne mille cinq demain", "CM", [1500]),
        ("je donne mille cinq demain", "FR", [100500]),
        ("j'ai viré 1 234,56 €", "FR", [123456]),
        ("1.234,56 euros payés", "BE", [123456]),
        ("nonante euros", "BE", [9000]),
        ("vingt-cinq mille francs", "CI", [25000]),
        ("je paie 2k5", "CM", [2500]),
        ("1,5 million de FCFA", "CM", [1500000]),
        ("3 x 120 €", "FR", [12000]),
        ("vous m'aviez dit 150 et là c'est 200", "FR", [15000, 20000]),
        ("entre 100 et 150 €", "FR", [15000]),
        ("j'ai 2 enfants et 3 chiens", "FR", []),
        ("appartement de 45 m2 au 3e", "FR", []),
        ("IBAN FR76 3000 6000 0112 3456 7890 189", "FR", []),
        ("facture n° 2026-0412", "FR", []),
        ("20 % de remise", "FR", []),
        ("je paie le 15", "FR", []),
        ("06 12 34 56 78", "FR", []),
        ("SIRET 732 829 320 00074", "FR", []),
        ("pneu 205/55 R16", "FR", []),
    ],
)
def test_amounts(text: str, country: str, minor: list[int]) -> None:
    found = [amount.minor for amount in said(text, country).amounts]
    assert found == minor or (text.startswith("entre") and set(minor) <= set(found))


@pytest.mark.parametrize(
    ("text", "country", "phones"),
    [
        ("appelez le 677 12 34 57", "CM", ("+237677123457",)),
        ("mon numéro 0690 12 34 56 ou 690123456", "GP", ("+590690123456",)),
        ("o6 12 34 56 78", "FR", ("+33612345678",)),
        ("zéro six douze trente-quatre cinquante-six soixante-dix-huit", "FR", ("+33612345678",)),
        ("+32 470 12 34 56", "FR", ("+32470123456",)),
        ("25 000 000 FCFA", "CM", ()),
    ],
)
def test_phones(text: str, country: str, phones: tuple[str, ...]) -> None:
    assert said(text, country).phones == phones


def test_emails_are_read_and_are_nothing_else() -> None:
    found = said("écrivez à Jean.Dupont@Exemple.fr, merci")
    assert found.emails == ("Jean.Dupont@exemple.fr",) and found.dates == ()
