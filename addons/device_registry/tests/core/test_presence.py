from datetime import datetime, timedelta, timezone

import pytest

from device_registry.core.presence import ago, presence

NOW = datetime(2026, 3, 2, 0, 30, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("silence", "verdict"),
    [(-60, "online"), (0, "online"), (90, "online"), (91, "late"), (600, "late"), (601, "lost")],
)
def test_silence_makes_a_device_late_and_then_lost(silence, verdict):
    assert presence(NOW - timedelta(seconds=silence), NOW) == verdict


def test_a_device_that_never_spoke_was_never_seen():
    assert presence(None, NOW) == "never"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, (0, "second")),
        (59, (59, "second")),
        (60, (1, "minute")),
        (3599, (59, "minute")),
        (3600, (1, "hour")),
        (86399, (23, "hour")),
        (200000, (2, "day")),
    ],
)
def test_how_long_ago_is_told_in_the_largest_whole_unit(seconds, said):
    assert ago(NOW - timedelta(seconds=seconds), NOW) == said
