from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from queue_call.core import simulate
from queue_call.core.log import Event
from queue_call.core.ordering import ClassRule, Policy
from queue_call.core.simulate import Profile, compare, generate_day, play
from queue_call.tests.core.lines import minute, policies, waiting

SMALL = Profile(patients=40, rooms=2)
PRIORITY = Policy(classes=(ClassRule("elderly", "absolute", 20),))
days = st.integers(0, 10_000).map(lambda seed: generate_day(seed, SMALL))


def test_a_made_up_day_is_like_the_figures_it_is_made_from():
    day = generate_day(3, Profile(patients=4000, rooms=100))
    crowd = day.patients
    share = {
        "tests": sum(one.tests_min is not None for one in crowd) / len(crowd),
        "passed": sum(one.misses is not None for one in crowd) / len(crowd),
        "priority": sum(bool(one.class_code) for one in crowd) / len(crowd),
    }
    assert abs(share["tests"] - 0.30) < 0.03
    assert abs(share["passed"] - 0.06) < 0.02
    assert abs(share["priority"] - 0.03) < 0.01
    booked = [one for one in crowd if one.slot_start]
    late = sum(one.arrives > one.slot_start + (minute(30) - minute(0)) for one in booked)
    assert abs(late / len(booked) - 0.08) < 0.02
    mean = sum(one.service_min for one in crowd) / len(crowd)
    assert 5 < mean < 8
    hours = Counter(one.arrives.hour for one in crowd)
    assert hours[8] + hours[9] > 2.5 * (hours[10] + hours[11])


@settings(max_examples=40)
@given(days, policies(), st.integers(1, 4))
def test_everybody_is_called_once_for_each_visit_whatever_the_rules(day, policy, rooms):
    outcome = play(day, policy, rooms)
    expected = Counter({(one.key, False): 1 for one in day.patients})
    expected += Counter({(one.key, True): 1 for one in day.patients if one.tests_min is not None})
    assert Counter((one.key, one.revisit) for one in outcome.calls) == expected
    assert [one.order for one in outcome.calls] == list(range(1, len(outcome.calls) + 1))
    assert all(one.wait >= 0 for one in outcome.calls)
    assert outcome == play(day, policy, rooms)


@given(days)
def test_no_two_patients_are_in_one_room(day):
    profile = Profile(patients=20, rooms=1, tests=0, passed=0)
    day = generate_day(len(day.patients), profile)
    calls = play(day, Policy()).calls
    service = {one.key: one.service_min for one in day.patients}
    for before, after in zip(calls, calls[1:], strict=False):
        gap = (after.called_at - before.called_at).total_seconds() / 60
        assert gap >= service[before.key] - 1e-6


@given(days)
def test_the_same_rules_move_nobody(day):
    result = compare(day, PRIORITY, PRIORITY)
    assert result.moved == ()
    assert result.worst is None
    assert result.sentences("zh_CN") == ["40位患者的叫号次序均不变。"]


def test_a_precedence_is_paid_by_somebody_and_the_comparison_names_him():
    day = generate_day(5, Profile(patients=60, rooms=1, classes=(("elderly", 0.2),)))
    result = compare(day, Policy(), PRIORITY)
    assert result.worst is not None
    assert result.worst.class_code != "elderly"
    assert result.worst.extra_min == max(one.extra_min for one in result.moved)
    elderly = next(one for one in result.waits if one.class_code == "elderly")
    assert elderly.new_mean < elderly.old_mean
    chinese = result.sentences("zh_CN", class_names={"elderly": "老年人"}, label="A{:03d}".format)
    assert chinese[1].startswith(f"受影响最大的是A{result.worst.number:03d}号：由第")
    assert any(one.startswith("老年人（") for one in chinese)
    assert len(result.sentences("en_US")) == len(chinese)


def test_a_patient_who_may_not_check_in_early_joins_when_he_may():
    day = generate_day(5, SMALL)
    strict = play(day, Policy(early_mode="none")).first
    for one in day.patients:
        if one.slot_start:
            assert strict[one.key].called_at >= one.slot_start


def test_a_recorded_day_is_the_log_with_its_times():
    def event(seq, at, verb, key, place=None, undoes=None):
        return Event(seq, minute(at), verb, key, f"a{seq}", "", None, None, place, undoes)

    log = [
        event(1, 0, "check_in", 1, waiting(1)),
        event(2, 1, "check_in", 2, waiting(2, cls="elderly")),
        event(3, 2, "check_in", 3, waiting(3)),
        event(4, 5, "call", 1),
        event(5, 12, "send_away", 1),
        event(6, 12, "call", 2),
        event(7, 13, "no_show", 2),
        event(8, 20, "return_no_show", 2, waiting(2, cls="elderly")),
        event(9, 32, "return_from_tests", 1, waiting(1, cls="revisit")),
        event(10, 40, "call", 1),
        event(11, 44, "finish", 1),
        event(12, 45, "call", 3),
        event(13, 46, "undo", 3, undoes=12),
    ]
    day = simulate.recorded_day(log, rooms=1)
    first, second, third = day.patients
    assert (first.service_min, first.tests_min, first.revisit_min) == (7, 20, 4)
    assert (first.class_code, second.class_code, second.misses) == ("", "elderly", 7)
    assert third.service_min == 7
    assert day.opens == (minute(5),)
    assert [one.key for one in play(day, Policy()).calls] == [1, 3, 2, 1]


def test_a_recorded_day_without_anybody_is_empty():
    assert play(simulate.recorded_day([]), Policy()).calls == ()
