"""Places are found as people write them, and distances behave as distances do."""

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthmed_app.directory.places import DISTANCES_KM, Place, around, distance_km, place_in, place_of

ANYWHERE = st.builds(
    Place,
    id=st.just(0),
    name=st.just("Somewhere"),
    state=st.just("PE"),
    latitude=st.floats(-90, 90),
    longitude=st.floats(-180, 180),
)
TOWNS = st.sampled_from(["Recife, PE", "Olinda, PE", "São Paulo, SP", "Manaus, AM", "Santos, SP", "Chuí, RS"])


def place(text: str) -> Place:
    found = place_of(text)
    assert found is not None, text
    return found


@given(ANYWHERE, ANYWHERE)
def test_a_distance_is_the_same_both_ways_and_at_most_half_the_earth(one: Place, other: Place) -> None:
    there, back = distance_km(one, other), distance_km(other, one)
    assert isclose(there, back, abs_tol=1e-6)
    assert 0 <= there <= 20_016


@given(ANYWHERE)
def test_a_place_is_no_distance_from_itself(one: Place) -> None:
    assert distance_km(one, one) == 0


@given(ANYWHERE, ANYWHERE, ANYWHERE)
def test_a_detour_is_never_shorter(one: Place, other: Place, third: Place) -> None:
    assert distance_km(one, third) <= distance_km(one, other) + distance_km(other, third) + 1e-3


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ("Recife, PE", "Olinda, PE", 5.75),
        ("São Paulo, SP", "Rio de Janeiro, RJ", 361),
        ("Recife, PE", "Manaus, AM", 2_835),
    ],
)
def test_known_distances(one: str, other: str, km: float) -> None:
    assert distance_km(place(one), place(other)) == pytest.approx(km, rel=0.03)


@given(TOWNS)
def test_places_around_are_all_those_near_enough_and_the_nearest_first(town: str) -> None:
    origin = place(town)
    near = around(origin)
    assert near.place_ids[0] == origin.id
    assert near.km[0] == 0
    assert list(near.km) == sorted(near.km)
    assert near.km[-1] <= DISTANCES_KM[-1]
    for km in DISTANCES_KM:
        within = near.within(km)
        assert len(within.place_ids) == len(within.km) == sum(one <= km for one in near.km)


def test_nearness_goes_both_ways() -> None:
    recife, olinda = place("Recife"), place("Olinda, PE")
    assert olinda.id in around(recife).within(10).place_ids
    assert recife.id in around(olinda).within(10).place_ids
    assert place("João Pessoa").id not in around(recife).within(100).place_ids


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("recife", "Recife, PE"),
        ("Récife - pe", "Recife, PE"),
        ("São Paulo/SP", "São Paulo, SP"),
        ("sao paulo", "São Paulo, SP"),
        ("Mogi-Mirim", "Mogi Mirim, SP"),
        ("50030-230", "Recife, PE"),
        ("50.030-230", "Recife, PE"),
        ("01310", "São Paulo, SP"),
        ("69005-141", "Manaus, AM"),
        ("26551-000", "Mesquita, RJ"),
    ],
)
def test_a_place_is_known_by_its_name_or_its_postcode(text: str, label: str) -> None:
    assert place(text).label == label


def test_a_name_that_many_bear_is_the_largest_unless_the_state_is_said() -> None:
    assert place("Santa Maria").state == "RS"
    assert place("Santa Maria, RN").state == "RN"


@pytest.mark.parametrize(
    "text", ["", " ", "Xyzzy", "Recife, SP", "00000-000", "123", "5003023", "\x00", "٥٠٠٣٠"]
)
def test_what_is_no_place_is_none(text: str) -> None:
    assert place_of(text) is None


@given(st.text(max_size=40))
def test_any_text_is_a_place_or_none(text: str) -> None:
    found = place_of(text)
    assert found is None or found.label


def test_an_address_lies_in_its_city_else_where_its_postcode_says() -> None:
    by_city, by_zip = place_in("Olinda", "PE", "50030-230"), place_in("A village", "PE", "50030-230")
    assert by_city is not None
    assert by_city.name == "Olinda"
    assert by_zip is not None
    assert by_zip.name == "Recife"
    assert place_in("A village", "PE") is None
