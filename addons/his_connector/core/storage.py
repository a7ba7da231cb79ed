"""How long what is kept: days of the inbox as tables, and when each of them goes. Pure SQL texts.

A day loses its bodies first (names, numbers), the rows with control ids, causes and times later.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from .schema import DEDUP_PARTS

AHEAD = 7  # days made in advance; later ones fall into his_inbox_rest
_NAME = re.compile(r"his_inbox_d(\d{4})(\d\d)(\d\d)")


def day_table(day: date) -> str:
    """The name of a day's partition."""
    return f"his_inbox_d{day.year:04}{day.month:02}{day.day:02}"


def day_of(table: str) -> date | None:
    """The day of a partition; None for the one that takes the rest."""
    found = _NAME.fullmatch(table)
    return date(*map(int, found.groups())) if found else None


def missing_days(tables: Iterable[str], today: date) -> list[date]:
    """Days that should have a partition and have none."""
    known = set(tables)
    days = [today + timedelta(days=number) for number in range(-1, AHEAD + 1)]
    return [day for day in days if day_table(day) not in known]


def older_than(tables: Iterable[str], today: date, days: int) -> list[str]:
    """Partitions whose last moment is at least ``days`` days ago, oldest first."""
    limit = today - timedelta(days=days)
    return sorted(name for name in tables if (day := day_of(name)) and day < limit)


def make_day(day: date) -> str:
    """A new partition; what had fallen into the rest moves over."""
    name, end = day_table(day), day + timedelta(days=1)
    return f"""
        CREATE TABLE {name} (LIKE his_inbox INCLUDING DEFAULTS);
        WITH moved AS (
            DELETE FROM his_inbox_rest
            WHERE received_at >= '{day}' AND received_at < '{end}' RETURNING *)
        INSERT INTO {name} SELECT * FROM moved;
        ALTER TABLE his_inbox ATTACH PARTITION {name} FOR VALUES FROM ('{day}') TO ('{end}');
    """  # noqa: S608 - dates of ours


def make_dedup() -> str:
    """The parts of the table of what was seen already."""
    return "".join(
        f"CREATE TABLE IF NOT EXISTS his_dedup_{part} PARTITION OF his_dedup"
        f" FOR VALUES WITH (MODULUS {DEDUP_PARTS}, REMAINDER {part});\n"
        for part in range(DEDUP_PARTS)
    )
