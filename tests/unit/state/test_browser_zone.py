"""The zone of a visitor's browser comes from anybody's hand, so only zones that exist count."""

import pytest

from state.access import DEFAULT_ZONE, public, reader_zone, signed_in
from state.browser_zone import browser_zone
from tests.unit.state.test_access import ANA, Page, sessions, used

__all__ = ["sessions", "used"]


@pytest.mark.parametrize(
    "zone", ["", "Mars/Olympus", "../../etc/passwd", "america/recife", "localtime", "UTC'--", "x" * 5000]
)
def test_a_zone_that_does_not_exist_counts_as_none(zone: str) -> None:
    assert browser_zone(f"a=b; time_zone={zone}") == ""
    assert browser_zone("") == ""


class Handlers:
    @public
    def anybody(self) -> str:
        return reader_zone()

    @signed_in
    def somebody(self) -> str:
        return reader_zone()


@pytest.mark.parametrize(
    ("cookie", "zone"),
    [
        ("", DEFAULT_ZONE),
        ("time_zone=Mars/Olympus", DEFAULT_ZONE),
        ("time_zone=America/Manaus", "America/Manaus"),
        ("time_zone=America/Manaus; __Host-session=ana", ANA.zone),
    ],
)
async def test_a_visitor_reads_times_in_the_browser_s_zone_and_an_account_in_its_own(
    cookie: str, zone: str
) -> None:
    assert await Handlers.anybody(Page(cookie)) == zone  # type: ignore[arg-type]
    assert reader_zone() == DEFAULT_ZONE
    if "session" in cookie:
        assert await Handlers.somebody(Page(cookie)) == zone  # type: ignore[arg-type]
