"""T36 and T41 through the whole service: nothing forged gets in, and honest people do."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest

from app.accounts.service import Person
from app.checkins import codes, proving
from app.checkins.crockford import ALPHABET
from app.checkins.evidence_rules import UnknownCode
from app.checkins.keys import masters
from app.checkins.known import known_of
from app.checkins.proving import Proof
from app.core import clock
from tests.checkins.presence import expect, kept, person, printed, rotating, scan, station_point
from tests.stations.keeping_words import Clock

HONEST, SCREENS = 20_000, 1_000
MEDIAN_S, SPREAD, CUT_S, CLOCK_NOISE_S = 2.0, 0.6, 20.0, 2.0  # with these RELIABILITY 8.2 has 99.86 %


@pytest.fixture
def chance() -> random.Random:
    return random.Random(36)


def mutated(genuine: list[str], chance: random.Random) -> str:
    """A code somebody tampered with: a character, the letter, a tag or a number of another code, or a whole guess."""
    one, other = chance.sample(genuine, 2)
    way = chance.randrange(5)
    if way == 0:
        place = chance.randrange(len(one))
        return one[:place] + chance.choice(ALPHABET + "." + "ilou/ ") + one[place + 1 :]
    if way == 1:
        return chance.choice("PTMX") + one[1:]
    if way == 2:
        return one[:-12] + other[-12:]
    if way == 3:
        return one[:2] + other[2:8] + one[8:]
    return one[:-12] + "".join(chance.choices(ALPHABET, k=12))


def proved(text: str) -> Proof:
    """What a code scanned now by nobody in particular proves."""
    code = proving.form_of(text)
    return proving.prove(code, known_of(0, "", code.number, clock.today()), None, clock.now())


def test_t36_of_10_000_forged_or_mutated_codes_none_is_accepted(
    chance: random.Random, at: Clock, ma: Person, spot: int, record_property: Callable[[str, object], None]
):
    numbers = [spot, station_point(), station_point("YQ0003")]
    genuine = [make(number) for number in numbers for make in (printed, rotating)]
    tried = 0
    while tried < 10_000:
        text = mutated(genuine, chance)
        if text in genuine:
            continue
        tried += 1
        try:
            proof = proved(text)
        except UnknownCode:
            continue
        assert proof.reason is not None, text
        assert proof.point is None or proof.reason == "revoked"
    record_property("forged and mutated codes", tried)
    assert [proved(text).reason for text in genuine] == [None] * 6  # the control


def test_t36_what_was_forged_is_stored_as_rejected_and_names_nothing(chance: random.Random, ma: Person, spot: int):
    genuine = [printed(spot), rotating(spot), printed(station_point())]
    for _ in range(100):
        text = mutated(genuine, chance)
        if text not in genuine and codes.read(text) is not None and text[0] != "M":
            scan(ma, text)
    assert len(kept()) > 20
    assert {(row.state, row.point_id) for row in kept()} == {("rejected", None)}


def arrival_s(chance: random.Random) -> float:
    """How long a scan takes to arrive: log-normal, cut."""
    return min(math.exp(chance.gauss(math.log(MEDIAN_S), SPREAD)), CUT_S)


def accepted(code: str, arrived_at: float) -> bool:
    read = codes.read(code)
    assert read is not None
    return codes.why_not_rotating(read, masters(), 1, arrived_at) is None


def shown_by(chance: random.Random, begun: float) -> tuple[str, float]:
    """What a screen, whose clock is a little wrong, shows at some instant; the code and that instant."""
    now = begun + chance.uniform(0, 86_400)
    slot = codes.slot_at(now + chance.gauss(0, CLOCK_NOISE_S))
    return codes.on_screen(masters()[0], 7, 1, slot), now


def test_t41_of_honest_scans_at_least_995_in_1000_are_accepted_and_of_relays_none(
    chance: random.Random, at: Clock, town: None
):
    begun, honest, relayed = clock.now().timestamp(), 0, 0
    for _ in range(HONEST):
        code, now = shown_by(chance, begun)
        honest += accepted(code, now + arrival_s(chance))
    for _ in range(SCREENS):
        code, now = shown_by(chance, begun)
        # the photo of a screen whose clock is right, taken anywhere in its slot
        exact = codes.on_screen(masters()[0], 7, 1, codes.slot_at(now))
        relayed += accepted(exact, now + 20 + arrival_s(chance))
    assert honest / HONEST >= 0.995
    assert relayed == 0


def test_t41_a_relayed_photo_that_says_it_was_offline_waits_for_staff(at: Clock, town: None, spot: int):
    friend, code, taken = person("li"), rotating(spot), at.now
    expect(friend, spot)
    at.forward(seconds=31)
    row = scan(friend, code, claimed_at=taken)
    assert (row.state, row.reason, row.late) == ("pending", "late", True)
