"""Live messages first, a backlog never stands still, nobody overtakes his own past."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from his_connector.core.lanes import EARLIER, LANES, LIVE_FOR, Due, choose, lane_of, with_earlier

AT = datetime(2026, 3, 2, 1, 0)
COUNTS = st.fixed_dictionaries({lane: st.integers(0, 150) for lane in LANES})


def test_what_was_just_written_is_live_and_what_was_written_long_ago_is_backlog():
    assert lane_of(AT, AT) == "live"
    assert lane_of(AT - LIVE_FOR, AT) == "live"
    assert lane_of(AT - LIVE_FOR - timedelta(seconds=1), AT) == "backlog"
    assert lane_of(None, AT) == "live"
    assert lane_of(AT, AT, together=101) == "bulk"


@given(st.integers(1, 100), COUNTS)
def test_every_place_is_used_while_anybody_waits_and_nobody_is_taken_twice(size, counts):
    due = {lane: [(lane, n) for n in range(count)] for lane, count in counts.items()}
    chosen = choose(size, due)
    assert len(chosen) == len(set(chosen)) <= size
    assert len(chosen) == min(size, sum(counts.values()))
    for lane in LANES:  # within a lane the first come first
        mine = [item for item in chosen if item[0] == lane]
        assert mine == due[lane][: len(mine)]


@given(st.integers(10, 100), COUNTS)
def test_live_messages_have_all_but_the_reserve_and_a_backlog_always_moves(size, counts):
    due = {lane: [(lane, n) for n in range(count)] for lane, count in counts.items()}
    chosen = [item[0] for item in choose(size, due)]
    assert chosen.count("live") >= min(counts["live"], size - size // 5)
    for lane in ("backlog", "bulk"):
        assert chosen.count(lane) >= min(1, counts[lane])


def test_a_mass_transfer_moves_beside_a_backlog():
    due = {"backlog": [("backlog", n) for n in range(99)], "bulk": [("bulk", n) for n in range(99)]}
    assert [item[0] for item in choose(50, due)].count("bulk") == 10


@st.composite
def inboxes(draw):
    """Open messages in order of ids, each with its lane, of few patients."""
    lines = draw(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(LANES)), max_size=90))
    return [(Due(n, AT, 1, stream), lane) for n, (stream, lane) in enumerate(lines)]


@given(inboxes(), st.integers(1, 30))
def test_batch_after_batch_everything_is_applied_once_and_in_the_order_of_each_patient(inbox, size):
    left, applied = dict(inbox), []
    while left:
        due = {lane: [one for one, of in left.items() if of == lane][:size] for lane in LANES}
        chosen = choose(size, due)
        batch = with_earlier(chosen, earlier_of(chosen, left))
        assert batch
        for one in batch:
            del left[one]
        applied += batch
    assert sorted(applied) == [one for one, _lane in inbox]
    for stream in "abc":
        mine = [one.id for one in applied if one.stream == stream]
        assert mine == sorted(mine)


def earlier_of(chosen, left):
    last = {one.line: one.id for one in sorted(chosen)}
    for line, end in last.items():
        yield from [one for one in left if one.line == line and one.id <= end][:EARLIER]
