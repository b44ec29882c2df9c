"""Numbers of certificates, hours from minutes, and names as two readers write them."""

from __future__ import annotations

import random
from datetime import date

import pytest

from app.checkins import crockford
from app.hours import certificate_rules as rules

BELOW = random.Random(4).randrange
PERIOD = (date(2025, 11, 1), date(2025, 11, 30))


@pytest.mark.parametrize(
    ("minutes", "hours"),
    [(150, "2.50"), (60, "1.00"), (1, "0.02"), (50, "0.83"), (20, "0.33"), (40, "0.67"), (0, "0.00"), (6003, "100.05")],
)
def test_hours_have_two_decimals_rounded_half_up(minutes, hours):
    assert rules.hours_text(minutes) == hours


def test_hours_are_rounded_once_from_the_sum():
    assert rules.hours_text(50 + 50 + 50) == "2.50"
    assert sum(float(rules.hours_text(50)) for _ in range(3)) == pytest.approx(2.49)  # what rounding each would say


@pytest.mark.parametrize(("minutes", "hours"), [(3, "0.05"), (27, "0.45"), (33, "0.55")])
def test_what_binary_fractions_would_round_down_is_not(minutes, hours):
    assert rules.hours_text(minutes) == hours


def test_a_number_is_bz_year_nine_characters_and_a_check():
    for _ in range(500):
        number = rules.new_number(2026, BELOW)
        assert number.startswith("BZ2026")
        assert len(number) == 16
        assert set(number[2:]) <= set(crockford.ALPHABET)
        assert rules.read_number(number) == number


def test_numbers_are_random():
    assert len({rules.new_number(2026, BELOW) for _ in range(2000)}) == 2000


def test_every_wrong_character_and_exchanged_pair_is_noticed():
    number = rules.new_number(2026, BELOW)
    for place in range(2, 16):
        for other in set(crockford.ALPHABET) - {number[place]}:
            assert rules.read_number(number[:place] + other + number[place + 1 :]) is None
    for place in range(2, 15):
        one, two = number[place : place + 2]
        if one != two:
            assert rules.read_number(number[:place] + two + one + number[place + 2 :]) is None


def test_a_number_is_read_as_people_write_it():
    number = "BZ20261010A0000"
    made = next(number + one for one in crockford.ALPHABET if rules.read_number(number + one))
    for typed in (made.lower(), f"BZ 2026-{made[6:10]} {made[10:]}", made.replace("1", "l").replace("0", "o")):
        assert rules.read_number(typed) == made
    for typed in ("", "BZ", made[:-1], made + "0", "AZ" + made[2:], "BZ二〇二六" + made[6:], "BZ²026" + made[6:]):
        assert rules.read_number(typed) is None


def test_the_same_lines_in_any_order_are_the_same_certificate():
    assert rules.lines_hash([(1, 60), (2, 30)]) == rules.lines_hash([(2, 30), (1, 60)])
    assert rules.lines_hash([(1, 60), (2, 30)]) != rules.lines_hash([(1, 60), (2, 31)])


@pytest.mark.parametrize("written", ["阿依努尔•买买提", " 阿依努尔 ‧ 买买提 ", "阿依努尔・买买提", "阿依努尔.买买提"])
def test_names_written_with_another_dot_or_blanks_are_the_same(written):
    assert rules.plain_name(written) == rules.plain_name("阿依努尔·买买提")


@pytest.mark.parametrize("other", ["阿依努尔买买提", "阿依努尔·买买题", "阿依努·尔买买提", ""])
def test_other_names_are_others(other):
    assert rules.plain_name(other) != rules.plain_name("阿依努尔·买买提")


def test_the_check_code_covers_number_name_period_and_minutes():
    first = rules.sealed_text("BZ1", "马力", PERIOD, 60)
    others = [
        rules.sealed_text("BZ2", "马力", PERIOD, 60),
        rules.sealed_text("BZ1", "马丽", PERIOD, 60),
        rules.sealed_text("BZ1", "马力", (PERIOD[0], date(2025, 12, 1)), 60),
        rules.sealed_text("BZ1", "马力", PERIOD, 61),
    ]
    assert len({first, *others}) == 5


def test_a_check_code_has_twelve_characters_and_is_read_with_dashes():
    code = rules.check_code("f0" * 32)
    assert len(code) == 12
    assert rules.read_check_code(f"{code[:4]}-{code[4:8]}-{code[8:]}".lower()) == code
