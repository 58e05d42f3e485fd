"""`healthmed …`: every command of the program. It parses and forwards; the work is done elsewhere."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from healthmed_app.settings import SettingsError, load_settings
from infra.embedded.process import EmbeddedError

app = typer.Typer(
    no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False, help="Health&Med."
)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, last.")]


def main() -> None:
    """Run a command; what a person can put right is said in one sentence, on the error output."""
    try:
        app()
    except (SettingsError, EmbeddedError) as error:
        typer.echo(str(error), err=True)
        sys.exit(1)


@app.command()
def run(
    replicas: Annotated[int, typer.Option(min=1, max=16, help="Web processes.")] = 1,
    workers: Annotated[int, typer.Option(min=0, max=16, help="Worker processes.")] = 1,
    *,
    stop_with_parent: Annotated[
        bool, typer.Option(help="Stop when the program that started this one ends.")
    ] = False,
) -> None:
    """Start everything on this machine, and stop it with Ctrl-C."""
    if stop_with_parent:
        import os
        import signal

        from infra.embedded.process import signal_when_parent_dies

        signal_when_parent_dies(signal.SIGTERM, os.getppid())
    settings = load_settings()
    from healthmed_app.run.run import run as run_everything

    run_everything(settings, replicas=replicas, workers=workers)


@app.command()
def build() -> None:
    """Build the pages when their sources have changed."""
    from healthmed_app.run.frontend import build as build_pages
    from healthmed_app.run.frontend import is_built

    if not is_built():
        build_pages()


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from healthmed_app.migrations.migrate import migrate as upgrade
    from healthmed_app.run.servers import reachable_servers

    with reachable_servers(load_settings()) as settings:
        assert settings.database_url is not None
        upgrade(settings.database_url)


@app.command()
def demo(
    doctors: Annotated[int, typer.Option(min=30, help="How many doctors.")] = 400,
    patients: Annotated[int, typer.Option(min=0, help="How many patients.")] = 2_000,
) -> None:
    """Load the demo data, once; above 10,000 doctors in bulk."""
    from healthmed_app.migrations.migrate import migrate as upgrade
    from healthmed_app.run.demo import load_demo
    from healthmed_app.run.servers import reachable_servers

    with reachable_servers(load_settings()) as settings:
        assert settings.database_url is not None
        upgrade(settings.database_url)
        loaded = load_demo(settings, typer.echo, doctors=doctors, patients=patients)
    typer.echo("Loaded the demo data." if loaded else "The demo data is there already; nothing was changed.")


@app.command()
def web(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8000,
) -> None:
    """Serve pages and API; a balancer stands in front."""
    import os

    import uvicorn

    load_settings()
    os.environ.update(REFLEX_ENV_MODE="prod", __REFLEX_SKIP_COMPILE="true", REFLEX_TELEMETRY_ENABLED="false")
    uvicorn.run(
        "healthmed_app.healthmed_app:app",
        factory=True,
        host=host,
        port=port,
        loop="uvloop",
        ws="wsproto",
        ws_per_message_deflate=False,
        access_log=False,
        log_level="warning",  # At INFO it would write the clients' tokens.
        timeout_graceful_shutdown=5,
    )


admin = typer.Typer(no_args_is_help=True, help="What an operator does to accounts.")
app.add_typer(admin, name="admin")


@admin.command("create")
def create_admin(
    email: Annotated[str, typer.Argument(help="Their address, which counts as confirmed.")],
    name: Annotated[str, typer.Option(prompt=True, help="Their full name.")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
) -> None:
    """Make an administrator's account."""
    from healthmed_app.run.admin import create
    from healthmed_app.run.servers import reachable_servers

    with reachable_servers(load_settings()) as settings:
        create(settings, email, name, password)
    typer.echo(f"{email} can sign in as an administrator.")


