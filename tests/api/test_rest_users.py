"""People over REST: signing up, signing in, tokens, oneself, and the other side of one's appointments."""

from typing import Any

import pytest

from healthmed_app.accounts import service as accounts
from healthmed_app.accounts.queries import Person
from healthmed_app.accounts.sessions import LIFETIME
from healthmed_app.core.ids import new_id
from tests.api.rest import Rest, code_of, fields_of
from tests.site import CPFS, PASSWORD, clock_moved, link_in

PATIENT: dict[str, Any] = {
    "full_name": "Ana Souza",
    "email": "ana@example.com",
    "password": PASSWORD,
    "document_id": "529.982.247-25",
    "phone": "(81) 99876-5432",
    "role": "patient",
}
ADDRESS = {
    "street": "Rua da Bahia",
    "number": "1148",
    "neighborhood": "Centro",
    "city": "Belo Horizonte",
    "state": "MG",
    "zip": "30160-011",
}
DOCTOR: dict[str, Any] = {
    **PATIENT,
    "role": "doctor",
    "doctor": {"medical_id": "112233-MG", "specialty": "Cardiology", "price": 250.5},
    "address": ADDRESS,
}


async def test_a_patient_signs_up_and_signs_in(slow: Rest) -> None:
    made = await slow.call(None, "POST", "/users", {**PATIENT, "address": ADDRESS})
    assert made.status_code == 201
    body = made.json()
    assert "password" not in body
    assert (body["document_id"], body["phone"]) == ("***.982.247-**", "+5581998765432")
    (mail,) = await slow.site.run_jobs()
    assert link_in(mail)
    signed_in = await slow.call(
        None, "POST", "/users/login", {"email": "Ana@example.com", "password": PASSWORD}
    )
    assert signed_in.status_code == 200
    async with slow.program(signed_in.json()["token"]) as program:
        me = await program.get("/users/me")
    assert me.json() == body
    assert await slow.site.value("SELECT birth_date FROM users") is None


async def test_a_doctor_signs_up_and_signs_in_by_each_name(slow: Rest) -> None:
    made = await slow.call(None, "POST", "/users", DOCTOR)
    assert made.status_code == 201, made.text
    assert made.json()["doctor"] == {
        "medical_id": "112233-MG",
        "specialty": "cardiology",
        "price": 250.5,
        "currency": "BRL",
        "status": "waiting",
    }
    names = ({"email": "ana@example.com"}, {"document_id": "52998224725"}, {"medical_id": "112233-MG"})
    for name in names:
        answer = await slow.call(None, "POST", "/users/login", {**name, "password": PASSWORD})
        async with slow.program(answer.json()["token"]) as program:
            assert (await program.get("/users/me")).json() == made.json()


async def test_the_answer_does_not_tell_who_has_an_account(slow: Rest) -> None:
    first = await slow.call(None, "POST", "/users", PATIENT)
    again = await slow.call(None, "POST", "/users", PATIENT)
    assert first.status_code == again.status_code == 201
    assert {**first.json(), "id": ""} == {**again.json(), "id": ""}
    assert await slow.site.value("SELECT count(*) FROM users") == 1
    doctor = await slow.call(None, "POST", "/users", DOCTOR)
    assert doctor.status_code == 201
    assert await slow.site.value("SELECT count(*) FROM doctors") == 0


async def test_all_that_is_wrong_is_named_as_it_was_sent(slow: Rest) -> None:
    wrong = {
        **DOCTOR,
        "full_name": "Ana",
        "document_id": "1",
        "doctor": {"medical_id": "x", "specialty": "astrology", "price": 0},
        "address": {**ADDRESS, "zip": "1"},
        "birth_date": "tomorrow",
    }
    answer = await slow.call(None, "POST", "/users", wrong)
    assert code_of(answer) == (422, "invalid")
    assert fields_of(answer) == {
        *("full_name", "document_id", "medical_id", "specialty", "price", "zip", "birth_date")
    }
    incomplete = await slow.call(None, "POST", "/users", {**PATIENT, "role": "admin", "phone": None})
    assert code_of(incomplete) == (400, "malformed")
    assert fields_of(incomplete) == {"role", "phone"}
    without = await slow.call(None, "POST", "/users", {**PATIENT, "role": "doctor"})
    assert {"medical_id", "specialty", "price", "street"} <= fields_of(without)
    young = await slow.call(None, "POST", "/users", {**PATIENT, "birth_date": "2020-01-01"})
    assert (code_of(young), fields_of(young)) == ((422, "invalid"), {"birth_date"})


