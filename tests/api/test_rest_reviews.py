"""Reviews over REST: written once about a visit that took place, and read by those whom they concern."""

from uuid import UUID

import pytest

from healthmed_app.core.access import Actor
from tests.api.cells import Cell, scene
from tests.api.rest import NOWHERE, Rest, code_of, fields_of

VISIT = Cell("POST", "/appointments/{appointment_id}/feedbacks", None, status="concluded")
COMING = Cell("POST", "/appointments/{appointment_id}/feedbacks", None, status="confirmed")


async def visited(rest: Rest, cell: Cell = VISIT) -> tuple[str, Actor, Actor]:
    """Return the address of an appointment, its patient, and its doctor."""
    its = await scene(rest, cell, "patient")
    patient, doctor = its.actors["patient"], its.actors["doctor"]
    assert patient
    assert doctor
    return f"/appointments/{its.ids['appointment_id']}", patient, doctor


@pytest.mark.parametrize("name", ["feedbacks", "feedback"])
async def test_a_visit_is_reviewed_once_and_read_by_both(slow: Rest, name: str) -> None:
    visit, patient, doctor = await visited(slow)
    assert (await slow.call(doctor, "GET", f"{visit}/{name}")).json() == {"items": [], "next_cursor": None}
    body = {"rating": 4, "comment": " She listened.\n"}
    made = await slow.call(patient, "POST", f"{visit}/{name}", body)
    assert made.status_code == 201, made.text
    review = made.json()
    assert (review["rating"], review["comment"], review["hidden_reason"]) == (4, "She listened.", None)
    assert review["doctor_id"] == str(doctor.user_id)
    assert code_of(await slow.call(patient, "POST", f"{visit}/{name}", body)) == (409, "already_reviewed")
    for reader in (patient, doctor):
        for path in (f"{visit}/{name}/{review['id']}", f"/users/me/reviews/{review['id']}"):
            assert (await slow.call(reader, "GET", path)).json()["comment"] == "She listened."
        for path in (f"{visit}/{name}", "/users/me/reviews"):
            assert [one["id"] for one in (await slow.call(reader, "GET", path)).json()["items"]] == [
                review["id"]
            ]
        assert code_of(await slow.call(reader, "GET", f"{visit}/{name}/{NOWHERE}")) == (404, "not_found")
    assert await slow.site.value("SELECT count(*) FROM procrastinate_jobs") == 1


async def test_what_is_no_review_is_refused(slow: Rest) -> None:
    visit, patient, _doctor = await visited(slow)
    for body, status, field in (
        ({"rating": 6}, 422, "rating"),
        ({"rating": 0, "comment": "No"}, 422, "rating"),
        ({"rating": "five"}, 400, "rating"),
        ({"rating": 5, "comment": "x" * 2_001}, 400, "comment"),
        ({}, 400, "rating"),
    ):
        answer = await slow.call(patient, "POST", f"{visit}/feedbacks", body)
        assert (code_of(answer)[0], fields_of(answer)) == (status, {field}), body
    coming, other, _ = await visited(slow, COMING)
    assert code_of(await slow.call(other, "POST", f"{coming}/feedbacks", {"rating": 5})) == (
        409,
        "not_concluded",
    )


async def test_a_hidden_one_is_its_authors_alone(slow: Rest) -> None:
    visit, patient, doctor = await visited(slow)
    review = (await slow.call(patient, "POST", f"{visit}/feedbacks", {"rating": 1})).json()
    await slow.world.run(
        "UPDATE reviews SET hidden_at = now(), hidden_reason = 'It names others' WHERE id = %s",
        UUID(review["id"]),
    )
    seen = (await slow.call(patient, "GET", f"/users/me/reviews/{review['id']}")).json()
    assert seen["hidden_reason"] == "It names others"
    assert (await slow.call(doctor, "GET", "/users/me/reviews")).json()["items"] == []
    assert (await slow.call(doctor, "GET", f"{visit}/feedbacks")).json()["items"] == []
    assert code_of(await slow.call(doctor, "GET", f"/users/me/reviews/{review['id']}")) == (404, "not_found")


async def test_reviews_are_paged(slow: Rest) -> None:
    doctor = await slow.world.doctor()
    made: list[str] = []
    for _ in range(3):
        visit, patient, _ = await visited(slow)
        await slow.world.run(
            "UPDATE appointments SET doctor_id = %s WHERE patient_id = %s", doctor.user_id, patient.user_id
        )
        made.append((await slow.call(patient, "POST", f"{visit}/feedbacks", {"rating": 5})).json()["id"])
    first = (await slow.call(doctor, "GET", "/users/me/reviews?limit=2")).json()
    rest = (await slow.call(doctor, "GET", f"/users/me/reviews?limit=2&cursor={first['next_cursor']}")).json()
    assert [one["id"] for one in [*first["items"], *rest["items"]]] == made[::-1]
    assert rest["next_cursor"] is None
    for of_another in ("MQ", (await slow.call(None, "GET", "/users/doctors?limit=1")).json()["next_cursor"]):
        answer = await slow.call(doctor, "GET", f"/users/me/reviews?cursor={of_another}")
        assert (code_of(answer), fields_of(answer)) == ((422, "invalid"), {"cursor"})
