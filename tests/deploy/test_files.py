"""The files operators copy hold together: units, containers, rules and dashboard name what exists, a backup comes back."""

from __future__ import annotations

import configparser
import json
import os
import re
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest
import yaml
from flask import Flask
from prometheus_client import REGISTRY

from app import observing
from app.core import duties
from tests.support.blueprint import ROOT
from tests.support.postgres_server import private_postgres, programs

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
HARDENED = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "CapabilityBoundingSet": "",
    "UMask": "0077",
}
FOREIGN = {"up", "node_filesystem_avail_bytes", "node_filesystem_size_bytes", "yiqi_backup_seconds"}


def unit(path: Path) -> configparser.ConfigParser:
    found = configparser.ConfigParser(strict=False, interpolation=None, comment_prefixes=("#",))
    found.optionxform = str  # type: ignore[assignment, method-assign]
    found.read_string(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_may_do_little_and_starts_what_is_there(path: Path) -> None:
    service = unit(path)["Service"]
    assert {name: service[name] for name in HARDENED} == HARDENED
    assert service["User"] == "yiqi"
    program = service["ExecStart"].split()[0]
    assert program.startswith("/opt/yiqi/")
    own = ROOT / program.removeprefix("/opt/yiqi/")
    assert ".venv/bin" in program or os.access(own, os.X_OK)


@pytest.mark.parametrize("path", [path for path in UNITS if "backup" not in path.stem], ids=lambda path: path.stem)
def test_what_runs_for_ever_comes_back_and_ends_in_time(path: Path) -> None:
    service = unit(path)["Service"]
    assert (service["Restart"], service["TimeoutStopSec"]) == ("always", "30")
    assert "MemoryMax" in service


def test_the_web_lets_go_before_it_ends() -> None:
    for path in UNITS:
        service = unit(path)["Service"]
        if "gunicorn" in service["ExecStart"]:
            drain = re.search(r"DRAIN_FILE=(\S+)", service["Environment"])
            assert drain and f"touch {drain[1]}; sleep 3" in service["ExecStop"]
            assert drain[1] in service["ExecStartPre"]


def test_the_image_copies_what_is_there_and_does_not_run_as_root() -> None:
    lines = (DEPLOY / "container" / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = [line.split()[1:-1] for line in lines if line.startswith("COPY ") and "--from" not in line]
    assert [one for some in copied for one in some if not (ROOT / one).exists()] == []
    assert "USER 10001" in lines
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")]
    assert set(allowed) == {one.rstrip("/") for some in copied for one in some}
    bases = [line.split()[1] for line in lines if line.startswith("FROM ")]
    assert len(set(bases)) == 1 and ":" in bases[0]


def test_the_containers_share_one_image_and_only_nginx_is_open() -> None:
    told = yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text(encoding="utf-8"))
    services = told["services"]
    assert {name for name, service in services.items() if "ports" in service} == {"nginx"}
    assert {name for name in services if services[name].get("image", "").startswith("yiqi:")} == {
        "migrate",
        "sign_in",
        "web",
        "worker",
    }
    assert all(services[name]["read_only"] and services[name]["cap_drop"] == ["ALL"] for name in ("web", "worker"))
    mounted = [volume.split(":")[0] for volume in services["nginx"]["volumes"] if volume.startswith(("./", "../"))]
    there = [(DEPLOY / "container" / one).resolve() for one in mounted if "secrets" not in one]
    assert all(path.exists() for path in there)
    host = (DEPLOY / "container" / "yiqi-host.conf").read_text(encoding="utf-8")
    assert set(re.findall(r"server (\w+):8000", host)) == {"web", "sign_in"} <= set(services)


# --- figures that rules and dashboard ask for ---


def known(app: Flask) -> set[str]:
    observing.tell_figures()
    names = {metric.name for metric in REGISTRY.collect()} | {figure.name for figure in duties.figures(app)}
    return names | {f"{name}{end}" for name in names for end in ("_total", "_bucket", "_count", "_sum")}


def asked(expression: str) -> set[str]:
    """The figures an expression names: neither labels, functions nor recorded ratios."""
    bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]|by \([^)]*\)", "", expression)
    return set(re.findall(r"\b(?:yiqi|up|node)[a-z0-9_]*\b(?!:)", re.sub(r"yiqi:[a-z0-9_:]+", "", bare)))


