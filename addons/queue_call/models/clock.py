"""The one place where the add-on reads the clock, and how a moment is written on the wire."""

from datetime import datetime, timezone


def read() -> datetime:
    """Return the present as an aware moment; tests put a clock of their own here."""
    return datetime.now(timezone.utc)


def now_ms() -> datetime:
    """Return the present as Odoo stores it: naive UTC, cut to milliseconds."""
    now = read()
    return now.replace(tzinfo=None, microsecond=now.microsecond // 1000 * 1000)


def aware(moment: datetime | None) -> datetime | None:
    """Turn a naive UTC moment of the database into the aware one that ``core`` wants."""
    return moment.replace(tzinfo=timezone.utc) if moment else None


def iso(moment: datetime | None) -> str | None:
    """Write a naive UTC moment as ISO 8601 with milliseconds and Z; None stays None."""
    return moment.isoformat(timespec="milliseconds") + "Z" if moment else None


def from_log(text: str | None) -> datetime | None:
    """Read a moment as the event log keeps it (naive UTC) as the aware one of ``core``."""
    return aware(datetime.fromisoformat(text)) if text else None
