"""Code images and links: what WeChat is asked for, and a problem for each thing it may say."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.core import clock
from app.core.problems import Problem
from app.core.settings import Settings
from app.core.store import MemoryStore
from app.wechat.fake import FakePlatform
from app.wechat.fake.png import text_of_png
from app.wechat.gateway import Gateway, LinkNotAllowed, PageNotReleased
from app.wechat.rules import CODE_IMAGE, SCHEME, STABLE_TOKEN, URL_LINK
from tests.wechat.alerts import Listening
from tests.wechat.conftest import QUICK

SCENE, PAGE = "P.1A2B3C.4D5E.6F7G8H9J0KMN", "pages/scene/scene"
LIMIT_S = 2.0  # deadlines of 0.3 s on a busy machine; without one, a dripping answer takes longer
KINDS = ["http", "html", "empty", "list", "truncated", "hang", "drip", "reset"]
CALLS: dict[str, Callable[[Gateway], object]] = {
    CODE_IMAGE: lambda gateway: gateway.code_image(SCENE, PAGE),
    SCHEME: lambda gateway: gateway.link("scheme", PAGE, "scene=x"),
    URL_LINK: lambda gateway: gateway.link("url_link", PAGE),
}
EVERY_CALL = [
    (-1, 503, "wechat-unavailable", "2", ""),
    (40001, 503, "wechat-unavailable", "2", "wechat_token_refused"),
    (40014, 503, "wechat-unavailable", "2", "wechat_token_refused"),
    (42001, 503, "wechat-unavailable", "2", "wechat_token_refused"),
    (41001, 503, "wechat-unavailable", "60", "wechat_setup_fault"),
    (45009, 503, "wechat-unavailable", "60", "wechat_quota_spent"),
    (45011, 429, "too-many-requests", "60", ""),
    (47001, 503, "wechat-refused", "60", "wechat_refused"),
    (44002, 503, "wechat-refused", "60", "wechat_refused"),
    (99999, 503, "wechat-refused", "60", "wechat_refused"),
]
OF_LINKS = [
    (40002, 409, "link-not-allowed", None, ""),
    (40013, 409, "link-not-allowed", None, ""),
    (85079, 409, "page-not-released", None, ""),
    (40165, 503, "wechat-refused", "60", "wechat_refused"),
    (85400, 503, "wechat-unavailable", "60", "wechat_quota_spent"),
]
# endpoint, errcode, status, problem, Retry-After, alert. Written out from WECHAT.md 4.1 and 4.2.
ERRCODES = [
    *((endpoint, *row) for endpoint in CALLS for row in EVERY_CALL),
    *((endpoint, *row) for endpoint in (SCHEME, URL_LINK) for row in OF_LINKS),
    (CODE_IMAGE, 41030, 409, "page-not-released", None, ""),
    (CODE_IMAGE, 40097, 503, "wechat-refused", "60", "wechat_refused"),
    (CODE_IMAGE, 40129, 503, "wechat-refused", "60", "wechat_refused"),
    (CODE_IMAGE, 40169, 503, "wechat-refused", "60", "wechat_refused"),
    (CODE_IMAGE, 85096, 503, "wechat-refused", "60", "wechat_refused"),
]


@pytest.mark.parametrize("row", ERRCODES, ids=lambda row: f"{row[0]} {row[1]}")
def test_w13_each_errcode_of_codes_and_links_is_its_problem_and_its_alert(
    row: tuple[str, int, int, str, str | None, str], gateway: Gateway, order: Callable[..., None]
) -> None:
    endpoint, errcode, status, slug, retry_after, alert = row
    order(path=endpoint, errcode=errcode, count=-1)
    listening = Listening()
    with pytest.raises(Problem) as caught:
        CALLS[endpoint](gateway)
    problem = caught.value
    assert (problem.status, problem.slug, problem.headers.get("Retry-After")) == (status, slug, retry_after)
    assert listening.rang == ({alert: 1} if alert else {})
    assert str(errcode) not in str(problem.document())


def test_w13_a_wrong_secret_is_not_a_link_that_is_not_allowed(gateway: Gateway, order: Callable[..., None]) -> None:
    order(path=STABLE_TOKEN, errcode=40013, count=-1)
    with pytest.raises(Problem) as caught:
        gateway.link("scheme", PAGE)
    assert caught.value.slug == "wechat-unavailable"


@pytest.mark.parametrize("path", [*CALLS, STABLE_TOKEN])
@pytest.mark.parametrize("kind", KINDS)
def test_w09_every_fault_of_codes_and_links_is_a_listed_problem_within_its_deadline(
    path: str, kind: str, gateway_with: Callable[..., Gateway], order: Callable[..., None]
) -> None:
    gateway = gateway_with(**QUICK)
    order(path=path, kind=kind, count=-1)
    for call in [CALLS[path]] if path in CALLS else CALLS.values():
        began = clock.ticks()
        with pytest.raises(Problem) as caught:
            call(gateway)
        assert clock.ticks() - began < LIMIT_S
        assert (caught.value.slug, caught.value.headers["Retry-After"]) == ("wechat-unavailable", "2")


@pytest.mark.parametrize("endpoint", CALLS)
def test_a_lost_answer_is_asked_for_once_more_and_not_twice(
    endpoint: str, gateway_with: Callable[..., Gateway], order: Callable[..., None], platform: FakePlatform
) -> None:
    gateway = gateway_with(wechat_timeout_read=0.2)
    order(path=endpoint, kind="hang")
    assert CALLS[endpoint](gateway)
    assert platform.state()["calls"][endpoint] == 2
    order(path=endpoint, kind="hang", count=-1)
    with pytest.raises(Problem):
        CALLS[endpoint](gateway)
    assert platform.state()["calls"][endpoint] == 4


def test_w11_html_instead_of_a_code_is_never_kept_as_a_picture(gateway: Gateway, order: Callable[..., None]) -> None:
    order(path=CODE_IMAGE, kind="html", count=-1)
    with pytest.raises(Problem) as caught:
        gateway.code_image(SCENE, PAGE)
    assert caught.value.slug == "wechat-unavailable"


def test_a_code_carries_its_scene_and_page(gateway: Gateway, platform: FakePlatform) -> None:
    image = gateway.code_image(SCENE, f"/{PAGE}")
    assert text_of_png(image, "scene") == SCENE
    assert platform.codes[-1].target == f"{PAGE}?scene={SCENE}"


def test_before_the_first_release_the_page_is_not_checked_and_the_trial_build_opens(
    gateway_with: Callable[..., Gateway], platform: FakePlatform
) -> None:
    platform.reset({"pages": ("pages/nearby/nearby",)})
    assert gateway_with().code_image(SCENE, PAGE)
    with pytest.raises(PageNotReleased):
        gateway_with(wechat_env_version="release").code_image(SCENE, PAGE)


@pytest.mark.parametrize("scene", ["a=1", "a&b", "驿站", "", "a" * 33])
def test_a_scene_no_code_may_carry_is_a_mistake_of_ours_and_costs_no_call(
    gateway: Gateway, platform: FakePlatform, scene: str
) -> None:
    with pytest.raises(ValueError, match="scene"):
        gateway.code_image(scene, PAGE)
    assert platform.state()["calls"] == {}


def test_links_open_a_page_from_outside(gateway: Gateway) -> None:
    assert str(gateway.link("scheme", PAGE, "code=YQ0001", days=1)).startswith("weixin://")
    assert str(gateway.link("url_link", f"/{PAGE}")).startswith("https://wxaurl.cn/")


@pytest.mark.parametrize("days", [0, 31, -1])
def test_no_link_lives_longer_than_30_days(gateway: Gateway, platform: FakePlatform, days: int) -> None:
    with pytest.raises(ValueError, match="days"):
        gateway.link("scheme", PAGE, days=days)
    assert platform.state()["calls"] == {}


def test_a_link_without_a_link_is_no_answer(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway._client(), "call", lambda *_, **__: {"openlink": ""})
    with pytest.raises(Problem) as caught:
        gateway.link("scheme", PAGE)
    assert caught.value.slug == "wechat-unavailable"


def test_accounts_without_links_and_apps_without_a_release_are_told_so(
    gateway: Gateway, platform: FakePlatform
) -> None:
    platform.reset({"links_allowed": False})
    with pytest.raises(LinkNotAllowed):
        gateway.link("scheme", PAGE)
    platform.reset({"released": False})
    with pytest.raises(PageNotReleased):
        gateway.link("url_link", PAGE)


def test_no_code_or_link_is_asked_for_inside_a_transaction(settings_with: Callable[..., Settings]) -> None:
    gateway = Gateway(settings_with(), MemoryStore(), forbidden=lambda: True)
    for call in CALLS.values():
        with pytest.raises(RuntimeError, match="transaction"):
            call(gateway)
