import random
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device_registry.core import limits, pairing

START = datetime(2026, 3, 2, 0, 30, tzinfo=timezone.utc)
CODES = st.text(pairing.ALPHABET, min_size=pairing.LENGTH, max_size=pairing.LENGTH)


@given(seed=st.integers())
@settings(derandomize=True, deadline=None)
def test_a_new_code_is_understood_as_it_is_shown(seed):
    code = pairing.new_code(random.Random(seed).choice)
    assert len(code) == 6
    assert not set(code) & set("01IO")
    assert pairing.normalise(pairing.shown(code)) == code


@given(code=CODES, gap=st.sampled_from(["", " ", "-", "－", "　", " - "]))
@settings(derandomize=True, deadline=None)
def test_case_width_blanks_and_dashes_do_not_matter(code, gap):
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    for typed in (code.lower(), wide):
        assert pairing.normalise(f" {typed[:3]}{gap}{typed[3:]} ") == code


@given(typed=st.text(max_size=20))
@settings(derandomize=True, deadline=None)
def test_anything_typed_is_a_whole_code_or_refused(typed):
    try:
        code = pairing.normalise(typed)
    except pairing.BadCode:
        return
    assert len(code) == pairing.LENGTH
    assert set(code) <= set(pairing.ALPHABET)


@pytest.mark.parametrize(
    "typed", ["", None, "K7M2Q", "K7M2QX7", "K7M2Q0", "K7M2QI", "诊诊诊诊诊诊"]
)
def test_what_is_too_short_too_long_or_ambiguous_is_refused(typed):
    with pytest.raises(pairing.BadCode):
        pairing.normalise(typed)


def test_a_code_counts_down_from_ten_minutes_and_stops_at_nothing():
    ages = [timedelta(0), timedelta(minutes=1), timedelta(minutes=10), timedelta(days=1)]
    assert [pairing.seconds_left(START, START + age) for age in ages] == [600, 540, 0, 0]


def test_the_limits_leave_room_for_a_ward_and_end_there():
    assert limits.may_start(limits.PER_ADDRESS - 1, limits.OVER_ALL - 1)
    assert not limits.may_start(limits.PER_ADDRESS, 0)
    assert not limits.may_start(0, limits.OVER_ALL)
    assert limits.OVER_ALL / len(pairing.ALPHABET) ** pairing.LENGTH < 1e-7
