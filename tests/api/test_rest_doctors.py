"""Doctors over REST, for anybody: filters, pages, and the free times that a booking names."""

from typing import Any

import pytest

from tests.api.rest import NOWHERE, Rest, code_of, fields_of


async def found(rest: Rest, query: str) -> list[str]:
    answer = await rest.call(None, "GET", f"/users/doctors?{query}")
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["items"]]


async def test_each_parameter_filters(slow: Rest) -> None:
    heart = await slow.world.doctor()
    skin = await slow.world.doctor(specialty="dermatology", city="olinda")
    both, one, other = {str(heart.user_id), str(skin.user_id)}, [str(heart.user_id)], [str(skin.user_id)]
    await slow.world.run(
        "UPDATE doctor_search SET rating_hundredths = 480, reviews = 5 WHERE specialty = 'cardiology'"
    )
    await slow.world.run("UPDATE doctor_search SET price_cents = 10000 WHERE specialty = 'dermatology'")
    assert set(await found(slow, "")) == both
    assert await found(slow, "specialty=cardiology") == one
    assert await found(slow, "specialty=Dermatologista") == other
    assert await found(slow, "city=Recife") == one
    assert set(await found(slow, "state=PE")) == both
    assert await found(slow, "state=SP") == []
    assert set(await found(slow, "zip=50050-000")) == both
    assert await found(slow, "avg_rating=4.5") == one
    assert await found(slow, "price_max=100") == other
    assert await found(slow, "sort=price") == [*other, *one]
    assert await found(slow, "sort=rating") == [*one, *other]
    crm = await slow.site.value("SELECT crm || '-' || crm_state FROM doctors WHERE id = %s", heart.user_id)
    assert await found(slow, f"medical_id={crm}") == one
    name = await slow.site.value("SELECT full_name FROM users WHERE id = %s", heart.user_id)
    assert one[0] in await found(slow, f"full_name={name}")
    for day in ("2026-12-01", "2026-12-01 10:00", "0001-01-01", "9999-12-31"):
        assert await found(slow, f"available_from={day}") == []


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ("specialty=astrology", 422, "specialty"),
        ("medical_id=x", 422, "medical_id"),
        ("state=XX", 422, "state"),
        ("zip=1", 422, "zip"),
        ("cursor=x", 422, "cursor"),
        ("cursor=LTE", 422, "cursor"),
        ("avg_rating=6", 400, "avg_rating"),
        ("avg_rating=nan", 400, "avg_rating"),
        ("price_max=0", 400, "price_max"),
        ("available_from=soon", 422, "available_from"),
        ("available_from=0", 422, "available_from"),
        ("available_from=2026-02-30", 422, "available_from"),
        ("sort=name", 400, "sort"),
        ("limit=21", 400, "limit"),
    ],
)
async def test_what_makes_no_sense_is_refused(slow: Rest, query: str, status: int, field: str) -> None:
    answer = await slow.call(None, "GET", f"/users/doctors?{query}")
    assert code_of(answer)[0] == status
    assert fields_of(answer) == {field}


async def test_pages_have_everybody_once(slow: Rest) -> None:
    doctors = {str((await slow.world.doctor()).user_id) for _ in range(5)}
    seen: list[str] = []
    cursor = ""
    for _ in range(3):
        page: dict[str, Any] = (await slow.call(None, "GET", f"/users/doctors?limit=2{cursor}")).json()
        assert page["total"] == 5
        seen += [one["id"] for one in page["items"]]
        cursor = f"&cursor={page['next_cursor']}"
    assert cursor == "&cursor=None"
    assert len(seen) == 5
    assert set(seen) == doctors


async def test_a_page_belongs_to_its_search(slow: Rest) -> None:
    for _ in range(3):
        await slow.world.doctor()
    page: dict[str, Any] = (await slow.call(None, "GET", "/users/doctors?limit=1&sort=price")).json()
    cursor = page["next_cursor"]
    same = await slow.call(None, "GET", f"/users/doctors?sort=price&cursor={cursor}&limit=1")
    assert len(same.json()["items"]) == 1
    for other in ("limit=2&sort=price", "limit=1&sort=rating", "limit=1&sort=price&city=Recife"):
        refused = await slow.call(None, "GET", f"/users/doctors?{other}&cursor={cursor}")
        assert (code_of(refused), fields_of(refused)) == ((422, "invalid"), {"cursor"})


async def test_a_profile_has_the_free_times_that_a_booking_names(rest: Rest) -> None:
    doctor, patient = await rest.world.doctor(), await rest.world.patient()
    slots = [str(one) for one in await rest.world.slots(doctor, 5)]
    address = f"/users/doctors/{doctor.user_id}"
    for who in (None, patient, doctor, await rest.world.person("admin")):
        profile = (await rest.call(who, "GET", address)).json()
        assert [one["id"] for one in profile["schedules"]] == slots
        assert (profile["avg_rating"], profile["total_reviews"]) == (None, 0)
    listed = (await rest.call(None, "GET", "/users/doctors")).json()["items"][0]
    assert [one["id"] for one in listed["schedules"]] == slots[:3]
    time = profile["schedules"][0]
    body = {
        "schedule_id": time["id"],
        "doctor_id": time["doctor_id"],
        "date_time": time["date_time_available"],
    }
    assert (await rest.call(patient, "POST", "/appointments", body)).status_code == 201
    after = (await rest.call(None, "GET", address)).json()["schedules"]
    assert [one["id"] for one in after] == slots[1:]


async def test_who_cannot_be_found_is_not_there(slow: Rest) -> None:
    hidden = await slow.world.doctor()
    await slow.world.run("DELETE FROM doctor_search WHERE doctor_id = %s", hidden.user_id)
    for doctor_id in (hidden.user_id, NOWHERE, "ana-souza", "%00"):
        assert code_of(await slow.call(None, "GET", f"/users/doctors/{doctor_id}")) == (404, "not_found")
