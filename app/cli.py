"""Commands that belong to no single feature."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from app.core import apidocs, duties
from app.worker import run_worker


def wire(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(check_invariants)
    app.cli.add_command(openapi)
    app.cli.add_command(worker)


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
@with_appcontext
def worker(once: bool) -> None:
    """Run the sweeps until told to stop (SIGTERM)."""
    run_worker(current_app._get_current_object(), once=once)  # type: ignore[attr-defined]
