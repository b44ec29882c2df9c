"""The operator's commands for stations."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from app.core.db import transaction
from app.core.problems import Problem
from app.stations import importing
from app.stations.importing import ImportResult

stations = AppGroup("stations", help="Stations.")


@stations.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen, write nothing.")
def import_stations(file: Path, dry_run: bool) -> None:
    """Load a sheet of stations (CSV or XLSX). All rows or none; twice changes nothing. Exit 1 when cells are wrong."""
    sheet = importing.check_sheet(file.read_bytes())
    try:
        result = _import(sheet, dry_run=dry_run)
    except Problem as problem:
        click.echo(f"refused: {problem.detail or problem.title}", err=True)
        raise SystemExit(1) from None
    if result.errors:
        click.echo(f"refused: {len(result.errors)} cells of {result.rows} rows are wrong, nothing is written", err=True)
        _tell_errors(result)
        raise SystemExit(1)
    click.echo(
        f"stations: {result.rows} rows, {result.created} created, {result.updated} updated, "
        f"{result.unchanged} unchanged{' (dry run)' if dry_run else ''}"
    )
    for cell in result.kept:
        click.echo(f"  kept as the keeper has it: {cell['code']} {cell['column']}")


def _import(sheet: importing.CheckedSheet, *, dry_run: bool) -> ImportResult:
    if dry_run:
        return importing.import_sheet(sheet, dry_run=True)
    with transaction():
        return importing.import_sheet(sheet)


def _tell_errors(result: ImportResult) -> None:
    """The wrong cells as a table: row, column, what is wrong."""
    click.echo(f"{'row':>6}  column\tmessage", err=True)
    for error in result.errors:
        click.echo(f"{error['row']:>6}  {error['column']}\t{error['message']}", err=True)