async def test_a_wrong_password_and_an_unknown_account_are_the_same(slow: Rest) -> None:
    person = await slow.site.add_person()
    answers = [
        await slow.call(None, "POST", "/users/login", {"email": email, "password": "wrong words"})
        for email in (person.email, "nobody@example.com")
    ]
    assert {code_of(answer) for answer in answers} == {(401, "wrong_password")}
    assert answers[0].json() == answers[1].json()
    assert answers[0].headers["www-authenticate"] == "Bearer"
    for body in ({"password": PASSWORD}, {"email": person.email, "password": ""}):
        assert code_of(await slow.call(None, "POST", "/users/login", body))[0] == 422


async def test_guessing_is_stopped_there_alone(slow: Rest) -> None:
    person = await slow.site.add_person()
    body = {"email": person.email, "password": "wrong words"}
    for _ in range(6):
        await slow.call(None, "POST", "/users/login", body)
    right = {**body, "password": PASSWORD}
    stopped = await slow.call(None, "POST", "/users/login", right)
    assert code_of(stopped) == (429, "too_many")
    assert int(stopped.headers["retry-after"]) >= 1
    elsewhere = {"x-forwarded-for": "198.51.100.4"}
    assert (await slow.call(None, "POST", "/users/login", right, **elsewhere)).status_code == 200


async def test_a_suspended_person_gets_no_token_and_their_token_ends(slow: Rest) -> None:
    person = await slow.site.add_person()
    token = await slow.token(person.id)
    async with slow.program(token) as program:
        assert (await program.get("/users/me")).status_code == 200
        await slow.world.run("UPDATE users SET suspended_at = now() WHERE id = %s", person.id)
        assert code_of(await program.get("/users/me")) == (401, "not_signed_in")
    answer = await slow.call(None, "POST", "/users/login", {"email": person.email, "password": PASSWORD})
    assert code_of(answer) == (403, "account_suspended")


async def test_a_token_is_listed_and_ended_like_a_device(slow: Rest) -> None:
    person = await slow.site.add_person()
    token = await slow.token(person.id)
    actor = slow.site.actor(person)
    async with slow.site.services.db.transaction() as conn:
        (row,) = await accounts.sessions(conn, actor)
        assert (row.kind, row.address) == ("token", "203.0.113.9")
        await accounts.end_session(conn, actor, row.id)
    async with slow.program(token) as program:
        assert code_of(await program.get("/users/me")) == (401, "not_signed_in")


async def test_a_token_has_a_lifetime_and_only_its_hash_is_kept(slow: Rest) -> None:
    person = await slow.site.add_person()
    token = await slow.token(person.id)
    assert not await slow.site.value("SELECT count(*) FROM sessions WHERE secret_hash = %s", token.encode())
    with clock_moved(seconds=LIFETIME["patient"].total_seconds()):
        async with slow.program(token) as program:
            assert (await program.get("/users/me")).status_code == 401


async def test_many_tokens_end_no_browser(slow: Rest) -> None:
    person = await slow.site.add_person()
    async with slow.site.browser() as browser:
        await slow.site.sign_in(browser, person.email)
        first = await slow.token(person.id)
        for _ in range(20):
            await slow.token(person.id)
        assert await accounts.authenticate(slow.site.services.db, browser.cookies["__Host-session"])
        assert await accounts.authenticate(slow.site.services.db, first, kind="token") is None


