"""What the demo data is put together from: the files under `data`, read once and typed."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "data"
STATE_NAMES = {
    "AL": "Alagoas",
    "AM": "Amazonas",
    "BA": "Bahia",
    "CE": "Ceará",
    "DF": "the Federal District",
    "ES": "Espírito Santo",
    "GO": "Goiás",
    "MA": "Maranhão",
    "MG": "Minas Gerais",
    "MS": "Mato Grosso do Sul",
    "MT": "Mato Grosso",
    "PA": "Pará",
    "PB": "Paraíba",
    "PE": "Pernambuco",
    "PI": "Piauí",
    "PR": "Paraná",
    "RJ": "the state of Rio",
    "RN": "Rio Grande do Norte",
    "RS": "Rio Grande do Sul",
    "SC": "Santa Catarina",
    "SE": "Sergipe",
    "SP": "the state of São Paulo",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A city with its neighbourhoods as `(name, five digits of the CEP)`."""

    name: str
    state: str
    zone: str
    ddd: int
    share: int
    neighborhoods: tuple[tuple[str, str], ...]
    streets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """Given names and family names; `common` are the family names that many bear."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    family: tuple[str, ...]
    common: tuple[str, ...]
    long: tuple[str, ...]
    particles: Mapping[str, str]
    """Which of `de`, `da`, `do`, `dos`, `das` may stand before a family name; before the others none does."""


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text("utf-8"))


@cache
def places() -> tuple[Place, ...]:
    """The cities, Recife among them."""
    return tuple(
        Place(
            city["name"],
            city["state"],
            city["zone"],
            city["ddd"],
            city["share"],
            tuple(city["neighborhoods"].items()),
            tuple(city["streets"]),
        )
        for city in _read("places")["city"]
    )


@cache
def names() -> Names:
    """The names people may have."""
    found = _read("names")
    women, men, family, common = (tuple(found[name].split()) for name in ("women", "men", "family", "common"))
    particles = {name: particle for particle, of in found["particles"].items() for name in of.split()}
    return Names(women, men, family, common, tuple(found["long"]), particles)


@cache
def bios() -> dict[str, Any]:
    """The parts of bios."""
    return _read("bios")


@cache
def comments() -> dict[str, dict[str, list[str]]]:
    """The parts of reviews: `good`, `fair`, `poor`, each with `first`, `then`, `last`."""
    return _read("reviews")


@cache
def visits() -> dict[str, dict[str, list[str]]]:
    """Why people come, by specialty, and why a visit is cancelled, by whom."""
    return _read("visits")
