"""Demo people are plausible: valid documents, names of all lengths, bios that are never the same."""

from datetime import UTC, datetime
from random import Random

import phonenumbers
from hypothesis import given
from hypothesis import strategies as st
from stdnum.br import cpf as stdnum_cpf

from healthmed_app.accounts import rules
from healthmed_app.demo.numbers import Ids, cpf, crm
from healthmed_app.demo.people import DEMO_CRM, SPECIALTY_SHARES, People
from healthmed_app.demo.sources import bios, names, places, visits

DAY = datetime(2026, 11, 24, tzinfo=UTC)


def people(seed: int = 1) -> People:
    random = Random(seed)
    return People(random, Ids(random, DAY))


@given(st.integers(0, 10**9 - 2))
def test_every_cpf_is_valid_and_not_all_one_digit(count: int) -> None:
    digits = cpf(count)
    assert stdnum_cpf.is_valid(digits)
    assert len(set(digits)) > 1


def test_cpf_and_crm_numbers_never_repeat() -> None:
    assert len({cpf(count) for count in range(50_000)}) == 50_000
    numbers = {crm(count) for count in range(300_000)}
    assert len(numbers) == 300_000
    assert all(len(number) in {5, 6} for number in numbers)


def test_ids_are_version_7_in_order_and_the_same_again() -> None:
    first, second = (Ids(Random(3), DAY) for _ in range(2))
    made = [first.next() for _ in range(10_000)]
    assert made == [second.next() for _ in range(10_000)]
    assert made == sorted(set(made))
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}


def test_doctors_are_who_a_form_would_accept() -> None:
    made = [people_.doctor() for people_ in [people()] for _ in range(600)]
    for doctor in made:
        person = doctor.person
        assert rules.full_name(person.name) == person.name
        assert rules.email(person.email) == person.email
        assert rules.cpf(person.cpf) == person.cpf
        assert rules.zip_code(person.zip) == person.zip
        assert phonenumbers.is_valid_number(phonenumbers.parse(person.phone))
        assert doctor.online or doctor.in_person
        assert 8_000 <= doctor.price_cents <= 100_000
        assert (person.neighborhood, person.zip[:5]) in person.place.neighborhoods
        assert doctor.crm != DEMO_CRM
    assert len({doctor.bio for doctor in made}) == len(made)
    assert len({doctor.slug for doctor in made}) == len(made)
    assert len({doctor.person.email for doctor in made}) == len(made)
    assert not any("{" in doctor.bio for doctor in made)
    assert max(len(doctor.person.name) for doctor in made) > 50


def test_the_same_seed_makes_the_same_people() -> None:
    one, other = people(5), people(5)
    assert [one.doctor() for _ in range(20)] == [other.doctor() for _ in range(20)]
    assert people(6).doctor() != people(5).doctor()


def test_the_sources_are_complete() -> None:
    assert len(places()) == 25
    assert len(SPECIALTY_SHARES) == 12
    assert set(bios()["focus"]) == set(SPECIALTY_SHARES) == set(visits()["reasons"])
    assert all(len(place.neighborhoods) >= 6 for place in places())
    assert all(len(words) == len(set(words)) for words in (names().women, names().men, names().family))
