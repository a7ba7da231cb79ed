"""What a device told of itself, in the units in which people read it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

Figure = tuple[object, str, datetime]
_SCALES = {
    "uptime_s": ("uptime_days", "d", 86400),
    "skew_ms": ("skew_s", "s", 1000),
    "free_mb": ("free_gb", "GB", 1024),
    "free_share": ("free_share", "%", 1),
    "queue_len": ("unsent", "", 1),
    "backup_age_s": ("backup_age_h", "h", 3600),
    "replica_lag_s": ("replica_lag_s", "s", 1),
}


def figures(report: Mapping[str, object], at: datetime, now: datetime) -> dict[str, Figure]:
    """Return {name: (value, unit, when it was told)}; what was not told is left out.

    ``report``: the keys of a heartbeat. ``silent_min`` says how long ago that was.

    >>> from datetime import timezone
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=timezone.utc)
    >>> figures({"uptime_s": 129600}, noon, noon)["uptime_days"][:2]
    (1.5, 'd')
    """
    found: dict[str, Figure] = {
        "silent_min": (max(0.0, round((now - at).total_seconds() / 60, 1)), "min", now)
    }
    for key, (name, unit, scale) in _SCALES.items():
        value = report.get(key)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            found[name] = (round(value / scale, 2), unit, at)
    if report.get("version"):
        found["version"] = (str(report["version"]), "", at)
    return found
