"""The migrations make exactly what the features' tables say."""

import psycopg
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from sqlmodel import SQLModel

from healthmed_app.migrations.migrate import migrate


def test_nothing_is_left_to_migrate(database_url: str) -> None:
    address = database_url.replace("postgresql://", "postgresql+psycopg://")
    with create_engine(address).connect() as connection:
        context = MigrationContext.configure(connection)
        left = [
            step for step in compare_metadata(context, SQLModel.metadata) if "procrastinate" not in str(step)
        ]
    assert left == []


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    migrate(database_url)
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)
