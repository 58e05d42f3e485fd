"""How often a password may be tried: what a stranger learns of it, and who is kept out by whom."""

import httpx
import pytest

from healthmed_app.core.ids import new_id
from tests.site import CPFS, Site

TOO_MANY = "Too many attempts"


async def refusals(site: Site, browser: httpx.AsyncClient, *identifiers: str) -> list[bool]:
    """Try a wrong password for each, and say for each whether there were too many."""
    found: list[bool] = []
    for identifier in identifiers:
        await site.sign_in(browser, identifier, "wrong words")
        found.append(TOO_MANY in repr(await site.kept(browser, "sign-in")))
    return found


@pytest.mark.parametrize(
    ("known", "unknown"),
    [
        (("529.982.247-25", "52998224725"), ("111.444.777-35", "11144477735")),
        (("112233-MG", "CRM/MG 112.233"), ("445566-MG", "CRM/MG 445.566")),
        (("ana@example.com", " ANA@example.com"), ("bia@example.com", " BIA@example.com")),
        (("ana@example.com", "529.982.247-25"), ("bia@example.com", "111.444.777-35")),
    ],
)
async def test_limits_do_not_tell_which_accounts_exist(
    site: Site, known: tuple[str, str], unknown: tuple[str, str]
) -> None:
    user_id = new_id()
    doctor = await site.add_person(
        "doctor", id=user_id, email="ana@example.com", **site.document(user_id, CPFS[0])
    )
    async with site.services.db.transaction() as conn:
        await conn.execute(
            "INSERT INTO doctors (id, slug, crm, crm_state, specialty, price_cents, bio)"
            " VALUES (%s, 'ana', '112233', 'MG', 'cardiology', 100, '')",
            (doctor.id,),
        )
    answers: list[list[bool]] = []
    for number, (one, other) in enumerate((known, unknown)):
        async with site.browser(address=f"198.51.100.{number}") as browser:
            answers.append(await refusals(site, browser, *[one, other] * 4))
    assert answers[0] == answers[1]


async def test_one_persons_mistakes_do_not_keep_a_known_browser_at_the_same_address_out(site: Site) -> None:
    ana, bia = await site.add_person(), await site.add_person()
    async with site.browser() as anas, site.browser() as stranger:
        await site.sign_in(anas, ana.email)
        for number in range(13):
            await refusals(site, stranger, *[f"nobody{number}@example.com"] * 5)
        await refusals(site, stranger, *[ana.email] * 7)
        assert TOO_MANY in repr(await site.kept(stranger, "sign-in"))
        assert (await site.sign_in(anas, ana.email)).headers["location"] == "/en/appointments"
        await site.sign_in(stranger, bia.email)
        assert TOO_MANY in repr(await site.kept(stranger, "sign-in"))


async def test_a_known_browser_is_stopped_too_after_its_own_mistakes(site: Site) -> None:
    ana, bia = await site.add_person(), await site.add_person()
    async with site.browser() as browser, site.browser() as beside:
        await site.sign_in(browser, ana.email)
        answers = await refusals(site, browser, *[ana.email] * 12)
        assert not any(answers[:6])
        assert answers[-1]
        assert (await site.sign_in(beside, bia.email)).headers["location"] == "/en/appointments"
