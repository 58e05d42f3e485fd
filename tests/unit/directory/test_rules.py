"""Words are folded, understood and corrected."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthmed_app.core.texts import LANGUAGES, in_language
from healthmed_app.directory.rules import (
    SYNONYMS,
    Meaning,
    Near,
    Term,
    crm_of,
    distance,
    edits,
    fold,
    known_words,
    nearest,
    phrases,
    understand,
    words_of,
    zip_of,
)
from healthmed_app.directory.specialties import BY_SLUG, specialty_name, specialty_slug

KNOWN = {
    "recife": {"city", "area"},
    "joao pessoa": {"city"},
    "joao": {"name", "area"},
    "pessoa": {"area"},
    "sao paulo": {"city"},
    "paulo": {"name", "area"},
    "ana": {"name"},
    "souza": {"name"},
    "silva": {"name"},
    "santos": {"city", "name", "area"},
    "cardoso": {"name"},
    "boa": {"area"},
    "viagem": {"area"},
    "medicine": {"specialty"},
}


def understood(text: str) -> Meaning:
    return understand(words_of(text), KNOWN)


@given(st.text())
def test_folding_leaves_small_letters_digits_and_single_spaces(text: str) -> None:
    folded = fold(text)
    assert set(folded) <= set(string.ascii_lowercase + string.digits + " ")
    assert folded == " ".join(folded.split())
    assert fold(folded) == folded


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("São João d'El-Rei", "sao joao d el rei"),
        ("MÜLLER  Corrêa", "muller correa"),
        ("Conceição", "conceicao"),
        ("13 de Julho", "13 de julho"),
    ],
)
def test_accents_and_case_are_forgiven(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("cardiologista recife", Meaning(specialty="cardiology", city_key="recife")),
        ("Cardiologist in Recife", Meaning(specialty="cardiology", city_key="recife")),
        ("médico de família em São Paulo, SP", Meaning("family-medicine", "sao paulo", "SP")),
        ("Cardio", Meaning(specialty="cardiology")),
        ("heart medicine", Meaning(specialty="cardiology")),
        ("cardiologista Pernambuco", Meaning(specialty="cardiology", state="PE")),
        ("pediatra no Rio Grande do Norte", Meaning(specialty="pediatrics", state="RN")),
        ("santos", Meaning(city_key="santos")),
        ("cardiologista santos", Meaning(specialty="cardiology", city_key="santos")),
        ("pediatra joão pessoa", Meaning(specialty="pediatrics", city_key="joao pessoa")),
        ("doctors", Meaning()),
        ("", Meaning()),
    ],
)
def test_specialties_and_cities_in_either_language(text: str, meaning: Meaning) -> None:
    assert understood(text) == meaning


def test_several_names_are_looked_for_in_names_alone() -> None:
    assert understood("João Silva").terms == (
        Term("joao", prefix=False, named=True),
        Term("silva", False, True),
    )
    assert understood("Ana Santos").terms == (Term("ana", False, True), Term("santos", False, True))
    assert understood("ana souz").terms == (Term("ana", False, True), Term("souz", prefix=True, named=True))


def test_a_neighbourhood_is_looked_for_everywhere() -> None:
    assert understood("Boa Viagem").terms == (Term("boa", False, False), Term("viagem", False, False))


def test_a_name_that_begins_like_a_specialty_stays_a_name() -> None:
    assert understood("cardoso") == Meaning(terms=(Term("cardoso", False, False),))
    assert understood("card") == Meaning(terms=(Term("card", prefix=True, named=False),))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", BY_SLUG)
def test_a_specialty_is_found_by_its_name_on_the_page(slug: str, language: str) -> None:
    with in_language(language):
        name = specialty_name(slug)
    assert understood(name) == Meaning(specialty=slug)
    assert (specialty_slug(name), specialty_slug(name.upper())) == (slug, slug)


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("dermato", "dermatology"),
        ("gineco", "gynecology"),
        ("ginecologista e obstetra", "gynecology"),
        ("OB-GYN", "gynecology"),
        ("orto", "orthopedics"),
        ("otorrino", "otorhinolaryngology"),
        ("oftalmo", "ophthalmology"),
        ("oculista", "ophthalmology"),
        ("clínica geral", "internal-medicine"),
        ("Clínico Geral", "internal-medicine"),
        ("médica de família e comunidade", "family-medicine"),
        ("family physician", "family-medicine"),
        ("general practitioner", "family-medicine"),
        ("imunologista", "allergy-immunology"),
        ("cirurgiã plástica", "plastic-surgery"),
        ("médico do esporte", "sports-medicine"),
        ("sports physician", "sports-medicine"),
        ("especialista em pele", "dermatology"),
        ("médica de crianças", "pediatrics"),
        ("endócrino", "endocrinology"),
        ("infectious disease specialist", "infectious-diseases"),
    ],
)
def test_what_people_call_a_profession_finds_its_specialty(typed: str, slug: str) -> None:
    assert understood(typed) == Meaning(specialty=slug)


@pytest.mark.parametrize("slug", BY_SLUG)
def test_every_synonym_finds_its_specialty(slug: str) -> None:
    for synonym in BY_SLUG[slug].synonyms:
        assert understand(words_of(synonym), {}).specialty == slug
    assert fold(BY_SLUG[slug].name)
    assert slug in SYNONYMS.values()


@pytest.mark.parametrize(
    ("text", "crm"),
    [
        ("112233-PE", ("112233", "PE")),
        ("CRM 112233 PE", ("112233", "PE")),
        ("crm/pe 112233", ("112233", "PE")),
        ("CRM-PE nº 1", ("", "")),
        ("112233", ("112233", "")),
        ("Dra. Ana Souza, CRM 4821/SP", ("4821", "SP")),
        ("50030-230", ("", "")),
        ("12345678", ("", "")),
        ("ana 112233", ("112233", "")),
    ],
)
def test_a_crm_is_read_exactly(text: str, crm: tuple[str, str]) -> None:
    assert crm_of(text) == crm


def test_crm_and_postcode_are_not_words() -> None:
    assert words_of("Ana CRM 112233-PE 50030-230") == ["ana"]
    assert zip_of("cardiologist near 50030-230") == "50030230"
    assert zip_of("112233") == ""


WORDS = st.text(string.ascii_lowercase, min_size=1, max_size=9)


@given(WORDS, WORDS, WORDS)
def test_distance_is_symmetric_and_zero_only_for_equals(one: str, other: str, third: str) -> None:
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)
    assert distance(one, other) <= max(len(one), len(other))
    assert distance(one, one + third) == len(third)


@given(WORDS)
def test_every_edit_is_one_slip_away(word: str) -> None:
    assert all(distance(word, edit) == 1 for edit in edits(word))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("jaoo", "joao"),
        ("kardiologista", "cardiologista"),
        ("rcife", "recife"),
        ("recif", "recife"),
        ("zzzzz", None),
    ],
)
def test_the_nearest_word_is_meant(typed: str, meant: str | None) -> None:
    candidates = [Near(word, word, 1) for word in ("joao", "cardiologista", "recife", "joana")]
    found = nearest(typed, candidates)
    assert (found.word if found else None) == meant


def test_of_equally_near_words_the_more_frequent_is_meant() -> None:
    found = nearest("souzs", [Near("souza", "Souza", 3), Near("souzo", "Souzo", 9)])
    assert found is not None
    assert found.word == "souzo"


@pytest.mark.parametrize("typed", ["pe", "1234", "xyz"])
def test_short_words_and_numbers_are_left_alone(typed: str) -> None:
    assert nearest(typed, [Near("pa", "pa", 1), Near("1235", "1235", 1), Near("abc", "abc", 1)]) is None


def test_phrases_are_all_runs_of_words() -> None:
    assert phrases(["a", "b", "c"]) == {"a", "b", "c", "a b", "b c", "a b c"}


def test_a_doctor_is_known_by_single_words_and_the_whole_city() -> None:
    assert known_words("Ana Müller", "Boa Vista", "São Luís") == {
        ("ana", "name", "Ana"),
        ("muller", "name", "Müller"),
        ("boa", "area", "Boa"),
        ("vista", "area", "Vista"),
        ("sao", "area", "São"),
        ("luis", "area", "Luís"),
        ("sao luis", "city", "São Luís"),
    }
