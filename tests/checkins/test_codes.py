"""Codes of presence: what is minted is read, what is forged or old is not, and a minute later a photo is worth nothing."""

from __future__ import annotations

import hashlib
import hmac
import random
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.checkins import codes, crockford
from app.checkins.codes import LAST_POINT, LAST_VERSION, SLOT_S, SLOTS

MASTER, PREVIOUS, STRANGER = b"m" * 32, b"p" * 32, b"s" * 32
NOON = datetime(2026, 11, 26, 4, tzinfo=UTC).timestamp()  # a slot begins
SCENE = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$'()*+,/:;?@-._~")  # less = and &
points = st.integers(1, LAST_POINT)
versions = st.integers(1, LAST_VERSION)


def why(text: str, *, version: int = 1, masters: list[bytes] | None = None) -> str | None:
    """What a server thinks of a printed text."""
    code = codes.read(text)
    return "no-form" if code is None else codes.why_not_printed(code, masters or [MASTER], version)


def rotating(text: str, arrived_at: float, version: int = 1) -> str | None:
    code = codes.read(text)
    assert code is not None
    return codes.why_not_rotating(code, [MASTER], version, arrived_at)


# --- Crockford base32 ---


@given(st.integers(0, (1 << 60) - 1))
def test_a_number_is_read_as_it_was_written(number: int) -> None:
    text = crockford.encode(number, 12)
    assert len(text) == 12 and crockford.decode(text) == number


def test_a_number_that_does_not_fit_is_refused() -> None:
    for number in (-1, 1 << 30):
        with pytest.raises(ValueError, match="6 characters"):
            crockford.encode(number, 6)


def test_small_letters_and_lookalikes_are_no_characters_of_ours() -> None:
    assert [crockford.decode(text) for text in ("a", "I", "L", "O", "U", "0x", "１", " ")] == [None] * 8


@given(st.randoms(use_true_random=False))
def test_every_wrong_character_and_every_exchange_in_a_token_is_found(chance: random.Random) -> None:
    token = crockford.new_token(chance.randrange)
    assert len(token) == 11 and crockford.is_token(token) and set(token) <= set(crockford.ALPHABET)
    for place in range(11):
        for other in set(crockford.ALPHABET) - {token[place]}:
            assert not crockford.is_token(token[:place] + other + token[place + 1 :])
    for place in range(10):
        swapped = token[:place] + token[place + 1] + token[place] + token[place + 2 :]
        assert swapped == token or not crockford.is_token(swapped)
    assert not crockford.is_token(token[:-1]) and not crockford.is_token(token + "0")


# --- forms ---


@given(points, versions)
def test_w20_and_t19_every_printed_scene_is_allowed_and_says_nothing_but_its_number(point: int, version: int) -> None:
    text = codes.printed(MASTER, point, version)
    assert len(text) == 26
    assert set(text) <= SCENE
    read = codes.read(text)
    assert read is not None and (read.letter, read.number, read.turn) == ("P", point, version)
    assert why(text, version=version) is None


@given(st.randoms(use_true_random=False))
def test_w20_every_token_is_an_allowed_scene(chance: random.Random) -> None:
    assert set(crockford.new_token(chance.randrange)) <= SCENE


@given(points, st.integers(0, 1 << 40))
def test_rotating_codes_have_their_lengths(number: int, slot: int) -> None:
    screen, member = (
        codes.on_screen(MASTER, number, 1, slot % (1 << 34)),
        codes.of_member(MASTER, slot, slot % (1 << 34)),
    )
    assert (len(screen), len(member)) == (26, 30)
    for text, letter in ((screen, "T"), (member, "M")):
        read = codes.read(text)
        assert read is not None and read.letter == letter and set(text) <= SCENE


