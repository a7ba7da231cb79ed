"""Out to the HIS: one task per interface that wants events, through its sender.

The queue's own transaction writes what is to be told; here it is read, sent in the order of each
visit, and marked. Between sending and marking a crash may fall: the event goes out again under the
same id. Nobody is woken by NOTIFY: that would cost every call a lock at its commit, and half a
second is soon enough.
"""

import asyncio
import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg

from ..core.delivery import GIVE_UP, Breaker, Due, pause, plan, transition
from ..core.outgoing import Event
from ..core.schema import DELIVERY_LOCK
from .senders.base import Refused, Sender, Sent, Unreachable, Verdict
from .senders.registry import open_sender
from .store import connect

_logger = logging.getLogger("his_gateway.deliver")

IDLE, TURN, BEAT = 0.5, 5.0, 5.0  # seconds
WINDOW = 2000  # waiting events looked at together
PARALLEL = 4

_WAITING = """
SELECT d.id, d.stream, o.created_at, d.tries, d.next_at, o.id,
       coalesce(c.visit_ref, o.visit_ref, ''), o.event, coalesce(c.payload, o.payload)
FROM his_delivery d JOIN his_outbox o ON o.id = d.outbox_id
LEFT JOIN his_correction c ON c.delivery_id = d.id
WHERE d.interface_id = %s AND d.state IN ('new', 'retry') ORDER BY d.id LIMIT %s
"""
_CLOSE = """
UPDATE his_delivery SET state = %s, done_at = now() AT TIME ZONE 'UTC' WHERE id = ANY(%s)
"""
_MARK = """
UPDATE his_delivery d SET state = m.state, tries = d.tries + 1, answer = m.answer,
    next_at = now() AT TIME ZONE 'UTC' + m.pause * interval '1 second',
    done_at = CASE WHEN m.state = 'retry' THEN NULL ELSE now() AT TIME ZONE 'UTC' END
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::float[]) AS m(id, state, answer, pause)
WHERE d.id = m.id
"""
_COUNT = """
INSERT INTO his_counter (interface_id, minute, kind, n)
SELECT %s, date_trunc('minute', now() AT TIME ZONE 'UTC'), kind, count(*)
FROM unnest(%s::text[]) AS kind GROUP BY kind ORDER BY kind
ON CONFLICT (interface_id, minute, kind) DO UPDATE SET n = his_counter.n + excluded.n
"""
_WAY = """
INSERT INTO his_way (interface_id, company_id, state, failures, since, until, answered_at, said,
    beat_at)
VALUES (%(interface)s, %(company)s, %(state)s, %(failures)s, %(since)s, %(until)s,
    CASE WHEN %(answered)s THEN now() AT TIME ZONE 'UTC' END, %(said)s,
    now() AT TIME ZONE 'UTC')
ON CONFLICT (interface_id) DO UPDATE SET state = excluded.state, failures = excluded.failures,
    since = excluded.since, until = excluded.until, said = excluded.said,
    answered_at = coalesce(excluded.answered_at, his_way.answered_at), beat_at = excluded.beat_at
"""


@dataclass(frozen=True)
class _Row:
    """A delivery that waits, with its event."""

    due: Due
    event: Event


