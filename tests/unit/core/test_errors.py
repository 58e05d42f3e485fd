"""Refusals carry one sentence, the field it stands beside, and a stable code."""

from healthmed_app.core.errors import Conflict, Forbidden, Invalid, TooMany
from healthmed_app.core.texts import N_


def test_a_refusal_fills_its_sentence() -> None:
    problem = Conflict(N_("Dr {name} is away."), code="away", field="date", name="Ana")
    assert problem.sentence == "Dr Ana is away."
    assert problem.fields == {"date": "Dr Ana is away."}
    assert (problem.status, problem.code) == (409, "away")


def test_several_fields_keep_their_order() -> None:
    problem = Invalid.of({"email": N_("Enter an e-mail address."), "cpf": Invalid(N_("{n} digits."), n=11)})
    assert list(problem.fields.items()) == [("email", "Enter an e-mail address."), ("cpf", "11 digits.")]


def test_defaults_say_what_to_do() -> None:
    assert Forbidden().sentence == "Your account may not do this."
    assert TooMany(30).sentence == "Too many attempts. Try again in 30 seconds."
