from datetime import datetime, timezone
from math import exp, log
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_call.core import pace, waiting
from queue_call.core.ordering import ClassRule, Policy, Waiting
from queue_call.core.pace import DEFAULT, Pace, Sample
from queue_call.core.waiting import Coming, Extra, Line, Person, Room, ranges, shown
from queue_call.tests.core.hall import Profile, season

STEADY = Pace(mu=log(300), sigma=0.5, doubt=0.1)
SEASONS = {
    "one room": (Profile(), 10),
    "three rooms": (Profile(doctors=(300.0,) * 3, patients=60, hours=2.0), 5),
    "uneven doctors": (Profile(doctors=(180.0, 300.0, 600.0), patients=75, hours=2.0), 5),
    "many priorities": (
        Profile(doctors=(300.0, 300.0), patients=70, elderly=0.25, emergency=0.05),
        6,
    ),
    "by registration number": (Profile(doctors=(300.0, 300.0), patients=70, basis="number"), 5),
    "many no-shows": (Profile(doctors=(240.0, 240.0), patients=80, missing=0.2), 5),
    "times of another shape": (Profile(gamma=True, patients=36), 10),
}
PLAYED = {}


def promises(name):
    """Return what patients who had to wait were told; a season is played once."""
    if name not in PLAYED:
        profile, days = SEASONS[name]
        PLAYED[name] = [one for one in season(profile, days) if one.high > 0]
    return PLAYED[name]


def score(low, high, actual):
    """The interval score of an 80 % range: its width, and tenfold whatever lies beyond it."""
    return high - low + 10 * (max(0, low - actual) + max(0, actual - high))


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def line(n=6, rooms=1, **more):
    return Line(
        [Person(key) for key in range(n)], [Room(r, STEADY, 60.0) for r in range(rooms)], **more
    )


# -- calibration on held-back days ----------------------------------------------------------------
@pytest.mark.parametrize("name", SEASONS)
def test_the_range_holds_four_times_out_of_five(name):
    held = mean(one.low <= one.actual <= one.high for one in promises(name))
    assert 0.75 <= held <= 0.85, f"{name}: {held:.3f} of {len(promises(name))}"


def test_over_all_halls_what_people_are_told_holds_four_times_out_of_five():
    everybody = [one for name in SEASONS for one in promises(name)]
    held = 0
    for one in everybody:
        low, high = shown(one.low, one.high)
        held += low <= one.actual / 60 <= high
    assert 0.75 <= held / len(everybody) <= 0.85
    below = mean(one.actual < one.low for one in everybody)
    above = mean(one.actual > one.high for one in everybody)
    assert abs(below - above) < 0.05, "errors lie on both sides alike"


def test_it_is_sharper_than_the_mean_times_the_people_ahead():
    """The naive forecast is even given the band that fits these very days of each hall best."""
    ratios = {}
    for name in SEASONS:
        told = promises(name)
        errors = sorted(one.actual - one.naive for one in told)
        low, high = (errors[int(part * len(errors))] for part in (0.1, 0.9))
        ours = mean(score(one.low, one.high, one.actual) for one in told)
        naive = mean(score(one.naive + low, one.naive + high, one.actual) for one in told)
        ratios[name] = ours / naive
    assert max(ratios.values()) < 1.05, ratios
    assert mean(ratios.values()) < 0.95, ratios


# -- what a play does -----------------------------------------------------------------------------
@given(st.integers(1, 30), st.integers(1, 4), st.integers(0, 5))
def test_the_same_line_gets_the_same_ranges_and_low_is_not_above_high(n, rooms, seed):
    one = line(n, rooms, seed=seed, extras=[Extra(3.0, 2, waiting.MIXED)], coming=[Coming(0, 60)])
    found = ranges(one, plays=16)
    assert found == ranges(one, plays=16)
    assert set(found) == set(range(n))
    assert all(0 <= low <= high for low, high in found.values())


@given(st.integers(2, 30), st.integers(1, 3))
def test_who_is_called_later_waits_longer(n, rooms):
    found = ranges(line(n, rooms), plays=16)
    lows, highs = zip(*(found[key] for key in range(n)), strict=True)
    assert list(lows) == sorted(lows)
    assert list(highs) == sorted(highs)


def test_a_second_room_halves_the_wait_and_half_a_share_doubles_it():
    def middle(one):
        return sum(ranges(one)[19]) / 2

    alone = middle(line(20))
    assert middle(line(20, rooms=2)) == pytest.approx(alone / 2, rel=0.15)
    people = [Person(key) for key in range(20)]
    shared = Line(people, [Room(0, STEADY, 60.0, share=0.5)])
    assert middle(shared) == pytest.approx(alone * 2, rel=0.15)


