"""How what is kept is shown to its owner."""

import pytest

from healthmed_app.accounts import rules
from healthmed_app.accounts.device import device_name, shown
from healthmed_app.accounts.documents import shown_cpf
from healthmed_app.accounts.zones import ZONES, choices

AGENTS = {
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0": "Firefox, Linux",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36": "Chrome, Windows",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0": "Edge, Windows",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1": "Safari, iPhone",
    "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36": "Samsung Internet, Android",
    "curl/8.0": "",
    "": "",
}


@pytest.mark.parametrize(("agent", "name"), AGENTS.items())
def test_a_device_is_called_by_its_browser_and_system(agent: str, name: str) -> None:
    assert device_name(agent) == name
    assert shown(name) == (name or "Another program")


def test_numbers_are_shown_as_people_write_them() -> None:
    assert rules.shown_phone("+5581998765432") == "(81) 99876-5432"
    assert rules.shown_phone("+351912345678") == "+351 912 345 678"
    assert rules.shown_zip("50030230") == "50030-230"
    assert shown_cpf("52998224725") == "***.982.247-**"


def test_what_is_shown_is_accepted_again() -> None:
    for number in ("+5581998765432", "+351912345678"):
        assert rules.phone(rules.shown_phone(number)) == number
    assert rules.zip_code(rules.shown_zip("50030230")) == "50030230"


def test_each_time_zone_is_offered_once_with_its_city() -> None:
    assert [zone for zone, _ in choices()] == list(ZONES)
    assert dict(choices())["America/Recife"] == "Recife"
    assert len({city for _, city in choices()}) == len(ZONES)
