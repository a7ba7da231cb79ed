from datetime import datetime, time, timezone

from hypothesis import given
from hypothesis import strategies as st
from maintenance_contract.core import rollout
from maintenance_contract.core.rollout import Device

NIGHT = datetime(2026, 3, 2, 23, 30, tzinfo=timezone.utc)
NOON = NIGHT.replace(hour=12)
OPENS, CLOSES = time(22), time(5)


def step(*devices, stop_after=2, now=NIGHT):
    return rollout.step([Device(*one) for one in devices], stop_after, now, OPENS, CLOSES)


@given(st.lists(st.integers(), unique=True, max_size=60))
def test_every_device_is_in_exactly_one_wave_and_no_wave_is_empty(devices):
    found = rollout.waves(devices)
    assert [one for wave in found for one in wave] == devices
    assert all(found)


def test_one_device_goes_first_then_a_fifth_then_the_rest():
    assert [len(one) for one in rollout.waves(range(21))] == [1, 4, 16]


def test_a_window_over_midnight_is_open_at_both_its_ends_only_as_it_says():
    assert [rollout.in_window(time(hour), OPENS, CLOSES) for hour in (21, 22, 0, 4, 5, 12)] == [
        False, True, True, True, False, False,
    ]  # fmt: skip


def test_the_next_wave_waits_for_the_answers_of_the_one_before():
    assert step((1, "sent"), (2, "waiting")) == ("wait", 1)
    assert step((1, "done"), (2, "waiting")) == ("go", 2)


def test_nothing_begins_outside_the_window():
    assert step((1, "done"), (2, "waiting"), now=NOON) == ("window", 2)


@given(
    st.lists(
        st.builds(
            Device,
            st.integers(1, 3),
            st.sampled_from(["waiting", "sent", "done", "failed", "back"]),
        )
    ),
    st.integers(1, 4),
)
def test_after_so_many_failures_nothing_more_goes_out(devices, stop_after):
    failed = sum(one.state in ("failed", "back") for one in devices)
    what, _wave = rollout.step(devices, stop_after, NIGHT, OPENS, CLOSES)
    assert (what == "stop") == (failed >= stop_after)
    if what == "go":
        assert not any(one.state == "sent" for one in devices)


def test_all_devices_done_is_finished():
    assert step((1, "done"), (2, "done")) == ("finished", 0)
