"""Reports of screens: whatever comes in, only what is possible and true stays."""

from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from queue_call.core import acks
from queue_call.core.acks import Made, Shown, Spoken, proof

AT = datetime(2026, 3, 2, 0, 30, tzinfo=timezone.utc)
NOW = AT + timedelta(minutes=5)
SECRET = "secret"
YEARS = st.datetimes(datetime(1970, 1, 1), datetime(2199, 1, 1), timezones=st.just(timezone.utc))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@given(JSON)
def test_whatever_a_box_sends_is_read_or_left_out(told):
    items = {"call": 7, "at": told, "start": told, "how": told, "first_ms": told, "proof": told}
    for body in (told, [told], [items]):
        acks.shown(body)
        acks.spoken(body)
    assert set(acks.shown([items])) == {7}


@given(YEARS)
def test_no_clock_of_a_box_dates_a_picture_before_its_call_or_after_now(at):
    assert AT <= acks.between(at, AT, NOW) <= NOW


@given(st.none() | YEARS, st.none() | YEARS)
def test_no_clock_of_a_box_makes_a_speech_end_before_it_begins(start, end):
    first, last = acks.span(Spoken(1, start, end), AT, NOW)
    assert AT <= first <= last <= NOW
    assert last - first <= acks.LONGEST_SPEECH


def claims(call, zone=1, points=None, made=None, given=None):
    told = {call: Shown(call, AT, proof(SECRET, call) if given is None else given)}
    made = {7: Made(AT, 1, 12)} if made is None else made
    return acks.false_claims(told, made, zone, points, SECRET)


def test_a_call_that_came_over_the_wire_is_believed():
    assert claims(7) == set()
    assert claims(7, points={12, 13}) == set()


def test_a_call_that_cannot_have_come_is_refused():
    assert claims(8) == {8}  # made up
    assert claims(7, zone=2) == {7}  # of another zone
    assert claims(7, points={13}) == {7}  # of another door
    assert claims(7, points=set()) == {7}


@given(st.text(max_size=20))
def test_a_guessed_number_is_not_enough(guess):
    assert claims(7, given=guess) == {7}


def test_the_proof_of_one_call_proves_no_other():
    assert len({proof(SECRET, call) for call in range(1000)}) == 1000
    assert claims(7, given=proof(SECRET, 8)) == {7}
    assert claims(7, given=proof("another hospital", 7)) == {7}


def test_of_two_reports_of_one_call_the_first_counts_and_a_batch_has_an_end():
    told = acks.shown([{"call": 1, "at": "2026-03-02T00:30:00Z"}, {"call": 1}])
    assert told[1].at == AT
    assert len(acks.shown([{"call": n} for n in range(1, 999)])) == acks.MAX_BATCH
