"""Kinds of queues by property: nobody gets stuck, and ready means callable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_call.core import kind_words, kinds, pharmacy
from queue_call.core.kind_catalogue import EXCLUSIVE, KINDS
from queue_call.core.kind_words import Hindrance
from queue_call.core.policy import Policy
from queue_call.core.rule_catalogue import CATALOGUE
from queue_call.core.states import AT_POINT, IN_LINE, MOVES, STATES, verbs

STEPS = [(kind, step) for kind in KINDS.values() for step in kind.steps.values()]
IDS = [f"{kind.code}-{step.code}" for kind, step in STEPS]
WITH_STEPS = [kind for kind in KINDS.values() if kind.steps]


def following(kind, step):
    """Every step that can come next, by hand or by a call, a finish or a return."""
    names = {*step.to, step.called, step.done, step.back} - {""}
    return [kind.steps[name] for name in names]


def reachable(kind, step):
    found, rest = {}, [step]
    while rest:
        one = rest.pop()
        if one.code not in found:
            found[one.code] = one
            rest += following(kind, one)
    return found.values()


@pytest.mark.parametrize(("kind", "step"), STEPS, ids=IDS)
def test_from_every_step_the_end_and_a_call_can_be_reached(kind, step):
    assert any(one.end for one in reachable(kind, step))
    assert step.end or any(one.called for one in reachable(kind, step)) or step.at


@pytest.mark.parametrize(("kind", "step"), STEPS, ids=IDS)
def test_every_step_is_of_one_sort_and_names_steps_that_exist(kind, step):
    assert set(kind.steps) >= {*step.to, step.called, step.done, step.back, *step.rounds} - {""}
    assert bool(step.done) == bool(step.back)
    assert step.rounds <= set(step.to)
    for name in step.to:  # by hand nobody comes to a window, and nobody is finished
        assert kind.steps[name].at == step.at
        assert not kind.steps[name].end
    if step.minutes:
        assert step.minutes in CATALOGUE


@pytest.mark.parametrize(("kind", "step"), STEPS, ids=IDS)
def test_a_step_before_the_call_is_ready_exactly_if_it_can_be_called(kind, step):
    waits = not step.at and not step.end
    assert step.ready == bool(step.called)
    if waits:
        assert kinds.is_ready(step) == step.ready
        assert step.ready or step.wait, "whoever is not ready is told why"
        assert not kinds.is_ready(step, missing=1)


@pytest.mark.parametrize("kind", WITH_STEPS, ids=lambda kind: kind.code)
@given(data=st.data())
def test_whatever_is_done_the_step_goes_with_the_state(kind, data):
    """Any legal sequence of verbs and steps: at a window exactly while called or in service."""
    policy = Policy(
        **{rule: data.draw(st.booleans(), rule) for rule in ("ask_ready", "rx_two_windows")}
    )
    step, state = kind.first(policy), "waiting"
    for _n in range(data.draw(st.integers(1, 12))):
        choices = [*verbs(state), *(f"to {name}" for name in step.to)]
        if not step.ready:
            choices = [one for one in choices if one != "call"]
        done = data.draw(st.sampled_from(choices)) if choices else None
        if done is None:
            break
        if done.startswith("to "):
            step = kinds.move(kind, step.code, done.removeprefix("to "))
            continue
        verb = kinds.verb_for(kind, step.code, done)
        state = MOVES[verb].target
        step = kinds.after(kind, step.code, state)
        if state in AT_POINT:
            assert step.at
        elif state == "finished":
            assert step.end
        elif state in IN_LINE:
            assert not step.at
            assert not step.end


@pytest.mark.parametrize("kind", WITH_STEPS, ids=lambda kind: kind.code)
@given(data=st.data())
def test_a_call_and_its_return_lead_to_a_step_that_can_be_called_again(kind, data):
    ready = data.draw(st.sampled_from([one for one in kind.steps.values() if one.ready]))
    called = kinds.after(kind, ready.code, "called")
    missed = kinds.after(kind, called.code, "no_show")
    assert missed == ready
    assert kinds.is_ready(missed)


def test_a_step_that_does_not_follow_says_what_does():
    with pytest.raises(kinds.IllegalStep) as caught:
        kinds.move(KINDS["pharmacy"], "paid", "done")
    assert caught.value.allowed == ("dispensing", "ready")


def test_to_finish_at_the_first_of_two_windows_is_to_wait_for_the_second():
    kind = KINDS["pharmacy"]
    start = kind.first(Policy(rx_two_windows=True))
    at = kinds.after(kind, start.code, "called")
    assert kinds.verb_for(kind, at.code, "finish") == "send_away"
    assert kinds.after(kind, at.code, "away").code == "dispensing"
    assert kinds.verb_for(kind, "at_window", "finish") == "finish"
    assert kinds.after(kind, at.code, "held").code == "hand_in"


def test_a_clinic_has_no_steps_and_nothing_changes_for_it():
    kind = KINDS["clinic"]
    assert kind.first(Policy()) is None
    assert all(kinds.after(kind, None, state) is None for state in STATES)
    assert kinds.verb_for(kind, None, "finish") == "finish"
    assert kinds.is_ready(None)


def test_a_rule_of_a_kind_is_one_of_the_catalogue_with_a_value_of_it():
    for kind in KINDS.values():
        for code, value in kind.rules.items():
            assert CATALOGUE[code].parse(value) == value
        for rule, step in kind.start_if:
            assert CATALOGUE[rule].kind == "bool"
            assert step in kind.steps
        assert set(kind.leads) <= set(KINDS)


def test_at_a_pharmacy_and_for_a_report_a_relative_may_stand():
    assert set(KINDS) - EXCLUSIVE == {"pharmacy", "report"}


HINDRANCES = st.builds(
    Hindrance,
    ready=st.booleans(),
    missing=st.lists(st.sampled_from(["fasting", "IV"]), max_size=2, unique=True),
    until=st.sampled_from(["", "10:20"]),
    place=st.sampled_from(["", "CT 2"]),
    walking=st.booleans(),
    no_seat=st.booleans(),
)


@given(st.sampled_from(list(KINDS.values())), HINDRANCES, st.data())
def test_whatever_keeps_a_patient_is_said_in_both_languages(kind, one, data):
    step = data.draw(st.sampled_from([*kind.steps, ""]))
    free = Hindrance(step)
    held = one.missing or not one.ready or one.until or one.place or one.walking or one.no_seat
    one = Hindrance(step, one.ready, one.missing, one.until, one.place, one.walking, one.no_seat)
    english, chinese = (kind_words.why_not(kind, one, lang) for lang in ("en_US", "zh_CN"))
    assert bool(english) == bool(chinese) == bool(held)
    assert "{" not in english + chinese
    assert not kind_words.why_not(kind, free, "en_US")
    if held:
        assert english.endswith(".")
        assert chinese.endswith("。")


# -- the window of a pharmacy ---------------------------------------------------------------------
DRUGS = ("western", "herbal", "patent")
WINDOWS = st.lists(
    st.builds(
        pharmacy.Window,
        st.integers(1, 9),
        st.frozensets(st.sampled_from(DRUGS)),
        st.integers(0, 9),
        st.sampled_from(["", "collect", "hand_in"]),
    ),
    unique_by=lambda one: one.key,
    max_size=6,
)
KINDS_WANTED = st.lists(st.sampled_from(DRUGS), max_size=2, unique=True)


@given(WINDOWS, KINDS_WANTED, st.sets(st.integers(1, 9)), st.none() | st.integers(1, 9))
def test_a_window_is_found_exactly_while_one_is_open(windows, kinds_, mine, default):
    key = pharmacy.choose(windows, kinds_, mine=mine, default=default)
    assert (key is None) == (not windows)
    assert key is None or key in {one.key for one in windows}


@given(WINDOWS, KINDS_WANTED, st.sets(st.integers(1, 9)), st.none() | st.integers(1, 9))
def test_the_drug_kind_decides_then_the_open_prescription_then_the_fewest(
    windows, kinds_, mine, default
):
    key = pharmacy.choose(windows, kinds_, mine=mine, default=default)
    fitting = [one for one in windows if one.takes(kinds_, "collect")]
    chosen = next((one for one in windows if one.key == key), None)
    if fitting:
        assert chosen in fitting
        same = [one for one in fitting if one.key in mine]
        assert not same or chosen in same
        assert chosen.people == min(one.people for one in (same or fitting))
    elif any(one.key == default for one in windows):
        assert key == default


@given(st.lists(st.sampled_from(pharmacy.STATES), max_size=5))
def test_all_prescriptions_of_a_visit_are_handed_out_together(states):
    step = pharmacy.step_of(states)
    still = [one for one in states if one not in ("collected", "cancelled")]
    assert (step is None) == (not still)
    assert step != "ready" or set(still) == {"ready"}
    assert step is None or KINDS["pharmacy"].steps[step].ready == (step == "ready")