def test_every_alert_asks_for_a_figure_that_exists_and_names_a_page_that_helps(app: Flask) -> None:
    rules = yaml.safe_load((DEPLOY / "prometheus" / "yiqi.yml").read_text(encoding="utf-8"))["groups"][0]["rules"]
    missing = {name for rule in rules for name in asked(rule["expr"])} - known(app) - FOREIGN
    assert missing == set()
    recorded = {rule["record"] for rule in rules if "record" in rule}
    assert {name for rule in rules for name in re.findall(r"yiqi:[a-z0-9_:]+", rule["expr"])} <= recorded
    for rule in rules:
        if "alert" in rule:
            page, _, anchor = rule["annotations"]["runbook"].partition("#")
            heads = re.findall(r"^#+ (.*)$", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}
            assert not anchor or anchor in slugs, rule["alert"]


def test_what_may_fall_is_not_read_as_a_counter() -> None:
    """``increase`` takes a fall for a restart: a gauge that falls from 9 to 8 would have grown by 8."""
    rules = (DEPLOY / "prometheus" / "yiqi.yml").read_text("utf-8") + (DEPLOY / "grafana" / "yiqi.json").read_text(
        "utf-8"
    )
    grown = set(re.findall(r"\b(?:increase|rate|irate)\((\w+)", rules))
    assert len(grown) > 5
    assert {name for name in grown if not re.search(r"_(?:total|bucket|count|sum)$", name)} == set()


def test_what_reliability_promises_to_tell_has_an_alert() -> None:
    rules = yaml.safe_load((DEPLOY / "prometheus" / "yiqi.yml").read_text(encoding="utf-8"))["groups"][0]["rules"]
    alerts = {rule["alert"]: rule["expr"] for rule in rules if "alert" in rule}
    assert alerts["YiqiHolidaysMissing"] == "max(yiqi_holiday_years_missing) > 0"
    assert "absent(yiqi_backup_seconds)" in alerts["YiqiBackupOld"]  # none at all is older than any


def test_every_panel_of_the_dashboard_asks_for_a_figure_that_exists(app: Flask) -> None:
    panels = json.loads((DEPLOY / "grafana" / "yiqi.json").read_text(encoding="utf-8"))["panels"]
    found = {name for panel in panels for target in panel.get("targets", []) for name in asked(target["expr"])}
    assert len(found) > 10
    assert found - known(app) == set()


def test_negative_control_a_figure_nobody_tells_is_seen(app: Flask) -> None:
    assert asked("sum(rate(yiqi_nobody_total{a='b'}[5m])) > yiqi:errors:ratio5m") - known(app) == {"yiqi_nobody_total"}


# --- the backup ---


def backed_up(tmp_path: Path, **env: str) -> Path:
    """Run the script; the one encrypted file, opened."""
    key, into = tmp_path / "key", tmp_path / "backups"
    key.write_text("a passphrase of this test", encoding="utf-8")
    told = (
        os.environ | {"BACKUP_DIR": str(into), "BACKUP_KEY": str(key), "BACKUP_METRIC": str(tmp_path / "metric")} | env
    )
    told["PATH"] = f"{programs()}:{told['PATH']}"
    done = subprocess.run([DEPLOY / "backup.sh"], env=told, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    (sealed,) = into.iterdir()
    assert sealed.stat().st_mode & 0o077 == 0
    assert (tmp_path / "metric").read_text(encoding="ascii").startswith("yiqi_backup_seconds ")
    opened = tmp_path / "opened"
    command = ["openssl", "enc", "-d", "-aes-256-cbc", "-pbkdf2", "-iter", "600000", "-in", sealed, "-out", opened]
    subprocess.run([*command, "-pass", f"file:{key}"], check=True, capture_output=True, timeout=30)
    assert b"somebody" not in sealed.read_bytes()
    return opened


def test_a_backup_of_sqlite_comes_back_whole(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "yiqi.db")) as writing:
        writing.execute("PRAGMA journal_mode=WAL")
        writing.execute("CREATE TABLE people (name TEXT)")
        writing.execute("INSERT INTO people VALUES ('somebody')")
        writing.commit()
        opened = backed_up(tmp_path, DATABASE_URL="", DATA_DIR=str(tmp_path))
    with closing(sqlite3.connect(opened)) as reading:
        assert reading.execute("SELECT name FROM people").fetchall() == [("somebody",)]


