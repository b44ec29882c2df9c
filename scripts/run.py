"""``make run``: from a bare checkout to a running service, and cleanly down again.

Environment -> migrations and data, the mini-program's preview (each only when something changed) -> fake WeChat (only
in fake mode), web, worker. Needs no PostgreSQL, Redis or WeChat account, and without Node only the preview is missing;
honours ``PORT``, ``DATA_DIR``, ``DATABASE_URL``, ``REDIS_URL``, ``WECHAT_MODE``, ``PREVIEW_DIR`` and ``APP_ENV``.
"""

from __future__ import annotations

import fcntl
import http.client
import os
import socket
import sys
from pathlib import Path
from typing import IO

import environment
import frontend
import prepared
from environment import ROOT, say
from supervisor import ChildDied, Supervisor, die_with_parent

READY_WITHIN_S = 60.0
LAST_PORT = 65535
WORKERS = "2"  # enough for whoever tries it out, and started in half the time of the service's own default


class Refused(Exception):
    """We cannot start; the text is one line that says why."""


def main() -> int:
    """Returns the exit code: 0 when asked to end, 1 when something failed."""
    environment.enter(__file__, dev=False)
    if os.environ.get("MAKELEVEL"):
        die_with_parent(os.getppid())()  # if make itself is killed, so are we
    env = dict(os.environ)
    data_dir = Path(env.get("DATA_DIR") or "./var").resolve()
    try:
        port, fake_port = _ports(env)
        env |= {"PORT": str(port), "DATA_DIR": str(data_dir), "PYTHONUNBUFFERED": "1"}
        env["WEB_WORKERS"] = env.get("WEB_WORKERS") or WORKERS
        lock = _only_one(data_dir)
        _free([port, fake_port])
        _prepare(data_dir, env)
        env["PREVIEW_DIR"] = env.get("PREVIEW_DIR") or _preview(env)
    except Refused as refusal:
        say(f"make run: {refusal}")
        return 1
    with lock:
        return _serve(port, fake_port, data_dir, env)


def _serve(port: int, fake_port: int | None, data_dir: Path, env: dict[str, str]) -> int:
    house = Supervisor(data_dir / "log", env, ROOT)
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    code = 0
    try:
        if fake_port:
            house.start("wechat", [sys.executable, "-m", "app.wechat.fake"])
            house.until(lambda: _listens(fake_port), within_s=READY_WITHIN_S)
        house.start("web", [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "wsgi:app"])
        if house.until(lambda: _is_ready(port), within_s=READY_WITHIN_S):
            house.start("worker", [*flask, "worker"])
            _greet(port, fake_port, data_dir, preview=bool(env["PREVIEW_DIR"]))
            house.watch()
        elif not house.asked_to_end:
            say(f"make run: not ready after {READY_WITHIN_S:.0f} s; see {data_dir / 'log' / 'web.log'}")
            code = 1
    except ChildDied as death:
        say(f"make run: {death}; its last words ({data_dir / 'log' / death.name}.log):\n{death.tail}")
        code = 1
    finally:
        house.end()
    return code


def _wants_fake(env: dict[str, str]) -> bool:
    return (env.get("WECHAT_MODE") or "fake") == "fake" and not env.get("WECHAT_API_BASE")


def _ports(env: dict[str, str]) -> tuple[int, int | None]:
    """Ours, and the fake platform's where there is one."""
    port = _port("PORT", env.get("PORT") or "8000")
    if not _wants_fake(env):
        return port, None
    chosen = _port("WECHAT_FAKE_PORT", env.get("WECHAT_FAKE_PORT") or "0", lowest=0)
    if not chosen and port == LAST_PORT:
        raise Refused(f"PORT={port} leaves none for the fake WeChat beside it; choose another: make run PORT=8100")
    return port, chosen or port + 1


def _port(name: str, value: str, lowest: int = 1) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 5 and lowest <= int(value) <= LAST_PORT):
        raise Refused(f"{name} must be a number from {lowest} to {LAST_PORT}; choose another: make run {name}=8100")
    return int(value)


def _only_one(data_dir: Path) -> IO[str]:
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        lock = (data_dir / "run.lock").open("a", encoding="utf-8")
    except OSError as error:
        raise Refused(f"nothing can be written in DATA_DIR {data_dir}: {error.strerror}; choose another") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise Refused(f"another make run uses {data_dir}; end it, or give this one its own DATA_DIR and PORT") from None
    return lock


def _free(ports: list[int | None]) -> None:
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port or 0))
            except OSError:
                raise Refused(f"port {port} is in use; choose another: make run PORT=8100") from None


def _prepare(data_dir: Path, env: dict[str, str]) -> None:
    if prepared.is_prepared(ROOT, data_dir, env):
        _freshen(data_dir, env)
        return
    say("Preparing the database: schema, areas, calendar, stations, people to sign in as, sample shifts")
    code = environment.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "prepare"], cwd=ROOT, env={"LOG_LEVEL": "WARNING"} | env
    )
    if code != 0:
        raise Refused("the database could not be prepared; the reason stands above")
    prepared.remember(ROOT, data_dir, env)


def _freshen(data_dir: Path, env: dict[str, str]) -> None:
    """Some hours later the sample shifts lack one about now, unless somebody took the samples away."""
    if not _wants_fake(env) or env.get("APP_ENV") == "production" or prepared.is_fresh(data_dir):
        return
    say("Adding what the sample shifts lack by now")
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "shifts", "--renew"]
    if environment.run(command, cwd=ROOT, env={"LOG_LEVEL": "WARNING"} | env) == 0:
        prepared.remember(ROOT, data_dir, env)


def _preview(env: dict[str, str]) -> str:
    """The folder of the built preview; empty, with a line that says why, where there is none. For fake mode only."""
    if not _wants_fake(env):
        return ""
    try:
        return str(frontend.preview())
    except frontend.NoFrontEnd as reason:
        say(f"No preview of the mini-program: {reason}")
        return ""


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _greet(port: int, fake_port: int | None, data_dir: Path, *, preview: bool) -> None:
    say(f"\n  益骑 Yiqi is ready. Open  http://127.0.0.1:{port}/\n")
    if preview:
        say("  A phone, and beside it who holds it: rider, staff, manager or admin, one tap each.")
        say(f"  The same pages in WeChat DevTools: open the folder {frontend.HOME}")
    elif fake_port:
        say("  Sign in as rider, staff, manager or admin: the page shows how, and who they are.")
    say(f"  Logs: {data_dir / 'log'}    End: Ctrl-C\n")


if __name__ == "__main__":
    sys.exit(main())
