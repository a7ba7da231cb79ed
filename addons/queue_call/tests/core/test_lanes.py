"""Late patients, places given by hand, sources as classes, and the locked head."""

from dataclasses import replace

import pytest
from hypothesis import given

from queue_call.core import ordering
from queue_call.core.ordering import AT_END, LATE, ClassRule, LineState, Policy
from queue_call.tests.core.lines import (
    lines,
    minute,
    numbers,
    pasts,
    play_out,
    policies,
    waiting,
)

ELDERLY = ClassRule("elderly", "mixed", rank=20, every=2)
MILITARY = ClassRule("military", "absolute", rank=10)
EMERGENCY = ClassRule("emergency1", "absolute", rank=1)


def late(number, **more):
    slot = more.pop("slot", minute(0))
    return replace(waiting(number, slot=slot, **more), late=True)


def by_hand(number, where, **more):
    return replace(waiting(number, **more), hand=where)


def come_from(number, source, **more):
    return replace(waiting(number, **more), source=source)


# -- late ---------------------------------------------------------------------------------------
def test_a_late_patient_stands_as_everybody_where_the_policy_says_so():
    assert numbers(Policy(), [late(1, checkin=9), waiting(2), waiting(3)]) == [1, 2, 3]


def test_one_late_patient_goes_after_every_n_normals():
    policy = Policy(late_mode="after_n", late_every=2)
    line = [late(1, checkin=90), late(2, checkin=91)] + [waiting(n) for n in range(11, 16)]
    assert numbers(policy, line) == [11, 12, 1, 13, 14, 2, 15]


def test_late_patients_go_in_the_order_of_their_coming():
    policy = Policy(late_mode="after_n", late_every=1)
    line = [late(1, checkin=91), late(2, checkin=90), waiting(11), waiting(12)]
    assert numbers(policy, line) == [11, 2, 12, 1]


def test_lateness_takes_the_turn_of_a_mixed_class_but_not_an_absolute_precedence():
    policy = Policy(late_mode="end", classes=(ELDERLY, MILITARY))
    line = [late(1, cls="elderly"), late(2, cls="military"), waiting(3), waiting(4)]
    assert numbers(policy, line, LineState(9)) == [2, 3, 4, 1]


def test_at_the_end_of_the_sub_slot_a_late_patient_goes_after_its_patients_and_before_the_next():
    policy = Policy(basis="slot", late_mode="slot_end", slot_minutes=30)
    line = [late(1, slot=minute(0), at=minute(40), checkin=9)]
    line += [waiting(n, slot=minute(30)) for n in (2, 3)]
    line += [waiting(n, slot=minute(60)) for n in (4, 5)]
    assert numbers(policy, line) == [2, 3, 1, 4, 5]


def test_the_sub_slot_holds_also_where_the_order_is_by_number():
    policy = Policy(basis="number", late_mode="slot_end", slot_minutes=30)
    line = [late(1, slot=minute(0), at=minute(31), checkin=9)]
    line += [waiting(2, slot=minute(30)), waiting(3, slot=minute(60)), waiting(4, at=minute(45))]
    assert numbers(policy, line) == [2, 3, 4, 1]


def test_at_the_end_of_the_half_day_a_late_patient_goes_last():
    policy = Policy(late_mode="end", classes=(ELDERLY,))
    line = [late(1), waiting(2, cls="elderly", checkin=50), waiting(60, checkin=60)]
    assert numbers(policy, line, LineState(0)) == [60, 2, 1]


def test_the_bound_counts_late_patients_and_sources_and_names_sub_slots():
    walk_in = ClassRule("walk_in", "mixed", rank=90, every=3)
    limit = ordering.bound(Policy(classes=(walk_in,), late_mode="after_n", late_every=2))
    assert limit.mixed == (("walk_in", 3), (LATE, 2))
    assert limit.extra(6) == (1 + 2) + (1 + 3)
    assert ordering.explain_bound(limit, "zh_CN", normals_ahead=6) == (
        "前面有6个普通号的患者，最多再多等7次插入呼叫（现场挂号患者：每3个插1个、迟到患者：每2个插1个）。"
    )
    slots = ordering.bound(Policy(late_mode="slot_end"))
    assert ordering.explain_bound(slots) == "late patients go before those of later time slots."


