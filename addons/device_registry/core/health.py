"""What a server's agent tells that somebody should look at: disk, backups, standby, services (B9).

Between the two limits of a figure an alarm stays what it was, so that it does not come and go.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

HOUR = 3600
NONE_DOWN = "-"
"""What an agent tells that looks at services and found all of them running."""


@dataclass(frozen=True)
class Limit:
    """``bad``: from here on an alarm; ``good``: from here on none; ``low``: small is bad."""

    figure: str
    bad: float
    good: float
    low: bool = False


LIMITS = {
    "disk": Limit("free_share", 10, 15, low=True),
    "backup": Limit("backup_age_s", 26 * HOUR, 25 * HOUR),
    "replica": Limit("replica_lag_s", 300, 60),
}
KINDS = (*LIMITS, "service")


def judge(report: Mapping[str, object], standing: Collection[str]) -> dict[str, bool]:
    """Return {kind: is it bad} for what the report speaks of; the rest is not judged.

    ``standing``: the kinds of alarms that stand.

    >>> judge({"free_share": 12}, ())
    {'disk': False}
    >>> judge({"free_share": 12}, ("disk",))
    {'disk': True}
    """
    found = {
        kind: _bad(value, limit, kind in standing)
        for kind, limit in LIMITS.items()
        if isinstance(value := report.get(limit.figure), (int, float))
        and not isinstance(value, bool)
    }
    services = report.get("services")
    if isinstance(services, str) and services:
        found["service"] = services != NONE_DOWN
    return found


def _bad(value: float, limit: Limit, stands: bool) -> bool:
    edge = limit.good if stands else limit.bad
    return value < edge if limit.low else value > edge
