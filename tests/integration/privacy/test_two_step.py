"""A copy of one's data and the end of one's account want the code too, from whoever signs in with two steps."""

from dataclasses import replace

import pytest

from healthmed_app.accounts.device import Device
from healthmed_app.core.errors import Invalid
from healthmed_app.privacy import closing, exporting
from tests.site import PASSWORD, Site
from tests.two_step import protected, shown_by_app

DEVICE = Device(name="Firefox on Linux", address="203.0.113.7", visitor="visitor")


@pytest.mark.parametrize("code", ["", "000000"])
async def test_without_the_code_nothing_happens(site: Site, code: str) -> None:
    person, _codes = await protected(site)
    actor = replace(Site.actor(person), two_factor=True)
    with pytest.raises(Invalid) as export:
        await exporting.ask(site.services.privacy, actor, DEVICE, PASSWORD, code)
    assert list(export.value.fields) == ["export_code"]
    with pytest.raises(Invalid) as deletion:
        await closing.close(site.services.privacy, actor, DEVICE, PASSWORD, code, understood=True)
    assert list(deletion.value.fields) == ["delete_code"]
    assert await site.value("SELECT count(*) FROM data_exports") == 0
    assert await site.value("SELECT count(*) FROM closures") == 0


async def test_the_code_of_the_app_and_a_recovery_code_let_one_go_on(site: Site) -> None:
    person, codes = await protected(site)
    actor = replace(Site.actor(person), two_factor=True)
    shown = await shown_by_app(site, person)
    await exporting.ask(site.services.privacy, actor, DEVICE, PASSWORD, shown)
    with pytest.raises(Invalid):
        await closing.close(site.services.privacy, actor, DEVICE, PASSWORD, shown, understood=True)
    await closing.close(site.services.privacy, actor, DEVICE, PASSWORD, codes[0], understood=True)
    assert await site.value("SELECT count(*) FROM closures") == 1
    assert await site.value("SELECT count(*) FROM two_factors") == 0
