"""What a process refuses to serve."""

from pathlib import Path

import pytest

from healthmed_app.bootstrap import opened
from healthmed_app.settings import Settings, SettingsError
from infra.db.pool import Database
from tests.site import add_person


@pytest.mark.parametrize("who", ["patient", "doctor", "admin"])
async def test_production_does_not_start_on_accounts_whose_password_everybody_knows(
    db: Database, database_url: str, redis_url: str, tmp_path: Path, who: str
) -> None:
    values = {
        "env": "production",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "public_url": "https://healthmed.test",
        "master_key": "ab" * 32,
        "data_dir": tmp_path,
    }
    settings = Settings.model_validate(values)
    async with opened(settings):
        pass
    await add_person(db, email=f"{who}@demo.test")
    with pytest.raises(SettingsError, match="demo"):
        async with opened(settings):
            pass
    async with opened(settings.model_copy(update={"env": "development"})):
        pass
