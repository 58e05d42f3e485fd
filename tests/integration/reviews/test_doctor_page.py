"""A doctor's public page: every review can be reached, and is dated on the reader's own calendar."""

import pytest

from healthmed_app.core import formats
from healthmed_app.reviews import service
from infra.db.pool import Database
from state import access, doctor
from state.doctor import DoctorState
from tests.integration.reviews.test_reading import most_reviewed
from tests.security.handlers import state_at


class Services:
    """What the page asks of the services."""

    def __init__(self, db: Database) -> None:
        self.db = db


@pytest.fixture
def page(country: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the page read the country, as a visitor, and watch nothing."""
    for module in (access, doctor):
        monkeypatch.setattr(module, "services", lambda: Services(country))
    monkeypatch.setattr(doctor, "watch", lambda *_: None)


async def test_every_review_can_be_shown(country: Database, page: None) -> None:
    doctor_id, number, _ = await most_reviewed(country)
    async with country.read() as conn:
        row = await (await conn.execute("SELECT slug FROM doctors WHERE id = %s", (doctor_id,))).fetchone()
        everything = await service.latest(conn, doctor_id, number)
    assert row is not None
    assert number > 20
    state = state_at(DoctorState, f"/en/doctor/{row[0]}")
    async for _ in DoctorState.load.fn(state):
        pass
    assert len(state.reviews) == 10
    for _ in range(number // 10 + 1):
        if state.more_reviews:
            await DoctorState.show_more_reviews.fn(state)
    assert not state.more_reviews
    zone = access.DEFAULT_ZONE
    assert [(one.comment, one.day) for one in state.reviews] == [
        (one.comment, formats.short_date(formats.local(one.created_at, zone).date())) for one in everything
    ]
    async for _ in DoctorState.load.fn(state):
        pass
    assert len(state.reviews) == 10
