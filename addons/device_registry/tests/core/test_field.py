"""Entries of a phone: once each, in order, at their time, whatever the network does."""

from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from device_registry.core.field import Entry, happened, is_id, verdict

NOON = datetime(2026, 3, 2, 4, tzinfo=timezone.utc)
MINUTE = timedelta(minutes=1)


def ident(number):
    return f"{number:032x}"


def test_an_id_is_made_of_32_hex_digits_and_nothing_else():
    assert is_id("0" * 32)
    for wrong in ("", "0" * 31, "0" * 33, "G" * 32, "A" * 32, "0" * 32 + "\n", None, 7):
        assert not is_id(wrong)


@given(st.integers(1, 30), st.randoms(use_true_random=False))
def test_any_shuffled_doubled_and_torn_delivery_takes_each_entry_once_and_in_order(count, rnd):
    entries = [Entry(ident(n), ident(n - 1) if n > 1 else "") for n in range(1, count + 1)]
    taken = []
    while len(taken) < count:
        batch = [rnd.choice(entries) for _ in range(rnd.randint(1, 9))]
        # the server always hears the first one it does not know, in the end
        batch.insert(rnd.randint(0, len(batch)), entries[len(taken)])
        for entry in batch:
            if verdict(entry, taken, ()) == "take":
                taken.append(entry.id)
    assert taken == [entry.id for entry in entries]


def test_an_entry_waits_for_its_file():
    entry = Entry(ident(1), "", ident(9))
    assert verdict(entry, (), ()) == "later"
    assert verdict(entry, (), {ident(9)}) == "take"
    assert verdict(entry, {ident(1)}, ()) == "known"


def test_a_phone_that_is_ten_minutes_fast_tells_the_right_time():
    fast = 10 * MINUTE
    told = happened(NOON + fast, NOON + fast + 60 * MINUTE, NOON + 60 * MINUTE)
    assert (told.at, told.skew, told.doubtful) == (NOON, fast, False)


def test_a_clock_that_was_set_between_writing_and_sending_is_doubted_but_the_old_skew_counts():
    told = happened(NOON + 10 * MINUTE, NOON + 60 * MINUTE, NOON + 60 * MINUTE, 10 * MINUTE)
    assert (told.at, told.doubtful) == (NOON, True)


@given(
    st.timedeltas(-timedelta(days=2), timedelta(days=2)),
    st.timedeltas(timedelta(0), timedelta(days=9)),
    st.one_of(st.none(), st.timedeltas(-timedelta(days=2), timedelta(days=2))),
)
def test_nothing_happens_after_it_was_received(skew, wait, then):
    received = NOON + wait
    told = happened(NOON + skew, received + skew, received, then)
    assert told.at <= received
    if then is None:
        assert told.at == NOON