class Way:
    """The way out to one interface."""

    def __init__(self, interface: Any, conninfo: dict[str, str], sender: Sender) -> None:
        """Nothing is sent before ``run``."""
        self.interface, self.sender = interface, sender
        self.breaker = Breaker()
        self._conninfo = conninfo
        self._out: Mapping[str, Any] = interface.settings.get("out") or {}
        self._ids = {
            "interface": interface.profile.interface_id, "company": interface.profile.company_id,
        }  # fmt: skip
        self._said, self._told_at, self._answered = "", 0.0, False

    async def run(self) -> None:
        """Deliver until cancelled, through every loss of the database."""
        lost = False
        try:
            while True:
                try:
                    await self._run_once()
                except (psycopg.Error, OSError) as error:
                    if not lost:
                        _logger.warning("interface %s: %s", self.interface.name, error)
                    lost = True
                    await asyncio.sleep(1.0)
        finally:
            await self.sender.close()

    async def _run_once(self) -> None:
        connection = await connect(self._conninfo)
        try:
            lock = "SELECT pg_try_advisory_lock(%s, %s)"
            while True:
                cursor = await connection.execute(lock, (DELIVERY_LOCK, self._ids["interface"]))
                if (await cursor.fetchone() or (False,))[0]:
                    break
                await asyncio.sleep(TURN)  # another gateway delivers; it may end
            while True:
                if not await self.turn(connection):
                    await asyncio.sleep(IDLE)
        finally:
            await connection.close()

    async def turn(self, connection: "psycopg.AsyncConnection[Any]") -> int:
        """Send what is due; how many events were settled one way or another."""
        cursor = await connection.execute("SELECT now() AT TIME ZONE 'UTC'")
        now: datetime = (await cursor.fetchone() or (None,))[0]
        rows = await self._waiting(connection)
        give_up = timedelta(hours=float(self._out.get("give_up_hours") or 0)) or GIVE_UP
        latest = self._out.get("mode") == "latest"
        found = plan([one.due for one in rows.values()], now, latest, give_up)
        for state, ids in (("skipped", found.skip), ("expired", found.expire)):
            if ids:
                await connection.execute(_CLOSE, (state, list(ids)))
        self.breaker = self.breaker.before(now)
        many = min(len(found.send), int(self._out.get("parallel") or PARALLEL))
        chosen = [rows[number] for number in found.send[: self.breaker.allows(many)]]
        if chosen:
            verdicts = await asyncio.gather(*(self._send(one.event) for one in chosen))
            await self._settle(connection, chosen, verdicts, now)
        await self._tell(connection)
        good = self.breaker.state == "closed"
        return len(found.skip) + len(found.expire) + (len(chosen) if good else 0)

    async def _waiting(self, connection: "psycopg.AsyncConnection[Any]") -> dict[int, _Row]:
        cursor = await connection.execute(_WAITING, (self._ids["interface"], WINDOW))
        return {
            row[0]: _Row(Due(*row[:5]), Event(row[5], row[6], row[7], row[2], row[8]))
            for row in await cursor.fetchall()
        }

    async def _send(self, event: Event) -> Verdict:
        try:
            return await self.sender.send(event)
        except Exception as error:  # a fault of ours must not stop the other events
            _logger.exception("interface %s: event %s", self.interface.name, event.id)
            return Refused(f"{type(error).__name__}: {error}")

    async def _settle(
        self, connection: "psycopg.AsyncConnection[Any]", chosen: list[_Row],
        verdicts: list[Verdict], now: datetime,
    ) -> None:  # fmt: skip
        marks = [_mark(one.due, verdict) for one, verdict in zip(chosen, verdicts, strict=True)]
        await connection.execute(_MARK, [list(column) for column in zip(*marks, strict=True)])
        names = {"retry": "unreachable", "refused": "out_refused"}  # "refused" are those coming in
        kinds = [names.get(state, state) for _id, state, *_rest in marks]
        await connection.execute(_COUNT, (self._ids["interface"], kinds))
        before = self.breaker
        answers = [one for one in verdicts if not isinstance(one, Unreachable)]
        self.breaker = before.answered() if answers else before.silent(now)
        self._answered = self._answered or bool(answers)
        self._said = marks[-1][2]
        self._log(transition(before, self.breaker))

    def _log(self, change: str) -> None:
        if change == "opened":
            _logger.warning(
                "interface %s does not answer (%s): asked again from time to time, events are kept",
                self.interface.name, self._said,
            )  # fmt: skip
        elif change == "closed":
            _logger.info("interface %s answers again", self.interface.name)
        if change:
            self._told_at = 0.0

    async def _tell(self, connection: "psycopg.AsyncConnection[Any]") -> None:
        """Say how this way is, for the dashboard: at each change and every few seconds."""
        if time.monotonic() - self._told_at < BEAT:
            return
        breaker = self.breaker
        values = {
            **self._ids, "state": breaker.state, "failures": breaker.failures,
            "since": breaker.since, "until": breaker.until, "said": self._said[:200],
            "answered": self._answered,
        }  # fmt: skip
        await connection.execute(_WAY, values)
        self._told_at, self._answered = time.monotonic(), False


class Ways:
    """All ways out of a gateway: begun, replaced when settings change, ended."""

    def __init__(self, conninfo: dict[str, str]) -> None:
        """Nothing runs yet."""
        self._conninfo = conninfo
        self._running: dict[int, tuple[Any, asyncio.Task[None]]] = {}

    async def follow(self, interfaces: Iterable[Any]) -> None:
        """Deliver to exactly these."""
        wanted = {one.profile.interface_id: one for one in interfaces if one.settings.get("out")}
        for number, (interface, task) in list(self._running.items()):
            if wanted.get(number) != interface:
                await self._end(number, task)
        for number, interface in wanted.items():
            if number in self._running:
                continue
            if sender := open_sender(interface):
                way = Way(interface, self._conninfo, sender)
                self._running[number] = interface, asyncio.create_task(way.run())

    async def stop(self) -> None:
        """End all; what was sent and not marked goes out again under its id."""
        for number, (_interface, task) in list(self._running.items()):
            await self._end(number, task)

    async def _end(self, number: int, task: "asyncio.Task[None]") -> None:
        del self._running[number]
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _mark(due: Due, verdict: Verdict) -> tuple[int, str, str, float]:
    """(delivery, state, answer, seconds to the next attempt)."""
    if isinstance(verdict, Sent):
        return due.id, "sent", verdict.answer[:200], 0.0
    if isinstance(verdict, Refused):
        return due.id, "refused", verdict.reason[:200], 0.0
    return due.id, "retry", verdict.reason[:200], pause(due.tries + 1).total_seconds()
