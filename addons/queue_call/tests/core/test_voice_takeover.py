"""Who speaks when a loudspeaker has died."""

from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from queue_call.core.voice import takeover
from queue_call.core.voice.takeover import Asked

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=timezone.utc)


def ago(seconds):
    return NOW - timedelta(seconds=seconds)


def test_a_device_that_has_shown_one_of_the_calls_lives():
    calls = {1: Asked(ago(6), {2}), 2: Asked(ago(5), {1, 2})}
    assert takeover.verdict(2, 1, calls, NOW) == "alive"


def test_one_that_has_shown_none_is_dead():
    assert takeover.verdict(2, 1, {1: Asked(ago(6), {2})}, NOW) == "dead"


def test_a_call_of_this_second_says_nothing():
    assert takeover.verdict(2, 1, {1: Asked(ago(1), {2})}, NOW) == "young"
    assert takeover.verdict(2, 1, {}, NOW) == "young"


@given(st.dictionaries(st.integers(1, 9), st.integers(0, 300), max_size=6))
def test_the_speaking_device_never_replaces_itself(ages):
    calls = {key: Asked(ago(age), set()) for key, age in ages.items()}
    assert takeover.verdict(1, 1, calls, NOW) == "mine"


@given(
    st.dictionaries(st.integers(1, 30), st.tuples(st.integers(0, 300), st.booleans()), max_size=12)
)
def test_what_was_said_or_is_too_old_is_not_said_again(made):
    calls = {key: Asked(ago(age), {2}, {1} if said else ()) for key, (age, said) in made.items()}
    expected = sorted(key for key, (age, said) in made.items() if not said and age <= 90)
    assert takeover.unsaid(calls, NOW) == expected


def test_a_device_that_fell_silent_is_passed_over_for_three_minutes():
    assert takeover.silent(ago(179), NOW)
    assert not takeover.silent(ago(180), NOW)
    assert not takeover.silent(None, NOW)


@given(st.lists(st.integers(1, 20), unique=True), st.integers(1, 20))
def test_standbys_ask_one_after_the_other(devices, speaking):
    found = takeover.places(devices, speaking)
    assert sorted(found.values()) == list(range(1, len(found) + 1))
    assert speaking not in found
