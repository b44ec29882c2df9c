"""Commands that belong to no single feature."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from app import observing
from app.core import apidocs, clock, duties, sealed_log
from app.core.db import is_unavailable, reading
from app.core.problems import DatabaseUnavailable
from app.worker import run_worker

NOT_REACHABLE = "the database is not reachable"
NO_SCHEMA = "the schema is missing: run flask --app wsgi db upgrade first"
# need no database, or see to it themselves
WITHOUT = frozenset({"db", "openapi", "prepare", "privacy-notice", "wechat", "worker"})


def wire(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(audit)
    app.cli.add_command(check_invariants)
    app.cli.add_command(openapi)
    app.cli.add_command(worker)


def ask_first(commands: Mapping[str, click.Command]) -> None:
    """Let every command that needs the database say in one line that it is away or empty, once all are registered."""
    for name, command in commands.items():
        if name in WITHOUT:
            continue
        if isinstance(command, click.Group):
            ask_first(command.commands)
        elif command.callback is not None and not hasattr(command.callback, "__asks_first__"):  # one for all apps
            command.callback = _asking(command.callback)


def need_database(*, schema: bool = True) -> None:
    """Raise ``ClickException``, a line and exit 1, unless the database answers and has a schema."""
    try:
        with reading() as session:
            found = sa.inspect(session.connection()).has_table("alembic_version")
    except (DatabaseUnavailable, sa.exc.DBAPIError):
        raise click.ClickException(NOT_REACHABLE) from None
    if schema and not found:
        raise click.ClickException(NO_SCHEMA)


def _asking(callback: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(callback)
    def ask_and_run(*args: Any, **kwargs: Any) -> Any:
        need_database()
        try:
            return callback(*args, **kwargs)
        except (DatabaseUnavailable, sa.exc.SQLAlchemyError) as error:
            if isinstance(error, DatabaseUnavailable) or is_unavailable(error):  # it went away meanwhile
                raise click.ClickException(NOT_REACHABLE) from None
            raise

    wrapped: Callable[..., Any] = with_appcontext(ask_and_run)
    wrapped.__asks_first__ = True  # type: ignore[attr-defined]
    return wrapped


@click.command("check-invariants")
@with_appcontext
def check_invariants() -> None:
    """Check what must always hold; exit 1 and name what does not."""
    broken = 0
    for name, check in duties.invariants(current_app).items():
        found = check()
        broken += len(found)
        click.echo(f"{'ok    ' if not found else 'BROKEN'} {name}")
        for sentence in found:
            click.echo(f"       {sentence}")
    raise SystemExit(1 if broken else 0)


audit = AppGroup("audit", help="The audit log and its seals.")


@audit.command("verify")
@click.option("--head", "noted", metavar="NO:SEAL", help="An end of the chain noted earlier, to be found in it again.")
def verify_audit(noted: str | None) -> None:
    """Check every seal; exit 1 and name each broken link. Prints the end of the chain, to be noted elsewhere."""
    faults = sealed_log.verify(noted)
    for sentence in faults:
        click.echo(sentence)
    click.echo(f"head {sealed_log.head()}" if not faults else f"BROKEN: {len(faults)} faults")
    raise SystemExit(1 if faults else 0)


@audit.command("export")
@click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), required=True, help="First local day.")
@click.option("--to", "until", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The local day after the last.")
def export_audit(since: datetime, until: datetime) -> None:
    """Print the audit rows of a time with their seals, a line of JSON each."""
    for line in sealed_log.lines(since.replace(tzinfo=clock.SHANGHAI), until.replace(tzinfo=clock.SHANGHAI)):
        click.echo(line)


@click.command("openapi")
@click.option("--output", type=click.Path(path_type=Path), default=Path("docs/openapi.json"), show_default=True)
@with_appcontext
def openapi(output: Path) -> None:
    """Write the API document."""
    output.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(apidocs.document(current_app), ensure_ascii=False, indent=1, sort_keys=True)
    output.write_text(text + "\n", encoding="utf-8")
    click.echo(f"wrote {output}")


@click.command("worker")
@click.option("--once", is_flag=True, help="Run every sweep once and end.")
@click.option("--metrics-port", type=int, envvar="METRICS_PORT", help="Serve figures for Prometheus here, on loopback.")
@with_appcontext
def worker(once: bool, metrics_port: int | None) -> None:
    """Run the sweeps until told to stop (SIGTERM)."""
    if metrics_port and not once:
        observing.serve(metrics_port)
    if once:
        need_database()  # without --once it waits for the database to come
    run_worker(current_app._get_current_object(), once=once)  # type: ignore[attr-defined]
