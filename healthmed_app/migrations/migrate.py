"""Bring a database to the newest schema, and write the next step from the tables.

Steps expand before they contract: the previous release must keep running on the schema of the next one.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config

_FOLDER = Path(__file__).parent


def migrate(database_url: str) -> None:
    """Run every migration that has not run yet; processes that call this at once wait for one another."""
    command.upgrade(_config(database_url), "head")


def autogenerate(database_url: str, summary: str) -> None:
    """Write a new migration from the difference between the tables and a migrated, scratch database."""
    command.revision(_config(database_url), summary, autogenerate=True)


def _config(database_url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(slug)s")
    address = "postgresql+psycopg://" + database_url.split("://", 1)[1]
    config.set_main_option("sqlalchemy.url", address.replace("%", "%%"))
    return config
