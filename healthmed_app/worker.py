"""The worker root: the sequencer's lanes and the sweeper, the jobs, or both, until it is told to stop.

Jobs have time, and people who wait for an answer have not. So a machine that has much to decide runs the jobs in a process
of their own, which gets what the others leave: in one process each mail would make every waiting request a little later.

Whatever dies here is made good by another worker or by the next start; nothing needs a clean stop. A part that fails for
a reason that does not pass ends the process, so that whoever runs it starts it anew and sees why.
"""

import asyncio
import gc
import logging
import os
import signal
from functools import partial
from pathlib import Path
from typing import Any

import uvloop

from healthmed_app.accounts import jobs as account_jobs
from healthmed_app.accounts.links import SEND_LINK, SEND_WORD
from healthmed_app.audit import chain as audit_chain
from healthmed_app.booking import jobs as booking_jobs
from healthmed_app.booking import sweep
from healthmed_app.booking.alternatives import Offered
from healthmed_app.booking.sequencer import Sequencer
from healthmed_app.bootstrap import Services, opened
from healthmed_app.core import clock
from healthmed_app.core.ids import new_id
from healthmed_app.directory import jobs as directory_jobs
from healthmed_app.notices import jobs as notice_jobs
from healthmed_app.notices import outbox
from healthmed_app.operations import beats, queue
from healthmed_app.operations import jobs as operations_jobs
from healthmed_app.operations.views import Beat
from healthmed_app.privacy import closing, exporting
from healthmed_app.privacy import jobs as privacy_jobs
from healthmed_app.records import anchors
from healthmed_app.records import jobs as record_jobs
from healthmed_app.reviews import jobs as review_jobs
from healthmed_app.schedule import jobs as schedule_jobs
from healthmed_app.settings import Settings
from healthmed_app.waitlist import jobs as waitlist_jobs
from infra.db.job_runner import JobRunner
from infra.web import log_redaction

LANES = 3
"""While one lane waits for the database, the others decide; a fourth one only makes them wait for each other."""
JOBS_NICE = 19
"""Of a process that only runs jobs: what the others leave, and a little when they leave nothing."""
GC_THRESHOLDS = (50_000, 50, 100)
_log = logging.getLogger(__name__)


def run(
    settings: Settings, ready_file: Path | None = None, *, decide: bool = True, jobs: bool = True
) -> None:
    """Work until SIGTERM or SIGINT: decide and sweep, run `jobs`, or both. `ready_file` appears when it is under way."""
    if not decide:
        os.nice(JOBS_NICE)
    uvloop.run(_run(settings, ready_file, decide=decide, jobs=jobs))


async def _run(settings: Settings, ready_file: Path | None, *, decide: bool, jobs: bool) -> None:
    log_redaction.install()
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    async with opened(
        settings, application_name="healthmed worker" if decide else "healthmed jobs"
    ) as services:
        # Told to stop, it does not wait for parts that hang, as jobs do when the database is gone.
        tasks: list[asyncio.Task[Any]] = [asyncio.create_task(stopping.wait())]
        beat = beats.new_beat("worker" if decide and jobs else "decider" if decide else "jobs")
        tasks.append(asyncio.create_task(beats.run(services.db, beat, stopping)))
        if decide:
            tasks += [asyncio.create_task(lane.run(stopping)) for lane in lanes(services)]
            tasks.append(
                asyncio.create_task(sweep.run(services.booking, stopping, partial(_note_sweep, beat)))
            )
        if jobs:
            tasks.append(asyncio.create_task(job_runner(services).run(stopping)))
            mail = (services.db, services.mailer, services.settings.public_url)
            tasks.append(asyncio.create_task(outbox.run(*mail, stopping)))
        # What is loaded now stays; looking through it again and again would only make pauses.
        gc.collect()
        gc.freeze()
        gc.set_threshold(*GC_THRESHOLDS)
        if ready_file is not None:
            ready_file.touch()  # noqa: ASYNC240  # Once, before there is work.
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        stopping.set()
        await asyncio.wait(tasks, timeout=10)
        for task in done:
            if (error := task.exception()) is not None:
                _log.critical("a part of the worker failed", exc_info=error)
                raise error


def _note_sweep(beat: Beat) -> None:
    beat.swept_at = clock.now()


def lanes(services: Services) -> list[Sequencer]:
    """Return this process's share of the sequencer."""
    consumer = f"worker-{new_id().hex[-12:]}"
    offered = Offered()
    return [Sequencer(services.booking, consumer, offered) for _ in range(LANES)]


def job_runner(services: Services) -> JobRunner:
    """Return the runner of all jobs."""
    assert services.settings.database_url is not None
    mail = (services.db, services.mailer, services.settings.public_url)
    return JobRunner(
        services.settings.database_url,
        {
            SEND_LINK: partial(account_jobs.send_link, *mail),
            SEND_WORD: partial(account_jobs.send_word, *mail),
            notice_jobs.RING: partial(notice_jobs.ring, services.booking.hints),
            booking_jobs.REFRESH_NEXT_FREE: partial(booking_jobs.refresh_next_free, services.db),
            waitlist_jobs.LOOK: partial(waitlist_jobs.run_look, services.db, services.booking),
            closing.CLOSE: partial(closing.go_on, services.privacy),
            exporting.MAKE: partial(exporting.make, services.privacy),
            review_jobs.RATE: partial(review_jobs.rate, services.db),
        },
        {
            "accounts.forget_what_is_over": (
                "41 3 * * *",
                partial(account_jobs.forget_what_is_over, services.db),
            ),
            "directory.close_unconfirmed": (
                "29 * * * *",
                partial(directory_jobs.close_unconfirmed, services.db),
            ),
            audit_chain.SEAL: ("* * * * *", partial(audit_chain.seal, services.db, services.keyring)),
            operations_jobs.COUNT_MINUTES: (
                "* * * * *",
                partial(operations_jobs.count_minutes, services.db),
            ),
            operations_jobs.COUNT_TOTALS: (
                "*/5 * * * *",
                partial(operations_jobs.count_totals, services.db),
            ),
            "booking.recheck_next_free": ("* * * * *", partial(booking_jobs.recheck_next_free, services.db)),
            "waitlist.look_around": ("* * * * *", partial(waitlist_jobs.look_around, services.db)),
            "notices.remind": ("* * * * *", partial(notice_jobs.remind, services.db)),
            "booking.forget_old_drafts": ("23 * * * *", partial(booking_jobs.forget_old_drafts, services.db)),
            "records.anchor": (
                "13 2 * * *",
                partial(anchors.anchor, services.db, services.records.objects, services.keyring),
            ),
            "records.remove_loose": (
                "*/5 * * * *",
                partial(record_jobs.remove_loose, services.db, services.records.objects),
            ),
            "privacy.remove_expired": (
                "*/10 * * * *",
                partial(privacy_jobs.remove_expired, services.privacy),
            ),
            "privacy.resume": ("*/15 * * * *", partial(privacy_jobs.resume, services.privacy)),
            "privacy.forget_old_notices": (
                "17 4 * * *",
                partial(privacy_jobs.forget_old_notices, services.privacy),
            ),
            "schedule.extend_horizons": ("7 * * * *", partial(_extend_horizons, services)),
        },
        on_error=partial(queue.note_error, services.db),
    )


async def _extend_horizons(services: Services) -> None:
    async for changed in schedule_jobs.extend_horizons(services.db, clock.now()):
        await booking_jobs.refresh_next_free(services.db, changed)
