"""How much mail a stranger can have sent: so much to one mailbox, and so much from one account."""

from tests.sign_ups import DOCTOR, PATIENT
from tests.site import CPFS, PASSWORD, Site

VICTIM = "victim@example.com"


async def test_changes_of_address_do_not_fill_a_strangers_mailbox(site: Site) -> None:
    mailed: list[str] = []
    for number in range(3):
        person = await site.add_person()
        async with site.browser(address=f"198.51.100.{number}") as browser:
            await site.sign_in(browser, person.email)
            for _ in range(4):
                await browser.post("/auth/email", data={"email_password": PASSWORD, "new_email": VICTIM})
            mailed += [str(message["to"]) for message in await site.run_jobs()]
    assert mailed.count(VICTIM) == 5


async def test_one_account_causes_a_few_mails_however_many_mailboxes_it_names(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as browser:
        await site.sign_in(browser, person.email)
        for number in range(8):
            form = {"email_password": PASSWORD, "new_email": f"victim-{number}@example.com"}
            await browser.post("/auth/email", data=form)
        assert "Too many" in repr(await site.kept(browser, "email"))
        mailed = [message["to"] for message in await site.run_jobs()]
    assert len([to for to in mailed if to != person.email]) == 5


async def test_sign_ups_do_not_fill_a_mailbox(site: Site) -> None:
    mailed: list[str] = []
    async with site.browser() as browser:
        for number in range(8):
            form = {**PATIENT, "email": VICTIM, "cpf": CPFS[number % 3]}
            assert (await browser.post("/auth/sign-up", data=form)).headers["location"].endswith("sent=1")
            mailed += [str(message["to"]) for message in await site.run_jobs()]
        for number in range(8):
            form = {**PATIENT, "email": f"other-{number}@example.com", "cpf": CPFS[0]}
            await browser.post("/auth/sign-up", data=form)
            mailed += [str(message["to"]) for message in await site.run_jobs()]
    assert mailed.count(VICTIM) == 5


async def test_a_registration_does_not_fill_its_owners_mailbox(site: Site) -> None:
    mailed: list[str] = []
    async with site.browser() as browser:
        for number in range(8):
            form = {**DOCTOR, "email": f"doctor-{number}@example.com", "cpf": CPFS[number % 4]}
            await browser.post("/auth/sign-up/doctor", data=form)
            mailed += [str(message["to"]) for message in await site.run_jobs()]
    assert mailed.count("doctor-0@example.com") == 5
