"""The sequencer's statements find their rows by their keys, even when their plans were made for empty tables (ADR 14)."""

import json
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import psycopg
import pytest

from healthmed_app.booking.queries import outcomes, poisoning, reading, submitting, taking, writing
from infra.db.pool import INDEX_PLANS

GROWING = {"appointments", "booking_requests", "slots", "booking_details"}


def statements(*modules: ModuleType) -> Iterator[Any]:
    for module in modules:
        for name, value in vars(module).items():
            if isinstance(value, str) and re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH) ", value):
                yield pytest.param(value, id=f"{module.__name__.rsplit('.', 1)[1]}.{name}")


def numbered(statement: str) -> str:
    """Return the statement with `$1`, `$2` … for the driver's parameters."""
    numbers: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        key = found[1] or f"unnamed {len(numbers)}"
        return f"${numbers.setdefault(key, len(numbers) + 1)}"

    return re.sub(r"%(?:\((\w+)\))?s", number, statement)


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


@pytest.mark.parametrize(
    "statement", [*statements(submitting, taking, writing, outcomes, poisoning), reading._PLACES]
)
def test_a_plan_made_for_empty_tables_reads_no_more_than_it_is_asked_for(
    database_url: str, statement: str
) -> None:
    with psycopg.connect(database_url, autocommit=True, options=INDEX_PLANS) as conn:
        conn.execute("VACUUM ANALYZE")
        explain = f"EXPLAIN (GENERIC_PLAN, FORMAT JSON) {numbered(statement)}"
        row = conn.execute(explain).fetchone()  # pyright: ignore[reportCallIssue, reportArgumentType]
    assert row is not None
    plan = row[0] if isinstance(row[0], list) else json.loads(row[0])
    for node in nodes(plan[0]["Plan"]):
        if node.get("Relation Name") in GROWING and node["Node Type"].endswith("Scan"):
            assert node.keys() & {"Index Cond", "TID Cond", "Recheck Cond"}, node
