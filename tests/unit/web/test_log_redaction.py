"""No secret that can be recognised by its form gets into a log."""

import logging
from collections.abc import Iterator

import pytest

from infra.web import log_redaction
from infra.web.log_redaction import redact

SECRET = "uIEmehBs-54EQ07dm5G3R4A3FCAoZ1rn8UmdaQsSCes"


@pytest.fixture
def installed() -> Iterator[None]:
    before = logging.getLogRecordFactory()
    log_redaction.install()
    log_redaction.install()
    yield
    logging.setLogRecordFactory(before)


@pytest.mark.parametrize(
    "text",
    [
        f"Cookie: a=b; __Host-session={SECRET}; c=d",
        f"{{'cookie': '__Host-session={SECRET}'}}",
        f"[(b'cookie', b'x={SECRET}')]",
        f"set-cookie: __Host-visitor={SECRET}; Path=/",
        f"Authorization: Bearer {SECRET}",
        f"{{'authorization': 'Bearer {SECRET}'}}",
        f"GET /en/reset-password?token={SECRET}&x=1",
        f"{{'token': '{SECRET}', 'x': 1}}",
        f'{{"password": "{SECRET}"}}',
        f"password={SECRET}",
        f"GET /calendar/feed/{SECRET}.ics",
        f"{{'path': '/calendar/feed/{SECRET}.ics'}}",
    ],
)
def test_a_secret_is_hidden(text: str) -> None:
    assert SECRET not in redact(text)
    assert "[hidden]" in redact(text)


@pytest.mark.parametrize("text", ["cpf 529.982.247-25.", "cpf=52998224725", "'52998224725'"])
def test_a_cpf_is_hidden(text: str) -> None:
    assert "247" not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "booked 12 in 3 ms",
        "0193a000-0000-7000-8000-000012345678",
        "at 1795494788.981234",
        "the token was refused",
        "10.0.0.1:8080",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redact(text) == text


def test_every_logger_is_covered_arguments_and_tracebacks_too(
    installed: None, caplog: pytest.LogCaptureFixture
) -> None:
    log = logging.getLogger("somebody.elses")
    try:
        raise ValueError(f"token={SECRET}")  # noqa: TRY301
    except ValueError:
        log.exception("failed with %s", {"cookie": f"x={SECRET}"})
    log.warning("wrong %s %s", "arguments")  # noqa: PLE1206
    assert SECRET not in caplog.text
    assert "ValueError" in caplog.text
    assert "wrong %s %s" in caplog.text
