"""The list of accounts: found by parts of a name or e-mail, by CPF and by CRM, narrowed, page by page, by indexes."""

from uuid import UUID

import pytest

from healthmed_app.accounts import service as accounts
from healthmed_app.accounts.people import Wanted
from healthmed_app.accounts.people_queries import ListedPerson
from healthmed_app.accounts.queries import Person
from healthmed_app.core.errors import Forbidden, Invalid
from healthmed_app.core.ids import new_id
from tests.site import CPFS, Site

EVERYBODY = Wanted()


async def people(
    site: Site, admin: Person, wanted: Wanted = EVERYBODY, limit: int = 20, before: UUID | None = None
) -> list[ListedPerson]:
    async with site.services.db.read() as conn:
        return await accounts.people(
            conn, site.services.keyring, site.actor(admin), wanted, limit, before=before
        )


async def names(site: Site, admin: Person, typed: str, **narrower: str) -> list[str]:
    return [one.full_name for one in await people(site, admin, Wanted(typed, **narrower))]


@pytest.mark.parametrize("typed", ["joao", "João", "JOÃO conceição", "conceicao joao", "joao.c@"])
async def test_a_name_is_found_by_its_parts_without_accents_in_any_order(site: Site, typed: str) -> None:
    admin = await site.add_person("admin", full_name="Renata Lima")
    await site.add_person(full_name="João Maria da Conceição", email="joao.c@example.com")
    await site.add_person(full_name="Joana Prado", email="joana@example.com")
    assert await names(site, admin, typed) == ["João Maria da Conceição"]


async def test_signs_that_stand_for_others_are_themselves(site: Site) -> None:
    admin = await site.add_person("admin")
    await site.add_person(email="under_score@example.com", full_name="Uma Silva")
    await site.add_person(email="underXscore@example.com".lower(), full_name="Outra Silva")
    assert await names(site, admin, "under_score") == ["Uma Silva"]
    assert await names(site, admin, "%%%") == []
    assert await names(site, admin, "\\\\\\") == []


async def test_a_cpf_finds_its_owner_and_a_part_of_it_nobody(site: Site) -> None:
    admin, user_id = await site.add_person("admin"), new_id()
    await site.add_person(id=user_id, full_name="Rita Alves", **site.document(user_id, CPFS[0]))
    assert await names(site, admin, "529.982.247-25") == ["Rita Alves"]
    assert await names(site, admin, CPFS[0]) == ["Rita Alves"]
    assert await names(site, admin, CPFS[0], role="doctor") == []
    assert await names(site, admin, CPFS[1]) == []
    assert await names(site, admin, CPFS[0][:6]) == []


async def test_a_crm_finds_its_doctor(site: Site) -> None:
    admin, doctor = await site.add_person("admin"), await site.add_person("doctor", full_name="Bia Lima")
    async with site.services.db.transaction() as conn:
        await conn.execute(
            "INSERT INTO doctors (id, slug, crm, crm_state, specialty, price_cents, bio) VALUES (%s, 'b', '112233', 'MG', 'cardiology', 1, '')",
            (doctor.id,),
        )
    assert await names(site, admin, "112233-MG") == ["Bia Lima"]
    assert await names(site, admin, "CRM 112233 mg") == ["Bia Lima"]
    assert await names(site, admin, "112233-SP") == []


async def test_roles_and_states_narrow_the_list(site: Site) -> None:
    admin = await site.add_person("admin", full_name="Renata")
    await site.add_person(full_name="Active")
    await site.add_person("doctor", full_name="Unconfirmed", confirmed=False)
    out = await site.add_person(full_name="Suspended")
    closed = await site.add_person(full_name="Closed")
    async with site.services.db.transaction() as conn:
        await accounts.suspend(conn, site.actor(admin), out.id, "For a reason.")
        await conn.execute("UPDATE users SET deleted_at = now() WHERE id = %s", (closed.id,))
    assert await names(site, admin, "") == ["Suspended", "Unconfirmed", "Active", "Renata"]
    assert await names(site, admin, "", role="patient") == ["Suspended", "Active"]
    assert await names(site, admin, "", status="active") == ["Active", "Renata"]
    assert await names(site, admin, "", status="unconfirmed") == ["Unconfirmed"]
    assert await names(site, admin, "", status="suspended") == ["Suspended"]
    assert await names(site, admin, "", role="doctor", status="suspended") == []
    (one,) = await people(site, admin, Wanted("suspended"))
    assert (one.suspended_reason, one.seen_at) == ("For a reason.", None)


async def test_pages_hold_everybody_once_newest_first(site: Site) -> None:
    admin = await site.add_person("admin", full_name="Silva 0")
    added = [admin.id, *[(await site.add_person(full_name=f"Silva {n}")).id for n in range(1, 8)]]
    for wanted in (Wanted(), Wanted("silva")):
        seen: list[UUID] = []
        while page := await people(site, admin, wanted, 3, seen[-1] if seen else None):
            seen += [one.id for one in page]
        assert seen == added[::-1]


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (Wanted("ab"), "typed"),
        (Wanted("a b c"), "typed"),
        (Wanted("x" * 255), "typed"),
        (Wanted(role="root"), "role"),
        (Wanted(status="dead"), "status"),
    ],
)
async def test_what_cannot_be_looked_for_is_said(site: Site, wanted: Wanted, field: str) -> None:
    admin = await site.add_person("admin")
    with pytest.raises(Invalid) as refused:
        await people(site, admin, wanted)
    assert refused.value.fields.keys() == {field}


async def test_nobody_else_looks_through_accounts(site: Site) -> None:
    for role in ("patient", "doctor"):
        with pytest.raises(Forbidden):
            await people(site, await site.add_person(role))


async def test_words_and_states_are_looked_for_by_index(site: Site) -> None:
    admin = await site.add_person("admin")
    async with site.services.db.transaction() as conn:
        await conn.execute(
            """
            INSERT INTO users (id, role, email, full_name, password_hash, email_confirmed_at)
            SELECT uuidv7(), 'patient', n || '@many.test', md5(n::text), '', now() FROM generate_series(1, 20000) n
            """
        )
        await conn.execute("ANALYZE users")
        for condition in (
            "person_words(full_name, email) LIKE lower(unaccent('%abcdef%'))",
            "role = 'admin' ORDER BY id DESC LIMIT 20",
            "suspended_at IS NOT NULL ORDER BY id DESC LIMIT 20",
            "email_confirmed_at IS NULL AND deleted_at IS NULL ORDER BY id DESC LIMIT 20",
        ):
            cursor = await conn.execute(f"EXPLAIN SELECT id FROM users WHERE {condition}")
            plan = "\n".join(row[0] for row in await cursor.fetchall())
            assert "Seq Scan on users" not in plan, plan
    assert await names(site, admin, "Ana Souza") == ["Ana Souza"]
