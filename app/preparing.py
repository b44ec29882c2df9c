"""``flask prepare``: what a fresh database needs before the service is of use, in one process.

Runs the very commands an operator would type, in order: ``db upgrade``, ``areas load``, ``holidays load``,
``stations import``, ``demo people``, ``demo shifts``. Every one is idempotent, so preparing twice changes nothing
more. The sample stations, people and shifts are left out when ``APP_ENV=production``, people and shifts also when
WeChat is live.
"""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from app import cli
from app.core import settings


def wire(app: Flask) -> None:
    """Register the command, the last of all: from here on each asks for the database first."""
    app.cli.add_command(prepare)
    cli.ask_first(app.cli.commands)


@click.command("prepare")
@with_appcontext
def prepare() -> None:
    """Bring the database to the head of the migrations and load what every new house needs."""
    from flask_migrate import upgrade

    cli.need_database(schema=False)
    found = settings.current()
    data = found.root / "data"
    upgrade()
    _command("areas", "load", str(data / "areas-652700.csv"))
    _command("holidays", "load", str(data / "holidays-cn-2025-2026.json"), "--calendar", "CN")
    if not found.is_production:
        _command("stations", "import", str(data / "stations-652700.csv"))
        if found.wechat_mode == "fake":
            _command("demo", "people")
            _command("demo", "shifts")


def _command(group: str, *arguments: str) -> None:
    """Run one of our own commands as if typed; a failure ends the preparation with its exit code."""
    code = current_app.cli.commands[group].main(list(arguments), prog_name=group, standalone_mode=False)
    if code:
        raise SystemExit(code)
