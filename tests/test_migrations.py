"""Migrations: one line of history, up and down and up again on this engine, and the head is what the models say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade

from app.core import health
from app.core.db import db
from app.factory import create_app
from tests.conftest import ENGINE, Ground, settings_for

ROOT = Path(__file__).resolve().parents[1]
VERSIONS = sorted((ROOT / "migrations" / "versions").glob("*.py"))


@pytest.fixture
def fresh(ground: Ground, tmp_path: Path) -> Iterator[Callable[[], Flask]]:
    """Gives an application on a database at the head that nobody else uses."""
    made: list[Flask] = []

    def make() -> Flask:
        made.append(create_app(settings_for(ground.fresh(f"migration{len(made)}_{tmp_path.name[-8:]}"), tmp_path)))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def words_of(index: Mapping[str, Any]) -> str:
    """An index without the identity of the clause object that limits it."""
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return repr({**index, "dialect_options": options})


def history() -> ScriptDirectory:
    return ScriptDirectory(str(ROOT / "migrations"))


def schema_of(engine: sa.Engine) -> dict[str, object]:
    """All of the schema that both engines can tell."""
    seen = sa.inspect(engine)
    return {
        table: {
            "columns": [(c["name"], str(c["type"]), c["nullable"]) for c in seen.get_columns(table)],
            "primary": seen.get_pk_constraint(table),
            "foreign": sorted(map(repr, seen.get_foreign_keys(table))),
            "unique": sorted(map(repr, seen.get_unique_constraints(table))),
            "indexes": sorted(map(words_of, seen.get_indexes(table))),
            "checks": sorted(map(repr, seen.get_check_constraints(table))),
        }
        for table in sorted(seen.get_table_names())
        if table != "alembic_version"
    }


def test_history_is_one_line():
    revisions = list(history().walk_revisions())
    assert len(history().get_heads()) == 1
    assert len(history().get_bases()) == 1
    assert all(not revision.is_merge_point and not revision.is_branch_point for revision in revisions)
    assert len(revisions) == len(VERSIONS)


def test_the_current_head_is_written_down_so_that_two_branches_meet():
    written = (ROOT / "migrations" / ".current-head").read_text(encoding="utf-8")
    assert written == f"{history().get_current_head()}\n"


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_a_migration_is_numbered_and_can_be_taken_back(path: Path):
    number, _, name = path.stem.partition("_")
    assert re.fullmatch(r"\d{4}", number)
    assert re.fullmatch(r"[a-z_]+", name)
    text = path.read_text(encoding="utf-8")
    assert f'revision = "{number}"' in text
    assert "def downgrade() -> None:\n    op." in text


def test_the_head_is_what_the_models_say(fresh: Callable[[], Flask]):
    with fresh().app_context():
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, db.metadata) == []
            told = {name for name in sa.inspect(connection).get_table_names() if name != "alembic_version"}
        assert told == set(db.metadata.tables)


def test_constraints_that_no_comparison_sees_are_what_the_models_say(fresh: Callable[[], Flask]):
    with fresh().app_context():
        seen = sa.inspect(db.engine)
        for table in db.metadata.tables.values():
            checks = {str(c.name) for c in table.constraints if isinstance(c, sa.CheckConstraint)}
            assert {check["name"] for check in seen.get_check_constraints(table.name)} == checks, table.name
            deleting = {tuple(key.column_keys): key.ondelete for key in table.foreign_key_constraints}
            found = {
                tuple(key["constrained_columns"]): (key["options"] or {}).get("ondelete")
                for key in seen.get_foreign_keys(table.name)
            }
            assert found == deleting, table.name


def test_no_counted_id_is_given_twice(fresh: Callable[[], Flask]):
    """Keys of notices, audit lines and addresses name rows by their ids long after the row has gone."""
    with fresh().app_context(), db.engine.connect() as connection:
        counted = {table.name for table in db.metadata.tables.values() if table.autoincrement_column is not None}
        assert counted >= {"accounts", "role_grants", "station_photos", "notices", "shifts", "signups"}
        if ENGINE == "sqlite":
            query = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'"
            assert set(connection.exec_driver_sql(query).scalars()) == counted
        else:
            query = "SELECT table_name FROM information_schema.columns WHERE column_default LIKE 'nextval(%'"
            assert set(connection.exec_driver_sql(query.replace("%", "%%")).scalars()) == counted


def test_up_down_and_up_again_is_the_same_schema(fresh: Callable[[], Flask]):
    app = fresh()
    with app.app_context():
        before = schema_of(db.engine)
        downgrade(revision="base")
        assert schema_of(db.engine) == {}
        upgrade()
        assert schema_of(db.engine) == before
    assert len(before) > 10


def test_every_single_step_can_be_taken_down_and_up(fresh: Callable[[], Flask]):
    app = fresh()
    with app.app_context():
        revisions = [revision.revision for revision in history().walk_revisions()]
        for index, revision in enumerate(revisions):
            below = revisions[index + 1] if index + 1 < len(revisions) else "base"
            at_revision = schema_of(db.engine)
            downgrade(revision=below)
            upgrade(revision=revision)
            assert schema_of(db.engine) == at_revision, revision
            downgrade(revision=below)


def test_upgrading_an_up_to_date_database_changes_nothing(fresh: Callable[[], Flask]):
    app = fresh()
    with app.app_context():
        before = schema_of(db.engine)
        upgrade()
        assert schema_of(db.engine) == before
        assert health.expected_head() == history().get_current_head()


def test_a_migration_does_not_wait_long_behind_others_on_postgresql(fresh: Callable[[], Flask]):
    """A waiting ALTER would hold every SELECT behind it; SQLite has no such queue, so nothing is to be shown there."""
    app = fresh()
    with app.app_context():
        if ENGINE == "sqlite":
            assert "lock_timeout" in (ROOT / "migrations" / "env.py").read_text(encoding="utf-8")
            return
        downgrade(revision="-1")
        holder = db.engine.connect()
        holder.exec_driver_sql("BEGIN; LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(sa.exc.OperationalError, match="lock timeout"):
            upgrade()
        holder.rollback()
        holder.close()
        upgrade()


def test_the_command_line_migrates_a_new_database(tmp_path: Path):
    env = {"DATA_DIR": str(tmp_path), "PATH": os.environ["PATH"], "LOG_LEVEL": "WARNING"}

    def flask(*words: str) -> str:
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
        return subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True).stdout

    flask("db", "upgrade")
    assert flask("db", "current").strip() == f"{history().get_current_head()} (head)"
    assert "Migrations of the database" in flask("--help")
    assert "downgrade" in flask("db", "--help")
