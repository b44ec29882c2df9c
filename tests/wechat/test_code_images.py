"""Code images are made once: whoever asks again gets the one that was kept, under every parameter's hash."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.db import db, transaction
from app.wechat import code_images
from app.wechat import gateway as gateways
from app.wechat.fake import Serving
from app.wechat.models import CodeImage
from app.wechat.rules import CODE_IMAGE

SCENE, PAGE, PNG = "P.1A2B3C", "pages/scene/scene", b"\x89PNG\r\n\x1a\n one"


@pytest.fixture
def with_settings(app: Flask) -> Callable[..., None]:
    """Other settings for the rest of the test."""
    before = app.extensions["yiqi.settings"]

    def change(**overrides: object) -> None:
        app.extensions["yiqi.settings"] = dataclasses.replace(before, **overrides)

    yield change
    app.extensions["yiqi.settings"] = before


def keep(image: bytes = PNG, scene: str = SCENE, page: str = PAGE) -> bytes:
    with transaction():
        return code_images.keep(scene, page, image)


def test_nothing_is_kept_before_it_was_made(app: Flask) -> None:
    assert code_images.kept(SCENE, PAGE) is None


def test_what_was_kept_is_there_and_the_first_one_stays(app: Flask) -> None:
    assert keep() == PNG
    assert keep(b"\x89PNG\r\n\x1a\n two") == PNG
    assert code_images.kept(SCENE, PAGE) == PNG


def test_a_slash_before_the_page_is_the_same_page(app: Flask) -> None:
    keep()
    assert code_images.kept(SCENE, f"/{PAGE}") == PNG


@pytest.mark.parametrize(("scene", "page"), [("P.1A2B3D", PAGE), (SCENE, "pages/nearby/nearby"), (SCENE, "")])
def test_another_scene_or_page_is_another_image(app: Flask, scene: str, page: str) -> None:
    keep()
    assert code_images.kept(scene, page) is None


@pytest.mark.parametrize(
    "change", [{"wechat_env_version": "release"}, {"wechat_env_version": "develop"}, {"wechat_appid": "wx1"}]
)
def test_another_app_or_build_is_another_image(
    app: Flask, with_settings: Callable[..., None], change: dict[str, str]
) -> None:
    keep()
    with_settings(**change)
    assert code_images.kept(SCENE, PAGE) is None


def test_the_table_does_not_say_what_a_code_leads_to(app: Flask) -> None:
    keep()
    (row,) = db.session.execute(sa.select(CodeImage.key, CodeImage.made_at))
    assert len(row.key) == 64
    assert row.made_at.tzinfo is not None
    assert SCENE not in row.key


def test_a_scene_no_code_may_carry_is_never_kept(app: Flask) -> None:
    with pytest.raises(ValueError, match="scene"):
        code_images.kept("a=1", PAGE)


def test_read_ask_write_makes_each_code_with_one_call(app: Flask, wechat: Serving) -> None:
    before = wechat.platform.state()["calls"].get(CODE_IMAGE, 0)

    def image() -> bytes:
        found = code_images.kept(SCENE, PAGE)
        db.session.rollback()  # WeChat is asked outside any transaction
        return found or keep(gateways.current().code_image(SCENE, PAGE))

    assert image() == image()
    assert wechat.platform.state()["calls"][CODE_IMAGE] == before + 1


def race(app: Flask, write: Callable[[int], object]) -> list[BaseException]:
    """Eight threads write at the same moment, each in a transaction of its own; what they raised."""
    start, failures = threading.Barrier(8), []

    def run(number: int) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    write(number)
            except Exception as failure:  # noqa: BLE001 - the test looks at it
                failures.append(failure)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return failures


def test_of_many_at_once_one_is_kept_and_all_get_it(committed: Flask) -> None:
    got: list[bytes] = []
    failures = race(committed, lambda number: got.append(code_images.keep(SCENE, PAGE, b"%d" % number)))
    assert failures == []
    with committed.app_context():
        assert set(got) == {code_images.kept(SCENE, PAGE)}
        assert len(got) == 8
        assert db.session.scalar(sa.select(sa.func.count()).select_from(CodeImage)) == 1


def test_negative_control_plain_inserts_of_one_code_collide(committed: Flask) -> None:
    with committed.app_context():
        key = code_images._key(SCENE, PAGE)

    def insert(number: int) -> None:
        row = {"key": key, "image": b"%d" % number, "made_at": code_images.clock.now()}
        db.session.execute(sa.insert(CodeImage).values(**row))

    assert len(race(committed, insert)) == 7