@pytest.mark.parametrize(
    "text",
    [
        *("", "P", "P.000001.0001.", "Q.000001.0001.000000000000", "p.000001.0001.000000000000"),
        *("P.00000.0001.000000000000", "P.000001.0001.00000000000O", "P.00000I.0001.000000000000"),
        *("P.000001.0001.000000000000\n", " P.000001.0001.000000000000", "M.000001.0001.000000000000"),
        *("P-000001-0001-000000000000", "P.０00001.0001.000000000000", "T.0000000001.0001.000000000000"),
    ],
)
def test_a_text_of_no_known_form_is_none(text: str) -> None:
    assert codes.read(text) is None


# --- printed codes ---


def test_a_printed_text_is_what_the_rule_says_worked_out_by_hand() -> None:
    key = hmac.new(MASTER, b"P.33.2", hashlib.sha256).digest()
    bits = format(int(hmac.new(key, b"P.000011.0002", hashlib.sha256).hexdigest(), 16), "0256b")[:60]
    tag = "".join(crockford.ALPHABET[int(bits[at : at + 5], 2)] for at in range(0, 60, 5))
    assert codes.printed(MASTER, 33, 2) == codes.printed(MASTER, 33, 2) == f"P.000011.0002.{tag}"


def test_t38_a_code_of_another_point_an_old_version_and_a_future_one_have_their_reasons() -> None:
    text = codes.printed(MASTER, 7, 2)
    assert why(text, version=2) is None
    assert why(text, version=3) == "revoked"
    assert why(text, version=1) == "bad-code"  # nobody has printed it yet
    tag_of_another_point = codes.printed(MASTER, 8, 2)[-12:]
    assert why(text[:-12] + tag_of_another_point, version=2) == "bad-code"
    assert why(text.replace("0002", "0003"), version=3) == "bad-code"  # the tag was of version 2


def test_codes_made_under_the_previous_master_key_hold_until_it_is_dropped() -> None:
    text = codes.printed(PREVIOUS, 7, 1)
    assert why(text, masters=[MASTER, PREVIOUS]) is None
    assert why(text, masters=[MASTER]) == "bad-code"


def mutated(chance: random.Random, text: str) -> str:
    """A text changed somewhere: a character, two exchanged, one lost or doubled, its case, its letter."""
    place = chance.randrange(len(text))
    other = chance.choice(crockford.ALPHABET + ".abcxyzILOU -")
    return chance.choice(
        [
            text[:place] + other + text[place + 1 :],
            text[:place] + text[place + 1 :],
            text[:place] + text[place] + text[place:],
            text[:place] + text[place : place + 2][::-1] + text[place + 2 :],
            text[:place] + text[place:].lower(),
            "PTM"[chance.randrange(3)] + text[1:],
        ]
    )


def test_t36_of_10_000_forged_or_mutated_printed_codes_none_is_accepted(
    record_property: Callable[[str, object], None],
) -> None:
    chance = random.Random(36)
    accepted = tried = 0
    for turn in range(10_000):
        point, version = chance.randint(1, LAST_POINT), chance.randint(1, 3)
        genuine = codes.printed(MASTER, point, version)
        forged = (
            mutated(chance, genuine),
            codes.printed(STRANGER, point, version),
            genuine[:-12] + crockford.encode(chance.getrandbits(60), 12),
        )[turn % 3]
        if forged != genuine:
            tried += 1
            accepted += why(forged, version=version, masters=[MASTER, PREVIOUS]) is None
    record_property("forged and mutated codes", tried)
    assert accepted == 0


def test_negative_control_the_same_loop_accepts_what_is_genuine() -> None:
    chance = random.Random(36)
    texts = [(codes.printed(MASTER, chance.randint(1, LAST_POINT), version), version) for version in (1, 2, 3) * 100]
    assert all(why(text, version=version, masters=[PREVIOUS, MASTER]) is None for text, version in texts)


def test_a_tag_of_one_letter_is_no_tag_of_another() -> None:
    slot = codes.slot_at(NOON)
    screen = codes.on_screen(MASTER, 7, 1, slot)
    assert why("P" + screen[1:], version=LAST_VERSION) == "bad-code"
    assert rotating("T" + codes.printed(MASTER, 7, slot % SLOTS)[1:], NOON) == "bad-code"