# -- returned no-shows --------------------------------------------------------------------------
def test_a_no_show_may_return_at_the_end_of_the_sub_slot():
    policy = Policy(basis="slot", no_show_return="slot_end", slot_minutes=30)
    due = ordering.return_due(
        policy, LineState(4), now=minute(35), slot_start=minute(0).replace(minute=0)
    )
    line = [waiting(n, slot=minute(30)) for n in (2, 3)] + [waiting(4, slot=minute(60))]
    line.append(waiting(1, slot=minute(0), checkin=9, due=due))
    places = ordering.order(policy, LineState(4), line)
    assert [place.waiting.number for place in places] == [2, 3, 1, 4]
    assert ordering.explain(places[2], "zh_CN", clock=lambda at: at.strftime("%H:%M")) == (
        "第3位：过号后返回，排在本时段（01:00前）患者之后就诊。"
    )


# -- by hand ------------------------------------------------------------------------------------
def test_whom_the_desk_puts_in_front_goes_before_all_but_emergencies():
    policy = Policy(classes=(MILITARY, EMERGENCY), head_lock=3)
    line = [waiting(1), waiting(2, cls="military"), waiting(3, cls="emergency1", checkin=80)]
    line.append(by_hand(4, "front", checkin=90))
    assert numbers(policy, line) == [3, 4, 1, 2]


def test_whom_the_desk_puts_at_the_end_goes_last_whoever_he_is():
    policy = Policy(classes=(EMERGENCY,))
    line = [by_hand(1, "end", cls="emergency1"), waiting(2), waiting(3, due=AT_END, checkin=50)]
    assert numbers(policy, line) == [2, 1, 3]


def test_a_place_by_hand_uses_up_nobodys_turn():
    line = LineState(4, {"elderly": 2})
    policy = Policy(classes=(ELDERLY,))
    assert ordering.advance(policy, line, by_hand(1, "front")) == line


@pytest.mark.parametrize(
    ("where", "english", "chinese"),
    [
        (
            "front",
            "1st: moved to the front by the desk (fever).",
            "第1位：由分诊台调至队首（发热）。",
        ),
        ("end", "1st: moved to the end by the desk (fever).", "第1位：由分诊台调至队尾（发热）。"),
    ],
)
def test_a_place_by_hand_is_told_with_the_reason_of_the_desk(where, english, chinese):
    (place,) = ordering.order(Policy(), LineState(), [by_hand(1, where)])
    reason = {"front": ("fever", "发热"), "end": ("fever", "发热")}[where]
    assert ordering.explain(place, note=reason[0]) == english
    assert ordering.explain(place, "zh_CN", note=reason[1]) == chinese


# -- sources ------------------------------------------------------------------------------------
def test_three_appointments_then_one_walk_in_by_their_sources():
    policy = Policy(classes=(ClassRule("walk_in", "mixed", rank=90, every=3),))
    line = [come_from(n, "walk_in") for n in (1, 2)]
    line += [come_from(n, "appointment") for n in range(11, 17)]
    assert numbers(policy, line) == [11, 12, 13, 1, 14, 15, 16, 2]


def test_a_number_from_the_kiosk_is_a_walk_in():
    policy = Policy(classes=(ClassRule("walk_in", "mixed", rank=90, every=2),))
    line = [come_from(1, "kiosk"), come_from(2, "appointment"), come_from(3, "appointment")]
    assert numbers(policy, line) == [2, 3, 1]


