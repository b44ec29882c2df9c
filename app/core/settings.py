"""Every setting of the service, read once from the environment, checked, and then frozen.

``docs/operators/settings.md`` lists them; a test holds the list to this class. Nothing else reads ``os.environ``.
"""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Mapping, Set
from dataclasses import MISSING, dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from flask import current_app
from limits import parse as parse_limit
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from app.core.geo import SERVICE_BOX, Box

DEFAULT_SECRET = "development-only-secret-not-for-production"  # noqa: S105 - refused in production below
FAKE_APPID = "wxfake0000000001"
FAKE_SECRET = "fake-platform-secret"  # noqa: S105 - the fake platform's own, refused in production below
FAKE_PUSH_TOKEN = "fake-push-token"  # noqa: S105 - used in fake mode only
FAKE_PUSH_AES_KEY = "ZmFrZS1wdXNoLWtleS1vbi1sb29wYmFjay1vbmx5ISE"  # 43 characters, as WeChat's console asks
MINIPROGRAM_STATES = frozenset({"developer", "trial", "formal"})
ENV_VERSIONS = frozenset({"develop", "trial", "release"})
LIVE_API_BASE = "https://api.weixin.qq.com"
WECHAT_HOSTS = frozenset({"api.weixin.qq.com", "api2.weixin.qq.com"})
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
LOG_LEVELS = frozenset({"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"})
DRIVERS = frozenset({"sqlite", "sqlite+pysqlite", "postgresql+psycopg"})
REDIS_SCHEMES = frozenset({"redis", "rediss", "unix"})
HALF_A_YEAR_DAYS = 184
RATES = (
    *("sign_in_per_device", "sign_in_per_address", "phone_per_account", "reports_per_account", "scans_per_account"),
    *("photos_per_account", "crowding_per_account", "votes_per_caller", "certificate_lookups_per_caller"),
    *("exports_per_account", "names_per_account", "signups_per_account"),
    *("transfer_codes_per_account", "transfers_per_account"),
)
LEASTS = {
    "saved_stations_most": 1,
    "web_workers": 1,
    "future_signups_most": 1,
    "waiting_signups_most": 1,
    "consent_kept_days": 1,
    "audit_kept_days": HALF_A_YEAR_DAYS,  # the law asks for six months
}
LAST_PORT = 65535


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
    wechat_worker_deadline: float = 15.0  # of a message and of an operator's call: nobody waits for a page
    wechat_bulkhead: int = 2  # calls to WeChat at once in one process: half the threads
    wechat_fake_port: int = 0  # 0: PORT + 1
    wechat_push_token: str = field(default="", repr=False)  # empty: none when live, the fake platform's own when fake
    wechat_push_aes_key: str = field(default="", repr=False)  # as above; 43 characters of base64
    wechat_push_kept_days: int = 30  # how long it is remembered that a push came
    wechat_templates: str = field(default="", repr=False)  # JSON: {name: {id, keywords}}
    wechat_miniprogram_state: str = ""  # developer | trial | formal: which build a message opens; empty: trial
    wechat_env_version: str = ""  # develop | trial | release: which build a code opens; empty: trial
    wechat_risk_rank: bool = False  # whether WeChat is asked about risks at all

    session_idle_days: int = 30
    session_absolute_days: int = 90
    session_cache_s: float = 5.0
    sign_in_per_device: str = "10/minute"
    sign_in_per_address: str = ""  # empty: 300/minute live, 600/minute fake
    phone_per_account: str = "5/day"
    reports_per_account: str = "30/hour"
    scans_per_account: str = "30/minute"
    crowding_per_account: str = "20/hour"
    votes_per_caller: str = "5/day"  # for a missing station; of guests, by network
    certificate_lookups_per_caller: str = "30/minute"  # of guests, by network
    saved_stations_most: int = 100  # of one account
    photos_per_account: str = "20/day"
    exports_per_account: str = "10/hour"
    meal_peaks: str = "13:30-15:30,19:30-22:00"  # Asia/Shanghai; shifts then are warned of, not refused
    hours_sampled_percent: float = 2.0  # of confirmed hours that a second reader sees
    names_per_account: str = "60/hour"  # new names, of which WeChat is asked
    signups_per_account: str = "20/minute"
    future_signups_most: int = 10  # of one person
    waiting_signups_most: int = 5  # of one person, in queues
    transfer_codes_per_account: str = "10/hour"
    transfers_per_account: str = "10/hour"  # tries at a code of 40 bits that lives ten minutes
    audit_kept_days: int = 365  # audit lines and lines of who looked; the law asks for six months at least
    consent_kept_days: int = 1095  # after an account was erased, without any link to it
    web_workers: int = 1  # web processes alike; without Redis each counts up to its share of a limit
    trusted_proxies: int = 0  # hops in front of us whose X-Forwarded-For is believed

    quiet_hours: str = "23:30-09:30"  # Asia/Shanghai; messages wait for the end, but urgent ones
    digest_at: str = "20:00"  # Asia/Shanghai; when low topics are told together

    service_box: str = ""  # south,west,north,east in WGS-84 degrees; empty: the prefecture's (core.geo.SERVICE_BOX)
    map_center: str = "44.903778,82.070814"  # WGS-84
    snapshot_poll_s: float = 1.0
    log_level: str = "INFO"
    docs_enabled: bool = True
    slow_query_ms: int = 500  # a statement that took longer is a line in the log, without its values
    drain_file: str = ""  # while it is there, /readyz says 503: the process is about to be ended
    presence_keys: str = field(default="", repr=False)  # current,previous: sign codes; empty: made of SECRET_KEY
    public_url: str = ""  # where people reach us; empty: http://127.0.0.1:PORT
    cert_font: str = ""  # a fuller font for papers (TrueType outlines); empty: ours, GB 2312
    preview_dir: str = ""  # the built preview of the mini-program, served at /; empty: not served

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
        _one_of("LOG_LEVEL", self.log_level, LOG_LEVELS)
        self._check_keys()
        self._check_figures()
        self._check_addresses()
        self._check_wechat()

    def _check_keys(self) -> None:
        keys = self.presence_keys.split(",") if self.presence_keys else []
        if len(keys) > 2 or len(set(keys)) < len(keys) or any(len(key.strip()) < 32 for key in keys):
            raise SettingsError("PRESENCE_KEYS must be one or two keys of at least 32 characters, the current first")

    def _check_figures(self) -> None:
        """Numbers, limits and places: found out now, not by the first request that needs them."""
        if not 1 <= self.port <= LAST_PORT:
            raise SettingsError(f"PORT must be from 1 to {LAST_PORT}")
        if self.wechat_fake_port and not 1 <= self.wechat_fake_port <= LAST_PORT:
            raise SettingsError(f"WECHAT_FAKE_PORT must be from 1 to {LAST_PORT}, or 0 for PORT + 1")
        if self.wechat_mode == "fake" and not self.wechat_api_base and self.fake_port > LAST_PORT:
            raise SettingsError("PORT leaves none for the fake platform beside it: choose a lower one")
        if self.cert_font and not _is_truetype(Path(self.cert_font)):
            raise SettingsError("CERT_FONT must be the path of a font with TrueType outlines (.ttf)")
        if self.preview_dir and not (Path(self.preview_dir) / "index.html").is_file():
            raise SettingsError("PREVIEW_DIR must be the folder of a built preview, with its index.html")
        if self.trusted_proxies < 0:
            raise SettingsError("TRUSTED_PROXIES must not be negative")
        for name in RATES:
            _check_limit(name.upper(), getattr(self, name))
        for name, least in LEASTS.items():
            if getattr(self, name) < least:
                raise SettingsError(f"{name.upper()} must be at least {least}")
        if not 0 <= self.hours_sampled_percent <= 100:
            raise SettingsError("HOURS_SAMPLED_PERCENT must be from 0 to 100")
        _check_hours("QUIET_HOURS", self.quiet_hours, "23:30-09:30")
        _check_hours("DIGEST_AT", self.digest_at, "20:00")
        for peak in filter(None, self.meal_peaks.split(",")):
            _check_hours("MEAL_PEAKS", peak, "13:30-15:30")
        self._check_places()

    def _check_places(self) -> None:
        if self.service_box:
            south, west, north, east = _degrees("SERVICE_BOX", self.service_box, "south,west,north,east")
            if not (-90 <= south < north <= 90 and -180 <= west < east <= 180):
                raise SettingsError("SERVICE_BOX must be south,west,north,east in degrees, in this order")
        lat, lng = _degrees("MAP_CENTER", self.map_center, "latitude,longitude")
        if not (-90 <= lat <= 90 and -180 <= lng <= 180):
            raise SettingsError("MAP_CENTER must be latitude,longitude in degrees, in this order")

    def _check_addresses(self) -> None:
        try:
            driver = make_url(self.database_url or "sqlite://").drivername
        except (ArgumentError, ValueError):
            raise SettingsError("DATABASE_URL is not an address of a database") from None
        if driver not in DRIVERS:
            raise SettingsError("DATABASE_URL must begin with postgresql+psycopg:// or sqlite:///")
        if self.redis_url and _split("REDIS_URL", self.redis_url).scheme not in REDIS_SCHEMES:
            raise SettingsError("REDIS_URL must begin with redis://, rediss:// or unix://")

    def _check_wechat(self) -> None:
        """Secrets go to WeChat or the fake platform and nowhere else; production has secrets of its own."""
        _check_templates(self.wechat_templates)
        if self.wechat_miniprogram_state:
            _one_of("WECHAT_MINIPROGRAM_STATE", self.wechat_miniprogram_state, MINIPROGRAM_STATES)
        if self.wechat_env_version:
            _one_of("WECHAT_ENV_VERSION", self.wechat_env_version, ENV_VERSIONS)
        _check_aes_key(self.wechat_push_aes_key)
        if self.wechat_push_kept_days < 1:
            raise SettingsError("WECHAT_PUSH_KEPT_DAYS must be at least 1")
        base = _split("WECHAT_API_BASE", self.api_base)
        host = base.hostname or ""
        if base.username is not None or base.password is not None:
            raise SettingsError("WECHAT_API_BASE must not hold a user or password")
        if self.is_production:
            if self.wechat_mode == "fake":
                raise SettingsError("WECHAT_MODE=fake is refused when APP_ENV=production")
            if self.secret_key == DEFAULT_SECRET or len(self.secret_key) < 32:
                raise SettingsError("SECRET_KEY must be set to at least 32 characters when APP_ENV=production")
            if self.wechat_secret == FAKE_SECRET or self.wechat_appid == FAKE_APPID:
                raise SettingsError("WECHAT_APPID and WECHAT_SECRET must be set when APP_ENV=production")
            if self.wechat_push_token == FAKE_PUSH_TOKEN or self.wechat_push_aes_key == FAKE_PUSH_AES_KEY:
                raise SettingsError("WECHAT_PUSH_TOKEN, WECHAT_PUSH_AES_KEY must be your own when APP_ENV=production")
            self._check_wechat_of_production()
            if host not in WECHAT_HOSTS:
                raise SettingsError("WECHAT_API_BASE names a host that is not WeChat's")
            if base.scheme != "https":
                raise SettingsError("WECHAT_API_BASE must be https when APP_ENV=production")
        elif host not in WECHAT_HOSTS | LOOPBACK:
            raise SettingsError("WECHAT_API_BASE names a host that is neither WeChat's nor loopback")

    def _check_wechat_of_production(self) -> None:
        """What would go wrong silently: pushes nobody can trust, codes and messages that open the wrong build."""
        for name in ("push_token", "push_aes_key", "miniprogram_state", "env_version"):
            if not getattr(self, f"wechat_{name}"):
                raise SettingsError(f"WECHAT_{name.upper()} must be set when APP_ENV=production")

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
    def miniprogram_state(self) -> str:
        """Which build a message opens."""
        return self.wechat_miniprogram_state or "trial"

    @property
    def env_version(self) -> str:
        """Which build a code or link opens."""
        return self.wechat_env_version or "trial"

    @property
    def fake_port(self) -> int:
        return self.wechat_fake_port or self.port + 1

    @property
    def push_token(self) -> str:
        """What signs WeChat's pushes; empty: none can be taken in."""
        return self.wechat_push_token or (FAKE_PUSH_TOKEN if self.wechat_mode == "fake" else "")

    @property
    def push_aes_key(self) -> str:
        """What WeChat's pushes are sealed with: 43 characters of base64; empty: none can be taken in."""
        return self.wechat_push_aes_key or (FAKE_PUSH_AES_KEY if self.wechat_mode == "fake" else "")

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


