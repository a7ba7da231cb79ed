"""A range of a view that is read again: every day of it, what lacks here is taken, once."""

import asyncio
import json
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from his_connector.core import mapping
from his_connector.core.codes import CodeMap
from his_connector.core.profile import Profile

pytest.importorskip("sqlalchemy")

from his_connector.gateway.config import Interface
from his_connector.gateway.database.view import View

FIRST = date(2026, 3, 2)
CLOCK = datetime(2026, 3, 20, 1, 0)  # before the hour of the nightly comparison
COLUMNS = ("id", "pid", "dept", "day")
RULES = {
    "rules": [
        {"target": "visit", "source": "id"},
        {"target": "mrn", "source": "pid"},
        {"target": "department", "source": "dept"},
        {"target": "service_date", "source": "day"},
    ]
}


class Hospital:
    """A view of rows (number, day), asked as the database worker is."""

    counts = ()

    def __init__(self, table):
        self.table = table

    async def __call__(self, what, *_view):
        return CLOCK.isoformat() if what == "clock" else dict.fromkeys(COLUMNS, "text")

    async def rows(self, spec):
        found = [
            {"id": f"V{number}", "pid": f"P{number}", "dept": "0301", "day": str(day)}
            for number, day in self.table
            if spec["begin"][:10] <= str(day) < spec["end"][:10]
        ]
        return [[one[name] for name in spec["columns"]] for one in found]


class Remembered:
    """What the gateway remembers of the view."""

    def __init__(self, begin, end):
        self.known, self.told, self.compared = {}, {"resync_from": begin, "resync_to": end}, []

    async def read_state(self):
        return self.told

    async def state(self, _state, **values):
        self.told.update(values)

    async def keep(self, kept):
        self.known.update({one.row.key: one.known for one in kept})

    async def reconciled(self, day, found):
        self.compared.append((day, found["missing"], found["extra"]))

    async def forget(self, *_args):
        """Nothing is old here."""

    count = forget

    def of_day(self, begin, end):
        return {k: one for k, one in self.known.items() if begin <= one.day < end}


class Inbox:
    """Where items are kept."""

    def __init__(self):
        self.taken = []

    async def put(self, items, _profile, _peer):
        self.taken += [json.loads(item.body)["id"] for item in items]
        return [None] * len(items)


def view(table, begin, end):
    profile = Profile(1, 1, zone=timezone(timedelta(hours=8)), plan=mapping.load(RULES))
    given = {"view": "v", "key": ["id"], "day": "day"}
    interface = Interface("v", 0, profile, CodeMap({"0301": 1}), "database", given)
    return View(interface, Inbox(), Remembered(begin, end), Hospital(table))


def on(offset):
    return FIRST + timedelta(days=offset)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 9), max_size=12), st.integers(0, 9), st.integers(0, 4), st.data())
def test_what_lacks_in_the_range_is_taken_and_nothing_else(offsets, begin, length, data):
    table = [(number, on(offset)) for number, offset in enumerate(offsets)]
    one = view(table, on(begin), on(begin + length))
    asyncio.run(one.tick())
    within = sorted(f"V{n}" for n, o in enumerate(offsets) if begin <= o <= begin + length)
    assert sorted(one.store.taken) == within
    assert [day for day, *_rest in one.memory.compared] == [
        on(begin + step) for step in range(length + 1)
    ]
    asyncio.run(one.tick())  # asked once, read once
    assert len(one.memory.compared) == length + 1
    lost = data.draw(st.sets(st.sampled_from(within))) if within else set()
    for number in lost:
        del one.memory.known[number]
    one.memory.told.update(resync_from=on(begin), resync_to=on(begin + length))
    asyncio.run(one.tick())
    assert sorted(one.store.taken) == sorted([*within, *lost])


def test_a_row_that_the_source_lost_is_told_and_not_cancelled():
    one = view([(1, FIRST), (2, FIRST)], FIRST, FIRST)
    asyncio.run(one.tick())
    one.database.table = [(1, FIRST)]
    one.memory.told.update(resync_from=FIRST, resync_to=FIRST)
    asyncio.run(one.tick())
    assert one.memory.compared[-1] == (FIRST, 0, 1)
    assert sorted(one.store.taken) == ["V1", "V2"]