# --- rotating codes ---


def test_t11_a_screen_code_of_this_slot_the_last_and_the_next_is_accepted_and_no_other() -> None:
    slot = codes.slot_at(NOON)
    found = [rotating(codes.on_screen(MASTER, 7, 1, slot + away), NOON + 5) for away in (0, -1, 1, -2, 2)]
    assert found == [None, None, None, "expired", "bad-code"]


@pytest.mark.parametrize(
    ("age_s", "screen", "member"),
    [
        (-11, False, False),
        (-10, True, True),
        (0, True, True),
        (19, True, True),
        (20, False, True),
        (119, False, True),
        (120, False, False),
        (86_400, False, False),
    ],
)
def test_t37_a_code_counts_from_10_s_before_its_slot_for_20_s_a_members_for_120_s(
    age_s: int, screen: bool, member: bool
) -> None:
    slot = codes.slot_at(NOON)
    assert (rotating(codes.on_screen(MASTER, 7, 1, slot), NOON + age_s) is None) is screen
    assert (rotating(codes.of_member(MASTER, 7, slot), NOON + age_s) is None) is member


@given(st.floats(0, 4e9, allow_nan=False), st.integers(-1, 1))
def test_the_window_holds_at_any_time_over_midnights_and_wraps(instant: float, away: int) -> None:
    text = codes.on_screen(MASTER, 7, 1, codes.slot_at(instant) + away)
    age_s = instant - (codes.slot_at(instant) + away) * SLOT_S
    assert (rotating(text, instant) is None) is (-10 <= age_s < 20)


def test_slots_wrap_after_121_days_and_a_code_does_not_come_back_with_them() -> None:
    slot = codes.slot_at(NOON)
    text = codes.on_screen(MASTER, 7, 1, slot)
    assert 121 < SLOTS * SLOT_S / 86_400 < 122
    assert rotating(text, NOON + SLOTS * SLOT_S) == "bad-code"  # same slot number, another day's key
    assert codes.full_slot(slot % SLOTS, NOON) == slot
    assert codes.full_slot((slot + 1) % SLOTS, NOON) == slot + 1
    assert codes.full_slot((slot + 2) % SLOTS, NOON) == slot + 2 - SLOTS


def test_raising_the_version_ends_the_codes_of_screens_too() -> None:
    text = codes.on_screen(MASTER, 7, 1, codes.slot_at(NOON))
    assert rotating(text, NOON, version=1) is None
    assert rotating(text, NOON, version=2) == "bad-code"


def test_a_slot_belongs_to_the_local_day_it_begins_in() -> None:
    before = datetime(2026, 11, 26, 15, 59, 50, tzinfo=UTC).timestamp()
    assert codes.slot_day(codes.slot_at(before)) == date(2026, 11, 26)
    assert codes.slot_day(codes.slot_at(before + 10)) == date(2026, 11, 27)


def test_t36_of_10_000_forged_or_mutated_rotating_codes_none_is_accepted(
    record_property: Callable[[str, object], None],
) -> None:
    chance = random.Random(37)
    tried, accepted, slot = 0, 0, codes.slot_at(NOON)
    for turn in range(10_000):
        genuine = (
            codes.on_screen(MASTER, chance.randint(1, LAST_POINT), 1, slot)
            if turn % 2
            else codes.of_member(MASTER, chance.getrandbits(50), slot)
        )
        code = codes.read(forged := mutated(chance, genuine))
        tried += forged != genuine
        if code is not None and code.letter in "TM" and f"{code.signed}.{code.tag}" != genuine:
            accepted += codes.why_not_rotating(code, [MASTER, PREVIOUS], 1, NOON + 5) is None
    record_property("forged and mutated codes", tried)
    assert accepted == 0
