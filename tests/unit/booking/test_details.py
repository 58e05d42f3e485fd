"""A draft keeps what was typed; only what is right becomes the details of a request."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthmed_app.booking.commands import Details
from healthmed_app.booking.details import (
    REASON_MAX,
    TYPED_MAX,
    Draft,
    Offer,
    checked,
    decode,
    encode,
    next_step,
    picked,
    with_file,
)
from healthmed_app.core.errors import Invalid

TODAY = date(2026, 11, 24)
IN_PERSON = Offer(online=False, in_person=True)
EITHER = Offer(online=True, in_person=True)
CHILD = Draft(whom="other", name="  Bia   de Souza ", birth_date="31/12/2015")


def test_for_oneself_nothing_else_is_asked() -> None:
    assert checked(Draft(whom="me", name="left over"), IN_PERSON, TODAY) == Details()


def test_for_a_dependent_the_name_and_the_date_are_kept_in_order() -> None:
    details = checked(CHILD.but(reason="  Cough\nat night "), IN_PERSON, TODAY)
    assert details == Details(
        reason="Cough\nat night", for_name="Bia de Souza", for_birth_date=date(2015, 12, 31)
    )


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (Draft(), {"whom"}),
        (Draft(whom="my dog"), {"whom"}),
        (Draft(whom="other"), {"name", "birth_date"}),
        (CHILD.but(name="Bia"), {"name"}),
        (CHILD.but(name="1 2"), {"name"}),
        (CHILD.but(name="Bia " + "x" * 200), {"name"}),
        (CHILD.but(birth_date="31/02/2015"), {"birth_date"}),
        (CHILD.but(birth_date="25/11/2026"), {"birth_date"}),
        (CHILD.but(birth_date="1815-01-01"), {"birth_date"}),
        (Draft(whom="me", reason="x" * (REASON_MAX + 1)), {"reason"}),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(draft: Draft, fields: set[str]) -> None:
    with pytest.raises(Invalid) as raised:
        checked(draft, IN_PERSON, TODAY)
    assert set(raised.value.fields) == fields
    assert all(sentence.endswith(".") for sentence in raised.value.fields.values())


def test_where_both_are_offered_the_patient_says_how() -> None:
    with pytest.raises(Invalid) as raised:
        checked(Draft(whom="me"), EITHER, TODAY)
    assert set(raised.value.fields) == {"how"}
    assert checked(Draft(whom="me", how="online"), EITHER, TODAY).online
    assert not checked(Draft(whom="me", how="online"), IN_PERSON, TODAY).online
    assert checked(Draft(whom="me"), Offer(online=True, in_person=False), TODAY).online


@pytest.mark.parametrize(
    ("draft", "offer", "step"),
    [
        (Draft(), IN_PERSON, "who"),
        (Draft(whom="other", name="Bia"), IN_PERSON, "who"),
        (CHILD, IN_PERSON, "check"),
        (CHILD, EITHER, "how"),
        (CHILD.but(how="in_person"), EITHER, "check"),
    ],
)
def test_the_next_step_is_the_first_that_lacks_an_answer(draft: Draft, offer: Offer, step: str) -> None:
    assert next_step(draft, offer, TODAY) == step


@given(
    st.builds(Draft, whom=st.text(), name=st.text(), birth_date=st.text(), how=st.text(), reason=st.text())
)
def test_a_draft_comes_back_as_it_was_typed_and_is_right_or_refused(draft: Draft) -> None:
    assert decode(encode(draft)) == draft
    try:
        details = checked(draft, EITHER, TODAY)
    except Invalid as problem:
        assert problem.fields  # noqa: PT017 - every refusal names a field
    else:
        assert (details.for_name is None) == (draft.whom == "me")


def test_a_draft_is_cut_to_what_may_be_kept() -> None:
    assert len(Draft().but(reason="x" * 9_999).reason) == TYPED_MAX


def test_what_is_picked_counts_once_however_often_it_is_named() -> None:
    one, other = "01978c4e-7f00-7a11-8a11-0a5f0e1d2c3b", "01978c4e-7f00-7b22-9b22-1b6f1e2d3c4b"
    found = picked(Draft(files=f"{one},{other},{one},{one.upper()},x"))
    assert [str(file_id) for file_id in found] == [one, other]


def test_a_file_is_picked_and_left_again_without_the_others() -> None:
    one, other = (UUID(int=n) for n in (1, 2))
    both = with_file(with_file(Draft(), one, ticked=True), other, ticked=True)
    assert picked(both) == (one, other)
    assert picked(with_file(both, other, ticked=True)) == (one, other)
    assert picked(with_file(both, one, ticked=False)) == (other,)
    assert with_file(both, None, ticked=True) == both
