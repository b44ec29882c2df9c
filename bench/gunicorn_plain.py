"""gunicorn for whatever is not ours: as ``gunicorn.conf.py``, less its log lines."""

from pathlib import Path

timeout = 60
graceful_timeout = 5
keepalive = 5
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - heartbeats stay off the disk
preload_app = False
control_socket_disable = True
accesslog = None