def _split(name: str, url: str) -> SplitResult:
    try:
        found = urlsplit(url)
        _ = found.port  # looked at only when asked for
    except ValueError:
        raise SettingsError(f"{name} is not an address") from None
    return found


def _check_limit(name: str, value: str) -> None:
    try:
        if value:
            parse_limit(value)
    except ValueError:
        raise SettingsError(f"{name} must be a count per time, as 10/minute") from None


def _is_truetype(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) in {b"\x00\x01\x00\x00", b"true"}
    except OSError:
        return False


def _check_hours(name: str, value: str, example: str) -> None:
    """Times of day joined by ``-``, as many as the example has."""
    parts = value.split("-")
    if len(parts) != len(example.split("-")) or not all(map(re.compile(r"([01]\d|2[0-3]):[0-5]\d").fullmatch, parts)):
        raise SettingsError(f"{name} must be local time, as {example}")


def _degrees(name: str, value: str, order: str) -> list[float]:
    """The finite numbers of a list with commas, as many as ``order`` names."""
    try:
        found = [float(part) for part in value.split(",")]
    except ValueError:
        found = []
    if len(found) != len(order.split(",")) or not all(map(math.isfinite, found)):
        raise SettingsError(f"{name} must be {order} in degrees")
    return found


def _check_templates(raw: str) -> None:
    """``{name: id}`` or ``{name: {"id": id, "keywords": {our word: WeChat's key}}}``, as ``wechat.templates`` reads."""
    try:
        found = json.loads(raw or "{}")
    except (ValueError, RecursionError):
        found = None
    texts: list[Any] = [] if isinstance(found, dict) else [None]
    for entry in found.values() if isinstance(found, dict) else ():
        parts = entry if isinstance(entry, dict) else {"id": entry}
        keywords = parts.get("keywords", {})
        texts += [parts.get("id", ""), *(keywords.values() if isinstance(keywords, dict) else [None])]
    if not all(isinstance(text, str) for text in texts):
        raise SettingsError("WECHAT_TEMPLATES must be a JSON object of template ids by name")


def _check_aes_key(key: str) -> None:
    if key and not re.fullmatch(r"[A-Za-z0-9]{43}", key):
        raise SettingsError("WECHAT_PUSH_AES_KEY must be the 43 letters and digits of WeChat's console")


def _one_of(name: str, value: str, allowed: Set[str]) -> None:
    if value not in allowed:
        raise SettingsError(f"{name} must be one of {', '.join(sorted(allowed))}")