@admin.command("forget-two-step")
def forget_two_step(
    email: Annotated[str, typer.Argument(help="The address of the account.")],
) -> None:
    """Turn two-step sign-in off for somebody who lost phone and recovery codes. Make sure first who asks."""
    from healthmed_app.run.admin import forget_two_step as forget
    from healthmed_app.run.servers import reachable_servers

    with reachable_servers(load_settings()) as settings:
        forget(settings, email)
    typer.echo(f"{email} signs in with the password alone, and is told by mail.")


@app.command()
def worker(
    ready_file: Annotated[Path | None, typer.Option(help="A file to make when the worker works.")] = None,
    *,
    jobs: Annotated[bool, typer.Option(help="Run jobs too, or leave them to other workers.")] = True,
) -> None:
    """Decide bookings, sweep, and run jobs."""
    settings = load_settings()
    from healthmed_app.worker import run as work

    work(settings, ready_file, jobs=jobs)


@app.command()
def jobs(
    ready_file: Annotated[Path | None, typer.Option(help="A file to make when the jobs run.")] = None,
) -> None:
    """Run jobs only: mails, search, what the clock brings; with little haste, so that bookings come first."""
    settings = load_settings()
    from healthmed_app.worker import run as work

    work(settings, ready_file, decide=False)


@app.command()
def check(*, json: Json = False) -> None:
    """Look for what breaks the invariants in the live database; fail when there is any."""
    import asyncio

    from healthmed_app.audit.check import check_audit
    from healthmed_app.booking.check import check_database, report
    from healthmed_app.bootstrap import objects_of, policy_of
    from healthmed_app.core.crypto import Keyring
    from healthmed_app.records.anchors import check_kept_ends
    from healthmed_app.records.check import check_ledgers
    from healthmed_app.records.report_check import check_reports
    from healthmed_app.run.servers import reachable_servers
    from healthmed_app.waitlist.check import check_waitlist

    with reachable_servers(load_settings()) as settings:
        assert settings.database_url is not None
        found = check_database(settings.database_url, policy_of(settings))
        found += check_waitlist(settings.database_url)
        keyring = Keyring.of(settings.master_key_bytes)
        found += check_ledgers(settings.database_url, keyring)
        found += asyncio.run(check_kept_ends(settings.database_url, objects_of(settings), keyring))
        found += check_audit(settings.database_url, keyring)
        found += check_reports(settings.database_url, keyring)
    typer.echo(report(found, as_json=json))
    if any(one.violations for one in found):
        sys.exit(1)


bench = typer.Typer(
    no_args_is_help=True, help="Measure on throwaway servers, or on those of the environment."
)
app.add_typer(bench, name="bench")


@bench.command()
def booking(
    doctors: Annotated[int, typer.Option(min=1, help="How many doctors.")] = 2_000,
    in_flight: Annotated[int, typer.Option(min=1, help="Requests in flight.")] = 512,
    seconds: Annotated[float, typer.Option(min=1, help="How long to measure.")] = 10,
    *,
    json: Json = False,
) -> None:
    """Compare booked requests a second with direct inserts of the same row."""
    from healthmed_app.bench.booking import run as run_booking

    run_booking(doctors=doctors, in_flight=in_flight, seconds=seconds, as_json=json)


@bench.command()
def stampede(
    patients: Annotated[int, typer.Option(min=1, help="Who want one doctor at once.")] = 10_000,
    slots: Annotated[int, typer.Option(min=1, help="The doctor's free times.")] = 20,
    *,
    json: Json = False,
) -> None:
    """Let very many patients want one doctor's few times at the same moment."""
    from healthmed_app.bench.stampede import run as run_stampede

    run_stampede(patients=patients, slots=slots, as_json=json)


@bench.command("search")
def bench_search(
    doctors: Annotated[int, typer.Option(min=400, help="How many doctors to search.")] = 100_000,
    *,
    json: Json = False,
) -> None:
    """Measure a page of results, over a mix of 200 queries."""
    from healthmed_app.bench.search import bench_search as measure
    from healthmed_app.run.progress import report

    report(measure(doctors, typer.echo), as_json=json)


if __name__ == "__main__":
    main()
