"""What becomes of each table that knows people is decided, not forgotten."""

import importlib
from pathlib import Path

from sqlmodel import SQLModel

import healthmed_app
from healthmed_app.privacy import rules
from healthmed_app.privacy.export_queries import SECTIONS


def tables_that_know_people() -> set[str]:
    """Return the tables that point at users, at patients' files, or at doctors."""
    for file in Path(healthmed_app.__path__[0]).glob("*/tables.py"):
        importlib.import_module(f"healthmed_app.{file.parent.name}.tables")
    return {
        table.name
        for table in SQLModel.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "users"
    }


def test_every_table_that_knows_people_is_erased_or_kept() -> None:
    assert not rules.ERASED & rules.KEPT
    assert tables_that_know_people() - rules.ERASED - rules.KEPT == set()


def test_every_table_that_is_erased_and_is_no_secret_is_in_the_copy() -> None:
    everything = " ".join(SECTIONS.values())
    secrets = {"links", "waiting_sign_ins", "recovery_codes", "two_factors", "data_exports", "calendar_feeds"}
    assert [table for table in rules.ERASED - secrets if f"FROM {table}" not in everything] == []
