"""``WECHAT_TEMPLATES``: our words under WeChat's keys."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.accounts import notices
from app.wechat import templates
from app.wechat.fake.templates import own_catalogue
from app.wechat.messages import WrongWord, filled


def test_the_simulation_and_the_service_know_the_same_templates() -> None:
    ours = templates.configured("", fake=True)
    theirs = own_catalogue()
    assert {found.id for found in ours.values()} == set(theirs)
    for found in ours.values():
        assert set(found.keywords.values()) == set(theirs[found.id].labels)
        assert len(found.id) == 43
        assert len(found.keywords) <= templates.MOST_WORDS


def test_the_switches_in_the_profile_are_those_of_the_messages() -> None:
    assert set(notices.MESSAGES) == set(templates.MESSAGES)


def test_a_live_service_without_the_setting_has_no_template() -> None:
    assert templates.configured("", fake=False) == {}


@pytest.mark.parametrize(
    "entry", ['{"id": "t1", "station": "thing9"}', '{"id": "t1", "keywords": {"station": "thing9"}}']
)
def test_keys_stand_beside_the_id_or_in_an_object_of_their_own(entry: str) -> None:
    found = templates.configured(f'{{"station_alert": {entry}, "unknown": "t2"}}', fake=False)
    assert list(found) == ["station_alert"]
    assert found["station_alert"].keywords == templates.usual("station_alert") | {"station": "thing9"}
    assert templates.name_of(found, "t1") == "station_alert"
    assert templates.name_of(found, "t2") is None


def test_a_bare_id_takes_the_usual_keys() -> None:
    found = templates.configured('{"care_answer": "t1"}', fake=False)["care_answer"]
    assert found.keywords == {"subject": "thing1", "state": "phrase2", "time": "time3", "note": "thing4"}


def test_a_key_of_an_unknown_kind_is_a_wrong_word() -> None:
    odd = templates.Template("care_answer", "t1", {"subject": "colour1"})
    with pytest.raises(WrongWord) as caught:
        filled(odd, {"subject": "蓝"})
    assert "蓝" not in str(caught.value)


@pytest.mark.parametrize(
    ("key", "kind"), [("thing12", "thing"), ("character_string1", "character_string"), ("x", None)]
)
def test_the_letters_of_a_key_are_its_kind(key: str, kind: str | None) -> None:
    assert templates.kind_of(key) == kind


def test_the_operators_page_lists_the_words_and_kinds() -> None:
    page = (Path(__file__).parents[2] / "docs/operators/wechat.md").read_text(encoding="utf-8")
    listed = {}
    for line in re.findall(r"^\| (`\w+`(?:, `\w+`)*) \| (`\w+` [a-z]+(?:, `\w+` [a-z]+)*) \|$", page, re.MULTILINE):
        words = dict(re.findall(r"`(\w+)` ([a-z]+)", line[1]))
        listed |= dict.fromkeys(re.findall(r"`(\w+)`", line[0]), words)
    assert listed == templates.WORDS
