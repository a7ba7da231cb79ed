"""Staging tables (中间表): 0 new → 9 taken → 1 applied or 2 failed, with the error in words."""

from datetime import datetime, timedelta, timezone
from typing import Any

from ...core import causes, drift, rows
from ...core.intake import Item
from ...core.polling import Row
from .link import Database
from .memory import Kept, Memory, next_known
from .taking import Stopped, judge_all, put

STATES = {"new": "0", "done": "1", "failed": "2", "claimed": "9"}
LIMIT = 500
KEEP_DAYS = 8
ERROR = 200  # characters of the error column


class Staging:
    """One staging table of one interface."""

    def __init__(self, interface: Any, store: Any, memory: Memory, database: Database) -> None:
        """``interface``: config.Interface with settings."""
        self.interface, self.store = interface, store
        self.memory, self.database = memory, database
        settings = interface.settings
        self.view, self.key = settings["view"], [name.lower() for name in settings["key"]]
        self.status = settings["status"].lower()
        self.error = str(settings.get("error") or "").lower()
        self.done_at = str(settings.get("done_at") or "").lower()
        self.states = {**STATES, **(settings.get("states") or {})}
        self._first = True

    async def tick(self) -> int:
        """Take what is new, write back what is settled. Raises Stopped, SourceError, NotStored."""
        if self._first:
            await self._check_columns()
        taken = await self._take()
        if self._first or not taken:
            await self.memory.forget(datetime.now(timezone.utc).date() - timedelta(days=KEEP_DAYS))
        self._first = False
        await self._write_back()
        await self.memory.state("ok", known=len(self.memory.known))
        await self.memory.count(self.database.counts)
        return taken

    async def _check_columns(self) -> None:
        expected = (await self.memory.read_state()).get("columns") or {}
        found = await self.database("columns", self.view)
        plan = self.interface.profile.plan
        known = [name for name in plan.columns if name in found or name in expected]
        needed = [*self.key, self.status, *filter(None, (self.error, self.done_at)), *known]
        if drifts := drift.compare(expected, found, needed):
            raise Stopped(drifts[0].code, drifts[0].detail)
        self._columns = list(dict.fromkeys([*self.key, *known]))
        if found != expected:
            await self.memory.state("ok", columns=found)

    async def _take(self) -> int:
        """Rows that are new; after a restart also those that were taken and not remembered."""
        wanted = [self.states["new"]] + ([self.states["claimed"]] if self._first else [])
        spec = {"view": self.view, "columns": [*self._columns, self.status], "order": self.key,
                "where": {self.status: wanted}, "limit": LIMIT}  # fmt: skip
        found = [self._row(values[:-1]) for values in await self.database.rows(spec)]
        if not found:
            return 0
        now = datetime.now(timezone.utc)
        items = [self._item(row, now) for row in found]
        judge_all(self.interface, items)
        outcomes = await put(self.store, items, self.interface, self.view)
        day = now.date()
        kept = [
            Kept(row, next_known(self.memory.known.get(row.key), row, day),
                 rows.encode_row(row.texts), outcome.inbox_id)
            for row, outcome in zip(found, outcomes, strict=True)
        ]  # fmt: skip
        await self.memory.keep(kept)
        await self._mark([(row.key, self._marks("claimed")) for row in found])
        return len(found)

    async def _write_back(self) -> None:
        settled = await self.memory.settled()
        marks = [
            (key, self._marks("failed", causes.sentence(cause, detail, "zh_CN"))
             if state == "failed" else self._marks("done"))
            for key, state, cause, detail in settled
        ]  # fmt: skip
        if marks:
            await self._mark(marks)
            await self.memory.written_back([key for key, _marks in marks])

    def _marks(self, state: str, error: str = "") -> dict[str, Any]:
        marks: dict[str, Any] = {self.status: self.states[state]}
        if self.error and state != "claimed":
            marks[self.error] = error[:ERROR]
        if self.done_at and state != "claimed":
            marks[self.done_at] = datetime.now(self.interface.profile.zone).replace(
                tzinfo=None, microsecond=0
            ).isoformat()  # fmt: skip
        return marks

    async def _mark(self, marks: list[tuple[str, dict[str, Any]]]) -> None:
        pairs = [[key.split("\x1f"), columns] for key, columns in marks]
        await self.database("mark", {"view": self.view, "key": self.key, "marks": pairs})

    def _row(self, values: list[str]) -> Row:
        texts = dict(zip(self._columns, values, strict=True))
        return Row(rows.row_key(texts, self.key), rows.row_hash(texts), texts)

    def _item(self, row: Row, now: datetime) -> Item:
        profile = self.interface.profile
        body = rows.encode_row(row.texts, self.view)
        key = rows.item_key(profile, self.view, row.key, row.hash.hex())
        control = row.key.replace("\x1f", "/")
        return rows.judge_row(body, key, control, profile, self.interface.codes, now)
