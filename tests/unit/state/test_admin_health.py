"""Health in words: what works, what is late, what is away and what to do then."""

from datetime import UTC, datetime, timedelta

from healthmed_app.core.ids import new_id
from healthmed_app.operations.views import Beat, Health, JobKind, Part, Processes
from state.admin_health_views import overall, part_rows, process_rows
from state.admin_job_views import kind_rows

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def beat(kind: str, ago: float = 1, swept: float | None = None) -> Beat:
    return Beat(
        new_id(),
        kind,  # type: ignore[arg-type]
        NOW - timedelta(hours=1),
        NOW - timedelta(seconds=ago),
        None if swept is None else NOW - timedelta(seconds=swept),
    )


def health(*live: Beat, silent: tuple[Beat, ...] = (), mail: Part | None = None, schema: str = "a") -> Health:
    swept = max((one.swept_at for one in live if one.swept_at), default=None)
    parts = [Part("postgres", 2, ""), mail or Part("smtp", 5, "")]
    return Health(parts, Processes(live, silent, swept, NOW), schema, "a")


def tones(found: Health) -> list[str]:
    return [one.tone for one in part_rows(found)]


def test_all_is_well() -> None:
    found = health(beat("web"), beat("worker", swept=1))
    assert set(tones(found)) == {"success"}
    assert overall(part_rows(found)) == ("Everything works.", "success")


def test_workers_that_share_the_work_count_for_both_kinds_of_it() -> None:
    assert set(tones(health(beat("web"), beat("decider", swept=1), beat("jobs")))) == {"success"}


def test_what_is_away_says_what_to_do() -> None:
    found = health(
        beat("web"), silent=(beat("worker", 300),), mail=Part("smtp", 2_000, "MailNotSent"), schema="b"
    )
    rows = {one.name: one for one in part_rows(found)}
    mail = rows["Mail (SMTP)"]
    assert (mail.tone, mail.word, mail.icon) == ("danger", "Away", "circle-x")
    assert "MailNotSent" in mail.detail
    assert "last seen 5 min ago" in rows["Processes that run jobs"].detail
    assert rows["Migrations"].tone == "warning"
    assert all(one.advice for one in rows.values() if one.tone != "success")
    words, tone = overall(list(rows.values()))
    assert tone == "danger"
    assert "Mail (SMTP)" in words


def test_late_is_not_away() -> None:
    found = health(beat("web"), beat("worker", swept=60), mail=Part("smtp", 900, ""))
    assert overall(part_rows(found))[1] == "warning"


def test_processes_are_unknown_without_a_database() -> None:
    found = Health([Part("postgres", 2_000, "TimeoutError")], None, "", "")
    assert tones(found) == ["danger"]
    assert process_rows(None, "UTC") == []


def test_jobs_that_are_not_due_are_not_late() -> None:
    due, later, long = kind_rows(
        [
            JobKind("notices.ring", 2, 1, 0, 0, 90.0, None),
            JobKind("unheard.of", 1, 1, 0, 0, None, None),
            JobKind("reviews.rate", 1, 0, 1, 1, 250_000.0, 8_000.0),
        ]
    )
    assert (due.words, due.waits) == ("Show new notices on open pages", "the oldest for 90 s")
    assert (later.words, later.waits) == ("unheard.of", "not due yet")
    assert (long.waits, long.runs) == ("the oldest for 3 days", "for 2 h")
