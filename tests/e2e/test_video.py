"""A visit by video: both pages say when the room opens, and open it by themselves at that moment."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.checks import fits, no_violation, press_until
from tests.e2e.conftest import OpenTab, Practice, Site

Shoot = Callable[[Page, str], None]
ROOM = re.compile(r"^https://meet\.jit\.si/healthmed-[0-9a-f]{40}$")


def test_the_room_opens_by_itself_for_both_and_for_nobody_else(
    site: Site, practice: Practice, open_tab: OpenTab, shoot: Shoot
) -> None:
    email = site.new_patient("Vicente Lacerda de Albuquerque")
    visit = site.one(
        """
        INSERT INTO appointments (id, doctor_id, patient_id, during, starts_at, status, active, online, price_cents)
        SELECT gen_random_uuid(), %s, id, tstzrange(now() + interval '2 hours', now() + interval '150 minutes'),
               now() + interval '2 hours', 'confirmed', true, true, 25000
        FROM users WHERE email = %s RETURNING id::text
        """,
        practice.id,
        email,
    )
    patient, doctor = open_tab(email), open_tab(practice.email)
    patient.goto(f"/en/appointments/{visit}")
    doctor.goto(f"/en/visit/{visit}")
    for page in (patient, doctor):
        expect(page.get_by_role("heading", name="Video visit")).to_be_visible()
        expect(page.get_by_text("appears here by itself ten minutes before the start")).to_be_visible()
        assert "meet.jit.si" not in page.content()
        no_violation(page)
        fits(page)
    shoot(patient, "appointment-video")

    site.rows(
        """
        UPDATE appointments SET starts_at = now() + interval '10 minutes 6 seconds',
               during = tstzrange(now() + interval '10 minutes 6 seconds', now() + interval '40 minutes 6 seconds')
        WHERE id = %s RETURNING id
        """,
        visit,
    )
    site.hint(f"doctor:{practice.id}")
    site.hint(f"user:{site.one('SELECT id::text FROM users WHERE email = %s', email)}")
    join = [page.get_by_role("link", name="Join the video visit") for page in (patient, doctor)]
    for link in join:
        # Six seconds from now nobody tells the pages anything: they ask by themselves.
        expect(link).to_be_visible(timeout=20_000)
        expect(link).to_have_attribute("href", ROOM)
        expect(link).to_have_attribute("rel", re.compile("noopener"))
        expect(link).to_have_attribute("target", "_blank")
    assert join[0].get_attribute("href") == join[1].get_attribute("href")
    for page in (patient, doctor):
        no_violation(page)
        fits(page)
    press_until(patient, join[0])
    shoot(patient, "appointment-video-open")
    shoot(doctor, "visit-video-open")

    stranger = open_tab(site.new_patient("Xenia Brandao"))
    stranger.goto(f"/en/appointments/{visit}")
    expect(stranger.get_by_role("heading", name="We could not find this appointment")).to_be_visible()
    assert "meet.jit.si" not in stranger.content()