async def test_a_token_is_no_cookie_and_a_cookie_no_token(slow: Rest) -> None:
    person = await slow.site.add_person()
    token = await slow.token(person.id)
    async with slow.site.browser() as browser:
        await slow.site.sign_in(browser, person.email)
        secret = browser.cookies["__Host-session"]
        assert (await browser.get("/api/v1/users/me")).status_code == 200
        browser.cookies.set("__Host-session", token, domain="healthmed.test", path="/")
        assert (await browser.get("/api/v1/users/me")).status_code == 401
    async with slow.program(secret) as program:
        assert (await program.get("/users/me")).status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://healthmed.test"}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({}, 401),
        ({"origin": "https://evil.example"}, 401),
        ({"origin": "https://evil.example", "sec-fetch-site": "same-origin"}, 401),
        ({"sec-fetch-site": "same-site"}, 401),
        ({"origin": "https://healthmed.test", "authorization": "Bearer x"}, 401),
        ({"origin": "https://healthmed.test", "authorization": "Basic eDp5"}, 401),
    ],
)
async def test_the_cookie_counts_only_from_a_page_of_ours(
    slow: Rest, headers: dict[str, str], status: int
) -> None:
    person = await slow.site.add_person()
    async with slow.site.browser() as browser:
        await slow.site.sign_in(browser, person.email)
        del browser.headers["origin"]
        assert (await browser.get("/api/v1/users/me", headers=headers)).status_code == status


async def person_with_cpf(rest: Rest) -> Person:
    user_id = new_id()
    return await rest.site.add_person(id=user_id, **rest.site.document(user_id, CPFS[0]))


async def test_oneself_is_changed_in_part(slow: Rest) -> None:
    person = await person_with_cpf(slow)
    actor = slow.site.actor(person)
    before = (await slow.call(actor, "GET", "/users/me")).json()
    changed = await slow.call(
        actor, "PUT", "/users/me", {"full_name": "Ana Lima", "birth_date": "1990-12-31"}
    )
    assert changed.json() == {**before, "full_name": "Ana Lima", "birth_date": "1990-12-31"}
    same = await slow.call(actor, "PUT", "/users/me", {**changed.json(), "phone": "(81) 99876-0000"})
    assert same.json()["phone"] == "+5581998760000"
    for cpf in ("***.982.247-**", CPFS[0], "529.982.247-25"):
        assert (await slow.call(actor, "PUT", "/users/me", {"document_id": cpf})).status_code == 200
    other = await slow.call(actor, "PUT", "/users/me", {"document_id": CPFS[1], "full_name": "Eve Lima"})
    assert (code_of(other), fields_of(other)) == ((422, "invalid"), {"document_id"})
    assert (await slow.call(actor, "GET", "/users/me")).json()["full_name"] == "Ana Lima"
    for field in ("specialty", "medical_id"):
        assert code_of(await slow.call(actor, "PUT", "/users/me", {field: "1-MG"})) == (403, "forbidden")


async def test_an_address_and_a_password_ask_for_the_password(slow: Rest) -> None:
    person = await slow.site.add_person()
    actor = slow.site.actor(person)
    for body in ({"email": "new@example.com"}, {"password": "four other words here"}):
        wrong = await slow.call(actor, "PUT", "/users/me", body)
        assert (code_of(wrong), fields_of(wrong)) == ((422, "invalid"), {"current_password"})
    asked = await slow.call(
        actor, "PUT", "/users/me", {"email": "new@example.com", "current_password": PASSWORD}
    )
    assert (asked.status_code, asked.json()["email"]) == (200, person.email)
    assert {mail["to"] for mail in await slow.site.run_jobs()} == {"new@example.com", person.email}
    async with slow.program(await slow.token(person.id)) as program:
        changed = await program.put(
            "/users/me", json={"password": "four other words here", "current_password": PASSWORD}
        )
        assert (await program.get("/users/me")).status_code == 401
    async with slow.program(changed.json()["token"]) as program:
        assert (await program.get("/users/me")).json()["token"] is None


@pytest.mark.parametrize(
    "wrong", [{"phone": "1"}, {"document_id": CPFS[1]}, {"price": 300}, {"password": "short"}, {"email": "x"}]
)
async def test_all_of_a_change_counts_or_nothing(slow: Rest, wrong: dict[str, Any]) -> None:
    person = await person_with_cpf(slow)
    async with slow.program(await slow.token(person.id)) as program:
        before = (await program.get("/users/me")).json()
        whole = {"full_name": "Ana Lima", "email": "new@example.com", "password": "four other words here"}
        answer = await program.put("/users/me", json={**whole, "current_password": PASSWORD, **wrong})
        assert answer.status_code in {403, 422}
        assert (await program.get("/users/me")).json() == before
    assert await slow.site.run_jobs() == []


