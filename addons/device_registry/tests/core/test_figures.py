from datetime import datetime, timedelta, timezone

from device_registry.core.figures import figures

NOON = datetime(2026, 3, 2, 12, tzinfo=timezone.utc)


def test_figures_are_told_in_the_units_people_read():
    found = figures(
        {"uptime_s": 172800, "free_mb": 2048, "skew_ms": -1500, "version": "1.2"},
        NOON,
        NOON + timedelta(minutes=3),
    )
    assert found["uptime_days"] == (2.0, "d", NOON)
    assert found["free_gb"] == (2.0, "GB", NOON)
    assert found["skew_s"] == (-1.5, "s", NOON)
    assert found["version"] == ("1.2", "", NOON)
    assert found["silent_min"][0] == 3.0


def test_what_was_not_told_is_left_out():
    assert set(figures({"uptime_s": None, "free_mb": True}, NOON, NOON)) == {"silent_min"}
