"""The operator's commands: load areas and holidays, merge areas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import AppGroup

from app.areas import holiday_rules, loading, rules, service
from app.core import settings
from app.core.db import transaction
from app.core.problems import Invalid, Problem

areas = AppGroup("areas", help="The division tree.")
holidays = AppGroup("holidays", help="Holiday calendars.")

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@areas.command("load")
@click.argument("file", type=_FILE)
@click.option("--aliases", type=_FILE, help="CSV code,alias; by default data/area-aliases.csv of the checkout.")
def load_areas(file: Path, aliases: Path | None) -> None:
    """Load a division table: CSV code,name,level,parent_code. All rows or none; twice changes nothing."""
    aliases = aliases or settings.current().root / "data" / "area-aliases.csv"
    with _telling_faults():
        rows = loading.read_csv(file, rules.COLUMNS)
        other_names = loading.read_csv(aliases, ("code", "alias"))
        with transaction():
            done = service.load_areas(rows, other_names)
    click.echo(
        f"areas: {done.rows} rows, {done.created} created, {done.updated} updated; "
        f"{done.organizations} organisations created"
    )


@areas.command("replace")
@click.argument("old")
@click.argument("new")
def replace_area(old: str, new: str) -> None:
    """Let the area OLD answer as NEW from now on (a merger)."""
    with _telling_faults(), transaction():
        last = service.replace_area(old, new)
    click.echo(f"areas: {old} now answers as {last.code} {last.name}")


@holidays.command("load")
@click.argument("file", type=_FILE)
@click.option("--calendar", type=click.Choice(holiday_rules.CALENDARS), default=holiday_rules.NATIONAL)
@click.option("--replace", is_flag=True, help="Overwrite years that staff edited, too.")
def load_holidays(file: Path, calendar: str, replace: bool) -> None:
    """Load a published notice (JSON). A national one makes its regional years too, provisional and empty."""
    with _telling_faults():
        try:
            data = json.loads(file.read_text(encoding="utf-8-sig"))
        except (ValueError, RecursionError):
            raise Invalid("the file is not UTF-8 JSON") from None
        with transaction():
            done = service.load_holidays(data, calendar, replace=replace)
    click.echo("holidays: " + ", ".join(f"{name} {year} {word}" for (name, year), word in done.years.items()))


@contextmanager
def _telling_faults() -> Iterator[None]:
    """A refusal as lines on stderr and exit 1."""
    try:
        yield
    except Problem as problem:
        click.echo(f"refused: {problem.detail or problem.title}", err=True)
        for fault in problem.errors or ():
            place = f"row {fault['row']}, {fault['column']}: " if "row" in fault else ""
            click.echo(f"  {place}{fault['message']}", err=True)
        raise SystemExit(1) from None
