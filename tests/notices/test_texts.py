"""The words of notices: a snapshot that shows every changed sentence, and messages as WeChat takes them."""

from __future__ import annotations

import json
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts import notices
from app.core.problems import every_problem
from app.notices import texts
from app.notices.texts import TEXTS, digest, filled, span, words
from app.wechat.fake import keywords
from app.wechat.templates import MESSAGES, WORDS
from tests.notices.people import ALERT, VALUES
from tests.support.blueprint import ROOT

SNAPSHOT = Path(__file__).with_name("texts.json")
EXAMPLES = {"time": "2025年11月20日 12:00", "date": "2025年11月20日"}


def test_no_sentence_changes_unseen():
    """Changed on purpose? Write the new words into ``texts.json`` too, having read them aloud."""
    assert {key: list(said) for key, said in TEXTS.items()} == json.loads(SNAPSHOT.read_text(encoding="utf-8"))


@pytest.mark.parametrize("key", TEXTS)
def test_every_text_fits_its_column_with_room_for_names(key):
    title, body = TEXTS[key]
    facts = {name: "长" * 20 for _, name, _, _ in Formatter().parse(title + body) if name}
    said = words(key, **facts)
    assert "{" not in said.title + said.body
    assert len(said.title) <= 60
    assert len(said.body) <= 500


def test_people_are_spoken_to_as_the_mini_program_does():
    """As 你, where one text speaks to them. The texts that people agree to keep 您: they are one text of the law."""
    refusals = {problem.slug: problem.title for problem in every_problem().values()}
    said = refusals | {key: title + body for key, (title, body) in TEXTS.items()}
    said |= {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "app").rglob("*_words.py")}
    assert [key for key, text in said.items() if "您" in text] == []


@pytest.mark.parametrize(("minutes", "told"), [(0, "0分钟"), (45, "45分钟"), (60, "1小时"), (65, "1小时5分")])
def test_minutes_are_written_as_the_mini_program_writes_them(minutes, told):
    assert span(minutes) == told


def test_a_fact_that_is_missing_is_noticed():
    with pytest.raises(KeyError):
        words("station-alert", station="南城站")


def test_what_people_agree_to_is_what_we_send():
    assert set(notices.MESSAGES) == set(MESSAGES)


def test_a_message_has_the_words_of_its_template_and_no_other():
    assert filled(ALERT, VALUES) == VALUES
    with pytest.raises(ValueError, match="no template"):
        filled(ALERT, VALUES | {"colour": "红"})
    with pytest.raises(ValueError, match="no template"):
        filled("no_such_template", VALUES)
    with pytest.raises(ValueError, match="shape"):
        filled(ALERT, VALUES | {"time": "中午"})


def test_a_word_left_out_is_a_dash():
    assert filled(ALERT, {"station": "南城站", "time": VALUES["time"]})["note"] == "-"


def example(template: str, text: str) -> dict[str, str]:
    return {word: EXAMPLES.get(kind, text) for word, kind in WORDS[template].items()}


@given(st.sampled_from(MESSAGES), st.text(max_size=60), st.integers(2, 400))
def test_the_platform_takes_a_digest_of_anything(template, text, count):
    told = digest(filled(template, example(template, text)), count)
    assert set(told) == set(WORDS[template])
    assert all(keywords.accepts(kind, told[word]) for word, kind in WORDS[template].items())


def test_a_digest_says_how_many_and_one_alone_stays_as_it_is():
    assert digest(VALUES, 1) == VALUES
    assert digest(VALUES, 3) == VALUES | {"station": "南城站等3条", "note": texts.DIGEST_NOTE}
    assert digest({"activity": "清" * 20}, 12) == {"activity": "清" * 15 + "…等12条"}
