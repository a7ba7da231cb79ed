"""Which backups are still worth their room: grandfather, father, son."""

from datetime import datetime, timedelta

DAYS, WEEKS, MONTHS = 14, 8, 12


def superfluous(stamps, form):
    """Return the stamps of backups to remove, oldest first.

    Kept are all of the last 14 days before the newest, then the last of each of 8 weeks and of each
    of 12 months that have one; the newest is never removed, however old.
    """
    times = {stamp: datetime.strptime(stamp, form) for stamp in stamps}
    if not times:
        return []
    recent = max(times.values()) - timedelta(days=DAYS)
    keep = {stamp for stamp, at in times.items() if at >= recent}
    keep |= _last_of(times, lambda at: at.isocalendar()[:2], WEEKS)
    keep |= _last_of(times, lambda at: (at.year, at.month), MONTHS)
    return sorted(set(times) - keep)


def _last_of(times, period, count):
    last = {}
    for stamp, at in sorted(times.items(), key=lambda item: item[1]):
        last[period(at)] = stamp
    return set(list(last.values())[-count:])
