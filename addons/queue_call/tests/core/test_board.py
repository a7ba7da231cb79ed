import json
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_call.core import board
from queue_call.core.board import CallView, Current, Person, PointView

AT = datetime(2026, 3, 2, 0, 30, 0, 123456, tzinfo=timezone.utc)
ANNA = Person("A012", "张*明")


def room(**changes):
    facts = {"key": 12, "name": "1诊室", "state": "open", "queues": ["心内科普通"]}
    return PointView(**{**facts, **changes})


def call(number, at=AT, **changes):
    return CallView(number, ANNA, 12, "1诊室", at, **changes)


def test_a_row_has_exactly_the_agreed_shape():
    view = room(
        doctor_name="李建国",
        doctor_title="主任医师",
        current=[Current(ANNA, "called", 7)],
        waiting=[Person("A013", "王*")],
        waiting_n=1,
        passed=[Person("A002", "赵*")],
    )
    assert board.row(view) == {
        "point": "p12",
        "name": "1诊室",
        "kind": "room",
        "state": "open",
        "reason": "",
        "doctor": {"name": "李建国", "title": "主任医师"},
        "chairs": 1,
        "current": [{"call": 7, "number": "A012", "name": "张*明", "state": "called", "chair": ""}],
        "next": [{"number": "A013", "name": "王*"}],
        "waiting": 1,
        "bench": False,
        "passed": [{"number": "A002", "name": "赵*"}],
        "queues": ["心内科普通"],
    }


def test_a_closed_room_without_a_doctor_is_empty_but_whole():
    row = board.row(PointView(3, "3诊室"))
    assert row["doctor"] is None
    assert (row["state"], row["current"], row["next"], row["waiting"]) == ("closed", [], [], 0)


def test_a_row_is_cut_to_what_a_screen_can_hold_but_counts_everybody():
    many = [Person(f"A{n:03d}") for n in range(40)]
    row = board.row(room(waiting=many, waiting_n=40, passed=many))
    assert [one["number"] for one in row["next"]] == ["A000", "A001", "A002", "A003", "A004"]
    assert len(row["passed"]) == 20
    assert row["waiting"] == 40


def test_a_call_has_exactly_the_agreed_shape():
    assert board.call(call(7, attempt=2, kind="recall")) == {
        "id": 7,
        "number": "A012",
        "name": "张*明",
        "point": "p12",
        "room": "1诊室",
        "attempt": 2,
        "at": "2026-03-02T00:30:00.123Z",
        "kind": "recall",
        "speech": None,
    }


def test_a_message_covers_its_events_and_sorts_the_withdrawn():
    assert board.message(5, 7, AT, [], [call(1)], {9, 3}) == {
        "from": 5,
        "seq": 7,
        "at": "2026-03-02T00:30:00.123Z",
        "rows": [],
        "parts": [],
        "calls": [board.call(call(1))],
        "withdrawn": [3, 9],
    }


def test_rooms_that_share_a_line_are_told_once_who_is_next():
    part = board.line([12, 13], [ANNA], 7, passed=[Person("A002")])
    assert part == {
        "points": ["p12", "p13"],
        "next": [{"number": "A012", "name": "张*明"}],
        "waiting": 7,
        "bench": False,
        "passed": [{"number": "A002", "name": ""}],
    }
    assert "passed" not in board.line([12], [], 0)


def test_a_part_says_who_is_inside_one_room():
    part = board.inside(12, [Current(ANNA, "in_service", 7, "2号椅")])
    assert (part["points"], part["current"][0]["chair"]) == (["p12"], "2号椅")


def test_a_message_without_events_is_refused():
    with pytest.raises(ValueError, match="at least one event"):
        board.message(5, 4, AT, [])


def test_a_snapshot_carries_calls_of_the_last_ninety_seconds_oldest_first():
    calls = [call(3, AT), call(2, AT), call(1, AT - timedelta(seconds=90))]
    calls.append(call(9, AT - timedelta(seconds=91)))
    assert [one.id for one in board.recent(calls, AT)] == [1, 2, 3]


def test_only_new_and_changed_rows_are_sent():
    before = [board.row(room()), board.row(room(key=13))]
    after = [board.row(room()), board.row(room(key=13, waiting_n=1)), board.row(room(key=14))]
    assert board.diff(before, after) == after[1:]
    assert board.diff(after, after) == []


def test_a_hint_for_staff_names_nobody():
    hint = board.staff_hint(4, 9, [2, 1, 2], [7])
    assert hint == {"zone": 4, "seq": 9, "queues": [1, 2], "calls": [7]}


def test_a_wire_time_is_utc_with_milliseconds_wherever_it_came_from():
    shanghai = AT.astimezone(timezone(timedelta(hours=8)))
    assert board.iso(shanghai) == "2026-03-02T00:30:00.123Z"
    assert board.iso(AT.replace(microsecond=0)) == "2026-03-02T00:30:00.000Z"
    with pytest.raises(ValueError, match="aware"):
        board.iso(AT.replace(tzinfo=None))


rooms = st.builds(
    PointView,
    key=st.integers(1, 4),
    name=st.text(max_size=4),
    state=st.sampled_from(["open", "paused", "closed"]),
    doctor_name=st.sampled_from(["", "李建国"]),
    current=st.lists(st.builds(Current, st.just(ANNA), st.just("called")), max_size=2),
    waiting=st.lists(st.builds(Person, st.text(max_size=4)), max_size=8),
    waiting_n=st.integers(0, 9),
)
halls = st.lists(rooms, max_size=4, unique_by=lambda view: view.key).map(
    lambda hall: [board.row(view) for view in hall]
)


@given(halls, halls)
def test_the_difference_applied_to_the_old_board_gives_the_new_one(before, after):
    known = {one["point"]: one for one in before}
    known.update((one["point"], one) for one in board.diff(before, after))
    assert all(known[one["point"]] == one for one in after)


@given(halls)
def test_a_board_survives_the_wire(rows):
    assert json.loads(json.dumps(rows)) == rows
