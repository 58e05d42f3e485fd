"""A draft keeps what was typed, in whatever tab, and says what is missing before it can be signed."""

import pytest

from healthmed_app.core.errors import Invalid
from healthmed_app.records import report_draft as drafts
from healthmed_app.records.report_document import Code, Document, Line, Part
from healthmed_app.records.report_draft import Draft, Field, Typed, TypedElsewhere

PLAN = "section.plan"


def test_a_tab_goes_on_where_it_was_before_it_heard_an_answer() -> None:
    draft = drafts.typed(Draft(), Typed(PLAN, "Rest", 0, "a"))
    draft = drafts.typed(draft, Typed(PLAN, "Rest and water", 0, "a"))
    assert draft.field(PLAN) == Field("Rest and water", 2, "a")


def test_another_tab_that_saw_the_field_as_it_is_may_go_on() -> None:
    draft = drafts.typed(Draft(), Typed(PLAN, "Rest", 0, "a"))
    assert drafts.typed(draft, Typed(PLAN, "Walk", 1, "b")).text(PLAN) == "Walk"


def test_another_tab_that_did_not_see_it_overwrites_nothing() -> None:
    draft = drafts.typed(Draft(), Typed(PLAN, "Rest", 0, "a"))
    with pytest.raises(TypedElsewhere) as clash:
        drafts.typed(draft, Typed(PLAN, "Walk", 0, "b"))
    assert clash.value.saved.text == "Rest"


def test_the_same_text_twice_is_no_clash() -> None:
    draft = drafts.typed(Draft(), Typed(PLAN, "Rest", 0, "a"))
    assert drafts.typed(draft, Typed(PLAN, "Rest", 0, "b")) == draft


def test_two_tabs_in_different_fields_do_not_meet() -> None:
    draft = drafts.typed(Draft(), Typed(PLAN, "Rest", 0, "a"))
    draft = drafts.typed(draft, Typed("section.exam", "Well", 0, "b"))
    assert (draft.text(PLAN), draft.text("section.exam")) == ("Rest", "Well")


@pytest.mark.parametrize("name", ["section.nothing", "line.x.dose", "line..dose", "codes", "", "why.more"])
def test_a_field_that_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(Invalid):
        drafts.typed(Draft(), Typed(name, "x", 0, "a"))


def test_everything_has_a_bound() -> None:
    with pytest.raises(Invalid):
        drafts.typed(Draft(), Typed(PLAN, "x" * 8_001, 0, "a"))
    draft = Draft()
    for key in ("complaint", "history", "past"):
        draft = drafts.typed(draft, Typed(f"section.{key}", "x" * 8_000, 0, "a"))
    with pytest.raises(Invalid) as whole:
        drafts.typed(draft, Typed(PLAN, "x" * 6_001, 0, "a"))
    assert "whole report" in whole.value.sentence
    for _ in range(20):
        draft = drafts.with_line(draft)
    with pytest.raises(Invalid):
        drafts.with_line(draft)
    with pytest.raises(Invalid):
        drafts.typed(draft, Typed(f"line.{draft.lines[0]}.dose", "x" * 201, 0, "a"))


def test_diagnoses_are_those_of_the_classification_each_once() -> None:
    draft = drafts.with_code(drafts.with_code(Draft(), "I10"), "I10")
    assert draft.codes == ("I10",)
    for wrong in ("I99999", "A00-A09", "I", "", "<b>"):
        with pytest.raises(Invalid):
            drafts.with_code(draft, wrong)
    assert drafts.without_code(draft, "I10").codes == ()


def test_other_headings_lose_nothing_that_was_written() -> None:
    draft = drafts.typed(Draft(template="cardiology"), Typed("section.ecg", "Sinus rhythm", 0, "a"))
    draft = drafts.with_template(draft, "dermatology")
    assert Part("ecg", "Electrocardiogram and imaging", "Sinus rhythm") in list(drafts.parts(draft))
    with pytest.raises(Invalid):
        drafts.with_template(draft, "astrology")


def test_a_removed_line_goes_with_its_fields() -> None:
    draft = drafts.with_line(Draft())
    (key,) = draft.lines
    draft = drafts.typed(draft, Typed(f"line.{key}.medicine", "Losartan 50 mg", 0, "a"))
    assert drafts.without_line(draft, key) == Draft()


def test_what_is_missing_is_said_by_field() -> None:
    assert list(drafts.problems(Draft(), amends=False)) == ["section.complaint"]
    draft = drafts.typed(drafts.with_line(drafts.with_line(Draft())), Typed(PLAN, "Rest", 0, "a"))
    assert drafts.problems(draft, amends=False) == {}, "an empty line is left out"
    assert list(drafts.lines(draft)) == []
    first, _ = draft.lines
    draft = drafts.typed(draft, Typed(f"line.{first}.dose", "1 tablet", 0, "a"))
    assert list(drafts.problems(draft, amends=True)) == [
        f"line.{first}.medicine",
        f"line.{first}.often",
        "why",
    ]


def test_an_amendment_begins_with_what_was_signed(document: Document) -> None:
    draft = drafts.amending(document)
    assert tuple(drafts.parts(draft)) == document.parts
    assert tuple(drafts.codes(draft)) == (Code("I10", "Essential (primary) hypertension"),)
    assert tuple(drafts.lines(draft)) == (Line("Losartan 50 mg", "1 tablet", "twice a day", "30 days"),)
    assert draft.text(drafts.WHY) == ""


def test_a_draft_is_read_as_it_was_written() -> None:
    draft = drafts.with_line(drafts.typed(Draft(), Typed(PLAN, "São\n\n“—” ≥ 3", 0, "a")))
    assert drafts.decode(drafts.encode(draft)) == draft
