"""``flask wechat …``: what operators read, and the exit code their scripts read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask

from app.core.settings import FAKE_APPID, FAKE_SECRET, Settings
from app.core.store import MemoryStore
from app.wechat import templates, wiring
from app.wechat.fake import FakePlatform, openid_for
from app.wechat.rules import CLEAR_QUOTA, CLEAR_QUOTA_BY_SECRET, PHONE, QUOTA, STABLE_TOKEN

RIDER = openid_for(FAKE_APPID, "rider")
Run = Callable[..., Result]


@pytest.fixture
def run_with(settings_with: Callable[..., Settings]) -> Callable[..., Run]:
    """Types ``flask wechat …`` on an application of these settings; ``said`` answers its questions."""

    def build(**overrides: object) -> Run:
        app = Flask("operated")
        app.extensions |= {"yiqi.settings": settings_with(**overrides), "yiqi.store": MemoryStore()}
        wiring.wire(app)

        def run(*words: str, said: str = "") -> Result:
            return app.test_cli_runner().invoke(args=["wechat", *words], input=said)

        return run

    return build


@pytest.fixture
def run(run_with: Callable[..., Run]) -> Run:
    return run_with()


def test_w24_the_doctor_ends_red_with_a_remedy_and_exit_1(run_with: Callable[..., Run]) -> None:
    done = run_with(public_url="http://127.0.0.1:9")("doctor")
    assert done.exit_code == 1
    lines = done.output.splitlines()
    assert [line[:4] for line in lines] == ["ok  ", "ok  ", "ok  ", "ok  ", "RED ", "ok  ", "ok  "]
    assert "->" in lines[4]


def test_w24_the_doctor_ends_green_with_exit_0(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.wechat import doctor

    monkeypatch.setattr(doctor, "callback_finding", lambda _: doctor.Finding("callback", "as tested elsewhere"))
    done = run("doctor")
    assert (done.exit_code, "RED" in done.output) == (0, False)


def test_the_doctor_prints_no_secret(run: Run, platform: FakePlatform) -> None:
    text = run("doctor").output + run("rid", "x").output + run("quota").output
    secrets = [FAKE_SECRET, *platform.tokens._ends]
    assert len(secrets) > 1
    assert [secret for secret in secrets if secret in text] == []


def test_templates_as_wechat_has_them_are_exit_0(run: Run) -> None:
    done = run("check-templates")
    assert (done.exit_code, done.output) == (0, "templates: 8 as WeChat has them\n")


def test_templates_that_differ_are_named_with_exit_1(run_with: Callable[..., Run]) -> None:
    done = run_with(wechat_templates='{"station_alert": "nobodys", "care_answer": ""}')("check-templates")
    assert done.exit_code == 1
    assert "station_alert: WeChat has no template nobodys" in done.output
    assert "care_answer" not in done.output


@pytest.mark.parametrize("template", templates.MESSAGES)
def test_a_test_message_of_every_template_fits(run: Run, platform: FakePlatform, template: str) -> None:
    platform.mailbox.credits[RIDER, templates.fake_id(template)] = 1
    done = run("send-test", "--openid", RIDER, "--template", template)
    assert (done.exit_code, done.output[:11]) == (0, "sent, msgid")
    (message,) = platform.mailbox.messages
    assert message.openid == RIDER


def test_a_test_message_without_credit_says_what_to_do_and_does_not_print_the_openid(run: Run) -> None:
    done = run("send-test", "--openid", RIDER, "--template", "station_alert")
    assert done.exit_code == 1
    assert "no_credit" in done.output
    assert "errcode=43101 rid=" in done.output
    assert "they tap in the mini-program" in done.output
    assert RIDER not in done.output


def test_a_test_message_of_a_template_that_is_not_set_up_or_has_another_kind(run_with: Callable[..., Run]) -> None:
    words = ("send-test", "--openid", RIDER, "--template", "station_alert")
    done = run_with(wechat_templates='{"care_answer": "x"}')(*words)
    assert (done.exit_code, "not set up" in done.output) == (1, True)
    done = run_with(wechat_templates='{"station_alert": {"id": "x", "change": "number2"}}')(*words)
    assert (done.exit_code, "change has a key of another kind" in done.output) == (1, True)


def test_an_unknown_template_is_a_usage_error(run: Run, platform: FakePlatform) -> None:
    assert run("send-test", "--openid", RIDER, "--template", "lottery").exit_code == 2
    assert platform.state()["calls"] == {}


def test_quotas_are_told_by_endpoint(run: Run) -> None:
    done = run("quota", PHONE)
    assert (done.exit_code, done.output) == (0, f"{PHONE}: 0 of 2000000 used, 2000000 left\n")
    assert len(run("quota").output.splitlines()) == 5
    wrong = run("quota", "/nowhere")
    assert (wrong.exit_code, "errcode=76021" in wrong.output) == (1, True)


def test_a_rid_is_explained(run: Run, order: Callable[..., None]) -> None:
    order(path=QUOTA, errcode=45009)
    failed = run("quota", PHONE).output
    rid = failed.split("rid=")[1].split()[0]
    assert "clear-quota" in failed
    done = run("rid", rid)
    assert (done.exit_code, "errcode 45009" in done.output) == (0, True)
    assert run("rid", "unknown").exit_code == 1


def test_counters_are_cleared_with_the_token_or_the_secret(run: Run, platform: FakePlatform) -> None:
    assert run("clear-quota").exit_code == 0
    assert run("clear-quota", "--by-secret").exit_code == 0
    calls = platform.state()["calls"]
    assert (calls[CLEAR_QUOTA], calls[CLEAR_QUOTA_BY_SECRET], calls[STABLE_TOKEN]) == (1, 1, 1)


def test_the_last_reset_of_a_month_says_so_with_exit_1(run: Run, platform: FakePlatform) -> None:
    platform.resets = 10
    done = run("clear-quota")
    assert (done.exit_code, "all ten resets of this month" in done.output) == (1, True)


@pytest.mark.parametrize("said", ["", "n\n", "y\n", "y\nn\n"])
def test_a_forced_refresh_asks_twice_and_takes_nothing_else_for_a_yes(
    run: Run, platform: FakePlatform, said: str
) -> None:
    assert run("force-refresh", said=said).exit_code == 1
    assert platform.state()["calls"] == {}


def test_a_forced_refresh_says_what_comes_next(run: Run, platform: FakePlatform) -> None:
    done = run("force-refresh", said="y\ny\n")
    assert done.exit_code == 0
    assert "once more after" in done.output
    assert "reset the secret" in done.output
    again = run("force-refresh", said="y\ny\n")
    assert (again.exit_code, "wait" in again.output) == (1, True)
    assert platform.tokens.issued == 1


def test_wechat_being_away_is_one_line(run_with: Callable[..., Run]) -> None:
    run = run_with(wechat_api_base="http://127.0.0.1:9")
    for words in (("check-templates",), ("quota",), ("rid", "x"), ("clear-quota",)):
        done = run(*words)
        assert (done.exit_code, len(done.output.splitlines())) == (1, 1)
        assert "Traceback" not in done.output


def test_all_commands_are_there(run: Run) -> None:
    text = run("--help").output
    names = ("doctor", "check-templates", "send-test", "quota", "rid", "clear-quota", "force-refresh", "fake")
    assert [name for name in names if name not in text] == []