@pytest.mark.slow
def test_a_backup_of_postgresql_comes_back_whole(tmp_path: Path) -> None:
    with private_postgres() as server:
        where = ["-h", "127.0.0.1", "-p", str(server.port), "-U", "yiqi"]

        def ask(database: str, statement: str) -> str:
            command = [programs() / "psql", *where, "-d", database, "-Atc", statement]
            return subprocess.run(command, check=True, capture_output=True, text=True, timeout=30).stdout.strip()

        ask("postgres", "CREATE TABLE people AS SELECT 'somebody' AS name")
        opened = backed_up(tmp_path, DATABASE_URL=f"{server.url}/postgres")
        ask("postgres", "CREATE DATABASE anew")
        subprocess.run([programs() / "pg_restore", *where, "-d", "anew", opened], check=True, timeout=60)
        assert ask("anew", "SELECT name FROM people") == "somebody"


def test_no_password_of_the_database_stands_where_everybody_on_the_host_reads(tmp_path: Path) -> None:
    """``ps`` shows arguments; the environment only to oneself."""
    for name, lines in {
        "pg_dump": f'echo "$@" "$PGPASSWORD" >{tmp_path}/said; for a in "$@"; do case $a in --file=*) echo x >"${{a#*=}}";; esac; done',
        "pg_restore": "exit 0",
    }.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "key").write_text("a passphrase of this test", encoding="utf-8")
    told = os.environ | {"BACKUP_DIR": str(tmp_path / "backups"), "BACKUP_KEY": str(tmp_path / "key")}
    told["PATH"] = f"{tmp_path}:{told['PATH']}"

    def said(url: str) -> tuple[str, str]:
        subprocess.run([DEPLOY / "backup.sh"], env=told | {"DATABASE_URL": url}, check=True, timeout=60)
        arguments, _, password = (tmp_path / "said").read_text(encoding="utf-8").removesuffix("\n").rpartition(" ")
        return arguments.rpartition("--dbname=")[2], password

    assert said("postgresql+psycopg://yiqi:p%40ss:w@db.example/yiqi") == ("postgresql://yiqi@db.example/yiqi", "p@ss:w")
    by_socket = "postgresql+psycopg:///yiqi?host=/var/run/postgresql"
    assert said(by_socket) == ("postgresql:///yiqi?host=/var/run/postgresql", "")
    assert f"DATABASE_URL={by_socket}\n" in (DEPLOY / "yiqi.env.example").read_text(encoding="utf-8")


def test_no_backup_grows_older_than_35_days_until_the_next_night(tmp_path: Path) -> None:
    """What is erased is in none any more by then (PRODUCT 6): who is 34 days old tonight would be past it tomorrow."""
    sqlite3.connect(tmp_path / "yiqi.db").close()
    folder = tmp_path / "backups"
    folder.mkdir()
    for days in (33, 34, 35, 36):
        old = folder / f"yiqi-{days}.enc"
        old.touch()
        os.utime(old, (time.time() - days * 86_400 - 3600,) * 2)
    key = tmp_path / "key"
    key.write_text("a passphrase of this test", encoding="utf-8")
    env = os.environ | {"BACKUP_DIR": str(folder), "BACKUP_KEY": str(key), "DATA_DIR": str(tmp_path)}
    subprocess.run([DEPLOY / "backup.sh"], env=env | {"DATABASE_URL": ""}, check=True, capture_output=True, timeout=60)
    assert sorted(path.name for path in folder.iterdir() if path.stat().st_size == 0) == ["yiqi-33.enc"]


def test_without_a_key_nothing_is_written(tmp_path: Path) -> None:
    env = os.environ | {"BACKUP_DIR": str(tmp_path / "backups"), "BACKUP_KEY": str(tmp_path / "none")}
    done = subprocess.run([DEPLOY / "backup.sh"], env=env, capture_output=True, timeout=30, check=False)
    assert done.returncode != 0
    assert not (tmp_path / "backups").exists()