async def test_an_address_and_a_password_are_changed_at_once(slow: Rest) -> None:
    person = await slow.site.add_person()
    both = {"email": "new@example.com", "password": "four other words here", "current_password": PASSWORD}
    changed = await slow.call(slow.site.actor(person), "PUT", "/users/me", {**both, "full_name": "Ana Lima"})
    assert changed.json()["full_name"] == "Ana Lima"
    assert changed.json()["token"]
    usable = "SELECT kind FROM links WHERE user_id = %s AND used_at IS NULL"
    assert await slow.site.value(usable, person.id) == "change_email"


async def test_a_doctor_changes_the_price_and_keeps_what_was_checked(slow: Rest) -> None:
    doctor = await slow.world.doctor()
    me = await slow.call(doctor, "PUT", "/users/me", {"price": 300, "specialty": "cardiology"})
    assert me.json()["doctor"]["price"] == 300
    medical_id = me.json()["doctor"]["medical_id"]
    assert (await slow.call(doctor, "PUT", "/users/me", {"medical_id": medical_id})).status_code == 200
    for field, value in (("specialty", "dermatology"), ("medical_id", "999999-SP"), ("price", 0)):
        refused = await slow.call(doctor, "PUT", "/users/me", {field: value})
        assert (code_of(refused), fields_of(refused)) == ((422, "invalid"), {field})
    found = await slow.call(None, "GET", f"/users/doctors/{doctor.user_id}")
    assert found.json()["price"] == 300


async def test_each_side_sees_the_other(rest: Rest) -> None:
    one, other, patient = await rest.world.doctor(), await rest.world.doctor(), await rest.world.patient()
    stranger, admin = await rest.world.patient(), await rest.world.person("admin")
    for hours, doctor in ((24, one), (48, other)):
        (slot,) = await rest.world.slots(doctor, 1, hours_ahead=hours)
        await rest.call(patient, "POST", "/appointments", {"schedule_id": str(slot)})
    first = (await rest.call(patient, "GET", "/users/me/doctors?limit=1")).json()
    rest_of_them = await rest.call(patient, "GET", f"/users/me/doctors?limit=1&cursor={first['next_cursor']}")
    seen = [*first["items"], *rest_of_them.json()["items"]]
    assert {row["id"] for row in seen} == {str(one.user_id), str(other.user_id)}
    assert rest_of_them.json()["next_cursor"] is None
    patients = (await rest.call(one, "GET", "/users/me/patients")).json()["items"]
    assert [set(row) for row in patients] == [{"id", "full_name", "last_at"}]
    assert patients[0]["id"] == str(patient.user_id)
    assert (await rest.call(stranger, "GET", "/users/me/doctors")).json()["items"] == []
    for who, path in (
        *((one, "doctors"), (admin, "doctors")),
        *((patient, "patients"), (admin, "patients")),
    ):
        assert code_of(await rest.call(who, "GET", f"/users/me/{path}")) == (403, "forbidden")
        assert code_of(await rest.call(None, "GET", f"/users/me/{path}")) == (401, "not_signed_in")
    assert code_of(await rest.call(patient, "GET", "/users/me/doctors?cursor=MQ")) == (422, "invalid")


async def test_an_administrator_reads_themselves(slow: Rest) -> None:
    admin = await slow.world.person("admin")
    me = await slow.call(admin, "GET", "/users/me")
    assert (me.json()["role"], me.json()["doctor"]) == ("admin", None)
    assert code_of(await slow.call(None, "GET", "/users/me")) == (401, "not_signed_in")
    assert code_of(await slow.call(None, "PUT", "/users/me", {})) == (401, "not_signed_in")


async def test_an_account_is_deleted_with_its_password_alone(slow: Rest) -> None:
    person = await slow.site.add_person()
    token = await slow.token(person.id)
    async with slow.program(token) as program:
        refused = await program.request("DELETE", "/users/me", json={"password": "wrong words"})
        assert code_of(refused)[0] == 422
        assert fields_of(refused) == {"password"}
        assert (await program.request("DELETE", "/users/me")).status_code == 400
        assert (await program.request("DELETE", "/users/me", json={"password": PASSWORD})).status_code == 204
        assert code_of(await program.get("/users/me")) == (401, "not_signed_in")
    answer = await slow.call(None, "POST", "/users/login", {"email": person.email, "password": PASSWORD})
    assert answer.status_code == 401
