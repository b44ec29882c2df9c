"""The top room of ``wechat``: puts the gateway into the application and registers ``flask wechat``."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable

import click
from flask import Flask
from flask.cli import AppGroup

from app.core import duties
from app.core.db import in_transaction
from app.core.settings import Settings
from app.wechat import callback_views, commands, pushes
from app.wechat.gateway import Gateway
from app.wechat.transport import quiet_urllib3

cli = AppGroup("wechat", help="WeChat: the fake platform and the operators' tools.")


def wire(app: Flask, *, forbidden: Callable[[], bool] = in_transaction) -> None:
    """Needs ``yiqi.settings`` and ``yiqi.store``; ``forbidden`` tells when WeChat must not be called."""
    quiet_urllib3()
    app.extensions["yiqi.wechat"] = Gateway(
        app.extensions["yiqi.settings"], app.extensions["yiqi.store"], forbidden=forbidden
    )
    for command in commands.EVERY:
        cli.add_command(command)
    app.cli.add_command(cli)
    callback_views.wire(app)
    duties.sweep(app, "pushes", 1, pushes.act)
    duties.sweep(app, "old-pushes", 3600, pushes.forget_old)
    duties.invariant(app, "no-push-left-lying", pushes.left_lying)


@cli.command("fake")
@click.option("--port", type=int, default=None, help="Port on 127.0.0.1; without it WECHAT_FAKE_PORT, else PORT + 1.")
@click.pass_context
def fake(context: click.Context, port: int | None) -> None:
    """Run the fake platform on loopback until told to stop. Refused in production."""
    from flask import current_app

    settings: Settings = current_app.extensions["yiqi.settings"]
    if settings.is_production:
        raise click.ClickException("the fake platform is refused when APP_ENV=production")
    from app.wechat.fake import serve
    from app.wechat.fake.beside import beside

    asked = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked.set())
    try:
        with serve(beside(settings), settings.fake_port if port is None else port) as serving:
            click.echo(f"fake WeChat on {serving.url}/__fake/ (a simulation)")
            asked.wait()
    except OSError as failure:
        raise click.ClickException(f"cannot listen: {failure.strerror}") from None