def test_appointments_may_always_go_first_but_not_those_who_come_late():
    appointment = ClassRule("appointment", "absolute", rank=80)
    policy = Policy(classes=(appointment,), late_mode="after_n", late_every=1)
    line = [waiting(1), waiting(2), come_from(3, "appointment")]
    line.append(replace(late(4), source="appointment"))
    assert numbers(policy, line) == [3, 1, 4, 2]


def test_the_own_class_goes_before_the_source_and_a_class_without_a_rule_does_not():
    policy = Policy(classes=(ELDERLY, ClassRule("walk_in", "mixed", rank=90, every=3)))
    assert policy.class_of(come_from(1, "walk_in", cls="elderly")).code == "elderly"
    assert policy.class_of(come_from(1, "walk_in", cls="staff")).code == "walk_in"
    assert policy.class_of(come_from(1, "", cls="staff")).mode == "normal"


def test_no_source_makes_an_emergency():
    policy = Policy(classes=(ClassRule("appointment", "absolute", rank=1),), head_lock=1)
    line = [waiting(1), come_from(2, "appointment")]
    assert numbers(policy, line, LineState(joined=2)) == [1, 2]


# -- the locked head ----------------------------------------------------------------------------
def test_nobody_is_inserted_before_the_first_places_as_he_found_them():
    policy = Policy(head_lock=2, classes=(MILITARY,))
    line = [waiting(n) for n in (1, 2, 3, 4)] + [waiting(9, cls="military")]
    assert numbers(policy, line, LineState(joined=9)) == [1, 2, 9, 3, 4]


def test_an_emergency_is_not_kept_back_by_a_locked_head():
    policy = Policy(head_lock=2, classes=(EMERGENCY,))
    line = [waiting(n) for n in (1, 2, 3)] + [waiting(9, cls="emergency1")]
    assert numbers(policy, line, LineState(joined=9)) == [9, 1, 2, 3]


def test_a_lock_ends_and_is_not_renewed_by_later_patients():
    """After as many calls as places are locked he goes, however many came in the meantime."""
    policy = Policy(head_lock=2, classes=(MILITARY,))
    line, past = [waiting(n) for n in (1, 2, 3)] + [waiting(4, cls="military")], LineState(joined=4)
    called = []
    for step in range(4):
        first = ordering.order(policy, past, line)[0].waiting
        called.append(first.number)
        line.remove(first)
        past = ordering.advance(policy, past, first)
        line.append(waiting(50 + step))
        past = replace(past, joined=50 + step)
    assert called == [1, 2, 4, 3]


def test_later_patients_do_not_lock_the_head_for_one_who_was_there_before():
    policy = Policy(head_lock=3, classes=(MILITARY,))
    line = [waiting(5), waiting(6, cls="military"), waiting(7), waiting(8)]
    assert numbers(policy, line, LineState(joined=8)) == [5, 6, 7, 8]


def test_a_locked_head_also_keeps_back_mixed_late_and_returned_patients():
    policy = Policy(head_lock=2, classes=(ELDERLY,), late_mode="after_n", late_every=1)
    line = [waiting(1), waiting(2), waiting(3), waiting(4)]
    line += [waiting(11, cls="elderly"), late(12), waiting(13, due=0)]
    assert numbers(policy, line, LineState(9, joined=13)) == [1, 2, 13, 11, 12, 3, 4]


@given(policies(), pasts(), lines())
def test_whatever_the_lock_the_forecast_stays_true_and_whole(policy, past, line):
    policy = replace(policy, head_lock=2)
    forecast = [place.waiting.key for place in ordering.order(policy, past, line)]
    assert play_out(policy, past, line) == forecast
    assert sorted(forecast) == sorted(one.key for one in line)


def test_the_first_places_are_asked_to_get_ready():
    policy = Policy(prepare_n=2)
    places = ordering.order(policy, LineState(), [waiting(n) for n in (1, 2, 3)])
    assert [place.waiting.number for place in ordering.prepare(policy, places)] == [1, 2]
    assert ordering.prepare(Policy(), places) == []
