"""The inbox as the gateway sees it: many messages, one statement, one commit, then the answers."""

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone

import psycopg

from ..core.intake import Item
from ..core.lanes import lane_of
from ..core.profile import Profile
from ..core.schema import INBOX_CHANNEL

_logger = logging.getLogger("his_gateway.store")

GROUP_ROWS = 500
GROUP_BYTES = 8 * 1024 * 1024
NOTE_SECONDS = 60.0
HOLD_SECONDS = 0.8  # how long a message waits for a lost database before it is refused

# One statement is one transaction: duplicates are found and new rows kept in the same commit.
_INSERT = """
WITH given AS (
    SELECT g.*, nextval('his_inbox_id_seq') AS id FROM unnest(
        %b::int[], %b::int[], %b::int[], %b::timestamp[], %b::timestamp[], %b::text[],
        %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[],
        %b::int[], %b::bytea[], %b::text[], %b::text[], %b::text[], %b::text[],
        %b::text[], %b::text[], %b::text[], %b::bytea[], %b::bytea[], %b::text[]
    ) AS g(ord, interface_id, company_id, received_at, source_at, peer,
           control_id, message_type, stream, mrn, visit_ref, charset,
           size, body, state, ack, cause, detail,
           note, code_kind, code, key, body_hash, lane)
), fresh AS (
    INSERT INTO his_dedup (interface_id, key, body_hash, inbox_id, received_at)
    SELECT interface_id, key, body_hash, id, received_at FROM given
    ON CONFLICT DO NOTHING RETURNING inbox_id
), stored AS (
    INSERT INTO his_inbox (id, interface_id, company_id, received_at, source_at, peer,
        control_id, message_type, stream, mrn, visit_ref, charset, size, body, state, ack,
        cause, detail, note, code_kind, code, lane, next_at)
    SELECT id, interface_id, company_id, received_at, source_at, peer,
        control_id, message_type, stream, mrn, visit_ref, charset, size, body, state, ack,
        cause, detail, note, code_kind, code, lane, received_at
    FROM given WHERE id IN (SELECT inbox_id FROM fresh) ORDER BY id
), counted AS (
    INSERT INTO his_counter (interface_id, minute, kind, n)
    SELECT g.interface_id, date_trunc('minute', g.received_at),
        CASE WHEN f.inbox_id IS NULL THEN 'duplicate' WHEN g.ack = 'AA' THEN 'received'
             ELSE 'refused' END AS kind, count(*)
    FROM given g LEFT JOIN fresh f ON f.inbox_id = g.id GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (interface_id, minute, kind) DO UPDATE SET n = his_counter.n + excluded.n
)
SELECT g.ord, f.inbox_id, d.inbox_id, d.body_hash, pg_notify(%t, '')
FROM given g
LEFT JOIN fresh f ON f.inbox_id = g.id
LEFT JOIN his_dedup d ON f.inbox_id IS NULL AND (d.interface_id, d.key) = (g.interface_id, g.key)
"""

_UNMAPPED = """
INSERT INTO his_unmapped (interface_id, company_id, kind, code, name, first_at, last_at)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (interface_id, kind, code) DO UPDATE
SET last_at = excluded.last_at, name = coalesce(nullif(excluded.name, ''), his_unmapped.name)
"""


class NotStored(Exception):
    """The database did not confirm: nobody may be told that the message is kept."""


@dataclass(frozen=True)
class Outcome:
    """``fresh``: stored now; otherwise it was there, with the body whose hash this is."""

    inbox_id: int | None
    fresh: bool
    body_hash: bytes | None = None


@dataclass
class Waiting:
    """An item on its way into the store."""

    item: Item
    profile: Profile
    peer: str
    received_at: datetime
    since: float
    done: "asyncio.Future[Outcome]"
    together: int = 1  # how many items were handed over with it


