"""Checks of texts, pictures and people: the worst verdict counts, and what cannot be checked waits for people."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.core import clock
from app.core.problems import Problem, TooManyRequests
from app.core.settings import FAKE_APPID, Settings
from app.core.store import MemoryStore
from app.wechat.fake import FakePlatform, openid_for
from app.wechat.gateway import Gateway, TextRefused, TextVerdict, WechatUnavailable
from app.wechat.rules import LOGIN, MEDIA_CHECK, RISK_RANK, STABLE_TOKEN, TEXT_CHECK
from tests.wechat.alerts import Listening
from tests.wechat.conftest import QUICK

RIDER = openid_for(FAKE_APPID, "rider")
PICTURE = "https://bole.example/pictures/1?signed=x"
LIMIT_S = 2.0  # deadlines of 0.3 s on a busy machine; without one, a dripping answer takes longer
KINDS = ["http", "html", "empty", "list", "truncated", "hang", "drip", "reset"]

# errcode: alert. The answer is always "people look". Written out from WECHAT.md 4.1 and 4.2.
FAILURES = [
    (61010, ""),
    (-1, ""),
    (45009, "wechat_quota_spent"),
    (40003, "wechat_check_wrong"),
    (43104, "wechat_check_wrong"),
    (40129, "wechat_check_wrong"),
    (40001, "wechat_token_refused"),
    (40014, "wechat_token_refused"),
    (42001, "wechat_token_refused"),
    (41001, "wechat_setup_fault"),
    (47001, "wechat_refused"),
    (44002, "wechat_refused"),
    (99999, "wechat_refused"),
]
RANK_FAILURES = [row for row in FAILURES if row[0] not in {40003, 43104, 40129}]


@pytest.fixture
def here(gateway: Gateway) -> Gateway:
    """A gateway whose rider has just opened the mini-program."""
    gateway.login("rider.1")
    return gateway


@pytest.fixture
def quick(gateway_with: Callable[..., Gateway], platform: FakePlatform) -> Gateway:
    """One with deadlines of 0.3 s, its rider here."""
    platform.visits[RIDER] = platform.now()
    return gateway_with(**QUICK, wechat_risk_rank=True)


def check_text(gateway: Gateway, text: str = "你好") -> TextVerdict:
    return gateway.check_text(text, RIDER, "log")


def check_media(gateway: Gateway) -> str | None:
    return gateway.check_media(PICTURE, "image", RIDER, "log")


@pytest.mark.parametrize(
    ("text", "verdict"),
    [("驿站很暖和", "pass"), ("REVIEW 一下", "review"), ("RISKY 的话", "risky"), ("", "pass"), (" \n", "pass")],
)
def test_a_text_has_one_of_three_verdicts(here: Gateway, text: str, verdict: str) -> None:
    assert check_text(here, text) == verdict
    assert check_text(here, text) is TextVerdict(verdict)


def test_nothing_to_read_costs_no_call(here: Gateway, platform: FakePlatform) -> None:
    check_text(here, " \n ")
    assert TEXT_CHECK not in platform.state()["calls"]


@pytest.mark.parametrize(
    ("text", "verdict", "calls"),
    [
        ("好" * 2500, "pass", 1),
        ("好" * 2501, "pass", 2),
        ("好" * 7500, "pass", 3),
        ("好" * 2500 + "RISKY", "risky", 2),
        ("RISKY" + "好" * 5000, "risky", 1),  # the rest need not be asked
        ("REVIEW" + "好" * 2494 + "RISKY", "risky", 2),
        ("REVIEW" + "好" * 5000, "review", 3),
        ("好" * 2500 + "REVIEW" + "好" * 2500, "review", 3),
        ("好" + " " * 5000 + "好", "pass", 2),  # a blank piece is not asked about
    ],
)
def test_a_long_text_is_checked_in_pieces_and_the_worst_verdict_counts(
    here: Gateway, platform: FakePlatform, text: str, verdict: str, calls: int
) -> None:
    assert check_text(here, text) == verdict
    assert platform.state()["calls"][TEXT_CHECK] == calls


def test_all_pieces_share_one_deadline(gateway_with: Callable[..., Gateway], platform: FakePlatform) -> None:
    gateway = gateway_with(wechat_deadline=1.0)
    platform.visits[RIDER] = platform.now()
    platform.latency[TEXT_CHECK] = 0.4
    began = clock.ticks()
    assert check_text(gateway, "好" * 25000) is TextVerdict.REVIEW
    assert clock.ticks() - began < LIMIT_S
    assert 2 <= platform.state()["calls"][TEXT_CHECK] < 10


def test_a_text_that_is_half_a_character_is_still_checked(here: Gateway) -> None:
    assert check_text(here, "RISKY\ud800") is TextVerdict.RISKY


@pytest.mark.parametrize(("scene", "number"), [("profile", 1), ("comment", 2), ("forum", 3), ("log", 4)])
def test_where_a_text_will_stand_is_said_in_words(
    here: Gateway, monkeypatch: pytest.MonkeyPatch, scene: str, number: int
) -> None:
    asked: list[dict[str, object]] = []
    client = here._client()
    monkeypatch.setattr(client, "call", lambda *_, data, **__: asked.append(data) or {"result": {"suggest": "pass"}})
    here.check_text("你好", RIDER, scene)
    assert asked == [{"content": "你好", "version": 2, "scene": number, "openid": RIDER}]


@pytest.mark.parametrize(("errcode", "alert"), FAILURES)
def test_w13_a_text_that_cannot_be_checked_waits_for_people(
    errcode: int, alert: str, here: Gateway, order: Callable[..., None]
) -> None:
    order(path=TEXT_CHECK, errcode=errcode, count=-1)
    listening = Listening()
    assert check_text(here) is TextVerdict.REVIEW
    assert listening.rang == ({alert: 1} if alert else {})


@pytest.mark.parametrize(("errcode", "alert"), FAILURES)
def test_w13_a_picture_that_cannot_be_checked_waits_for_people(
    errcode: int, alert: str, here: Gateway, order: Callable[..., None]
) -> None:
    order(path=MEDIA_CHECK, errcode=errcode, count=-1)
    listening = Listening()
    assert check_media(here) is None
    assert listening.rang == ({alert: 1} if alert else {})


@pytest.mark.parametrize(("errcode", "alert"), RANK_FAILURES)
def test_w13_a_person_whose_risk_is_not_known_is_not_held_up(
    errcode: int, alert: str, quick: Gateway, order: Callable[..., None]
) -> None:
    order(path=RISK_RANK, errcode=errcode, count=-1)
    listening = Listening()
    assert quick.risk_rank(RIDER, "203.0.113.7") is None
    assert listening.rang == ({alert: 1} if alert else {})


def test_w13_a_person_too_often_is_told_so_for_texts_and_waits_for_people_with_pictures(
    here: Gateway, order: Callable[..., None]
) -> None:
    order(path=TEXT_CHECK, errcode=45011, count=-1)
    with pytest.raises(TooManyRequests) as caught:
        check_text(here)
    assert caught.value.headers["Retry-After"] == "60"
    order(path=MEDIA_CHECK, errcode=45011, count=-1)
    assert check_media(here) is None


def test_w13_a_set_up_fault_does_not_take_a_text_from_its_writer(gateway: Gateway, order: Callable[..., None]) -> None:
    order(path=STABLE_TOKEN, errcode=40125, count=-1)
    listening = Listening()
    assert check_text(gateway) is TextVerdict.REVIEW
    assert listening.rang == {"wechat_setup_fault": 1}


def test_who_was_not_here_for_two_hours_is_looked_at_by_people(here: Gateway, platform: FakePlatform) -> None:
    assert check_text(here) is TextVerdict.PASS
    platform.offset += 2 * 3600 + 1
    listening = Listening()
    assert check_text(here) is TextVerdict.REVIEW
    assert check_media(here) is None
    assert not listening.rang


@pytest.mark.parametrize("path", [TEXT_CHECK, STABLE_TOKEN])
@pytest.mark.parametrize("kind", KINDS)
def test_w09_whatever_spoils_a_check_of_a_text_it_waits_for_people(
    path: str, kind: str, quick: Gateway, order: Callable[..., None]
) -> None:
    order(path=path, kind=kind, count=-1)
    began = clock.ticks()
    assert check_text(quick) is TextVerdict.REVIEW
    assert clock.ticks() - began < LIMIT_S


@pytest.mark.parametrize("path", [TEXT_CHECK, STABLE_TOKEN])
@pytest.mark.parametrize("kind", KINDS)
def test_w09_whatever_spoils_a_check_of_a_text_that_cannot_wait_is_a_problem_in_time(
    path: str, kind: str, quick: Gateway, order: Callable[..., None]
) -> None:
    order(path=path, kind=kind, count=-1)
    began = clock.ticks()
    with pytest.raises(WechatUnavailable) as caught:
        quick.check_text("你好", RIDER, "profile", waits=False)
    assert clock.ticks() - began < LIMIT_S
    assert caught.value.retry_after_s


@pytest.mark.parametrize(
    ("text", "verdict"), [("阿强", "pass"), ("REVIEW", "review"), ("RISKY", "risky"), (" ", "pass")]
)
def test_a_text_that_cannot_wait_has_the_same_verdicts(here: Gateway, text: str, verdict: str) -> None:
    assert here.check_text(text, RIDER, "profile", waits=False) == verdict


@pytest.mark.parametrize("kind", KINDS)
def test_w09_whatever_spoils_a_check_of_a_picture_or_person_nobody_is_held_up(
    kind: str, quick: Gateway, order: Callable[..., None]
) -> None:
    for path in (MEDIA_CHECK, RISK_RANK):
        order(path=path, kind=kind, count=-1)
    began = clock.ticks()
    assert check_media(quick) is None
    assert quick.risk_rank(RIDER, "203.0.113.7") is None
    assert clock.ticks() - began < LIMIT_S


def test_a_check_whose_answer_is_lost_is_asked_once_more(
    gateway_with: Callable[..., Gateway], platform: FakePlatform, order: Callable[..., None]
) -> None:
    gateway = gateway_with(wechat_timeout_read=0.2, wechat_risk_rank=True)
    gateway.login("rider.1")
    for path, ask in ((TEXT_CHECK, check_text), (MEDIA_CHECK, check_media), (RISK_RANK, _rank)):
        order(path=path, kind="hang")
        assert ask(gateway) not in {TextVerdict.REVIEW, None}
        order(path=path, kind="hang", count=2)
        before = platform.state()["calls"][path]
        assert ask(gateway) in {TextVerdict.REVIEW, None}
        assert platform.state()["calls"][path] == before + 2, "and not a third time"


def _rank(gateway: Gateway) -> int | None:
    return gateway.risk_rank(RIDER, "203.0.113.7")


def test_an_answer_without_a_verdict_or_a_trace_id_is_none(here: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    client = here._client()
    for answer in ({}, {"result": []}, {"result": {"suggest": "maybe"}}, {"trace_id": ""}, {"trace_id": 7}):
        monkeypatch.setattr(client, "call", lambda *_, answer=answer, **__: answer)
        assert check_text(here) is TextVerdict.REVIEW
        assert check_media(here) is None


def test_a_picture_gets_a_trace_id_for_its_verdict(here: Gateway, platform: FakePlatform) -> None:
    first, second = check_media(here), check_media(here)
    assert first
    assert second
    assert first != second
    assert platform.state()["calls"][MEDIA_CHECK] == 2


def test_the_risk_of_a_person_is_asked_only_where_it_is_switched_on(
    gateway_with: Callable[..., Gateway], platform: FakePlatform
) -> None:
    platform.reset({"risk_ranks": {RIDER: 3}, "visit_lasts_s": 0})
    assert gateway_with().risk_rank(RIDER, "203.0.113.7") is None
    assert platform.state()["calls"] == {}
    asking = gateway_with(wechat_risk_rank=True)
    assert asking.risk_rank(RIDER, "203.0.113.7") == 3
    assert asking.risk_rank(openid_for(FAKE_APPID, "other"), "203.0.113.7", "register") == 0


@pytest.mark.parametrize("rank", [5, -1, True, "1", None])
def test_a_rank_of_another_kind_is_none(
    gateway_with: Callable[..., Gateway], monkeypatch: pytest.MonkeyPatch, rank: object
) -> None:
    gateway = gateway_with(wechat_risk_rank=True)
    monkeypatch.setattr(gateway._client(), "call", lambda *_, **__: {"risk_rank": rank})
    assert _rank(gateway) is None


def test_a_full_bulkhead_lets_a_text_wait_for_people(gateway_with: Callable[..., Gateway]) -> None:
    gateway = gateway_with(wechat_bulkhead=1)
    with gateway._asking(LOGIN):
        assert check_text(gateway) is TextVerdict.REVIEW
        assert check_media(gateway) is None


def test_a_refused_text_names_its_field() -> None:
    refusal: Problem = TextRefused.at("note")
    assert (refusal.status, refusal.slug) == (409, "text-refused")
    assert refusal.document()["errors"] == [{"field": "note", "message": "这段文字没有通过微信的检查"}]


def test_no_check_is_made_inside_a_transaction(settings_with: Callable[..., Settings]) -> None:
    gateway = Gateway(settings_with(wechat_risk_rank=True), MemoryStore(), forbidden=lambda: True)
    for ask in (check_text, check_media, _rank):
        with pytest.raises(RuntimeError, match="transaction"):
            ask(gateway)
