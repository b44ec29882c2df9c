"""W24: the doctor is green where all is well, and red with a remedy where something is not; no secret is printed."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from flask import Flask
from werkzeug.serving import make_server

from app.core import clock
from app.core.db import db, transaction
from app.core.settings import Settings
from app.core.store import MemoryStore
from app.wechat import doctor, pushes, templates
from app.wechat.doctor import Finding
from app.wechat.fake import FakePlatform, Serving
from app.wechat.gateway import Gateway
from app.wechat.models import Push
from app.wechat.operating import OwnTemplate
from app.wechat.rules import PHONE, QUOTA, STABLE_TOKEN, TEMPLATES

GREEN = ["settings", "secret", "clock", "templates", "callback", "certificate", "quotas"]


@pytest.fixture
def served(committed: Flask) -> Iterator[str]:
    """The service on a free loopback port, under its own URL."""
    server = make_server("127.0.0.1", 0, committed, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(10)
    server.server_close()


@pytest.fixture
def examined(
    gateway_with: Callable[..., Gateway], settings_with: Callable[..., Settings]
) -> Callable[..., dict[str, Finding]]:
    """Examine the house with these settings; findings by name."""

    def examine(**overrides: object) -> dict[str, Finding]:
        found = settings_with(**overrides)
        return {finding.name: finding for finding in doctor.examine(gateway_with(**overrides), found)}

    return examine


def red(found: dict[str, Finding]) -> list[str]:
    return [name for name, finding in found.items() if finding.remedy]


def test_w24_a_house_in_order_is_green(examined: Callable[..., dict[str, Finding]], served: str) -> None:
    found = examined(public_url=served)
    assert red(found) == []
    assert list(found) == GREEN
    assert all(finding.line.startswith("ok   ") for finding in found.values())


def test_w24_the_push_of_the_doctor_is_taken_in_and_nothing_follows(
    examined: Callable[..., dict[str, Finding]], served: str, committed: Flask
) -> None:
    examined(public_url=served)
    examined(public_url=served)
    with committed.app_context():
        assert db.session.scalars(sa.select(Push.event)).all() == [doctor.EVENT, doctor.EVENT]
        with transaction():
            pushes.act()
        assert set(db.session.scalars(sa.select(Push.state))) == {"done"}


def test_w24_a_wrong_secret_is_red(examined: Callable[..., dict[str, Finding]]) -> None:
    found = examined(wechat_secret="another-secret-nobody-may-see")
    assert {"secret", "templates", "quotas"} <= set(red(found))
    assert "WECHAT_SECRET" in found["secret"].remedy
    assert "40125" in found["secret"].said
    assert "nobody-may-see" not in "".join(finding.line for finding in found.values())


def test_w24_an_address_wechat_does_not_know_is_red(
    examined: Callable[..., dict[str, Finding]], platform: FakePlatform, order: Callable[..., None]
) -> None:
    order(path=STABLE_TOKEN, errcode=40164, count=-1)
    assert "IP white list" in examined()["secret"].remedy


@pytest.mark.parametrize(("ahead_s", "word"), [(90, "ahead"), (-90, "behind")])
def test_w24_a_clock_that_is_wrong_is_red(
    examined: Callable[..., dict[str, Finding]], monkeypatch: pytest.MonkeyPatch, ahead_s: int, word: str
) -> None:
    real = clock.epoch
    monkeypatch.setattr(clock, "epoch", lambda: real() + ahead_s)
    found = examined()["clock"]
    assert word in found.said
    assert "chrony" in found.remedy


def test_w24_without_a_time_from_wechat_the_clock_is_not_called_wrong(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "clock_drift_s", lambda: None)
    assert [finding.remedy for finding in doctor.credentials(gateway)] == ["", ""]


def test_w24_settings_that_are_missing_when_live_are_named(settings_with: Callable[..., Settings]) -> None:
    found = doctor.settings_finding(settings_with(wechat_mode="live"))
    for name in ("PUSH_TOKEN", "PUSH_AES_KEY", "MINIPROGRAM_STATE", "ENV_VERSION", "APPID", "TEMPLATES"):
        assert f"WECHAT_{name}" in found.said
    assert "PUBLIC_URL" in found.said
    assert found.remedy


def test_w24_a_complete_live_house_says_which_messages_stay_in_the_inbox(
    settings_with: Callable[..., Settings],
) -> None:
    complete = settings_with(
        wechat_mode="live",
        wechat_appid="wx0123456789abcdef",
        wechat_push_token="OurOwnPushToken",
        wechat_push_aes_key="a" * 43,
        wechat_miniprogram_state="formal",
        wechat_env_version="release",
        wechat_templates='{"station_alert": "t1"}',
        public_url="https://bole.example",
    )
    found = doctor.settings_finding(complete)
    assert not found.remedy
    assert "care_answer" in found.said
    assert "station_alert" not in found.said


def test_w24_templates_that_differ_are_red(examined: Callable[..., dict[str, Finding]]) -> None:
    found = examined(wechat_templates='{"station_alert": "nobodys"}')["templates"]
    assert "station_alert: WeChat has no template nobodys" in found.said
    assert found.remedy


def test_w24_a_template_list_nobody_can_read_is_red(
    examined: Callable[..., dict[str, Finding]], order: Callable[..., None]
) -> None:
    order(path=TEMPLATES, kind="html", count=-1)
    found = examined()
    assert red({"templates": found["templates"], "quotas": found["quotas"]}) == ["templates"]


def test_w24_keywords_and_kinds_are_compared(settings_with: Callable[..., Settings]) -> None:
    entry = {"id": "t1", "station": "thing1", "change": "thing7", "time": "date3", "note": "thing4"}
    found = settings_with(wechat_templates=json.dumps({"station_alert": entry}))
    theirs = OwnTemplate("t1", "驿站提醒", ("thing1", "date3", "thing4", "thing9"))
    assert doctor.template_faults(found, [theirs]) == [
        "station_alert.change: no keyword thing7, only thing1, date3, thing4, thing9",
        "station_alert.time: date3 is not of the kind time",
        "station_alert: nothing fills thing9",
    ]
    assert doctor.template_faults(settings_with(), [as_listed(name) for name in templates.MESSAGES]) == []


def test_w24_a_misspelt_name_or_word_is_told(settings_with: Callable[..., Settings]) -> None:
    raw = {"station_alerts": "t1", "care_answer": {"id": "", "subjekt": "thing1", "keywords": {"notes": "thing4"}}}
    assert doctor.template_faults(settings_with(wechat_templates=json.dumps(raw)), []) == [
        "station_alerts: we have nothing of this name",
        "care_answer.subjekt: we have nothing of this name",
        "care_answer.notes: we have nothing of this name",
    ]


def as_listed(name: str) -> OwnTemplate:
    return OwnTemplate(templates.fake_id(name), "", tuple(templates.usual(name).values()))


def test_w24_a_service_that_does_not_answer_is_red(settings_with: Callable[..., Settings]) -> None:
    found = doctor.callback_finding(settings_with(public_url="http://127.0.0.1:9"))
    assert "PUBLIC_URL" in found.remedy


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"wechat_push_token": "AnotherToken"}, "WECHAT_PUSH_TOKEN"),
        ({"wechat_push_aes_key": "b" * 43}, "WECHAT_PUSH_AES_KEY"),
        ({"wechat_appid": "wx9999999999999999"}, "appid"),
    ],
)
def test_w24_keys_other_than_the_services_are_red(
    settings_with: Callable[..., Settings], served: str, wrong: dict[str, str], named: str
) -> None:
    found = doctor.callback_finding(settings_with(public_url=served, **wrong))
    assert named in found.remedy
    assert "b" * 43 not in found.line


def test_w24_without_keys_no_push_can_be_believed(settings_with: Callable[..., Settings]) -> None:
    found = doctor.callback_finding(settings_with(wechat_mode="live", public_url="http://127.0.0.1:9"))
    assert "WECHAT_PUSH_TOKEN" in found.remedy


def test_w24_a_live_address_without_https_is_red(settings_with: Callable[..., Settings], serving: Serving) -> None:
    live = settings_with(wechat_mode="live", public_url="http://bole.example")
    assert "https" in doctor.certificate_finding(live).remedy
    plain = replace(live, public_url=serving.url.replace("http://", "https://"))
    assert "chain" in doctor.certificate_finding(plain).remedy  # no TLS there at all


def certificate_of(folder: Path, days: int) -> tuple[Path, Path]:
    """Files of a certificate that signs itself for ``localhost``, and of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    signed = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    signed = signed.not_valid_before(clock.now() - timedelta(days=1)).not_valid_after(
        clock.now() + timedelta(days=days)
    )
    signed = signed.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(signed.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
    files[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return files


def test_w24_a_chain_phones_would_not_trust_is_red_and_a_trusted_one_green(
    settings_with: Callable[..., Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key = certificate_of(tmp_path, 30)
    server = make_server("localhost", 0, Flask("tls"), ssl_context=(str(certificate), str(key)), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings = settings_with(public_url=f"https://localhost:{server.server_port}")
    stranger = doctor.certificate_finding(settings)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    trusted = doctor.certificate_finding(settings)
    server.shutdown()
    thread.join(10)
    server.server_close()
    assert (stranger.said, "chain" in stranger.remedy) == ("SSLCertVerificationError", True)
    assert (trusted.said, trusted.remedy) == ("trusted for 29 days", "")


@pytest.mark.parametrize(("days", "is_red"), [(30, False), (3, True)])
def test_w24_a_certificate_about_to_end_is_red(
    settings_with: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch, days: int, is_red: bool
) -> None:
    ends = clock.from_epoch(clock.epoch() + days * 86_400 + 60)
    monkeypatch.setattr(doctor, "_certificate_end", lambda host, port: f"{ends:%b %d %H:%M:%S %Y} GMT")
    found = doctor.certificate_finding(settings_with(public_url="https://bole.example"))
    assert found.said == f"trusted for {days} days"
    assert bool(found.remedy) == is_red


def test_w24_calls_that_are_nearly_used_up_are_red(
    examined: Callable[..., dict[str, Finding]], platform: FakePlatform
) -> None:
    platform.reset({"quotas": {PHONE: 10}})
    platform.used[PHONE] = 10
    found = examined()["quotas"]
    assert f"{PHONE} 0 of 10" in found.said
    assert found.remedy


def test_an_endpoint_whose_quota_wechat_does_not_tell_is_passed_over(
    examined: Callable[..., dict[str, Finding]], order: Callable[..., None]
) -> None:
    order(path=QUOTA, errcode=76022)
    assert not examined()["quotas"].remedy
    order(path=QUOTA, errcode=45009)
    assert examined()["quotas"].remedy


def test_a_red_line_has_its_remedy_and_a_green_one_none() -> None:
    assert Finding("clock", "90 s ahead", "set it").line == "RED  clock: 90 s ahead -> set it"
    assert Finding("clock", "right").line == "ok   clock: right"


def test_the_doctor_asks_wechat_about_every_watched_endpoint_once(
    settings_with: Callable[..., Settings], platform: FakePlatform
) -> None:
    gateway = Gateway(settings_with(), MemoryStore())
    doctor.quotas_finding(gateway)
    gateway.close()
    assert platform.state()["calls"][QUOTA] == len(doctor.WATCHED)
