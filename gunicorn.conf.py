"""How the web processes run (RELIABILITY 13): loopback only, behind nginx, nothing shared after a fork.

``gunicorn -c gunicorn.conf.py wsgi:app``. The service's own settings are read by ``app.core.settings``; here are only
those of the processes.
"""

import mmap
import os
import shutil
import sys
import tempfile
from pathlib import Path

from gunicorn import util
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

_database_url = os.environ.get("DATABASE_URL", "")
_on_sqlite = _database_url == "" or _database_url.startswith("sqlite")
_by_cores = 2 * (os.cpu_count() or 1)
_metrics_port = int(os.environ.get("METRICS_PORT") or 0)

_figures = tempfile.mkdtemp(prefix="yiqi-metrics-") if _metrics_port else None
if _figures:  # before anything imports prometheus_client: it decides at import where figures are kept
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = _figures

wsgi_app = "wsgi:app"
bind = f"127.0.0.1:{os.environ.get('PORT') or 8000}"
workers = int(os.environ.get("WEB_WORKERS") or (min(_by_cores, 4) if _on_sqlite else _by_cores))
threads = int(os.environ.get("WEB_THREADS") or 4)  # = connections of the pool (RELIABILITY 4)
timeout = 30
graceful_timeout = 20
keepalive = 5
max_requests = 5000
max_requests_jitter = 500
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - heartbeats stay off the disk
preload_app = False
control_socket_disable = True
forwarded_allow_ips = "127.0.0.1,::1"
accesslog = None  # the application writes one redacted line a request


class Births:
    """Which workers a reload replaces, and how many of their successors can serve: memory that all processes share."""

    _AGE, _MOST = slice(0, 8), 1016

    def __init__(self):
        self._book = mmap.mmap(-1, 8 + self._MOST)

    def reload(self, age):
        """Everybody up to this age is replaced; nobody younger serves yet."""
        self._book[8:] = bytes(self._MOST)
        self._book[self._AGE] = age.to_bytes(8, "big")

    def write_down(self, age):
        """That one can serve."""
        self._book[8 + age % self._MOST] = 1

    def is_replaced(self, age):
        """Whether a reload wants this one to end, not the whole service."""
        return age <= int.from_bytes(self._book[self._AGE], "big")

    @property
    def ready(self):
        """How many can serve since the last reload."""
        return self._book[8:].count(1)


class worker_class(ThreadWorker):  # noqa: N801 - the name of gunicorn's setting
    """gthread, of which the old go on serving at a reload until as many new ones can.

    gunicorn ends the old ones as soon as it has forked the new: while those load the code, which takes a busy machine
    ten seconds, nobody would take a connection. Told to end twice, they do at once; gunicorn tells them again after
    ``graceful_timeout``, and when all of it is to end.
    """

    births = None
    is_told = False

    def handle_exit(self, sig, frame):
        """SIGTERM."""
        if self.is_told or not self.births.is_replaced(self.age):
            super().handle_exit(sig, frame)
        self.is_told = True

    def notify(self):
        """Still alive, says gunicorn's loop once a second, and sooner."""
        super().notify()
        if self.is_told and self.births.ready >= self.cfg.workers:
            self.alive = False


class logger_class(Logger):  # noqa: N801 - the name of gunicorn's setting
    """gunicorn's logger without its access line, which it would put together for every request to throw it away."""

    access_log_enabled = False

    def access(self, *_):
        """Nothing."""


logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "app.core.logs.JsonFormatter"}},
    "filters": {"no_strangers": {"()": "app.core.logs.NoStrangers"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["no_strangers"]}},
    "root": {"level": "INFO", "handlers": []},  # the application brings its own: one line a request, not two
    "loggers": {
        "gunicorn.error": {"level": "INFO", "handlers": ["stderr"], "propagate": False, "qualname": "gunicorn.error"},
        "gunicorn.access": {"level": "ERROR", "handlers": [], "propagate": False, "qualname": "gunicorn.access"},
    },
}


def _refuse(sock, status, reason, _said):
    """What gunicorn cannot read is refused as all else is; its own page would say the caller's words again."""
    from app.core.edge import unread

    util.write_nonblock(sock, unread(status, reason))


util.write_error = _refuse


def on_starting(server):
    """Refuse settings that cannot work once, in the master, instead of in every worker for ever."""
    from app.core.settings import Settings, SettingsError

    os.environ["WEB_WORKERS"] = str(server.num_workers)  # so that each knows its share of a limit
    server.births = Births()
    try:
        Settings.from_env()
    except SettingsError as refusal:
        raise SystemExit(f"refused to start: {refusal}") from None


def when_ready(server):
    """Serve the figures of all workers on a loopback port of their own."""
    if _on_sqlite and workers > 4:
        server.log.warning("more than 4 web workers on SQLite wait for each other: use PostgreSQL")
    if _metrics_port:
        from prometheus_client import CollectorRegistry, multiprocess, start_http_server

        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)
        start_http_server(_metrics_port, addr="127.0.0.1", registry=registry)


def on_reload(server):
    """SIGHUP: from now on the old ones wait for the new."""
    server.births.reload(server.worker_age)


def post_fork(server, worker):
    """Load the code that lies there now: what the master read of it for its settings and log lines is of its start."""
    worker.births = server.births
    for name in [name for name in sys.modules if name == "app" or name.startswith("app.")]:
        del sys.modules[name]
    worker.log.setup(worker.cfg)


def post_worker_init(worker):
    """Begin to read the stations at once, so that the first rider does not wait for it; it can serve."""
    worker.wsgi.extensions["yiqi.snapshot"].start()
    worker.births.write_down(worker.age)


def child_exit(server, worker):
    """A worker that ended counts no longer in the figures of the living."""
    if _metrics_port:
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)


def on_exit(server):
    """The figures of the dead are of no use."""
    if _figures:
        shutil.rmtree(_figures, ignore_errors=True)
