"""What a device may tell about itself, made safe to store.

Devices are not trusted: a number that is none, or absurd, becomes nothing; a text is cut.
"""

import re
from collections.abc import Mapping

NUMBERS = (
    "uptime_s", "skew_ms", "heap_mb", "free_mb", "queue_len",
    "free_share", "backup_age_s", "replica_lag_s",
)  # fmt: skip
TEXTS = ("version", "audio", "services")
LARGEST = 2**31 - 1
LONGEST = 64
_MARK = re.compile(r"[A-Za-z0-9]{8,32}")


def clean(report: Mapping[str, object]) -> dict[str, int | str | None]:
    """Every known key of a report, with whole numbers and short texts; None where unusable."""
    numbers: dict[str, int | str | None] = {key: _number(report.get(key)) for key in NUMBERS}
    numbers["skew_ms"] = _skew(report.get("skew_ms"))
    return numbers | {key: _text(report.get(key)) for key in TEXTS}


def mark_of(value: object) -> str | None:
    """The mark by which a page tells itself from others with the same token, if it is one."""
    return value if isinstance(value, str) and _MARK.fullmatch(value) else None


def _skew(value: object) -> int | None:
    """A clock may be years off: such a number is cut, not dropped."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:
        return None
    return _number(max(-LARGEST, min(LARGEST, value)))


def _number(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    # Infinity and "not a number" fail this comparison too.
    return int(value) if -LARGEST <= value <= LARGEST else None


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return "on" if value else "off"
    if not isinstance(value, str):
        return None
    # A database takes neither NUL nor half a surrogate pair, which JSON can both spell.
    storable = value.encode("utf-8", "ignore").decode("utf-8").replace("\x00", "")
    return storable[:LONGEST] or None