class Store:
    """One committer, one connection: what arrives during a commit goes into the next one."""

    def __init__(self, conninfo: dict[str, str], max_waiting: int) -> None:
        """``max_waiting``: items held before ``put`` makes its caller wait."""
        self.conninfo = conninfo
        self._queue: asyncio.Queue[Waiting] = asyncio.Queue(max_waiting)
        self._connection: psycopg.AsyncConnection[tuple[object, ...]] | None = None
        self._carried: Waiting | None = None
        self._noted: dict[tuple[int, str, str], float] = {}
        self.stored = 0
        self.commits = 0

    async def put(self, items: Sequence[Item], profile: Profile, peer: str) -> list[Outcome]:
        """Store items durably. Waits while the store is full. Raises NotStored."""
        loop = asyncio.get_running_loop()
        now = datetime.now(timezone.utc).replace(tzinfo=None)
        waiting = [
            Waiting(item, profile, peer, now, time.monotonic(), loop.create_future(), len(items))
            for item in items
        ]
        for one in waiting:
            await self._queue.put(one)
        if len(waiting) > 1:  # so that none is left with an error that nobody asked for
            await asyncio.wait([one.done for one in waiting])
        return [await one.done for one in waiting]

    async def run(self) -> None:
        """Commit groups until cancelled; survives the loss of the database."""
        while True:
            group = await self._next_group()
            try:
                await self._commit(group)
            except psycopg.Error as error:
                self._fail(group, error)
                await self._disconnect()
            except asyncio.CancelledError:
                self._fail(group, NotStored("shutting down"))
                raise

    async def close(self) -> None:
        """Refuse what still waits and leave the database."""
        while self._carried or not self._queue.empty():
            one, self._carried = self._carried or self._queue.get_nowait(), None
            self._fail([one], NotStored("shutting down"))
        await self._disconnect()

    async def _next_group(self) -> list[Waiting]:
        first = self._carried or await self._queue.get()
        self._carried = None
        group, size = [first], first.item.size
        while len(group) < GROUP_ROWS and not self._queue.empty():
            one = self._queue.get_nowait()
            size += one.item.size
            if size > GROUP_BYTES:
                self._carried = one
                break
            group.append(one)
        return group

    async def _commit(self, group: list[Waiting]) -> None:
        connection = await self._connected(min(one.since for one in group) + HOLD_SECONDS)
        cursor = await connection.execute(_INSERT, [*_columns(group), INBOX_CHANNEL])
        rows = await cursor.fetchall()
        self.commits += 1
        for position, fresh, known, body_hash, _notified in rows:
            outcome = _outcome(fresh, known, body_hash)
            self.stored += outcome.fresh
            if not group[position].done.done():
                group[position].done.set_result(outcome)
        await self._note_unmapped(connection, group)

    async def _note_unmapped(
        self, connection: "psycopg.AsyncConnection[tuple[object, ...]]", group: list[Waiting]
    ) -> None:
        """Codes nobody has mapped: a list for the operator, each at most once a minute."""
        now = time.monotonic()
        for one in group:
            for code in one.item.unmapped:
                key = (one.profile.interface_id, code.kind, code.code)
                if self._noted.get(key, -NOTE_SECONDS) + NOTE_SECONDS > now:
                    continue
                self._noted[key] = now
                values = (key[0], one.profile.company_id, code.kind, code.code, code.name)
                await connection.execute(_UNMAPPED, (*values, one.received_at, one.received_at))

    async def _connected(self, deadline: float) -> "psycopg.AsyncConnection[tuple[object, ...]]":
        """The connection, new if need be. Raises psycopg.Error at the deadline (monotonic)."""
        while self._connection is None or self._connection.closed:
            try:
                self._connection = await connect(self.conninfo)
            except psycopg.Error:
                if time.monotonic() + 0.1 >= deadline:
                    raise
                await asyncio.sleep(0.1)
        return self._connection

    async def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    @staticmethod
    def _fail(group: list[Waiting], error: Exception) -> None:
        _logger.warning("%d message(s) not stored: %s", len(group), error)
        for one in group:
            if not one.done.done():
                one.done.set_exception(NotStored(str(error)))


async def connect(
    conninfo: dict[str, str],
) -> "psycopg.AsyncConnection[tuple[object, ...]]":
    """A connection that gives up soon: a sender waits behind it. Raises psycopg.Error."""
    return await psycopg.AsyncConnection.connect(
        **{"connect_timeout": "2", "application_name": "his_gateway", **conninfo},  # type: ignore[arg-type]
        options="-c statement_timeout=5000 -c timezone=UTC",
        keepalives_idle=5,
        autocommit=True,
    )


def _outcome(fresh: object, known: object, body_hash: object) -> Outcome:
    if isinstance(fresh, int):
        return Outcome(fresh, True)
    return Outcome(
        known if isinstance(known, int) else None,
        False,
        body_hash if isinstance(body_hash, bytes) else None,
    )


def _columns(group: list[Waiting]) -> list[list[object]]:
    return [list(column) for column in zip(*map(_row, range(len(group)), group), strict=True)]


def _row(position: int, one: Waiting) -> tuple[object, ...]:
    item, profile = one.item, one.profile
    facts = item.facts()
    blocked = item.unmapped[0] if item.unmapped and not item.accepted else None
    return (
        position, profile.interface_id, profile.company_id, one.received_at, facts.source_at,
        one.peer, _clean(facts.control_id), facts.message_type, _clean(facts.stream),
        _clean(facts.mrn), _clean(facts.visit), item.charset, item.size, item.body, item.state,
        item.answer.code, item.cause or None, _clean(item.detail) or None, item.note or None,
        blocked.kind if blocked else None, _clean(blocked.code) if blocked else None,
        item.key, item.body_hash, lane_of(facts.source_at, one.received_at, one.together),
    )  # fmt: skip


def _clean(text: str) -> str:
    """PostgreSQL's text takes no NUL; the body keeps it."""
    return text.replace("\x00", "")[:200]
