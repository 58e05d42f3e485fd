"""Zones are places; this machine's own clock is none."""

from healthmed_app.core.zones import time_zones


def test_places_are_known_and_this_machine_is_not() -> None:
    assert {"America/Recife", "Europe/Lisbon", "UTC"} <= time_zones()
    assert "localtime" not in time_zones()
