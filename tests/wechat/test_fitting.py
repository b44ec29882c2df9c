"""Texts as WeChat takes them. W19: the fake platform accepts whatever ``fit`` returns; W20: every scene is allowed."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.wechat.fake.codes import SCENE as FAKE_SCENE
from app.wechat.fake.keywords import KINDS as FAKE_KINDS
from app.wechat.fake.keywords import accepts
from app.wechat.fitting import (
    KINDS,
    SHAPES,
    DoesNotFit,
    amount_text,
    date_text,
    fit,
    is_scene,
    number_text,
    time_text,
    times_text,
)

ANYTHING = st.text(st.characters(), max_size=60)  # lone surrogates, controls and unassigned ones included
AFTERNOON = datetime(2026, 11, 26, 7, 1, tzinfo=UTC)  # 15:01 in Beijing
TEXT_KINDS = sorted(KINDS - set(SHAPES))
INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


def test_the_kinds_are_those_of_the_platform():
    assert set(FAKE_KINDS) == KINDS


@pytest.mark.parametrize("kind", TEXT_KINDS)
@settings(deadline=None)
@given(text=ANYTHING)
def test_w19_the_platform_accepts_whatever_fit_makes_of_a_text(kind: str, text: str):
    fitted = fit(kind, text)
    assert accepts(kind, fitted), (kind, fitted)
    assert fitted.encode()
    assert fit(kind, fitted) == fitted


@pytest.mark.parametrize("kind", sorted(SHAPES))
@settings(deadline=None)
@given(text=ANYTHING)
def test_w19_what_has_the_shape_of_a_number_or_date_is_accepted_and_the_rest_raises(kind: str, text: str):
    try:
        fitted = fit(kind, text)
    except DoesNotFit as wrong:
        assert wrong.kind == kind
        assert str(wrong) == f"not the shape of a {kind}"
    else:
        assert accepts(kind, fitted)


@settings(deadline=None)
@given(start=INSTANTS, lasts=st.timedeltas(timedelta(0), timedelta(days=400)), day=st.dates(date(1990, 1, 1)))
def test_w19_the_platform_accepts_what_the_formatters_of_times_write(start: datetime, lasts: timedelta, day: date):
    for kind, text in (
        ("time", time_text(start)),
        ("date", time_text(start)),
        ("time", times_text(start, start + lasts)),
        ("date", date_text(day)),
    ):
        assert fit(kind, text) == text
        assert accepts(kind, text)


@settings(deadline=None)
@given(number=st.integers(0, 10**18), part=st.decimals(0, 10**6, places=2), fen=st.integers(0, 10**12 - 1))
def test_w19_the_platform_accepts_what_the_formatters_of_numbers_write(number: int, part: Decimal, fen: int):
    for kind, text in (("number", number_text(number)), ("number", number_text(part)), ("amount", amount_text(fen))):
        assert fit(kind, text) == text
        assert accepts(kind, text)


@pytest.mark.parametrize(
    ("kind", "text", "fitted"),
    [
        ("thing", "南城驿站", "南城驿站"),
        ("thing", "一二三四五六七八九十一二三四五六七八九十", "一二三四五六七八九十一二三四五六七八九十"),
        ("thing", "一二三四五六七八九十一二三四五六七八九十多", "一二三四五六七八九十一二三四五六七八九…"),
        ("thing", "  两行\r\n字\t和\u2028空  格 ", "两行 字 和 空 格"),
        ("thing", "e\u0301", "é"),
        ("thing", "看\u200b不\u202e见", "看不见"),
        ("thing", "\ud800断", "断"),
        ("thing", "😀" * 10, "😀" * 10),
        ("thing", "😀" * 11, "😀" * 9 + "…"),  # WeChat may count two for each
        ("thing", "", "-"),
        ("thing", " \n\u200b ", "-"),
        ("character_string", "YQ-0001 南城", "YQ-0001"),
        ("character_string", "a" * 33, "a" * 29 + "..."),
        ("character_string", "编号", "-"),
        ("letter", "A1b 2", "Ab"),
        ("letter", "123", "NA"),
        ("symbol", "a!_?", "!?"),
        ("symbol", "abc", "-"),
        ("phrase", "已通过 OK!", "已通过"),
        ("phrase", "一二三四五六", "一二三四五"),
        ("phrase", "OK", "已更新"),
        ("name", "阿依古丽·买买提江·艾合买提", "阿依古丽·买买提江·"),
        ("name", "张三 Zhang", "张三"),
        ("name", "Anna-Maria O'Neill the Second", "Anna-Maria O'Neill t"),
        ("name", "007", "-"),
    ],
)
def test_texts_are_cut_and_never_empty(kind: str, text: str, fitted: str):
    assert fit(kind, text) == fitted


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("time", "15:01"),
        ("time", "00:00~23:59"),
        ("time", "2019年10月1日 15:01~17:30"),
        ("date", "2019年10月1日"),
        ("date", "2019年10月1日 15:01"),
        ("date", "2019年10月1日~2019年10月3日"),
        ("number", "120.5"),
        ("amount", "¥12.50"),
        ("phone_number", "0909-2223344"),
        ("car_number", "新E12345"),
        ("car_number", "新ED12345"),
    ],
)
def test_shapes_that_formatters_write_pass_as_they_are(kind: str, text: str):
    assert fit(kind, text) == text


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("time", "明天下午"),
        ("time", "1٠:00"),  # digits of another script are digits to Python, not to WeChat
        ("time", "000٠年10月30日 10:00"),
        ("date", "000٠年10月30日"),
        ("date", "2026年1०月30日"),
        ("date", "２０２６年10月30日"),
        ("time", "24:00"),
        ("time", "2019年13月1日 15:01"),
        ("time", ""),
        ("date", "15:01"),
        ("date", "2019-10-01"),
        ("number", "两个"),
        ("number", "1" * 33),
        ("number", "１２"),
        ("amount", "¥12345678901"),
        ("phone_number", "0" * 18),
        ("car_number", "新"),
    ],
)
def test_a_wrong_shape_raises_and_does_not_show_the_value(kind: str, text: str):
    with pytest.raises(DoesNotFit) as caught:
        fit(kind, text)
    assert not text or text not in str(caught.value)


def test_an_unknown_kind_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        fit("thought", "x")


def test_times_are_said_in_beijing():
    tokyo = AFTERNOON.astimezone(timezone(timedelta(hours=9)))
    assert time_text(AFTERNOON) == time_text(tokyo) == "2026年11月26日 15:01"
    assert times_text(AFTERNOON, AFTERNOON + timedelta(hours=2)) == "2026年11月26日 15:01~17:01"
    assert times_text(AFTERNOON, AFTERNOON + timedelta(hours=9)) == "2026年11月26日 15:01~2026年11月27日 00:01"
    assert (date_text(date(2026, 1, 2)), amount_text(1205), amount_text(7)) == ("2026年1月2日", "¥12.05", "¥0.07")
    with pytest.raises(ValueError, match="time zone"):
        time_text(datetime(2026, 11, 26))


@settings(deadline=None)
@given(text=st.text(max_size=40))
def test_w20_whatever_is_a_scene_the_platform_draws(text: str):
    if is_scene(text):
        assert FAKE_SCENE.fullmatch(text)
        assert 1 <= len(text) <= 32


@settings(deadline=None)
@given(text=st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ.", min_size=1, max_size=32))
def test_w20_capitals_digits_and_dots_are_always_a_scene(text: str):
    assert is_scene(text)


@settings(deadline=None)
@given(text=st.from_regex(FAKE_SCENE, fullmatch=True))
def test_w20_the_alphabet_is_the_platforms_less_what_ios_encodes(text: str):
    assert is_scene(text) == (len(text) <= 32 and not {"=", "&"} & set(text))


@pytest.mark.parametrize(
    "text", ["", "a" * 33, "a=1", "a&b", "驿站", "a b", "a\n", "a%20", 'a"', "a<b", "a\\b", "ａ", "٣"]
)
def test_w20_what_is_no_scene(text: str):
    assert not is_scene(text)


def test_w20_a_poster_and_a_token_are_scenes():
    assert is_scene("P.1A2B3C.4D5E.6F7G8H9J0KMN")
    assert is_scene("0123456789Z")
    assert is_scene("-._~!#$'()*+,/:;?@")


def test_what_is_cut_stays_composed():
    text = fit("thing", "가" * 30)
    assert unicodedata.is_normalized("NFC", text)
