"""``make run``: ready from nothing, ready again at once, and gone without a trace whoever ends first."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.support.ports import two_free_ports
from tests.support.postgres_server import postgres_server
from tests.support.redis_server import redis_server
from tests.support.running_house import House

sys.path.append(str(Path(__file__).resolve().parent.parent / "scripts"))
import prepared as preparing
import run as running

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
OF_SESSIONS = {"device_sessions", "session_tokens", "sessions", "login_codes"}
NEARBY = "/api/v1/stations?lat=44.904&lng=82.071&crs=wgs84&open=now&amenity=hot_water"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., House]]:
    """Starts houses, in ``tmp_path/var`` unless told otherwise, and ends what is left of them."""
    houses: list[House] = []

    def begin(name: str = "var", port: int | None = None, **environ: str) -> House:
        houses.append(House(tmp_path / name, port, **environ))
        return houses[-1]

    yield begin
    for house in houses:
        house.end()
        for pid in house.pids():
            os.kill(pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that a house has prepared, so that later ones start at once."""
    folder = tmp_path_factory.mktemp("prepared") / "var"
    house = House(folder)
    try:
        house.until_ready()
    finally:
        house.end()
    return folder


def dump(data_dir: Path) -> dict[str, list[str]]:
    """Every row of every table but those of sessions."""
    with sqlite3.connect(data_dir / "yiqi.db") as connection:
        ours = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*'"
        names = [row[0] for row in connection.execute(ours)]
        kept = sorted(name for name in names if name not in OF_SESSIONS)
        return {name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"'))) for name in kept}  # noqa: S608


def test_from_an_empty_folder_to_a_signed_in_manager_and_back(start: Callable[..., House]):
    house = start()
    house.until_ready()
    house.until_it_says("is ready")
    with sqlite3.connect(house.data_dir / "yiqi.db") as connection:
        assert connection.execute("SELECT count(*) FROM admin_areas").fetchone() == (448,)
        assert connection.execute("SELECT count(*), sum(open_to_riders) FROM stations").fetchone() == (1661, 580)
    status, found = house.get(NEARBY)
    assert (status, {"items", "next_cursor", "summary"} <= set(found)) == (200, True)
    roles = {}
    for user in ("rider", "staff", "manager", "admin"):
        status, signed_in = house.call("POST", "/api/v1/sessions", {"code": f"{user}.1"})
        assert status == 201
        roles[user] = {(role["role"], role["scope_code"]) for role in signed_in["account"]["roles"]}
    assert roles["rider"] == set()
    assert roles["staff"] == {("community_staff", "652701001")}
    assert roles["manager"] == {("station_manager", "YQ0001"), ("station_manager", "GH0001")}
    assert roles["admin"] == {("prefecture_admin", "652700")}
    assert house.said.count("http://") == 1, "one address to open"
    status, page = house.get("/welcome")
    assert status == 200
    assert all(name in page for name in (*roles, "/api/docs", "/__fake/"))
    status, phone = house.get("/?person=manager")
    assert status == 200
    assert 'id="panel"' in phone
    house.end()
    house.until_nobody_is_left()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", house.port)) != 0


def test_a_second_start_does_nothing_twice_and_changes_nothing(start: Callable[..., House]):
    first = start()
    first.until_ready()
    first.end()
    before = dump(first.data_dir)
    second = start()
    seconds = second.until_ready()
    second.end()
    assert "Preparing" not in second.said
    assert dump(second.data_dir) == before
    (second.data_dir / "prepared.json").unlink()
    third = start()
    third.until_ready()
    third.end()
    assert "Preparing" in third.said
    assert dump(third.data_dir) == before
    assert seconds < 15, "under 5 s on a machine that does nothing else; the suite keeps this one busy"


def test_some_hours_later_a_start_adds_what_the_sample_shifts_lack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    asked: list[list[str]] = []
    monkeypatch.setattr(running.environment, "run", lambda command, **_: asked.append(command[-3:]) or 0)
    preparing.remember(running.ROOT, tmp_path, {})
    running._freshen(tmp_path, {})
    os.utime(tmp_path / "prepared.json", (0, 0))
    for env in ({"APP_ENV": "production"}, {"WECHAT_MODE": "live"}):
        running._freshen(tmp_path, env)
    assert asked == []
    for _ in range(2):
        running._freshen(tmp_path, {})
    assert asked == [["demo", "shifts", "--renew"]]


def test_a_deleted_database_is_prepared_again(start: Callable[..., House], prepared: Path):
    for file in prepared.glob("yiqi.db*"):
        file.unlink()
    house = start(str(prepared))
    house.until_ready()
    assert "Preparing" in house.said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_end_it_ends_with_all_its_children(start: Callable[..., House], prepared: Path, number: int):
    house = start(str(prepared))
    house.until_ready()
    house.until_it_says("is ready")
    assert len(house.pids()) >= 6
    os.kill(house.pids("scripts/run.py")[0], number)
    assert house.process.wait(timeout=40) == 0
    house.until_nobody_is_left()


@pytest.mark.parametrize(("word", "name"), [("gunicorn", "web"), ("app.wechat.fake", "wechat"), ("worker", "worker")])
def test_when_a_child_dies_it_ends_and_says_which(start: Callable[..., House], prepared: Path, word: str, name: str):
    house = start(str(prepared))
    house.until_ready()
    house.until_it_says("is ready")
    os.kill(min(house.pids(word)), signal.SIGKILL)
    assert house.process.wait(timeout=40) != 0
    assert f"make run: {name} ended by itself (signal 9)" in house.said
    house.until_nobody_is_left()


@pytest.mark.parametrize("victim", ["make", "scripts/run.py"])
def test_even_killed_outright_it_leaves_no_orphans(start: Callable[..., House], prepared: Path, victim: str):
    house = start(str(prepared))
    house.until_ready()
    house.until_it_says("is ready")
    os.kill(house.process.pid if victim == "make" else house.pids(victim)[0], signal.SIGKILL)
    house.until_nobody_is_left()


def test_a_port_in_use_is_one_clear_line(start: Callable[..., House]):
    port = two_free_ports()
    for taken in (port, port + 1):
        with socket.socket() as holder:
            holder.bind(("127.0.0.1", taken))
            holder.listen()
            house = start(port=port)
            assert house.process.wait(timeout=60) != 0
            lines = [line for line in house.said.splitlines() if not line.startswith("make:")]
            assert lines == [f"make run: port {taken} is in use; choose another: make run PORT=8100"]


@pytest.mark.parametrize("port", ["abc", "99999", "65535", "0", "-1", "８０００"])
def test_a_port_that_cannot_be_is_one_clear_line(start: Callable[..., House], port: str):
    house = start(PORT=port)
    assert house.process.wait(timeout=60) != 0
    lines = [line for line in house.said.splitlines() if not line.startswith("make:")]
    assert len(lines) == 1
    assert lines[0].startswith("make run: PORT")


@pytest.mark.parametrize("folder", ["/etc/passwd", "/etc/passwd/var", "/proc/yiqi"])
def test_a_folder_that_cannot_be_written_is_one_clear_line(start: Callable[..., House], folder: str):
    house = start(DATA_DIR=folder)
    assert house.process.wait(timeout=60) != 0
    lines = [line for line in house.said.splitlines() if not line.startswith("make:")]
    assert len(lines) == 1
    assert lines[0].startswith(f"make run: nothing can be written in DATA_DIR {folder}")


def test_a_second_house_in_the_same_folder_is_refused(start: Callable[..., House], prepared: Path):
    first = start(str(prepared))
    first.until_ready()
    second = start(str(prepared))
    assert second.process.wait(timeout=60) != 0
    lines = [line for line in second.said.splitlines() if not line.startswith("make:")]
    assert len(lines) == 1
    assert "another make run uses" in lines[0]
    assert first.get("/readyz")[0] == 200


def test_production_refuses_the_fake_platform(start: Callable[..., House]):
    house = start(APP_ENV="production")
    assert house.process.wait(timeout=60) != 0
    assert "WECHAT_MODE=fake is refused when APP_ENV=production" in house.said
    assert "Traceback" not in house.said
    house.until_nobody_is_left()


def test_with_live_wechat_there_is_no_fake_and_nobody_made_up(start: Callable[..., House]):
    house = start(WECHAT_MODE="live")
    house.until_ready()
    assert house.pids("app.wechat.fake") == []
    assert "示例" not in house.get("/")[1]
    with sqlite3.connect(house.data_dir / "yiqi.db") as connection:
        assert connection.execute("SELECT count(*) FROM accounts").fetchone() == (0,)


def test_postgresql_and_redis_are_used_when_given(start: Callable[..., House]):
    with postgres_server() as server, redis_server() as redis:
        url = f"{server}/postgres"
        house = start(DATABASE_URL=url, REDIS_URL=redis.url)
        house.until_ready()
        assert house.call("POST", "/api/v1/sessions", {"code": "admin.1"})[0] == 201
        assert not (house.data_dir / "yiqi.db").exists()
        engine = sa.create_engine(url)
        with engine.connect() as connection:
            assert connection.execute(sa.text("SELECT count(*) FROM stations")).scalar_one() == 1661
        engine.dispose()
        assert redis.client.dbsize() > 0
        house.end()
        again = start(DATABASE_URL=url, REDIS_URL=redis.url)
        again.until_ready()
        assert "Preparing" not in again.said
        again.end()
