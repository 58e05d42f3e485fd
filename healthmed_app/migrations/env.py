"""What Alembic runs: it connects, waits for its turn, and compares with the tables of every feature."""

import importlib
from pathlib import Path

from alembic import context
from sqlalchemy import create_engine, pool, text
from sqlmodel import SQLModel

import healthmed_app

LOCK = 0x4EA17
"""The advisory lock that makes processes which migrate at once wait for one another."""


def _import_tables() -> None:
    for file in Path(healthmed_app.__path__[0]).glob("*/tables.py"):
        importlib.import_module(f"healthmed_app.{file.parent.name}.tables")


def _is_ours(_object: object, name: str | None, kind: str, _reflected: bool, _compared: object) -> bool:  # noqa: FBT001
    # The job queue's tables come from its own library.
    return not (kind == "table" and name is not None and name.startswith("procrastinate_"))


def _run() -> None:
    _import_tables()
    url = context.config.get_main_option("sqlalchemy.url")
    assert url is not None  # `migrate` always gives it.
    with create_engine(url, poolclass=pool.NullPool).connect() as connection:
        context.configure(connection, target_metadata=SQLModel.metadata, include_object=_is_ours)
        with context.begin_transaction():
            connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
            context.run_migrations()


_run()
