"""`healthmed …`: every command of the program. It parses and forwards; the work is done elsewhere."""

import sys
from typing import Annotated

import typer

from healthmed_app.settings import SettingsError, load_settings
from infra.embedded.process import EmbeddedError

app = typer.Typer(
    no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False, help="Health&Med."
)


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


if __name__ == "__main__":
    main()
