"""What goes to the HIS next: order, retries, the circuit breaker."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from his_connector.core.delivery import Breaker, Due, pause, plan, transition

NOW = datetime(2026, 3, 2, 9)
SECOND = timedelta(seconds=1)
WAITING = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(-400_000, 10), st.integers(-5, 5)), max_size=12
).map(
    lambda rows: [
        Due(number, stream, NOW + created * SECOND, 0, NOW + at * SECOND)
        for number, (stream, created, at) in enumerate(rows)
    ]
)


@given(WAITING, st.booleans())
def test_of_each_visit_only_the_first_that_waits_is_sent(waiting, latest):
    found = plan(waiting, NOW, latest)
    by_id = {one.id: one for one in waiting}
    streams = [by_id[number].stream for number in found.send]
    assert len(set(streams)) == len(streams)
    for number in found.send:
        gone = {*found.expire, *found.skip}
        before = [
            one.id for one in waiting if one.stream == by_id[number].stream and one.id < number
        ]
        assert set(before) <= gone
        assert by_id[number].next_at <= NOW
    assert not {*found.send} & {*found.skip, *found.expire}


@given(WAITING)
def test_the_full_sequence_skips_nothing_the_latest_state_all_but_the_last(waiting):
    assert plan(waiting, NOW, latest_only=False).skip == ()
    found = plan(waiting, NOW, latest_only=True)
    for number in found.skip:
        stream = waiting[number].stream
        assert any(one.stream == stream and one.id > number for one in waiting)


def test_one_that_nobody_answered_holds_its_visit_and_no_other():
    waiting = [
        Due(1, "a", NOW, 2, NOW + 4 * SECOND),
        Due(2, "a", NOW, 0, NOW),
        Due(3, "b", NOW, 0, NOW),
    ]
    assert plan(waiting, NOW, latest_only=False).send == (3,)
    assert plan(waiting, NOW + 4 * SECOND, latest_only=False).send == (3, 1)


@given(st.integers(0, 10_000))
def test_pauses_double_up_to_a_minute(tries):
    assert SECOND <= pause(tries) <= pause(tries + 1) <= 60 * SECOND


def test_after_three_silences_nobody_is_asked_then_one_event_probes():
    breaker = Breaker()
    for _attempt in range(3):
        assert breaker.allows(5) == 5
        breaker = breaker.silent(NOW)
    assert (breaker.state, breaker.allows(5)) == ("open", 0)
    assert breaker.before(NOW).state == "open"
    probing = breaker.before(breaker.until)
    assert probing.allows(5) == 1
    worse = probing.silent(probing.until)
    assert worse.state == "open"
    assert worse.until - probing.until > breaker.until - NOW
    assert probing.answered() == Breaker()


def test_only_the_opening_and_the_closing_are_worth_a_line():
    states = [Breaker()]
    for _attempt in range(30):
        last = states[-1]
        states.append(last.before(last.until or NOW).silent(last.until or NOW))
    states.append(states[-1].before(states[-1].until).answered())
    told = [transition(one, two) for one, two in zip(states, states[1:], strict=False)]
    assert [one for one in told if one] == ["opened", "closed"]
