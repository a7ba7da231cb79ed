"""The only place where this add-on reads the time."""

from datetime import datetime, timezone


def utc_now():
    """Return the present moment, aware, UTC."""
    return datetime.now(timezone.utc)


def aware(moment):
    """Return a naive UTC moment of a field as an aware one; False stays None."""
    return moment.replace(tzinfo=timezone.utc) if moment else None


def naive(moment):
    """Return an aware moment as fields store it, whole seconds; None stays False."""
    if not moment:
        return False
    return moment.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)
