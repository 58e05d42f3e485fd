"""What people are told when a request is refused."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from healthmed_app.booking.outcomes import Outcome
from state import booking_words


def test_whoever_is_suspended_reads_where_to_write_to(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = SimpleNamespace(support_email="help@example.com")
    monkeypatch.setattr(booking_words, "services", lambda: SimpleNamespace(settings=settings), raising=False)
    outcome = cast("Any", SimpleNamespace(refusal="patient_suspended", reason=""))
    _title, sentence = booking_words.refusal_words(cast("Outcome", outcome))
    assert "help@example.com" in sentence
