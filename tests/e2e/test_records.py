"""A patient's files in the browser: added, refused with a sentence, stopped, read and deleted, by keyboard alone."""

import random
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests import sample_files as samples
from tests.e2e.checks import fits, no_violation, press_until
from tests.e2e.conftest import DOCTOR, OpenTab, Site

Shoot = Callable[[Page, str], None]
RESTART_SECONDS_MAX = 90
"""Of a web process that was killed, on a machine that has much else to do."""


def choose(page: Page, **contents: bytes) -> None:
    """Choose files, named by the keywords: `blood_pdf` is `blood.pdf`."""
    page.get_by_label("Choose files").set_input_files(
        [
            {"name": name.replace("_", "."), "mimeType": "application/octet-stream", "buffer": content}
            for name, content in contents.items()
        ]
    )


def test_a_patient_adds_reads_and_deletes_files(site: Site, open_tab: OpenTab, shoot: Shoot) -> None:
    page = open_tab(site.new_patient("Vera Xavier"))
    page.goto("/en/appointments")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Records").press("Enter")
    expect(page.get_by_role("heading", name="No files yet")).to_be_visible()
    no_violation(page)
    fits(page)
    shoot(page, "records-empty")

    press_until(page, page.get_by_label("Choose files"))
    choose(page, photo_jpg=samples.photograph(), hemograma_pdf=samples.pdf(3))
    expect(page.get_by_text("hemograma.pdf is added.")).to_be_visible()
    rows = page.get_by_role("table", name="Your files, the newest first").get_by_role("row")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text("PDF, 3 pages")
    expect(rows.nth(2)).to_contain_text("JPEG, 48 × 64")
    no_violation(page)
    fits(page)
    shoot(page, "records")

    press_until(page, page.get_by_role("link", name="hemograma.pdf", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="hemograma.pdf")).to_be_visible()
    first = page.get_by_role("img", name="Page 1 of 3")
    expect(first).to_have_js_property("complete", value=True)
    expect(first).to_have_attribute("data-loading", "false")
    assert first.evaluate("image => image.naturalWidth") > 1_000
    no_violation(page)
    fits(page)
    shoot(page, "record-file")
    with page.expect_download() as saving:
        page.get_by_role("link", name="Save to this device").press("Enter")
    assert saving.value.suggested_filename == "hemograma.pdf"

    press_until(page, page.get_by_role("button", name="Delete"))
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Delete this file?")
    expect(dialog).to_contain_text("hemograma.pdf")
    no_violation(page)
    shoot(page, "record-file-delete")
    press_until(page, dialog.get_by_role("button", name="Delete the file"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("The file is deleted.")).to_be_visible()
    expect(rows).to_have_count(2)
    press_until(page, page.get_by_role("button", name="Delete photo.jpg"))
    page.keyboard.press("Enter")
    press_until(page, page.get_by_role("dialog").get_by_role("button", name="Delete the file"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="No files yet")).to_be_visible()


def test_what_is_refused_is_said_beside_the_field(site: Site, open_tab: OpenTab, shoot: Shoot) -> None:
    page = open_tab(site.new_patient("Wagner Yamada"))
    page.goto("/en/records")
    expect(page.get_by_role("heading", name="No files yet")).to_be_visible()
    choose(
        page,
        locked_pdf=samples.locked_pdf("secret"),
        program_pdf=b"MZ" + bytes(100),
        large_png=bytes((20 << 20) + 1),
        both_png=samples.zipped(samples.png()),
        good_png=samples.png(),
    )
    expect(page.get_by_text("good.png is added.")).to_be_visible()
    refused = page.get_by_role("list", name="Files on their way").get_by_role("listitem")
    sentences = {
        "locked.pdf": "This PDF is locked by a password. Save a copy without the password and upload that.",
        "program.pdf": "This is no PDF, PNG or JPEG, whatever its name says.",
        "large.png": "This file is larger than 20 MB.",
        "both.png": "This file holds another file besides the one it shows.",
    }
    expect(refused).to_have_count(len(sentences))
    for name, sentence in sentences.items():
        expect(refused.filter(has_text=name)).to_contain_text(sentence)
    no_violation(page)
    fits(page)
    shoot(page, "records-refused")
    for name in sentences:
        press_until(page, page.get_by_role("button", name=f"Dismiss {name}"))
        page.keyboard.press("Enter")
        expect(page.get_by_label("Choose files")).to_be_focused()
    expect(refused).to_have_count(0)


def test_an_upload_shows_its_progress_and_can_be_stopped(site: Site, open_tab: OpenTab, shoot: Shoot) -> None:
    patient = site.new_patient("Yara Zanetti")
    page = open_tab(patient)
    page.goto("/en/records")
    expect(page.get_by_role("heading", name="No files yet")).to_be_visible()
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 300_000}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
    noise = random.Random(1).randbytes(15 << 20)
    choose(page, large_pdf=noise, second_pdf=samples.pdf())
    progress = page.get_by_role("progressbar", name="Uploading large.pdf")
    expect(progress).to_be_visible()
    expect(page.get_by_text("Waiting", exact=True)).to_be_visible()
    expect(progress).not_to_have_attribute("value", "0")
    no_violation(page)
    fits(page)
    shoot(page, "records-uploading")
    press_until(page, page.get_by_role("button", name="Stop uploading large.pdf"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("second.pdf is added.")).to_be_visible()
    expect(progress).to_have_count(0)
    kept = "SELECT count(*) FROM files f JOIN users u ON u.id = f.patient_id WHERE u.email = %s"
    assert site.one(kept, patient) == 1


def test_a_file_that_does_not_open_says_so_in_its_place(site: Site, open_tab: OpenTab, shoot: Shoot) -> None:
    patient = site.new_patient("Zilda Araripe")
    page = open_tab(patient)
    page.goto("/en/records")
    choose(page, scan_png=samples.png())
    expect(page.get_by_text("scan.png is added.")).to_be_visible()
    site.rows(
        "UPDATE files SET key_wrapped = 'x' FROM users u WHERE u.id = patient_id AND u.email = %s", patient
    )
    page.get_by_role("link", name="scan.png", exact=True).click()
    expect(page.get_by_text("This file cannot be opened: it is damaged on our side.")).to_be_visible()
    no_violation(page)
    shoot(page, "record-file-damaged")


def test_a_file_is_nobody_elses(site: Site, open_tab: OpenTab, shoot: Shoot) -> None:
    owner = site.new_patient("Abel Brandão")
    page = open_tab(owner)
    page.goto("/en/records")
    choose(page, own_png=samples.png())
    expect(page.get_by_text("own.png is added.")).to_be_visible()
    page.get_by_role("link", name="own.png", exact=True).click()
    expect(page.get_by_role("img", name="own.png")).to_be_visible()
    address = page.url
    other = open_tab(site.new_patient("Caio Dourado"))
    other.goto(address)
    expect(other.get_by_role("heading", name="This file is not among yours")).to_be_visible()
    no_violation(other)
    shoot(other, "record-file-missing")
    doctor = open_tab(DOCTOR)
    doctor.goto(address)
    expect(doctor.get_by_text("Your account may not do this.")).to_be_visible()
    expect(doctor.get_by_text("own.png")).to_have_count(0)


def test_the_question_before_deleting_outlives_a_lost_connection(site: Site, open_tab: OpenTab) -> None:
    page = open_tab(site.new_patient("Elias Farias"))
    page.goto("/en/records")
    choose(page, kept_png=samples.png())
    expect(page.get_by_text("kept.png is added.")).to_be_visible()
    page.get_by_role("link", name="kept.png", exact=True).click()
    expect(page.get_by_role("img", name="kept.png")).to_be_visible()
    page.get_by_role("button", name="Delete").press("Enter")
    dialog = page.get_by_role("dialog", name="Delete this file?")
    expect(dialog).to_be_visible()
    heard: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: heard.append(str(frame))))
    site.kill("web")
    deadline = time.monotonic() + RESTART_SECONDS_MAX
    while not any("kept.png" in frame for frame in heard):
        assert time.monotonic() < deadline, "the page did not load its file again"
        page.wait_for_timeout(50)
    expect(dialog).to_be_visible()
    press_until(page, dialog.get_by_role("button", name="Delete the file"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("The file is deleted.")).to_be_visible()
