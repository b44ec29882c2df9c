"""nginx as ``deploy/nginx`` sets it up, in front of the real service with a database of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from flask import Flask

from app.core.db import db
from app.factory import create_app
from app.wechat.fake import Serving
from tests.conftest import Ground, settings_for
from tests.support.nginx_server import NginxServer, nginx_server
from tests.support.places import load_areas, make_station
from tests.support.servers import Server, web_server

SECRET = "a-secret-key-for-the-servers-of-this-test-only"
AS_JSON = {"Content_Type": "application/json"}


@dataclass(frozen=True)
class Front:
    """nginx and the service behind it. ``log``: what the service wrote; ``app``: the same house in this process."""

    nginx: NginxServer
    service: Server
    log: Path
    app: Flask

    def sign_in(self, user: str, source: str = "") -> str:
        body = json.dumps({"code": f"{user}.{uuid4().hex}"}).encode()
        status, _, raw = self.nginx.call("/api/v1/sessions", "POST", body, source, **AS_JSON)
        assert status == 201, raw
        token: str = json.loads(raw)["token"]
        return token

    def end_service(self) -> None:
        """Until no process of it is left: workers outlive a master that is killed."""
        self.service.process.terminate()
        self.service.process.wait(30)


@contextmanager
def front_of(ground: Ground, wechat: Serving, folder: Path) -> Iterator[Front]:
    """A town with one station, served until the block ends; ``folder`` is its DATA_DIR."""
    url = ground.fresh(f"front_{folder.name[-8:]}".lower())
    app = create_app(settings_for(url, folder, secret_key=SECRET))
    with app.app_context():
        load_areas(app)
        make_station("YQ0001", amenities=("hot_water",))
        db.engine.dispose()
    log = folder / "service.log"
    environ = {
        "DATABASE_URL": url,
        "SECRET_KEY": SECRET,
        "APP_ENV": "test",
        "DATA_DIR": str(folder),
        "REDIS_URL": "",
        "WECHAT_API_BASE": wechat.url,
        "TRUSTED_PROXIES": "1",
        "LOG_LEVEL": "DEBUG",
    }
    with ExitStack() as stack:
        service = stack.enter_context(web_server(environ, log=log))
        nginx = stack.enter_context(nginx_server(int(service.url.rpartition(":")[2])))
        yield Front(nginx, service, log, app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
