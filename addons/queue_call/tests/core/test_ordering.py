from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_call.core import ordering
from queue_call.core.lanes import lane_of
from queue_call.core.ordering import AT_END, ClassRule, LineState, Policy
from queue_call.tests.core.lines import (
    lines,
    minute,
    numbers,
    pasts,
    play_out,
    policies,
    waiting,
)

ELDERLY = ClassRule("elderly", "mixed", rank=1, every=2)
REVISIT = ClassRule("revisit", "mixed", rank=2, every=3)
MILITARY = ClassRule("military", "absolute", rank=1)
URGENT = ClassRule("urgent", "absolute", rank=0)


# -- basis --------------------------------------------------------------------------------------
def test_by_number_the_smaller_number_goes_first_whenever_it_checked_in():
    line = [waiting(3, checkin=1), waiting(1, checkin=2), waiting(2, checkin=3)]
    assert numbers(Policy(basis="number"), line) == [1, 2, 3]


def test_by_check_in_the_earlier_check_in_goes_first():
    line = [waiting(3, checkin=1), waiting(1, checkin=2), waiting(2, checkin=3)]
    assert numbers(Policy(basis="check_in"), line) == [3, 1, 2]


def test_by_slot_a_patient_without_a_slot_counts_from_the_check_in():
    line = [
        waiting(1, checkin=1, slot=minute(30)),
        waiting(2, checkin=20),
        waiting(3, checkin=2, slot=minute(10)),
    ]
    assert numbers(Policy(basis="slot"), line) == [3, 2, 1]


@pytest.mark.parametrize("basis", ["number", "check_in", "slot"])
def test_equal_patients_are_settled_by_the_check_in_number(basis):
    same = [
        ordering.Waiting(key, 5, minute(0), checkin, minute(9))
        for key, checkin in ((1, 3), (2, 1), (3, 2))
    ]
    places = ordering.order(Policy(basis=basis), LineState(), same)
    assert [place.waiting.key for place in places] == [2, 3, 1]


def test_nobody_waits_and_nobody_is_next():
    assert ordering.order(Policy(), LineState(), []) == []


# -- classes ------------------------------------------------------------------------------------
def test_an_unknown_class_stands_as_a_normal():
    assert numbers(Policy(classes=(MILITARY,)), [waiting(1), waiting(2, cls="mayor")]) == [1, 2]


def test_absolute_classes_go_before_all_others_by_rank():
    policy = Policy(classes=(MILITARY, URGENT))
    line = [waiting(1), waiting(2, cls="military"), waiting(3, cls="urgent"), waiting(4)]
    assert numbers(policy, line) == [3, 2, 1, 4]


def test_one_mixed_goes_after_every_n_normals():
    line = [waiting(n) for n in range(1, 7)]
    line += [waiting(n, cls="elderly") for n in (11, 12)]
    assert numbers(Policy(classes=(ELDERLY,)), line) == [1, 2, 11, 3, 4, 12, 5, 6]


def test_one_to_one_takes_turns():
    rule = ClassRule("elderly", "mixed", every=1)
    line = [waiting(n) for n in (1, 2, 3)] + [waiting(n, cls="elderly") for n in (11, 12, 13)]
    assert numbers(Policy(classes=(rule,)), line) == [1, 11, 2, 12, 3, 13]


def test_the_other_direction_three_appointments_then_one_walk_in():
    rule = ClassRule("walk_in", "mixed", every=3)
    line = [waiting(n, cls="walk_in") for n in (1, 2)] + [waiting(n) for n in range(11, 17)]
    assert numbers(Policy(classes=(rule,)), line) == [11, 12, 13, 1, 14, 15, 16, 2]


def test_a_mixed_patient_who_comes_late_in_the_day_is_due_at_once_and_then_counts():
    line = [waiting(n) for n in (8, 9, 10)] + [waiting(n, cls="elderly") for n in (21, 22)]
    assert numbers(Policy(classes=(ELDERLY,)), line, LineState(7)) == [21, 8, 9, 22, 10]


def test_two_mixed_classes_due_at_once_go_by_rank_and_neither_loses_its_turn():
    line = [waiting(n) for n in range(1, 5)]
    line += [waiting(11, cls="revisit"), waiting(12, cls="elderly")]
    policy = Policy(classes=(REVISIT, ELDERLY))
    assert numbers(policy, line, LineState(5)) == [12, 11, 1, 2, 3, 4]


