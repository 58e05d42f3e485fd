"""The refusals of files that have a status of their own."""

from healthmed_app.core.errors import Invalid, Problem
from healthmed_app.core.texts import N_
from healthmed_app.records.file_rules import SENTENCES, TOO_LARGE
from healthmed_app.records.inspection.verdict import Reason


class TooLarge(Problem):
    """The file has more bytes than we take."""

    status = 413
    code = "too_large"

    def __init__(self) -> None:
        super().__init__(TOO_LARGE, field="file")


class WrongType(Problem):
    """The file is of none of the kinds we take."""

    status = 415
    code = "wrong_type"

    def __init__(self) -> None:
        super().__init__(SENTENCES["wrong_type"], field="file")


class StorageAway(Problem):
    """Where files lie does not answer; nothing was changed."""

    status = 503
    code = "storage_away"
    retry_after_seconds = 60

    def __init__(self) -> None:
        super().__init__(
            N_("Files cannot be reached right now. Nothing is lost: try again in a few minutes."),
            field="file",
        )


class Damaged(Problem):
    """What is stored is not what was uploaded, or no key of ours opens it."""

    status = 500
    code = "damaged"

    def __init__(self, number: str) -> None:
        super().__init__(
            N_(
                "This file cannot be opened: it is damaged on our side. Write to us and quote number {number}."
            ),
            number=number,
        )


def refused(reason: Reason) -> Problem:
    """Return the refusal of a file that an inspection did not accept."""
    return WrongType() if reason == "wrong_type" else Invalid(SENTENCES[reason], field="file", code=reason)
