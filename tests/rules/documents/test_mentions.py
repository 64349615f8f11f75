"""Mentions of a document by pack and case (M16, worked example 27)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kaye.countries.mentions import mention_rules
from kaye.countries.pack import codes
from kaye.rules.documents.lines import Category, Vat
from kaye.rules.documents.mentions import CODES, MentionCase, mentions
from kaye.rules.documents.titles import Kind
from kaye.rules.documents.vat import Regime

NORMAL = frozenset({Vat(Decimal("8.5"))})
EXEMPT = frozenset({Vat(Decimal(0), Category.EXEMPT)})
FIRM = MentionCase(Kind.INVOICE, is_firm=True, vats=NORMAL, late_basis="ecb10")
PERSON = replace(FIRM, is_firm=False)
EVERYTHING = {
    "buyer_siren": "123456789",
    "nature": "prestations de services",
    "delivery_address": "1 rue des Flamboyants",
    "ei": "Jeanne Frébault EI",
    "niu": "M01",
    "rccm": "RC/DLA/1",
    "ninea": "0012",
    "ncc": "0034",
    "fne": "FNE-1",
    "bce": "0123.456.789",
    "rpm": "Liège",
    "iban": "BE71 0961 2345 6769",
    "insurance": "Assureur du bâtiment",
    "mediator": "Médiateur des artisans",
    "already_paid": "10,00 €",
    "words": "vingt-cinq mille francs CFA",
    "credit_ref": "F2026-0001",
    "credit_ref_day": "22 mai 2026",
    "credit_reason": "retour",
    "late_rate": "12 %",
}

EARLY = {
    "escompte_percent": "2 %",
    "escompte_until": "31 mai 2026",
    "escompte_total": "98,00 €",
    "total": "100,00 €",
}


def found(country, case):
    return {mention.code: mention.text for mention in mentions(case, mention_rules(country))}


def test_worked_example_27_micro_firm_of_guadeloupe():
    case = replace(FIRM, vats=EXEMPT, regime=Regime.FRANCHISE, values={"buyer_siren": "123456789"})
    texts = found("GP", case)
    assert texts["vat_293b"] == "TVA non applicable, art. 293 B du CGI"
    assert set(texts) == {"vat_293b", "late_rate", "fixed_fee_40", "no_escompte", "buyer_siren"}
    assert "40 €" in texts["fixed_fee_40"]
    assert "majoré de 10 points" in texts["late_rate"]


@pytest.mark.parametrize("regime", Regime)
def test_worked_example_27_guyane(regime):
    texts = found("GF", replace(PERSON, vats=EXEMPT, regime=regime))
    assert texts == {"vat_294": "TVA non applicable, art. 294 du CGI"}


@pytest.mark.parametrize(
    ("country", "codes_found"),
    [
        ("FR", {"late_rate", "fixed_fee_40", "no_escompte"}),
        ("RE", {"late_rate", "fixed_fee_40", "no_escompte"}),
        ("BE", {"late_rate", "fixed_fee_40"}),
        ("CM", set()),
        ("CI", set()),
        ("SN", set()),
    ],
)
def test_a_professional_customer(country, codes_found):
    assert set(found(country, FIRM)) == codes_found
    assert set(found(country, replace(FIRM, kind=Kind.QUOTE))) == set()
    assert found(country, PERSON) == {}


@pytest.mark.parametrize(
    ("basis", "said"), [("ecb10", "majoré de 10 points"), ("legal3", "trois fois"), ("agreed", "12 % par an")]
)
def test_late_rate_gives_its_formula(basis, said):
    case = replace(FIRM, late_basis=basis, values={"late_rate": "12 %"})
    assert said in found("FR", case)["late_rate"]


def test_belgian_late_rate_is_that_of_its_law():
    assert "loi du 2 août 2002" in found("BE", FIRM)["late_rate"]


@pytest.mark.parametrize("country", codes())
@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("regime", Regime)
def test_a_consumer_never_reads_about_fees(country, kind, regime):
    # An account number may hold any figure: it is left out.
    case = MentionCase(
        kind,
        is_firm=False,
        vats=NORMAL | EXEMPT,
        regime=regime,
        on_debits=True,
        late_basis="ecb10",
        off_premises=True,
        by_platform=True,
        is_test=True,
        values={key: value for key, value in EVERYTHING.items() if key != "iban"},
    )
    for text in found(country, case).values():
        for word in ("40", "indemnité", "Indemnité", "pénalité", "Pénalité"):
            assert word not in text


@pytest.mark.parametrize("country", codes())
@pytest.mark.parametrize("kind", Kind)
def test_every_case_has_its_texts_in_order(country, kind):
    reverse = Vat(Decimal(0), Category.REVERSE_CHARGE)
    values = EVERYTHING | EARLY
    for regime in Regime:
        case = MentionCase(
            kind,
            True,
            NORMAL | EXEMPT | {reverse},
            regime,
            on_debits=True,
            late_basis="agreed",
            off_premises=True,
            by_platform=True,
            is_test=True,
            deposits=(("F2026-0001", "22 mai 2026", "300,00 €"),),
            values=values,
        )
        chosen = mentions(case, mention_rules(country))
        assert [CODES.index(each.code) for each in chosen] == sorted(
            CODES.index(each.code) for each in chosen
        )
        assert len({each.code for each in chosen}) == len(chosen)
        assert all(each.text and "{" not in each.text for each in chosen)


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        ("CM", {"niu", "rccm"}),
        ("SN", {"ninea", "rccm"}),
        ("CI", {"ncc", "rccm"}),
        ("BE", {"bce", "rpm", "iban"}),
        ("FR", {"ei"}),
        ("MQ", {"ei"}),
    ],
)
def test_identity_of_the_seller(country, expected):
    identity = {"ei", "niu", "rccm", "ninea", "ncc", "bce", "rpm", "iban"}
    assert set(found(country, replace(PERSON, values=EVERYTHING))) & identity == expected


@pytest.mark.parametrize("country", codes())
def test_amount_in_words_on_what_is_owed_or_received_where_used(country):
    texts = {
        kind: found(country, replace(PERSON, kind=kind, values=EVERYTHING)).get("words") for kind in Kind
    }
    if country in ("CM", "CI", "SN"):
        invoice = "Arrêtée la présente facture à la somme de vingt-cinq mille francs CFA"
        receipt = "Arrêté le présent reçu à la somme de vingt-cinq mille francs CFA"
        assert texts[Kind.INVOICE] == texts[Kind.DEPOSIT] == texts[Kind.FINAL] == invoice
        assert (texts[Kind.RECEIPT], texts[Kind.QUOTE], texts[Kind.CREDIT_NOTE]) == (receipt, None, None)
    else:
        assert set(texts.values()) == {None}


def test_vat_mentions():
    reverse = frozenset({Vat(Decimal(0), Category.REVERSE_CHARGE)})
    assert "reverse_charge" in found("FR", replace(FIRM, vats=reverse))
    assert found("FR", replace(PERSON, vats=NORMAL | EXEMPT))["vat_exempt"] == "Opération exonérée de TVA"
    reason = replace(PERSON, vats=EXEMPT, values={"exempt_reason": "Exonération, art. 261 du CGI"})
    assert found("FR", reason)["vat_exempt"] == "Exonération, art. 261 du CGI"
    assert "vat_on_debits" in found("FR", replace(PERSON, on_debits=True))
    assert "vat_on_debits" not in found("FR", replace(PERSON, on_debits=True, vats=EXEMPT))
    assert "TVA non applicable" in found("CM", replace(PERSON, vats=EXEMPT, regime=Regime.NONE))["vat_exempt"]


def test_early_payment_takes_the_place_of_none():
    texts = found("FR", replace(FIRM, values=EARLY))
    assert "no_escompte" not in texts
    assert "98,00 € à payer au lieu de 100,00 €" in texts["escompte"]


def test_what_a_document_refers_to():
    final = replace(PERSON, kind=Kind.FINAL, deposits=(("F2026-0001", "22 mai 2026", "300,00 €"),))
    assert found("FR", final)["deposit_ref"] == "Acompte déduit : facture F2026-0001 du 22 mai 2026, 300,00 €"
    credit = replace(PERSON, kind=Kind.CREDIT_NOTE, values=EVERYTHING)
    assert found("FR", credit)["credit_ref"] == "Avoir sur la facture F2026-0001 du 22 mai 2026 : retour"


def test_mediator_and_withdrawal_are_for_consumers():
    values = {"mediator": "Médiateur des artisans", "insurance": "Assureur"}
    assert {"mediator", "withdrawal", "insurance"} <= set(
        found("FR", replace(PERSON, kind=Kind.QUOTE, off_premises=True, values=values))
    )
    assert set(found("FR", replace(FIRM, kind=Kind.QUOTE, off_premises=True, values=values))) == {"insurance"}


def test_copy_and_trial():
    assert set(found("BE", replace(PERSON, by_platform=True, is_test=True))) == {"platform_copy", "test"}


def test_a_missing_variable_is_a_fault():
    with pytest.raises(KeyError, match="credit_ref"):
        found("FR", replace(PERSON, kind=Kind.CREDIT_NOTE))
