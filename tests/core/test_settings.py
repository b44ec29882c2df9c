"""Settings: read once, checked, frozen; what is only for development is refused in production."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from app.core.settings import (
    DEFAULT_SECRET,
    FAKE_APPID,
    FAKE_PUSH_AES_KEY,
    FAKE_PUSH_TOKEN,
    FAKE_SECRET,
    Settings,
    SettingsError,
)
from app.factory import create_app

PRODUCTION: dict[str, str] = {
    "APP_ENV": "production",
    "SECRET_KEY": "k" * 32,
    "WECHAT_MODE": "live",
    "WECHAT_APPID": "wx0123456789abcdef",
    "WECHAT_SECRET": "0123456789abcdef0123456789abcdef",
    "WECHAT_PUSH_TOKEN": "OurOwnPushToken",
    "WECHAT_PUSH_AES_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG",
    "WECHAT_MINIPROGRAM_STATE": "formal",
    "WECHAT_ENV_VERSION": "release",
}


def test_without_any_variable_it_is_development_with_the_fake_platform():
    found = Settings.from_env({})
    assert (found.app_env, found.wechat_mode, found.port) == ("development", "fake", 8000)
    assert found.api_base == "http://127.0.0.1:8001"
    assert found.sqlalchemy_url.startswith("sqlite:///")
    assert found.redis_url == ""


def test_an_empty_variable_is_as_good_as_none():
    assert Settings.from_env({"PORT": "", "DATA_DIR": ""}) == Settings.from_env({})


def test_the_fake_platform_is_beside_our_port_unless_told_otherwise():
    assert Settings.from_env({"PORT": "9000"}).api_base == "http://127.0.0.1:9001"
    assert Settings.from_env({"PORT": "9000", "WECHAT_FAKE_PORT": "7000"}).api_base == "http://127.0.0.1:7000"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eight thousand"),
        ("WECHAT_TIMEOUT_READ", "4s"),
        ("DOCS_ENABLED", "perhaps"),
        ("APP_ENV", "staging"),
        ("WECHAT_MODE", "mock"),
        ("LOG_LEVEL", "LOUD"),
        ("PORT", "99999"),
        ("PORT", "65535"),  # the fake platform would stand at 65536
        ("PORT", "-81"),
        ("WECHAT_FAKE_PORT", "70000"),
        ("TRUSTED_PROXIES", "-13"),
        ("WEB_WORKERS", "-2"),
        ("SIGN_IN_PER_DEVICE", "often"),
        ("SIGN_IN_PER_ADDRESS", "10 per fortnight"),
        ("PHONE_PER_ACCOUNT", "5/dai"),
        ("REPORTS_PER_ACCOUNT", "thirty"),
        ("SERVICE_BOX", "44,79.5,45.5"),
        ("SERVICE_BOX", "45.5,79.5,44,84"),
        ("SERVICE_BOX", "44,79.5,nan,84"),
        ("MAP_CENTER", "44.9"),
        ("MAP_CENTER", "82.07,444.9"),
        ("WECHAT_TEMPLATES", "{not json"),
        ("WECHAT_TEMPLATES", '["list"]'),
        ("WECHAT_TEMPLATES", '{"reply": 17}'),
        ("WECHAT_TEMPLATES", '{"reply": {"id": "x", "keywords": ["thing1"]}}'),
        ("WECHAT_TEMPLATES", '{"reply": {"id": "x", "keywords": {"station": 1}}}'),
        ("WECHAT_MINIPROGRAM_STATE", "release"),
        ("WECHAT_ENV_VERSION", "formal"),
        ("WECHAT_PUSH_AES_KEY", "s3cret"),
        ("REDIS_URL", "http://:s3cret@127.0.0.1/0"),
        ("REDIS_URL", "redis://127.0.0.1:s3cret/0"),
        ("DATABASE_URL", "s3cret"),
        ("DATABASE_URL", "postgresql://yiqi:s3cret@127.0.0.1/yiqi"),
        ("DATABASE_URL", "postgresql+psycopg://yiqi:pass@127.0.0.1:s3cret/yiqi"),
        ("DATABASE_URL", "mysql://yiqi:s3cret@127.0.0.1/yiqi"),
        ("WECHAT_API_BASE", "https://user:s3cret@api.weixin.qq.com"),
        ("WECHAT_API_BASE", "http://[::1"),
    ],
)
def test_a_malformed_setting_is_named_without_its_value(name: str, value: str):
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({name: value})
    assert name in str(caught.value)
    assert value not in str(caught.value)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LOG_LEVEL", "DEBUG"),
        ("SERVICE_BOX", "44, 79.5, 45.5, 84"),
        ("WECHAT_TEMPLATES", '{"reply": "id-1", "other": {"id": "id-2", "thing": "thing1"}}'),
        ("REDIS_URL", "rediss://:word@127.0.0.1:6379/1"),
        ("REDIS_URL", "unix:///run/redis.sock"),
        ("DATABASE_URL", "postgresql+psycopg://yiqi@/yiqi?host=/run/postgresql"),
        ("DATABASE_URL", "sqlite:////srv/yiqi.db"),
        ("WECHAT_API_BASE", "http://[::1]:8001"),
        ("REPORTS_PER_ACCOUNT", "30 per hour"),
    ],
)
def test_what_operators_may_well_write_is_taken(name: str, value: str):
    assert getattr(Settings.from_env({name: value}), name.lower()) == value


@pytest.mark.parametrize("text", ["1", "true", "YES"])
def test_yes_is_said_in_three_ways(text: str):
    assert Settings.from_env({"DOCS_ENABLED": text}).docs_enabled is True


def test_settings_do_not_change_after_the_start():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings.from_env({}).port = 1  # type: ignore[misc]


def test_no_secret_is_in_their_repr():
    secrets = {
        "SECRET_KEY": "s3cret-key-of-more-than-32-characters",
        "WECHAT_SECRET": "s3cret-app",
        "DATABASE_URL": "postgresql+psycopg://yiqi:s3cret-pass@127.0.0.1/yiqi",
        "REDIS_URL": "redis://:s3cret-redis@127.0.0.1/0",
    }
    assert "s3cret" not in repr(Settings.from_env(secrets))


def test_a_complete_production_starts():
    assert Settings.from_env(PRODUCTION).is_production


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"WECHAT_MODE": "fake"}, "WECHAT_MODE"),
        ({"WECHAT_MODE": None}, "WECHAT_MODE"),
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"SECRET_KEY": DEFAULT_SECRET}, "SECRET_KEY"),
        ({"SECRET_KEY": "k" * 31}, "SECRET_KEY"),
        ({"WECHAT_SECRET": None}, "WECHAT_SECRET"),
        ({"WECHAT_SECRET": FAKE_SECRET}, "WECHAT_SECRET"),
        ({"WECHAT_APPID": FAKE_APPID}, "WECHAT_APPID"),
        ({"WECHAT_PUSH_TOKEN": None}, "WECHAT_PUSH_TOKEN"),
        ({"WECHAT_PUSH_TOKEN": FAKE_PUSH_TOKEN}, "WECHAT_PUSH_TOKEN"),
        ({"WECHAT_PUSH_AES_KEY": None}, "WECHAT_PUSH_AES_KEY"),
        ({"WECHAT_PUSH_AES_KEY": FAKE_PUSH_AES_KEY}, "WECHAT_PUSH_AES_KEY"),
        ({"WECHAT_MINIPROGRAM_STATE": None}, "WECHAT_MINIPROGRAM_STATE"),
        ({"WECHAT_ENV_VERSION": None}, "WECHAT_ENV_VERSION"),
        ({"WECHAT_API_BASE": "http://127.0.0.1:8001"}, "WECHAT_API_BASE"),
        ({"WECHAT_API_BASE": "https://api.weixin.qq.com.example.org"}, "WECHAT_API_BASE"),
        ({"WECHAT_API_BASE": "http://api.weixin.qq.com"}, "WECHAT_API_BASE"),
    ],
)
def test_t60_production_refuses_the_fake_platform_and_default_secrets(change: dict[str, Any], named: str):
    environ = {name: value for name, value in (PRODUCTION | change).items() if value is not None}
    with pytest.raises(SettingsError, match=named):
        Settings.from_env(environ)


def test_t60_the_application_itself_does_not_start_on_refused_settings():
    with pytest.raises(SettingsError):
        create_app(Settings(app_env="production"))


@pytest.mark.parametrize("base", ["http://10.0.0.1:8001", "https://example.org", "ftp://", "no address"])
def test_secrets_are_sent_to_no_other_host_even_in_development(base: str):
    with pytest.raises(SettingsError, match="WECHAT_API_BASE"):
        Settings.from_env({"WECHAT_API_BASE": base})


def test_the_service_box_is_in_the_order_it_says():
    for box in (Settings.from_env({}).box, Settings.from_env({"SERVICE_BOX": "44,79.5,45.5,84"}).box):
        assert box.south < 44.903778 < box.north
        assert box.west < 82.070814 < box.east


def test_guests_of_the_fake_platform_share_a_higher_limit():
    assert Settings.from_env({}).sign_in_address_limit == "600/minute"
    assert Settings.from_env(PRODUCTION).sign_in_address_limit == "300/minute"
    assert Settings.from_env({"SIGN_IN_PER_ADDRESS": "5/minute"}).sign_in_address_limit == "5/minute"
