"""The virtual environment in ``.venv``: made once, and installed again only when a lock changed.

Standard library only: it runs before anything is installed. ``ready(dev=...)`` returns the environment's Python.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
RUN_LOCK, DEV_LOCK = "requirements.txt", "requirements-dev.txt"


class CannotPrepare(Exception):
    """The environment cannot be made; the text is one line that says what to do."""


def ready(*, dev: bool) -> Path:
    """Make sure that ``.venv`` holds the locked packages. Raises ``CannotPrepare``."""
    if sys.version_info[:2] < OLDEST:
        raise CannotPrepare("Python 3.11 or newer is needed: make PYTHON=python3.11 ...")
    lock = ROOT / (DEV_LOCK if dev else RUN_LOCK)
    with lock.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # two starts at once: the second waits and then has nothing to do
        _make()
        _install(lock)
    return PYTHON


def enter(script: str, *, dev: bool) -> None:
    """Go on in the environment's Python, in this process, unless we are there already."""
    if Path(sys.prefix).resolve() == VENV.resolve():
        return
    try:
        python = ready(dev=dev)
    except CannotPrepare as problem:
        sys.exit(f"{Path(script).name}: {problem}")
    os.execv(python, [str(python), script, *sys.argv[1:]])  # noqa: S606 - a fixed program, no shell


def as_root_with_apt() -> bool:
    """True where Debian packages can be installed without asking anybody (a container)."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_debian(packages: list[str]) -> None:
    """Install Debian packages. Raises ``CannotPrepare`` when that fails."""
    say(f"Installing Debian packages: {' '.join(packages)}")
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    commands = (["apt-get", "update", "-q"], ["apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages])
    for command in commands:
        if run(command, env=env, stdout=subprocess.DEVNULL) != 0:
            raise CannotPrepare(f"{' '.join(command[:2])} failed; install by hand: {' '.join(packages)}")


def run(command: list[str | Path], **kwargs: object) -> int:
    """Run a program without input. When we are told to end, it is told too, so that none stays behind."""
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, **kwargs)  # type: ignore[call-overload]

    def pass_on(number: int, _frame: object) -> None:
        child.send_signal(number)

    before = {number: signal.signal(number, pass_on) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        code: int = child.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if code in {-signal.SIGTERM, -signal.SIGINT}:
        sys.exit(128 - code)
    return code


def say(text: str) -> None:
    """A line for whoever watches."""
    print(text, flush=True)


def _make() -> None:
    if PYTHON.exists() and (VENV / "bin" / "pip").exists() and _answers():
        return
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        if not as_root_with_apt():
            raise CannotPrepare(f"python3 has no ensurepip: install Debian's {package} (apt-get install {package})")
        install_debian([package])
    say("Making .venv")
    if run([sys.executable, "-m", "venv", "--clear", str(VENV)]) != 0:
        raise CannotPrepare("python3 -m venv .venv failed; its own words stand above")


def _answers() -> bool:
    return subprocess.run([PYTHON, "-c", ""], check=False, capture_output=True).returncode == 0


def _install(lock: Path) -> None:
    if any(_installed(name) for name in {lock.name, DEV_LOCK}):  # the development lock holds the other's packages too
        return
    say(f"Installing {lock.name} (the first time takes about half a minute)")
    pip = [PYTHON, "-m", "pip", "install", "-q", "--no-input", "--disable-pip-version-check"]
    if run([*pip, "--require-hashes", "-r", lock], cwd=ROOT) != 0:
        raise CannotPrepare(f"pip could not install {lock.name}; its own words stand above")
    for stamp in VENV.glob(".*-installed"):
        stamp.unlink()  # what another lock had put there may have been replaced
    _stamp(lock.name).write_text(_wanted(lock.name), encoding="utf-8")


def _installed(name: str) -> bool:
    stamp = _stamp(name)
    return stamp.exists() and stamp.read_text(encoding="utf-8") == _wanted(name)


def _stamp(name: str) -> Path:
    return VENV / f".{name}-installed"


def _wanted(name: str) -> str:
    return hashlib.sha256((ROOT / name).read_bytes() + (VENV / "pyvenv.cfg").read_bytes()).hexdigest()


if __name__ == "__main__":
    try:
        ready(dev="--dev" in sys.argv[1:])
    except CannotPrepare as problem:
        sys.exit(str(problem))