def test_mixed_patients_need_not_wait_for_normals_who_are_not_there():
    line = [waiting(2, cls="revisit"), waiting(1, cls="elderly"), waiting(3, cls="revisit")]
    assert numbers(Policy(classes=(ELDERLY, REVISIT)), line) == [1, 2, 3]


def test_a_revisit_with_an_old_number_still_waits_for_its_turn():
    line = [waiting(1, cls="revisit", checkin=90)] + [waiting(n) for n in (41, 42, 43, 44)]
    marks = LineState(40, {"revisit": 40})
    assert numbers(Policy(classes=(REVISIT,)), line, marks) == [41, 42, 43, 1, 44]


def test_a_class_that_is_never_later_also_takes_its_own_turn():
    rule = ClassRule("elderly", "mixed", every=3, never_later=True)
    line = [waiting(1, cls="elderly"), waiting(2, cls="elderly"), waiting(3)]
    assert numbers(Policy(classes=(rule,)), line) == [1, 2, 3]


@pytest.mark.parametrize("every", [0, -1])
def test_a_mix_that_lets_no_normal_through_is_refused(every):
    with pytest.raises(ValueError, match="every >= 1"):
        ClassRule("elderly", "mixed", every=every)


def test_two_rules_for_one_class_are_refused():
    with pytest.raises(ValueError, match="two rules"):
        Policy(classes=(MILITARY, ClassRule("military")))


# -- no-show ------------------------------------------------------------------------------------
def test_a_no_show_who_returns_goes_in_after_n_normals():
    policy = Policy(no_show_after=2)
    due = ordering.return_due(policy, LineState(10))
    line = [waiting(3, checkin=50, due=due)] + [waiting(n) for n in (11, 12, 13, 14)]
    assert numbers(policy, line, LineState(10)) == [11, 12, 3, 13, 14]


def test_a_no_show_who_returns_at_the_end_goes_after_those_who_come_later():
    policy = Policy(no_show_return="end", classes=(ELDERLY,))
    due = ordering.return_due(policy, LineState(10))
    line = [waiting(3, due=due), waiting(99), waiting(100, cls="elderly")]
    assert due == AT_END
    assert numbers(policy, line, LineState(10, {"elderly": 10})) == [99, 100, 3]


def test_a_returned_no_show_does_not_wait_for_normals_who_are_not_there():
    policy = Policy(no_show_after=3)
    assert numbers(policy, [waiting(3, due=13)], LineState(10)) == [3]


def test_a_returned_no_show_uses_up_nobodys_turn():
    line = LineState(4, {"elderly": 2})
    assert ordering.advance(Policy(classes=(ELDERLY,)), line, waiting(3, due=2)) == line


def test_an_emergency_that_missed_the_call_is_not_punished():
    policy = Policy(classes=(URGENT,), no_show_return="end")
    assert ordering.return_due(policy, LineState(10), "urgent") is None


def test_several_returned_no_shows_go_in_the_order_of_their_return():
    line = [waiting(n, checkin=60 - n, due=12) for n in (1, 2, 3)] + [waiting(20), waiting(21)]
    assert numbers(Policy(), line, LineState(12)) == [3, 2, 1, 20, 21]


# -- what the line remembers --------------------------------------------------------------------
def test_advance_counts_normals_and_marks_mixed_classes():
    policy = Policy(classes=(ELDERLY, URGENT))
    called = [
        waiting(1),
        waiting(2),
        waiting(3, cls="elderly"),
        waiting(4),
        waiting(5, cls="urgent"),
    ]
    assert ordering.line_state(policy, called) == LineState(3, {"elderly": 2})


def test_advance_leaves_the_old_line_as_it_was():
    before = LineState(2, {"elderly": 1})
    ordering.advance(Policy(classes=(ELDERLY,)), before, waiting(1, cls="elderly"))
    assert before == LineState(2, {"elderly": 1})


# -- properties ---------------------------------------------------------------------------------
@given(policies(), pasts(), lines())
def test_every_waiting_patient_has_exactly_one_place(policy, past, line):
    places = ordering.order(policy, past, line)
    assert sorted(place.waiting.key for place in places) == sorted(one.key for one in line)
    assert [place.position for place in places] == list(range(1, len(line) + 1))


@given(policies(), pasts(), lines())
def test_the_order_is_a_true_forecast(policy, past, line):
    forecast = [place.waiting.key for place in ordering.order(policy, past, line)]
    assert play_out(policy, past, line) == forecast


