"""A verified doctor's name is the one that was checked."""

from datetime import date

import pytest

from healthmed_app.core.access import Actor
from healthmed_app.core.errors import Invalid
from healthmed_app.core.ids import new_id
from healthmed_app.directory import service as directory
from tests.sign_ups import DOCTOR
from tests.site import Site

TODAY = date(2026, 11, 24)
FORM = {"full_name": "Ana Souza", "phone": DOCTOR["phone"], "birth_date": DOCTOR["birth_date"]}


async def test_a_doctor_keeps_the_name_that_was_verified(site: Site) -> None:
    admin = site.actor(await site.add_person("admin"))
    async with site.browser() as browser:
        await browser.post("/auth/sign-up/doctor", data=DOCTOR)
    async with site.services.db.transaction() as conn:
        [doctor] = await directory.waiting_doctors(conn, admin)
        person = Actor(
            doctor.id, "doctor", new_id(), doctor.name, "en", "America/Recife", email_confirmed=True
        )
        await directory.save_profile(conn, person, {**FORM, "full_name": "Ana Lima Souza"}, TODAY)
        await directory.verify_doctor(conn, admin, doctor.id)
        with pytest.raises(Invalid) as refusal:
            await directory.save_profile(conn, person, {**FORM, "full_name": "Drauzio Varella"}, TODAY)
        assert "administrator" in refusal.value.fields["full_name"]
        same = {**FORM, "full_name": " Ana  Lima Souza ", "phone": "81 3421-1234"}
        await directory.save_profile(conn, person, same, TODAY)
        await directory.suspend_doctor(conn, admin, doctor.id)
        await directory.save_profile(conn, person, {**FORM, "full_name": "Ana Souza"}, TODAY)


async def test_a_date_of_birth_is_an_adults_there_too(site: Site) -> None:
    person = site.actor(await site.add_person())
    async with site.services.db.transaction() as conn:
        with pytest.raises(Invalid) as refusal:
            await directory.save_profile(conn, person, {**FORM, "birth_date": "1/1/2020"}, TODAY)
    assert list(refusal.value.fields) == ["birth_date"]
