"""Takes secrets out of every log record before any handler sees it: cookies, tokens, passwords, document numbers.

It replaces the factory of records rather than filtering at a handler, since libraries log what they please with
loggers of their own (the framework of the pages logs a whole request, cookies included, when a handler's name is
unknown).
"""

import logging
import re
from typing import Any

from infra.web.request_id import request_id

_HIDDEN = "[hidden]"
_SECRETS = (
    # A whole Cookie or Authorization header, as `key: value`, and as an item of a printed dict or list of pairs.
    re.compile(r"""(?i)((?:set-)?cookie|authorization)(['"]?\s*[:=,]\s*b?['"]?)[^'"\r\n]+"""),
    re.compile(r"(__(?:Host|Secure)-[\w-]+)(=)[^;,\s'\"]+"),
    re.compile(r"(?i)\b(token|password|secret|otp)(['\"]?\s*[=:]\s*b?['\"]?)[^&\s'\",;}]+"),
    re.compile(r"(?i)\b(bearer)(\s+)[\w.~+/=-]+"),
    # The address of a private calendar is its key.
    re.compile(r"(/calendar/feed)(/)[\w-]+"),
    # The number of a CPF, with its usual dots or without.
    re.compile(r"(?<![\w.-])()()\d{3}\.?\d{3}\.?\d{3}-?\d{2}(?![\w.-]*\w)"),
)
_formatter = logging.Formatter()


def redact(text: str) -> str:
    """Return `text` without the secrets that can be recognised by their form."""
    for pattern in _SECRETS:
        text = pattern.sub(rf"\1\2{_HIDDEN}", text)
    return text


def install() -> None:
    """Redact every record that this process makes from now on, and give it the number of its request."""
    inner = logging.getLogRecordFactory()
    if getattr(inner, "redacts", False):
        return

    def make(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = inner(*args, **kwargs)
        record.msg, record.args = redact(_message(record)), None
        if record.exc_info:
            # Formatters print this text when it is there already.
            record.exc_text = redact(_formatter.formatException(record.exc_info))
        record.request_id = request_id.get()
        return record

    make.redacts = True  # type: ignore[attr-defined]
    logging.setLogRecordFactory(make)


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        return str(record.msg)  # The arguments do not fit; logging must not break what it reports on.