@given(policies(), pasts(), lines(), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_how_the_rows_came(policy, past, line, dice):
    shuffled = list(line)
    dice.shuffle(shuffled)
    assert ordering.order(policy, past, shuffled) == ordering.order(policy, past, line)


@given(policies(), pasts(), lines())
def test_nobody_of_one_lane_passes_another_of_it(policy, past, line):
    """Who was inserted keeps the order of the basis among his like, where no head is locked."""
    policy = replace(policy, head_lock=0)
    lanes = {}
    for place in ordering.order(policy, past, line):
        lane, rule = lane_of(policy, place.waiting)
        if lane in ("normal", "mixed", "absolute", "emergency", "front"):
            rank = rule.rank if lane in ("absolute", "emergency") else 0
            key = (rank, ordering.basis_key(policy, place.waiting))
            lanes.setdefault((lane, rule.code if lane == "mixed" else ""), []).append(key)
    for lane in lanes.values():
        assert lane == sorted(lane)


@given(policies(), st.data())
def test_no_normal_waits_for_more_extra_calls_than_the_bound_says(policy, data):
    """Patients keep coming while one normal waits; absolute classes are left out."""
    rules = tuple(rule for rule in policy.classes if rule.mode != "absolute")
    late_mode = "end" if policy.late_mode == "slot_end" else policy.late_mode
    policy = replace(policy, classes=rules, late_mode=late_mode)
    limit = ordering.bound(policy)
    past = data.draw(pasts())
    me = waiting(50, checkin=10)
    line = [me] + [waiting(n) for n in data.draw(st.sets(st.integers(1, 9)))]
    normals = extras = 0
    codes = st.lists(st.sampled_from([rule.code for rule in rules] + ["", "late"]), max_size=2)
    for step in range(40):
        for cls in data.draw(codes):
            newcomer = waiting(100 + len(line) + 10 * step, cls="" if cls == "late" else cls)
            line.append(replace(newcomer, late=cls == "late"))
        past = replace(past, joined=max(one.checkin_no for one in line))
        first = ordering.order(policy, past, line)[0].waiting
        if first is me:
            break
        line.remove(first)
        past = ordering.advance(policy, past, first)
        if lane_of(policy, first)[0] != "normal":
            extras += 1
        else:
            normals += 1
        assert extras <= limit.extra(normals)
    else:
        pytest.fail("the normal was never called")


@given(policies(), st.data())
def test_a_mixed_class_never_starves(policy, data):
    """Between two calls of a class that waits, at most ``every`` normals go."""
    rules = tuple(rule for rule in policy.classes if rule.mode == "mixed")
    policy = Policy(basis=policy.basis, classes=rules)
    line = [waiting(500 + n, cls=rule.code) for n, rule in enumerate(rules)]
    normals_since = {rule.code: 0 for rule in rules}
    past = LineState()
    for step in range(30):
        line += [waiting(1 + 3 * step + n) for n in range(data.draw(st.integers(0, 3)))]
        if not line:
            continue
        first = ordering.order(policy, past, line)[0].waiting
        line.remove(first)
        past = ordering.advance(policy, past, first)
        if first.class_code:
            normals_since[first.class_code] = 0
            line.append(waiting(1000 + step, cls=first.class_code))
        else:
            normals_since = {code: count + 1 for code, count in normals_since.items()}
        for rule in rules:
            assert normals_since[rule.code] <= rule.every


@given(policies(), pasts(), lines())
def test_taking_somebody_out_moves_nobody_behind_others_of_the_basis(policy, past, line):
    plain = Policy(basis=policy.basis)
    line = [one for one in line if one.return_due is None]
    keys = [place.waiting.key for place in ordering.order(plain, past, line)]
    for gone in line:
        rest = [one for one in line if one is not gone]
        left = [place.waiting.key for place in ordering.order(plain, past, rest)]
        assert left == [key for key in keys if key != gone.key]


def test_a_full_hall_is_ordered_in_one_go():
    """1,200 patients of all lanes: each lane once sorted, only heads compared."""
    policy = Policy(classes=(MILITARY, ELDERLY, REVISIT))
    classes = ("", "", "", "elderly", "revisit", "military")
    line = [waiting(n, cls=classes[n % 6]) for n in range(1, 1201)]
    called = numbers(policy, line)
    normals = [number for number in called if classes[number % 6] == ""]
    assert normals == sorted(normals)
    assert called[:200] == [n for n in range(1, 1201) if n % 6 == 5]


@given(policies(), pasts(), lines(max_size=8), st.integers(0, 8))
def test_the_first_places_of_a_forecast_are_those_of_the_whole(policy, past, line, some):
    whole = ordering.order(policy, past, line)
    assert list(islice(ordering.forecast(policy, past, line), some)) == whole[:some]
