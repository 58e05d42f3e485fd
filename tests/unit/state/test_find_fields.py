"""The search's fields and the filters in force say the same as the address, and searching again changes nothing."""

from datetime import date

from healthmed_app.directory.query import SearchQuery
from state.find import _fields, _in_force

EVERYTHING = SearchQuery(
    text="helena",
    specialty="cardiology",
    city="Recife",
    state="PE",
    min_rating=4.5,
    price_max_cents=25_000,
    earliest=date(2026, 11, 25),
    mode="online",
    sort="price",
)


def test_fields_say_what_is_searched() -> None:
    assert _fields(EVERYTHING) == {
        "q": "helena Cardiology",
        "city": "Recife, PE",
        "from": "2026-11-25",
        "rating": "4.5",
        "price": "250",
        "mode": "online",
        "sort": "price",
        "km": "",
    }


def test_fields_are_read_back_as_the_same_place_and_filters() -> None:
    again = SearchQuery.of(_fields(EVERYTHING))
    assert (again.city, again.state) == ("Recife", "PE")
    assert again.but(text="helena", specialty="cardiology") == EVERYTHING


def test_an_empty_search_has_empty_fields_and_no_filter_in_force() -> None:
    assert set(_fields(SearchQuery()).values()) == {""}
    assert _in_force(SearchQuery()) == []


def test_each_filter_in_force_can_be_taken_away_alone() -> None:
    words = [words for words, _without in _in_force(EVERYTHING)]
    assert words == [
        "“helena”",
        "Cardiology",
        "Recife, PE",
        "From Wed 25 Nov",
        "Online",
        "4.5 and above",
        "Up to R$ 250",
    ]
    for _words, without in _in_force(EVERYTHING):
        assert len(_in_force(without)) == len(words) - 1


def test_a_place_to_be_near_is_written_where_places_are_typed() -> None:
    near = SearchQuery(near="Recife, PE", km=25, sort="distance")
    assert _fields(near)["city"] == "Recife, PE"
    assert SearchQuery.of(_fields(near)) == near
    assert _in_force(near) == [("Within 25 km of Recife, PE", SearchQuery())]
    assert _fields(SearchQuery(near="50030230", km=25))["city"] == "50030-230"


def test_a_postcode_is_a_place() -> None:
    assert _fields(SearchQuery(zip="50030230"))["city"] == "50030-230"
    assert [words for words, _without in _in_force(SearchQuery(zip="50030230"))] == ["CEP 50030-230"]
