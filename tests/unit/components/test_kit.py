"""The kit's promises: labels belong to fields, problems are announced, states are more than a colour."""

import re
from pathlib import Path

import reflex as rx

from components import ui
from tests.unit.components.inline_styles import inline_styles

ROOT = Path(__file__).parents[3]


class KitState(rx.State):
    """Values that arrive later, as pages have them."""

    error: str = ""
    status: str = ""
    times: list[dict[str, str]] = []  # noqa: RUF012 - Reflex copies it for each client


def markup(component: rx.Component) -> str:
    """Return the component as the JavaScript it compiles to."""
    return re.sub(r"\s+", " ", str(component))


def test_label_names_its_field_and_hint_describes_it() -> None:
    drawn = markup(ui.text_field("cpf", "CPF", hint="11 digits"))
    assert 'htmlFor:"cpf"' in drawn
    assert 'id:"cpf"' in drawn
    assert '"aria-describedby":"cpf-hint"' in drawn
    assert '"aria-invalid":"false"' in drawn


def test_problem_stands_above_the_input_and_describes_it() -> None:
    drawn = markup(ui.text_field("cpf", "CPF", error="Enter your CPF."))
    assert '"aria-describedby":"cpf-error"' in drawn
    assert '"aria-invalid":"true"' in drawn
    assert drawn.index('id:"cpf-error"') < drawn.index('"aria-describedby"')


def test_problem_that_arrives_later_is_wired_too() -> None:
    drawn = markup(ui.text_field("cpf", "CPF", hint="11 digits", error=KitState.error))
    assert "cpf-hint cpf-error" in drawn
    assert '"aria-invalid":' in drawn


def test_optional_field_says_so_and_is_not_required() -> None:
    drawn = markup(ui.text_field("phone", "Phone", optional=True))
    assert "(optional)" in drawn
    assert "aria-required" not in drawn


def test_choice_cards_ask_their_question_in_a_legend() -> None:
    drawn = markup(
        ui.choice_cards("who", "Who is it for?", [("self", "Me", ""), ("other", "Someone else", "")])
    )
    assert 'jsx("fieldset"' in drawn
    assert 'jsx("legend"' in drawn
    assert drawn.count('type:"radio"') == 2


def test_error_summary_links_to_fields_and_is_absent_without_problems() -> None:
    drawn = markup(ui.error_summary([("cpf", "Enter your CPF.")]))
    assert 'href:"#cpf"' in drawn
    assert "problems" not in markup(ui.error_summary([]))


def test_every_status_has_a_word_an_icon_a_tone_and_a_pattern() -> None:
    for name, look in ui.STATUSES.items():
        drawn = markup(ui.status(name))
        assert look.word in drawn
        assert f"/icons.svg#{look.icon}" in drawn
        assert f'"data-tone":"{look.tone}"' in drawn
        assert f'"data-pattern":"{look.pattern}"' in drawn


def test_statuses_of_one_tone_differ_by_icon_or_pattern() -> None:
    looks = [(look.tone, look.icon, look.pattern, look.word) for look in ui.STATUSES.values()]
    assert len(set(looks)) == len(looks)


def test_status_from_a_state_chooses_in_the_browser() -> None:
    drawn = markup(ui.status(KitState.status))
    assert all(look.word in drawn for look in ui.STATUSES.values())


def test_icons_are_in_the_sprite() -> None:
    sprite = (ROOT / "assets/icons.svg").read_text()
    known = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    sources = "\n".join(path.read_text() for path in ROOT.glob("components/**/*.py"))
    used = set(re.findall(r'\bicon\(\s*"([^"]+)"', sources)) | set(
        re.findall(r'icon(?:_after)?="([^"]+)"', sources)
    )
    assert {look.icon for look in ui.STATUSES.values()} | used <= known


def test_icon_is_decoration_unless_it_has_a_label() -> None:
    assert '"aria-hidden":"true"' in markup(ui.icon("check"))
    assert '"aria-label":"Done"' in markup(ui.icon("check", label="Done"))


def test_slot_is_a_link_to_the_hold() -> None:
    drawn = markup(ui.slot_button("14:30", "0192", label="Wednesday 25 November"))
    assert "/en/book?slot=0192" in drawn
    assert "sr-only" in drawn


def test_button_submits_only_when_told_and_may_be_a_link() -> None:
    assert 'type:"button"' in markup(ui.button("Go"))
    assert 'type:"submit"' in markup(ui.button("Go", type="submit"))
    assert 'to:"/en/find"' in markup(ui.button("Go", href="/en/find"))


def test_post_form_is_left_to_the_browser() -> None:
    drawn = markup(ui.post_form(action="/auth/sign-in"))
    assert 'method:"post"' in drawn
    assert "onSubmit" not in drawn


def test_table_keeps_its_roles_when_it_becomes_cards() -> None:
    drawn = markup(ui.data_table("Doctors", ["Name", ""], [("Ana",)], lambda row: [row[0], "Open"]))
    assert all(f'role:"{role}"' in drawn for role in ("table", "row", "cell", "columnheader"))
    assert '"data-label":"Name"' in drawn


def test_notice_is_a_live_region_even_while_it_is_empty() -> None:
    assert 'role:"status"' in markup(ui.notice(""))
    assert 'role:"status"' in markup(ui.notice(KitState.error))


def test_step_indicator_marks_the_current_step() -> None:
    drawn = markup(ui.step_indicator(["Who", "Reason", "Check"], 2))
    assert drawn.count('"aria-current":"step"') == 1
    assert "Step 2 of 3: Reason" in drawn


def test_lists_read_the_same_now_and_later() -> None:
    now = markup(ui.each([{"time": "14:30"}], lambda slot: rx.el.li(slot["time"])))
    later = markup(ui.each(KitState.times, lambda slot: rx.el.li(slot["time"])))
    assert "14:30" in now
    assert ".map(" in later or "map.call" in later


def test_no_piece_carries_an_inline_style() -> None:
    reader = ui.Reader(role="patient", name="Ana Souza", initials="AS")
    page = ui.shell(
        ui.breadcrumb(("Home", "/en"), here="Here"),
        ui.text_field("a", "A", error="No."),
        ui.select_field("b", "B", [("1", "One")]),
        ui.checkbox("c", "C"),
        ui.choice_cards("d", "D", [("1", "One", "")], error="No."),
        ui.error_summary([("a", "No.")]),
        ui.summary_list(ui.Answer("When", "Today", "/en")),
        ui.timeline([]),
        ui.empty_state("Nothing", "Try again."),
        ui.loading(ui.card_skeleton()),
        ui.dialog("e", "E", ui.countdown("2026-11-24T10:00:00+00:00")),
        ui.tabs([("f", "F", "/en")], "f", label="F"),
        ui.pagination("Page 1 of 2", previous_href="", next_href="/en"),
        ui.rating("4.8", "(3 reviews)"),
        ui.mark(),
        reader=reader,
    )
    assert inline_styles(page) == []
