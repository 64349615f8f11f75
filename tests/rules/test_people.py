"""Names, greetings, phones and addresses as people write them (R18, R23, R34, R36, R39)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaye.rules.people import (
    EmailError,
    PersonName,
    PhoneError,
    display_name,
    formal_salutation,
    name_error,
    name_key,
    parse_email,
    parse_phone,
    salutation,
    search_key,
    split_name,
    stored_civility,
    zone_of_phone,
)

KARUKERA = PersonName("Madame", "Nadège", "Bellance", "SARL Karukera Hôtel")


@pytest.mark.parametrize(
    ("raw", "country", "parts"),
    [
        ("Mr Paul", "CM", ("Monsieur", "Paul", "")),
        ("Mme Jeanne", "CM", ("Madame", "Jeanne", "")),
        ("Mme Éyango", "CM", ("Madame", "Éyango", "")),
        ("Mlle Brigitte", "CM", ("Mademoiselle", "Brigitte", "")),
        ("Tonton Pierre", "CM", ("Tonton", "Pierre", "")),
        ("Maman Rose", "CM", ("Maman", "Rose", "")),
        ("Tata Solange", "CM", ("Tata", "Solange", "")),
        ("Docteur Fouda", "CM", ("Docteur", "Fouda", "")),
        ("dr. fouda", "CM", ("Docteur", "Fouda", "")),
        ("Kevin", "CM", ("", "Kevin", "")),
        ("Mr Jean-Marie", "CM", ("Monsieur", "Jean-Marie", "")),
        ("MR JEAN-MARIE", "CI", ("Monsieur", "Jean-Marie", "")),
        ("grand frère  Ali", "CI", ("Grand frère", "Ali", "")),
        ("GRANDE SŒUR AWA", "SN", ("Grande sœur", "Awa", "")),
        ("Mr Paul Ngando", "CM", ("Monsieur", "Paul", "Ngando")),
        ("N'GUESSAN KOUASSI", "CI", ("", "N'Guessan", "Kouassi")),
        ("Maman", "CM", ("Maman", "", "")),
        ("Mr Paul", "FR", ("Monsieur", "", "Paul")),
        ("M. JALÈME", "GP", ("Monsieur", "", "Jalème")),
        ("JALÈME", "GP", ("", "", "Jalème")),
        ("Kevin", "GP", ("", "Kevin", "")),
        ("Mme Josette CÉLESTE", "GP", ("Madame", "Josette", "Céleste")),
        ("LUREL-NOËL Franck", "GP", ("", "Franck", "Lurel-Noël")),
        ("Élodie Saint-Val", "GP", ("", "Élodie", "Saint-Val")),
        ("Me Dupont", "FR", ("Maître", "", "Dupont")),
        ("M. et Mme Gob", "BE", ("Madame et Monsieur", "", "Gob")),
        ("Jean de La Tour", "FR", ("", "Jean", "de La Tour")),
    ],
)
def test_split_name(raw, country, parts):
    assert split_name(raw, country) == PersonName(*parts)


@pytest.mark.parametrize(
    "raw", ["SARL Karukera Hôtel", "Mairie de Sainte-Rose", "Lycée des Îles", "Dubois SAS"]
)
def test_split_company(raw):
    assert split_name(raw, "GP") == PersonName(company=raw)


@pytest.mark.parametrize(
    ("name", "country", "said", "formal", "shown"),
    [
        (
            PersonName("Madame", "Josette", "Bellance"),
            "GP",
            "Madame Bellance",
            "Madame Bellance",
            "Mme Josette Bellance",
        ),
        (KARUKERA, "GP", "Madame Bellance", "Madame Bellance", "SARL Karukera Hôtel"),
        (PersonName("Mademoiselle", "", "Gob"), "FR", "Madame Gob", "Madame Gob", "Mlle Gob"),
        (PersonName("", "Kevin", "Gob"), "BE", "Kevin", "Madame, Monsieur", "Kevin Gob"),
        (PersonName("", "", "Gob"), "FR", "Madame, Monsieur", "Madame, Monsieur", "Gob"),
        (PersonName(company="Villa Mango"), "GP", "Madame, Monsieur", "Madame, Monsieur", "Villa Mango"),
        (PersonName("Madame", "Jeanne", "Ngo"), "CM", "Madame Jeanne", "Madame Ngo", "Mme Jeanne Ngo"),
        (PersonName("Tonton", "Pierre"), "CM", "Tonton Pierre", "Monsieur Pierre", "Tonton Pierre"),
        (PersonName("Tonton", "Pierre", "Gob"), "GP", "Tonton Pierre", "Monsieur Gob", "Tonton Pierre Gob"),
        (PersonName("Docteur", "Fouda"), "CM", "Docteur Fouda", "Madame, Monsieur", "Docteur Fouda"),
        (PersonName("Mademoiselle", "Brigitte"), "CM", "Madame Brigitte", "Madame Brigitte", "Mlle Brigitte"),
        (PersonName("", "Kevin"), "SN", "Kevin", "Madame, Monsieur", "Kevin"),
        (PersonName("Maman"), "CM", "Maman", "Madame", "Maman"),
        (
            PersonName("Madame et Monsieur", "", "Gob"),
            "FR",
            "Madame et Monsieur Gob",
            "Madame, Monsieur",
            "Mr et Mme Gob",
        ),
        (PersonName(), "CM", "Madame, Monsieur", "Madame, Monsieur", ""),
    ],
)
def test_greetings(name, country, said, formal, shown):
    assert salutation(name, country) == said
    assert formal_salutation(name) == formal
    assert display_name(name) == shown


@pytest.mark.parametrize(
    ("written", "stored"),
    [("M.", "Monsieur"), ("mr", "Monsieur"), ("Mme", "Madame"), ("Mlle.", "Mademoiselle"), ("DR", "Docteur"),
     ("Me", "Maître"), ("Tantie", "Tantie"), ("grande soeur", "Grande sœur"), ("Pasteur", "Pasteur")],
)  # fmt: skip
def test_stored_civility(written, stored):
    assert stored_civility(written) == stored


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("  Jean-Marie   ÉYANGO ", "jean marie eyango"),
        ("Œdip", "oedip"),
        ("N’Guessan", "nguessan"),
        ("Lycée des Îles", "lycee des iles"),
        ("", ""),
    ],
)
def test_search_key(text, key):
    assert search_key(text) == key


@pytest.mark.parametrize(("raw", "key"), [("Mme Jeanne", "jeanne"), ("jeanne", "jeanne"), ("Maman", "maman")])
def test_name_key_forgets_the_civility(raw, key):
    assert name_key(raw) == key


@pytest.mark.parametrize("raw", ["", "  ", "123", "=SOMME(A1)", "+Paul", "-Paul", "@Paul", "***", "a" * 201])
def test_names_that_are_refused(raw):
    assert (name_error(raw) or "").endswith((".", "client."))


@pytest.mark.parametrize("raw", ["Paul", "Mme Éyango", "3 Frères", "李"])
def test_names_that_are_accepted(raw):
    assert name_error(raw) is None


@pytest.mark.parametrize(
    ("raw", "country", "e164", "region"),
    [
        ("677123457", "CM", "+237677123457", "CM"),
        ("6 77 12 34 56", "CM", "+237677123456", "CM"),
        ("699 00 11 22", "CM", "+237699001122", "CM"),
        ("6.50.11.22.33", "CM", "+237650112233", "CM"),
        ("677-12-34-57", "CM", "+237677123457", "CM"),
        ("237670112233", "CM", "+237670112233", "CM"),
        ("00237670112233", "CM", "+237670112233", "CM"),
        ("+237 6 99 11 22 33", "CM", "+237699112233", "CM"),
        ("\u202a+237\u00a0699 11 22 33\u202c", "CM", "+237699112233", "CM"),
        ("690123456.0", "CM", "+237690123456", "CM"),
        ("6,90123456E+08", "CM", "+237690123456", "CM"),
        ("'677123457", "CM", "+237677123457", "CM"),
        ("0701020304", "CI", "+2250701020304", "CI"),
        ("+225 07 01 02 03 04", "CM", "+2250701020304", "CI"),
        ("77 123 45 67", "SN", "+221771234567", "SN"),
        ("0690 12 34 56", "GP", "+590690123456", "GP"),
        ("0690 12 34 56", "FR", "+590690123456", "GP"),
        ("0690998877", "GP", "+590690998877", "GP"),
        ("0690.77.88.99", "GP", "+590690778899", "GP"),
        ("0691 22 33 44", "GP", "+590691223344", "GP"),
        ("0590 28 00 00", "GP", "+590590280000", "GP"),
        ("0590 25 36 47", "GP", "+590590253647", "GP"),
        ("+590 690 55 66 77", "GP", "+590690556677", "GP"),
        ("+590 (0)690 55 66 77", "GP", "+590690556677", "GP"),
        ("06 96 11 22 33", "GP", "+596696112233", "MQ"),
        ("0694 12 34 56", "GP", "+594694123456", "GF"),
        ("0692 12 34 56", "FR", "+262692123456", "RE"),
        ("06 12 34 56 78", "GP", "+33612345678", "FR"),
        ("06/12/34/56/78", "FR", "+33612345678", "FR"),
        ("0475 12 34 56", "BE", "+32475123456", "BE"),
        ("06 12 34 56 78", "BE", "+33612345678", "FR"),
    ],
)
def test_phones(raw, country, e164, region):
    phone = parse_phone(raw, country)
    assert (phone.e164, phone.region, phone.note) == (e164, region, "")


@pytest.mark.parametrize(
    ("raw", "country", "e164", "prefix"),
    [
        ("77 12 34 56", "CM", "+237677123456", "6"),
        ("99123456", "CM", "+237699123456", "6"),
        ("22 22 22 22", "CM", "+237222222222", "2"),
        ("33 42 12 34", "CM", "+237233421234", "2"),
        ("23777123456", "CM", "+237677123456", "6"),
        ("+237 77 12 34 56", "CM", "+237677123456", "6"),
        ("01 02 03 04", "CI", "+2250101020304", "01"),
        ("05 02 03 04", "CI", "+2250505020304", "05"),
        ("+225 07 01 02 03", "CI", "+2250707010203", "07"),
        ("47 01 02 03", "CI", "+2250747010203", "07"),
    ],
)
def test_old_numbers_are_renewed_and_say_so(raw, country, e164, prefix):
    phone = parse_phone(raw, country)
    assert phone.e164 == e164
    assert phone.note.startswith(f"Ancien numéro : {prefix} ajouté devant ")


@pytest.mark.parametrize(
    ("raw", "country", "says"),
    [
        ("", "CM", "Il manque le numéro"),
        ("appeler le soir", "CM", "écrivez-le avec des chiffres seulement"),
        ("65011223", "CM", "Il manque un chiffre : un numéro au Cameroun en a 9."),
        ("6501122", "CM", "Il manque 2 chiffres : un numéro au Cameroun en a 9."),
        ("069012345", "GP", "Il manque un chiffre : un numéro en Guadeloupe en a 10."),
        ("6771234578", "CM", "a trop de chiffres : un numéro au Cameroun en a 9."),
        ("0690123456", "CM", "a trop de chiffres"),
        ("500112233", "CM", "n'est pas un numéro utilisé au Cameroun"),
        ("20 30 40 50", "CI", "Il manque 2 chiffres : un numéro en Côte d'Ivoire en a 10."),
        ("677123457 / 699001122", "CM", "plusieurs numéros : gardez-en un seul"),
        ("6,9E+08", "CM", "a perdu des chiffres dans le tableur"),
        ("+237 12", "CM", "écrivez-le avec + et l'indicatif du pays"),
        ("04", "BE", "n'est pas un numéro utilisé en Belgique"),
    ],
)
def test_phones_that_are_refused(raw, country, says):
    with pytest.raises(PhoneError, match=r".") as refusal:
        parse_phone(raw, country)
    assert says in str(refusal.value)


def test_the_ladder_can_be_given():
    assert parse_phone("0612345678", "CM", regions=("CM", "FR")).region == "FR"


@given(st.text(max_size=25), st.sampled_from(["CM", "CI", "SN", "GP", "FR", "BE"]))
def test_any_text_is_a_phone_or_is_refused(text, country):
    try:
        phone = parse_phone(text, country)
    except PhoneError:
        return
    assert parse_phone(phone.e164, country).e164 == phone.e164


@pytest.mark.parametrize(
    ("e164", "country"),
    [
        ("+237677123457", "CM"),
        ("+2250701020304", "CI"),
        ("+590690123456", "GP"),
        ("+596696112233", "MQ"),
        ("+594694123456", "GF"),
        ("+262692123456", "RE"),
        ("+33612345678", "FR"),
        ("+12125550123", None),
        ("+79161234567", None),
        ("nothing", None),
    ],
)
def test_zone_of_phone(e164, country):
    assert zone_of_phone(e164) == country


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        ("compta@karukera-hotel.example", "compta@karukera-hotel.example"),
        (" A.B+c@Mail.Example ", "A.B+c@mail.example"),
        ("mailto:x@y.fr", "x@y.fr"),
        ("<x@y.co.uk>", "x@y.co.uk"),
    ],
)
def test_emails(raw, address):
    assert parse_email(raw) == address


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (
            "leo@@mail.example",
            "« leo@@mail.example » a plusieurs signes @ : écrivez une adresse comme nom@exemple.fr.",
        ),
        ("", "Il manque l'adresse"),
        ("leo.example", "n'a pas de signe @"),
        ("leo mail@x.fr", "contient un espace"),
        ("léo@x.fr", "contient un accent"),
        ("leo@x", "n'est pas une adresse complète"),
        ("leo@.fr", "n'est pas une adresse complète"),
        ("a..b@x.fr", "n'est pas une adresse complète"),
        ("leo@-x.fr", "n'est pas une adresse complète"),
        ("leo@x.fr.", "n'est pas une adresse complète"),
        ("a" * 65 + "@x.fr", "n'est pas une adresse complète"),
        ("a@x.fr\nBcc: b@y.fr", "a plusieurs signes @"),
    ],
)
def test_emails_that_are_refused(raw, says):
    with pytest.raises(EmailError, match=r".") as refusal:
        parse_email(raw)
    assert says in str(refusal.value)
