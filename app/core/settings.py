"""Every setting of the service, read once from the environment, checked, and then frozen.

``docs/operators/settings.md`` lists them; a test holds the list to this class. Nothing else reads ``os.environ``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from app.core.geo import SERVICE_BOX, Box

DEFAULT_SECRET = "development-only-secret-not-for-production"  # noqa: S105 - refused in production below
FAKE_APPID = "wxfake0000000001"
FAKE_SECRET = "fake-platform-secret"  # noqa: S105 - the fake platform's own, refused in production below
LIVE_API_BASE = "https://api.weixin.qq.com"
WECHAT_HOSTS = frozenset({"api.weixin.qq.com", "api2.weixin.qq.com"})
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class SettingsError(Exception):
    """A setting is missing, malformed or not allowed in this environment. Start-up stops with the text."""


@dataclass(frozen=True)
class Settings:
    """The settings. Times are seconds unless the name says otherwise; names in the environment are upper case."""

    app_env: str = "development"  # development | test | production
    secret_key: str = field(default=DEFAULT_SECRET, repr=False)
    data_dir: str = "./var"
    database_url: str = field(default="", repr=False)  # empty: SQLite in DATA_DIR; may hold a password
    redis_url: str = field(default="", repr=False)  # empty: memory of the process
    port: int = 8000

    wechat_mode: str = "fake"  # fake | live
    wechat_appid: str = FAKE_APPID
    wechat_secret: str = field(default=FAKE_SECRET, repr=False)
    wechat_api_base: str = ""  # empty: the platform's when live, loopback when fake
    wechat_timeout_connect: float = 2.0
    wechat_timeout_read: float = 4.0
    wechat_deadline: float = 8.0
    wechat_bulkhead: int = 2  # calls to WeChat at once in one process: half the threads
    wechat_fake_port: int = 0  # 0: PORT + 1
    wechat_templates: str = field(default="", repr=False)  # JSON: {name: template id}

    session_idle_days: int = 30
    session_absolute_days: int = 90
    session_cache_s: float = 5.0
    sign_in_per_device: str = "10/minute"
    sign_in_per_address: str = ""  # empty: 300/minute live, 600/minute fake
    phone_per_account: str = "5/day"
    reports_per_account: str = "30/hour"
    trusted_proxies: int = 0  # hops in front of us whose X-Forwarded-For is believed

    service_box: str = ""  # south,west,north,east in WGS-84 degrees; empty: the prefecture's (core.geo.SERVICE_BOX)
    map_center: str = "44.903778,82.070814"  # WGS-84
    snapshot_poll_s: float = 1.0
    log_level: str = "INFO"
    docs_enabled: bool = True
    public_url: str = ""  # where people reach us; empty: http://127.0.0.1:PORT

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
        """Read and check the settings. Raises ``SettingsError`` naming the variable, never its value."""
        env = os.environ if environ is None else environ
        values: dict[str, Any] = {}
        for f in fields(cls):
            raw = env.get(f.name.upper())
            if raw is not None and raw != "" and f.name not in overrides:
                values[f.name] = _parse(f.name, raw, _default_type(f))
        settings = cls(**(values | overrides))
        settings.check()
        return settings

    def check(self) -> None:
        """Refuse what cannot work, and in production whatever is only for development."""
        _one_of("APP_ENV", self.app_env, {"development", "test", "production"})
        _one_of("WECHAT_MODE", self.wechat_mode, {"fake", "live"})
        host = urlsplit(self.api_base).hostname or ""
        if self.is_production:
            if self.wechat_mode == "fake":
                raise SettingsError("WECHAT_MODE=fake is refused when APP_ENV=production")
            if self.secret_key == DEFAULT_SECRET or len(self.secret_key) < 32:
                raise SettingsError("SECRET_KEY must be set to at least 32 characters when APP_ENV=production")
            if self.wechat_secret == FAKE_SECRET or self.wechat_appid == FAKE_APPID:
                raise SettingsError("WECHAT_APPID and WECHAT_SECRET must be set when APP_ENV=production")
            if host not in WECHAT_HOSTS:
                raise SettingsError("WECHAT_API_BASE names a host that is not WeChat's")
            if urlsplit(self.api_base).scheme != "https":
                raise SettingsError("WECHAT_API_BASE must be https when APP_ENV=production")
        elif host not in WECHAT_HOSTS | LOOPBACK:
            raise SettingsError("WECHAT_API_BASE names a host that is neither WeChat's nor loopback")

    @property
    def is_production(self) -> bool:
        return self.app_env == "production"

    @property
    def root(self) -> Path:
        """The checkout: where ``migrations`` and ``data`` lie."""
        return Path(__file__).resolve().parents[2]

    @property
    def data_path(self) -> Path:
        return Path(self.data_dir).resolve()

    @property
    def sqlalchemy_url(self) -> str:
        return self.database_url or f"sqlite:///{self.data_path / 'yiqi.db'}"

    @property
    def api_base(self) -> str:
        """Where WeChat's API is for this process, without a trailing slash."""
        if self.wechat_api_base:
            return self.wechat_api_base.rstrip("/")
        return LIVE_API_BASE if self.wechat_mode == "live" else f"http://127.0.0.1:{self.fake_port}"

    @property
    def fake_port(self) -> int:
        return self.wechat_fake_port or self.port + 1

    @property
    def site_url(self) -> str:
        return (self.public_url or f"http://127.0.0.1:{self.port}").rstrip("/")

    @cached_property
    def box(self) -> Box:
        """South, west, north, east in WGS-84 degrees."""
        if not self.service_box:
            return SERVICE_BOX
        south, west, north, east = (float(x) for x in self.service_box.split(","))
        return Box(south, west, north, east)

    @property
    def sign_in_address_limit(self) -> str:
        return self.sign_in_per_address or ("600/minute" if self.wechat_mode == "fake" else "300/minute")


def current() -> Settings:
    """The settings of the running application."""
    settings: Settings = current_app.extensions["yiqi.settings"]
    return settings


def _default_type(f: Any) -> type:
    return type(f.default) if f.default is not MISSING else str


def _parse(name: str, raw: str, kind: type) -> Any:
    try:
        if kind is bool:
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[raw.lower()]
        return kind(raw)
    except (ValueError, KeyError):
        raise SettingsError(f"{name.upper()} must be a {kind.__name__}") from None


def _one_of(name: str, value: str, allowed: set[str]) -> None:
    if value not in allowed:
        raise SettingsError(f"{name} must be one of {', '.join(sorted(allowed))}")
