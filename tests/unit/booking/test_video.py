"""A room's door: whom it opens to, when, and that nobody can guess where it is."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from healthmed_app.booking.tables import STATUSES
from healthmed_app.booking.video import CLOSES_AFTER, NAME_DIGITS, OPENS_BEFORE, name_of, room_of
from healthmed_app.booking.views import AppointmentView
from healthmed_app.core.crypto import Keyring
from infra.video.jitsi import is_server, room_address

SERVER = "https://video.test/rooms/"
STARTS = datetime(2026, 11, 24, 14, tzinfo=UTC)
LASTS = timedelta(minutes=30)
KEYRING = Keyring.of(bytes(32))


def visit(**changes: Any) -> AppointmentView:
    values: dict[str, Any] = dict.fromkeys(AppointmentView.__dataclass_fields__)
    values |= {
        "id": UUID(int=7),
        "status": "confirmed",
        "active": True,
        "online": True,
        "starts_at": STARTS,
        "ends_at": STARTS + LASTS,
        "sequence": 0,
    }
    return AppointmentView(**values | changes)


@given(
    minutes=st.integers(-3000, 3000),
    status=st.sampled_from([*STATUSES, "re_schedule_in_analysis"]),
    active=st.booleans(),
    online=st.booleans(),
    server=st.sampled_from(["", SERVER]),
)
def test_the_link_is_there_exactly_while_the_door_is_open(
    *, minutes: int, status: str, active: bool, online: bool, server: str
) -> None:
    now = STARTS + timedelta(minutes=minutes)
    view = visit(status=status, active=active, online=online)
    room = room_of(KEYRING, server, view, now)
    takes_place = active and online and status in {"confirmed", "in_progress"}
    in_time = STARTS - OPENS_BEFORE <= now < STARTS + LASTS + CLOSES_AFTER
    assert bool(room and room.link) == (takes_place and in_time and bool(server))
    if not takes_place:
        assert room is None


def test_the_door_opens_ten_minutes_before_and_not_a_moment_earlier() -> None:
    before = STARTS - timedelta(minutes=10)
    early = room_of(KEYRING, SERVER, visit(), before - timedelta(microseconds=1))
    assert early is not None
    assert (early.link, early.opens_at) == ("", before)
    due = room_of(KEYRING, SERVER, visit(), before)
    assert due is not None
    assert due.link == f"https://video.test/rooms/{name_of(KEYRING, UUID(int=7), 0)}"


@given(st.sets(st.tuples(st.uuids(), st.integers(0, 9)), min_size=2, max_size=20))
def test_each_appointment_and_each_of_its_times_has_a_room_of_its_own(asked: set[tuple[UUID, int]]) -> None:
    names = {name_of(KEYRING, *one) for one in asked}
    assert len(names) == len(asked)
    assert all(len(name) == len("healthmed-") + NAME_DIGITS >= 32 for name in names)


def test_another_key_gives_other_rooms() -> None:
    assert name_of(KEYRING, UUID(int=7), 0) != name_of(Keyring.of(b"1" * 32), UUID(int=7), 0)
    assert UUID(int=7).hex not in name_of(KEYRING, UUID(int=7), 0)


def test_addresses_of_servers() -> None:
    assert is_server("https://meet.jit.si")
    assert is_server("http://localhost:8000")
    for wrong in (
        "http://meet.jit.si",
        "https://",
        "https://a b",
        "https://x/#config",
        "https://me@x",
        "https://x:port",
    ):
        assert not is_server(wrong), wrong
    assert room_address("https://meet.jit.si", "a-room") == "https://meet.jit.si/a-room"
