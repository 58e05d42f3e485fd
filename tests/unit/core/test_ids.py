"""Identifiers are UUIDv7: unique, and ordered by the millisecond of their making."""

import time
from uuid import RFC_4122

from healthmed_app.core.ids import new_id


def test_ids_are_version_7_and_differ() -> None:
    ids = [new_id() for _ in range(1_000)]
    assert len(set(ids)) == 1_000
    assert {one.version for one in ids} == {7}
    assert {one.variant for one in ids} == {RFC_4122}


def test_ids_begin_with_the_time() -> None:
    before = time.time_ns() // 1_000_000
    made = new_id().int >> 80
    assert before <= made <= time.time_ns() // 1_000_000
