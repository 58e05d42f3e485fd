"""A search survives its address, and nonsense in an address is left out."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthmed_app.directory.places import DISTANCES_KM
from healthmed_app.directory.query import PAGES_MAX, SearchQuery
from healthmed_app.directory.specialties import BY_SLUG
from healthmed_app.directory.states import STATES

NAMES = (
    *("q", "specialty", "city", "state", "zip", "cep", "near", "km"),
    *("rating", "price", "from", "mode", "sort", "page"),
)
PARAMS = st.dictionaries(
    st.sampled_from(NAMES),
    st.one_of(
        st.text(max_size=200),
        st.sampled_from([*BY_SLUG, *STATES]),
        st.sampled_from(
            [
                "4.5",
                "250",
                "12,5",
                "2026-12-01",
                "online",
                "in_person",
                "rating",
                "price",
                "distance",
                "3",
                "25",
            ]
        ),
        st.from_regex(r"[A-Za-z ]{1,9}[,/-] ?[A-Za-z]{2}", fullmatch=True),
        st.from_regex(r"[0-9]{5}-?[0-9]{3}", fullmatch=True),
    ),
)


@given(PARAMS)
def test_any_address_gives_a_search_that_survives_its_own_address(params: dict[str, str]) -> None:
    query = SearchQuery.of(params)
    assert SearchQuery.of(query.params()) == query
    assert query.url("/en/find").startswith("/en/find")


@given(PARAMS)
def test_what_is_read_is_within_bounds(params: dict[str, str]) -> None:
    query = SearchQuery.of(params)
    assert 1 <= query.page <= PAGES_MAX
    assert query.specialty in {"", *BY_SLUG}
    assert query.state in {"", *STATES}
    assert query.min_rating is None or 1 <= query.min_rating <= 5
    assert query.price_max_cents is None or query.price_max_cents > 0
    assert query.km in {None, *DISTANCES_KM}
    assert bool(query.near) == bool(query.km)
    assert query.near or query.sort != "distance"
    assert query.zip == "" or (len(query.zip) == 8 and query.zip.isdigit())


@pytest.mark.parametrize(
    ("city", "expected"),
    [
        ("Recife", ("Recife", "")),
        ("Recife, PE", ("Recife", "PE")),
        ("Recife - pe", ("Recife", "PE")),
        ("São Paulo/SP", ("São Paulo", "SP")),
        ("São Paulo (SP)", ("São Paulo", "SP")),
        ("pe", ("", "PE")),
        ("Pernambuco", ("", "PE")),
        ("rio grande do sul", ("", "RS")),
        ("São Paulo", ("São Paulo", "")),
        ("Mogi-Mirim", ("Mogi-Mirim", "")),
        ("Olho d'Água, XX", ("Olho d'Água, XX", "")),
    ],
)
def test_a_place_may_carry_its_state(city: str, expected: tuple[str, str]) -> None:
    query = SearchQuery.of({"city": city})
    assert (query.city, query.state) == expected


@pytest.mark.parametrize("field", ["city", "zip", "cep"])
@pytest.mark.parametrize("text", ["50030-230", "50030230", " 50.030-230 "])
def test_a_postcode_is_known_in_either_field(field: str, text: str) -> None:
    assert SearchQuery.of({field: text}) == SearchQuery(zip="50030230")


@pytest.mark.parametrize(
    ("params", "near", "km"),
    [
        ({"near": "recife - pe"}, "recife, PE", 50),
        ({"near": "50030-230", "km": "10"}, "50030230", 10),
        ({"near": "Olinda", "km": "30"}, "Olinda", 50),
        ({"near": "Olinda", "km": "900"}, "Olinda", 200),
        ({"city": "Recife, PE", "km": "25"}, "Recife, PE", 25),
        ({"city": "50030-230", "km": "25"}, "50030230", 25),
        ({"city": "PE", "km": "25"}, "", None),
        ({"km": "25"}, "", None),
        ({"near": "Olinda", "km": "far"}, "Olinda", 50),
    ],
)
def test_a_distance_is_from_a_place(params: dict[str, str], near: str, km: int | None) -> None:
    query = SearchQuery.of(params)
    assert (query.near, query.km, query.city, query.zip) == (near, km, "", "")


def test_going_without_the_place_goes_without_its_order() -> None:
    near = SearchQuery.of({"near": "Recife, PE", "km": "25", "sort": "distance", "mode": "online"})
    assert near.sort == "distance"
    assert near.anywhere() == SearchQuery(mode="online")


def test_an_address_with_everything() -> None:
    query = SearchQuery(
        text="ana souza",
        specialty="cardiology",
        city="Recife",
        state="PE",
        zip="50030230",
        near="Olinda, PE",
        km=25,
        min_rating=4.5,
        price_max_cents=25_050,
        earliest=date(2026, 12, 1),
        mode="online",
        sort="price",
        page=3,
    )
    assert query.url("/en/find") == (
        "/en/find?q=ana+souza&specialty=cardiology&city=Recife&state=PE&zip=50030230&near=Olinda%2C+PE&km=25"
        "&rating=4.5&price=250.50&from=2026-12-01&mode=online&sort=price&page=3"
    )
    assert query.active[0] == "text"
    assert len(query.active) == 10


def test_a_change_goes_back_to_the_first_page() -> None:
    assert SearchQuery(page=4).but(mode="online") == SearchQuery(mode="online")
    assert SearchQuery(mode="online").but(page=2).page == 2


@pytest.mark.parametrize(
    "params",
    [
        {"rating": "9"},
        {"rating": "four"},
        {"price": "-5"},
        {"price": "0"},
        {"price": "1e9"},
        {"from": "2026-02-30"},
        {"from": "tomorrow"},
        {"mode": "phone"},
        {"sort": "distance"},
        {"page": "-1"},
        {"page": "\N{FULLWIDTH DIGIT ZERO}"},
        {"specialty": "astrology"},
        {"state": "ZZ"},
        {"zip": "123"},
        {"unknown": "x"},
    ],
)
def test_nonsense_counts_as_not_given(params: dict[str, str]) -> None:
    assert SearchQuery.of(params) == SearchQuery()