def test_a_paused_room_goes_on_later_and_none_promises_nothing():
    people = [Person(1)]
    free = ranges(Line(people, [Room(0, STEADY)]))[1]
    paused = ranges(Line(people, [Room(0, STEADY, paused=True)]))[1]
    assert free == (0.0, 0.0)
    assert paused[1] > 10 * 60
    assert ranges(Line(people, [])) == {}


def test_a_doctor_s_own_patient_waits_for_this_doctor():
    mine = frozenset({"slow"})
    people = [Person(1), Person(2, mine), Person(3), Person(4, frozenset({"absent"}))]
    slow = Room("slow", Pace(log(3600), 0.1, 0.01), 0.0)
    quick = Room("quick", Pace(log(60), 0.1, 0.01), 0.0)
    found = ranges(Line(people, [slow, quick]))
    assert found[2][0] > 40 * 60
    assert found[3][1] < 5 * 60
    assert 4 not in found, "nobody on duty can call this patient: no promise"


def test_priorities_on_the_way_and_smaller_numbers_lengthen_the_wait():
    plain = ranges(line(10))[9]
    absolute = ranges(line(10, extras=[Extra(6.0)]))[9]
    mixed = ranges(line(10, extras=[Extra(60.0, 2, waiting.MIXED)]))[9]
    ahead = ranges(line(10, coming=[Coming(0, 0.0, 1.0) for _n in range(5)]))[9]
    assert absolute[1] > plain[1]
    assert plain[1] * 1.2 < mixed[1] < plain[1] * 1.8, "one after every two, not more"
    assert ahead[1] > plain[1] * 1.2


def test_who_is_of_the_highest_class_is_passed_by_nobody():
    people = [Person(key, level=waiting.ABSOLUTE) for key in range(5)]
    rooms = [Room(0, STEADY, 60.0)]
    plain = ranges(Line(people, rooms))[4]
    flooded = ranges(Line(people, rooms, extras=[Extra(60.0)]))[4]
    assert flooded[1] == pytest.approx(plain[1], rel=0.25)


def test_levels_and_streams_follow_the_policy():
    at = datetime(2026, 3, 2, tzinfo=timezone.utc)
    rules = (ClassRule("old", "mixed", every=3), ClassRule("sos", "absolute"), ClassRule("vip"))
    policy = Policy(classes=rules)
    codes = {"": 2, "old": 1, "sos": 0, "vip": 2}
    for code, level in codes.items():
        assert waiting.level_of(policy, Waiting(1, 1, at, 1, class_code=code)) == level
    assert waiting.level_of(policy, Waiting(1, 1, at, 1, return_due=4)) == waiting.MIXED
    found = waiting.extras(policy, {"old": 2.0, "sos": 1.0, "vip": 9.0}, 0.5)
    assert found == [Extra(0.5, 0, 1), Extra(2.0, 3, 1), Extra(1.0, 0, 0)]


@given(st.floats(0, 20000), st.floats(0, 20000))
def test_what_people_are_told_is_round_and_never_empty(low, more):
    first, last = shown(low, low + more)
    assert 0 <= first < last
    assert last < 60 or last % 10 == 0
    assert first < 5 or first % 5 == 0


# -- pace -----------------------------------------------------------------------------------------
def test_without_data_the_pace_is_the_default_and_much_data_speaks_for_itself():
    assert pace.learn(DEFAULT, Sample()).mu == pytest.approx(DEFAULT.mu)
    random = Random(1)
    many = Sample.of(random.lognormvariate(log(600), 0.4) for _n in range(2000))
    learned = pace.learn(DEFAULT, many)
    assert exp(learned.mu) == pytest.approx(600, rel=0.05)
    assert learned.sigma == pytest.approx(0.4, rel=0.05)


@given(st.lists(st.floats(30, 3600), max_size=30))
def test_few_calls_are_pulled_to_the_level_above_and_doubt_shrinks(times):
    sample = Sample.of(times)
    learned = pace.learn(DEFAULT, sample)
    ends = sorted((DEFAULT.mu, sample.mean if times else DEFAULT.mu))
    assert ends[0] - 1e-9 <= learned.mu <= ends[1] + 1e-9
    assert pace.today(learned, Sample()).doubt >= learned.doubt
    assert pace.today(learned, sample).doubt <= pace.today(learned, Sample()).doubt + 1e-9


def test_times_beyond_reason_do_not_ruin_the_pace():
    usual = [300.0] * 50
    spoilt = pace.learn(DEFAULT, Sample.of([*usual, 90000.0, 0.0]))
    assert exp(spoilt.mu) == pytest.approx(300, rel=0.15)


@given(st.lists(st.floats(10, 9999), max_size=20), st.lists(st.floats(10, 9999), max_size=20))
def test_samples_add_up(one, other):
    together = Sample.of([*one, *other])
    added = Sample.of(one) + Sample.of(other)
    assert (added.n, added.total) == pytest.approx((together.n, together.total))
