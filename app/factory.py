"""Puts the house together: core first, then each feature's ``wire(app)``, from the ground up."""

from __future__ import annotations

from flask import Flask

from app import cli, demo, migrating, observing, preparing, preview, welcome
from app.accounts import wiring as accounts
from app.areas import wiring as areas
from app.checkins import wiring as checkins
from app.communities import wiring as communities
from app.core import apidocs, edge, health, idempotency, limits, logs, pictures, sealed_log, slow, store, web
from app.core.db import db, engine_options, tune
from app.core.settings import Settings
from app.hours import wiring as hours
from app.notices import wiring as notices
from app.stations import wiring as stations
from app.volunteering import wiring as volunteering
from app.wechat import wiring as wechat
from app.work import wiring as work


def create_app(settings: Settings | None = None) -> Flask:
    """The application for these settings, by default those of the environment. Raises ``SettingsError``."""
    settings = settings or Settings.from_env()
    settings.check()
    app = Flask(__name__, instance_path=str(settings.data_path), static_folder="static", static_url_path="/static")
    app.extensions["yiqi.settings"] = settings
    app.extensions["yiqi.store"] = store.make_store(settings.redis_url)
    app.json.ensure_ascii = False  # type: ignore[attr-defined] # Flask's default provider has it
    app.json.sort_keys = False  # type: ignore[attr-defined]
    _wire_database(app, settings)
    logs.wire(app, settings.log_level)
    edge.wire(app)
    web.wire(app)
    apidocs.configure(app, settings)
    wechat.wire(app)
    areas.wire(app)
    accounts.wire(app)  # installs the guard
    web.watch(app)
    pictures.wire(app)
    idempotency.wire(app)
    limits.wire(app, settings.redis_url, settings.trusted_proxies, settings.web_workers)
    notices.wire(app)
    communities.wire(app)
    stations.wire(app)
    checkins.wire(app)
    volunteering.wire(app)
    hours.wire(app)
    work.wire(app)
    health.wire(app)
    apidocs.wire(app)
    preview.wire(app, settings.preview_dir)
    welcome.wire(app, "/welcome" if settings.preview_dir else "/")
    cli.wire(app)
    sealed_log.wire(app)
    demo.wire(app)
    preparing.wire(app)
    observing.wire(app)
    return app


def _wire_database(app: Flask, settings: Settings) -> None:
    url = settings.sqlalchemy_url
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(url)
    if not settings.database_url:
        settings.data_path.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    migrating.wire(app, settings)
    with app.app_context():
        tune(db.engine)
        slow.watch(db.engine, settings.slow_query_ms)
