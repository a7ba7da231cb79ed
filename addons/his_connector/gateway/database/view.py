"""Polling a view: read, compare, judge, keep, remember; stop where a person must look first."""

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

from ...core import drift, polling, rows
from ...core.intake import Item
from ...core.polling import Changes, Known, Row
from .link import Database
from .memory import Kept, Memory, gone, next_known
from .taking import Stopped, judge_all, put

_logger = logging.getLogger("his_gateway.database")

SWEEP = 60.0  # seconds between two readings of all of today
KEEP_DAYS = 8
NIGHT = 3  # the hour after which the days before are reconciled


class View:
    """One view of one interface."""

    def __init__(self, interface: Any, store: Any, memory: Memory, database: Database) -> None:
        """``interface``: config.Interface with settings; ``store``: where items are kept."""
        self.interface, self.store = interface, store
        self.memory, self.database = memory, database
        settings = interface.settings
        self.view, self.key = settings["view"], [name.lower() for name in settings["key"]]
        self.changed = str(settings.get("changed") or "").lower()
        self.day = str(settings.get("day") or "").lower()
        self.names = settings.get("names") or {}
        self.sweep = float(settings.get("sweep") or SWEEP)
        least = timedelta(seconds=max(2.0, float(settings.get("overlap") or 2)))
        self.overlap = polling.Overlap(least)
        self._before: datetime | None = None
        self._read_at = self._swept_at = 0.0
        self._missing: set[str] = set()
        self._words: dict[str, dict[str, str]] = {}

    @property
    def columns(self) -> list[str]:
        """What is asked for: what the mapping uses, the key, the time, the day."""
        used = [name for name in self.interface.profile.plan.columns if "$" not in name]
        extra = [name for name in (self.changed, self.day) if name]
        return list(dict.fromkeys([*self.key, *used, *extra]))

    async def tick(self) -> int:
        """One reading; how many rows were taken. Raises Stopped, SourceError, NotStored."""
        state = await self.memory.read_state()
        begun = time.monotonic()
        sweep = not self.changed or not self._before or begun - self._swept_at >= self.sweep
        if sweep:
            await self._check_columns(state.get("columns") or {})
            await self._read_words()
        clock = datetime.fromisoformat(await self.database("clock"))
        begin = None
        if not sweep:
            elapsed = timedelta(seconds=begun - self._read_at)
            begin = polling.since(self._before, clock, elapsed, self.overlap.span)
        found = await self._read(clock, begin)
        taken = await self._take(found, clock, sweep, state.get("decision"))
        self._before, self._read_at = clock, begun
        if sweep:
            self._swept_at = begun
            seen = [] if self.day else [row.key for row in found]
            await self.memory.forget(clock.date() - timedelta(days=KEEP_DAYS), seen)
        await self._tell(clock, sweep)
        if _reconcile_is_due(clock, state.get("reconciled_on")) and self.day:
            await self._reconcile([clock.date() - timedelta(days=back) for back in range(1, 4)])
            await self.memory.state("ok", reconciled_on=clock.date())
        if state.get("resync_from") and self.day:
            await self._reconcile(polling.days(state["resync_from"], state["resync_to"]))
            await self.memory.state("ok", resync_from=None, resync_to=None)
        return taken

    # -- reading ----------------------------------------------------------------------------------
    async def _check_columns(self, expected: Mapping[str, str]) -> None:
        found = await self.database("columns", self.view)
        if drifts := drift.compare(expected, found, self.columns):
            raise Stopped(drifts[0].code, drifts[0].detail)
        if expected != found:
            await self.memory.state("ok", columns=found)

    async def _read_words(self) -> None:
        """Names of codes from the hospital's small views, so that people see words."""
        for column, where in self.names.items():
            spec = {"view": where["view"], "columns": [where["code"], where["name"]]}
            self._words[column.lower()] = dict(await self.database.rows(spec))

    async def _read(self, clock: datetime, begin: datetime | None) -> list[Row]:
        spec: dict[str, Any] = {"view": self.view, "columns": self.columns}
        if begin:
            spec |= {"changed": self.changed, "since": begin.isoformat()}
        if self.day:
            spec |= self._days(clock.date(), clock.date() + timedelta(days=1))
        return [self._row(values) for values in await self.database.rows(spec)]

    def _days(self, begin: date, end: date) -> dict[str, Any]:
        return {"day": self.day, "begin": f"{begin}T00:00:00", "end": f"{end}T00:00:00"}

    def _row(self, values: Sequence[str]) -> Row:
        texts = dict(zip(self.columns, values, strict=True))
        digest = rows.row_hash(texts)
        for column, words in self._words.items():
            texts[f"{column}$name"] = words.get(texts.get(column, ""), "")
        changed = _moment(texts.get(self.changed, "")) if self.changed else None
        return Row(rows.row_key(texts, self.key), digest, texts, changed)

    # -- taking -----------------------------------------------------------------------------------
    async def _take(
        self, found: list[Row], clock: datetime, complete: bool, decision: str | None
    ) -> int:
        day = clock.date()
        known = self.memory.of_day(day, day + timedelta(days=1))
        for row in found:
            if row.key not in self.memory.known:
                self.overlap.observe(row.changed, self._before)
        changes = polling.compare(self.memory.known, found, complete=False)
        lost = polling.compare(known, found, complete).gone if complete else ()
        changes = replace(changes, gone=lost)
        changes = await self._decide(changes, len(known), decision, day)
        confirmed = [key for key in changes.gone if key in self._missing or decision == "source"]
        if complete:
            self._missing = set(changes.gone) - set(confirmed)
        taken = await self._take_rows(changes.to_take, day)
        return taken + await self._take_gone(confirmed)

    async def _decide(
        self, changes: Changes, known: int, decision: str | None, day: date
    ) -> Changes:
        """The changes that may be applied. Raises Stopped when a person must look first."""
        if decision == "source":
            await self.memory.state("ok", difference=None, decision=None)
            return replace(changes, changed=changes.changed + changes.back, back=())
        if decision == "keep":
            await self._keep_ours(changes, day)
            await self.memory.state("ok", difference=None, decision=None)
            return replace(changes, changed=(), gone=(), back=())
        if polling.suspicious(known, changes):
            found = polling.difference(changes)
            counts = " ".join(f"{name} {n}" for name, n in found["counts"].items())  # type: ignore[attr-defined]
            raise Stopped("source_went_back", counts, found)
        return changes

    async def _keep_ours(self, changes: Changes, day: date) -> None:
        """The operator says that ours is right: what differs now is known, nothing is applied."""
        differing = [
            Kept(row, next_known(self.memory.known.get(row.key), row, day), _json(row))
            for row in (*changes.back, *changes.changed)
        ]
        bodies = await self.memory.bodies(changes.gone)
        left = [
            Kept(Row(key, known.hash, bodies[key]), gone(known), rows.encode_row(bodies[key]))
            for key in changes.gone
            if (known := self.memory.known.get(key)) and key in bodies
        ]
        await self.memory.keep([*differing, *left])

    async def _take_rows(self, found: Sequence[Row], day: date) -> int:
        ordered = sorted(found, key=lambda row: (row.changed or datetime.min, row.key))
        kept, items = [], []
        for row in ordered:
            of = _day(row.texts.get(self.day, "")) or day
            known = next_known(self.memory.known.get(row.key), row, of)
            items.append(self._item(row, known, deleted=False))
            kept.append(Kept(row, known, _json(row)))
        judge_all(self.interface, items, self.memory)
        await put(self.store, items, self.interface, self.view)
        await self.memory.keep(kept)
        return len(items)

    async def _take_gone(self, keys: Sequence[str]) -> int:
        """Rows that left the view today: their registrations are cancelled."""
        if not keys or self.interface.settings.get("deletes") is False:
            return 0
        bodies = await self.memory.bodies(keys)
        kept, items = [], []
        for key, texts in bodies.items():
            row = Row(key, self.memory.known[key].hash, texts)
            known = gone(self.memory.known[key])
            items.append(self._item(row, known, deleted=True))
            kept.append(Kept(row, known, rows.encode_row(texts)))
        await put(self.store, items, self.interface, self.view)
        await self.memory.keep(kept)
        return len(items)

    def _item(self, row: Row, known: Known, deleted: bool) -> Item:
        profile = self.interface.profile
        body = rows.encode_row(row.texts, self.view, deleted)
        key = rows.item_key(
            profile, self.view, row.key, known.day, row.hash.hex(), known.seq, deleted
        )
        control = row.key.replace("\x1f", "/")
        now = datetime.now(timezone.utc)
        return rows.judge_row(body, key, control, profile, self.interface.codes, now)

    # -- telling ----------------------------------------------------------------------------------
    async def _tell(self, clock: datetime, sweep: bool) -> None:
        more: dict[str, Any] = {"clock": clock, "known": len(self.memory.known)}
        more["lag_ms"] = round(self.overlap.lag.total_seconds() * 1000)
        more["overlap_ms"] = round(self.overlap.span.total_seconds() * 1000)
        if sweep:
            more["swept_at"] = clock
        await self.memory.state("ok", **more)
        await self.memory.count(self.database.counts)

    async def _reconcile(self, days: Sequence[date]) -> None:
        """Each day: count and hash on both sides; what lacks here is taken."""
        for day in days:
            end = day + timedelta(days=1)
            spec = {"view": self.view, "columns": self.columns, **self._days(day, end)}
            theirs = [self._row(values) for values in await self.database.rows(spec)]
            ours = {k: one for k, one in self.memory.of_day(day, end).items() if not one.gone}
            same = polling.day_hash(one.hash for one in ours.values()) == polling.day_hash(
                row.hash for row in theirs
            )
            found = Changes() if same else polling.compare(ours, theirs, complete=True)
            await self._take_rows(found.to_take, day)
            await self.memory.reconciled(
                day,
                {
                    "ours": len(ours), "theirs": len(theirs), "missing": len(found.fresh),
                    "changed": len(found.changed), "extra": len(found.gone) + len(found.back),
                    "detail": polling.difference(found, 500),
                },
            )  # fmt: skip


def _json(row: Row) -> bytes:
    return rows.encode_row(row.texts)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None) if text else None
    except ValueError:
        return None


def _day(text: str) -> date | None:
    found = _moment(text[:10])
    return found.date() if found else None


def _reconcile_is_due(clock: datetime, last: date | None) -> bool:
    return clock.hour >= NIGHT and (last is None or last < clock.date())
