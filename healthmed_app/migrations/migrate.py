"""Bring a database to the newest schema, and write the next step from the tables.

Steps expand before they contract: the previous release must keep running on the schema of the next one.
"""

import sys
from pathlib import Path

from alembic import command
from alembic.config import Config

from infra.embedded.throwaway import throwaway_servers

_FOLDER = Path(__file__).parent


def migrate(database_url: str) -> None:
    """Run every migration that has not run yet; processes that call this at once wait for one another."""
    command.upgrade(_config(database_url), "head")


def autogenerate(summary: str) -> None:
    """Write the next migration from the difference between the tables and what the migrations so far make."""
    with throwaway_servers(durable=False) as servers:
        migrate(servers.database_url)
        command.revision(_config(servers.database_url), summary, autogenerate=True)


def _config(database_url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(slug)s")
    address = "postgresql+psycopg://" + database_url.split("://", 1)[1]
    config.set_main_option("sqlalchemy.url", address.replace("%", "%%"))
    return config


if __name__ == "__main__":
    autogenerate(" ".join(sys.argv[1:]))
