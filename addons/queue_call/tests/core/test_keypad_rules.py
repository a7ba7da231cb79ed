import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_call.core import keypad


@given(st.one_of(st.none(), st.text(), st.booleans(), st.integers(), st.floats()))
def test_only_the_keys_of_a_pad_mean_something(key):
    known = isinstance(key, int) and not isinstance(key, bool) and key in keypad.KEYS
    assert (keypad.verb_of(key, None) is not None) == known


def test_a_hospital_may_arrange_its_keys():
    assert keypad.verb_of(1, {"1": "recall"}) == "recall"
    assert keypad.verb_of(2, {"1": "recall"}) is None
    assert keypad.verb_of(1, {"1": "explode"}) is None


@pytest.mark.parametrize(
    ("age", "late"), [(0, False), (30_000, False), (30_001, True), (None, False), ("9", False)]
)
def test_a_press_is_late_after_half_a_minute(age, late):
    assert keypad.is_late(age) == late
