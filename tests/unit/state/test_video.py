"""What the page says of a room, in each of its phases."""

from datetime import UTC, datetime, timedelta

from healthmed_app.booking.video import Room
from state.video import RoomView, room_view

OPENS = datetime(2026, 11, 24, 13, 50, tzinfo=UTC)
CLOSES = OPENS + timedelta(minutes=100)


def test_before_the_door_opens_the_page_knows_when_to_look_again_and_no_link() -> None:
    view = room_view(Room(OPENS, CLOSES, ""), has_server=True, to_doctor=False, now=OPENS, zone="UTC")
    assert (view.phase, view.href, view.look_again_at) == ("later", "", OPENS.isoformat())
    assert "Tuesday 24 November 2026 at 13:50" in view.sentence


def test_an_open_door_has_its_link_until_it_shuts() -> None:
    room = Room(OPENS, CLOSES, "https://video.test/x")
    view = room_view(room, has_server=True, to_doctor=True, now=OPENS, zone="UTC")
    assert (view.phase, view.href, view.look_again_at) == ("open", room.link, CLOSES.isoformat())


def test_without_a_video_server_each_side_is_told_what_to_do() -> None:
    said = {
        to_doctor: room_view(
            Room(OPENS, CLOSES, ""), has_server=False, to_doctor=to_doctor, now=OPENS, zone="UTC"
        )
        for to_doctor in (True, False)
    }
    assert [view.phase for view in said.values()] == ["off", "off"]
    assert said[True].sentence != said[False].sentence


def test_no_video_visit_shows_nothing() -> None:
    assert room_view(None, has_server=True, to_doctor=False, now=OPENS, zone="UTC") == RoomView()
