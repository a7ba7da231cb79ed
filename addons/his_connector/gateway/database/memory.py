"""What is known of a source's rows, in the queue's database: survives every restart."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import psycopg

from ...core.polling import Known, Row
from ...core.source_schema import POLL_LOCK
from ..store import connect

_KEEP = """
INSERT INTO his_row (interface_id, key, hash, seq, day, changed, body, gone, inbox_id)
SELECT %b, v.* FROM unnest(%b::text[], %b::bytea[], %b::int[], %b::date[], %b::timestamp[],
    %b::bytea[], %b::bool[], %b::bigint[]) AS v
ON CONFLICT (interface_id, key) DO UPDATE SET hash = excluded.hash, seq = excluded.seq,
    day = excluded.day, changed = excluded.changed, body = excluded.body, gone = excluded.gone,
    inbox_id = excluded.inbox_id
"""
_STATE = """
INSERT INTO his_source (interface_id, company_id, state, cause, detail, polled_at)
VALUES (%(interface_id)s, %(company_id)s, %(state)s, %(cause)s, %(detail)s,
        now() AT TIME ZONE 'UTC')
ON CONFLICT (interface_id) DO UPDATE SET state = excluded.state, cause = excluded.cause,
    detail = excluded.detail, polled_at = excluded.polled_at
"""
_COUNT = """
INSERT INTO his_statement (interface_id, company_id, hour, kind, n)
VALUES (%s, %s, date_trunc('hour', now() AT TIME ZONE 'UTC'), %s, %s)
ON CONFLICT (interface_id, hour, kind) DO UPDATE SET n = his_statement.n + excluded.n
"""


@dataclass(frozen=True)
class Kept:
    """A row to be remembered. ``inbox_id``: a staging row whose fate is to be written back."""

    row: Row
    known: Known
    body: bytes
    inbox_id: int | None = None


class Memory:
    """The rows of one interface and the state of its source. Raises psycopg.Error."""

    def __init__(self, conninfo: Mapping[str, str], interface_id: int, company_id: int) -> None:
        """Nothing is opened yet."""
        self._conninfo = dict(conninfo)
        self._ids = {"interface_id": interface_id, "company_id": company_id}
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self.known: dict[str, Known] = {}

    async def open(self) -> bool:
        """Connect; False when another gateway polls this interface."""
        if self._connection and not self._connection.closed:
            return True
        self._connection = await connect(self._conninfo)
        rows = await self._rows(
            "SELECT pg_try_advisory_lock(%s, %s)", POLL_LOCK, self._ids["interface_id"]
        )
        if not rows[0][0]:
            await self.close()
            return False
        found = await self._rows(
            "SELECT key, hash, seq, changed, day, gone FROM his_row WHERE interface_id = %s",
            self._ids["interface_id"],
        )
        self.known = {
            key: Known(bytes(digest), seq, changed, day, gone)
            for key, digest, seq, changed, day, gone in found
        }
        return True

    async def close(self) -> None:
        """Leave the database; the lock goes with the connection."""
        connection, self._connection = self._connection, None
        if connection:
            await connection.close()

    # -- rows -----------------------------------------------------------------------------------
    async def keep(self, kept: list[Kept]) -> None:
        """Remember rows as they are now."""
        if not kept:
            return
        columns = zip(
            *(
                (one.row.key.replace("\x00", ""), one.known.hash, one.known.seq, one.known.day,
                 one.known.changed, one.body, one.known.gone, one.inbox_id)
                for one in kept
            ),
            strict=True,
        )  # fmt: skip
        await self._rows(_KEEP, self._ids["interface_id"], *map(list, columns))
        self.known.update({one.row.key: one.known for one in kept})

    async def bodies(self, keys: Iterable[str]) -> dict[str, dict[str, str]]:
        """The last texts of rows."""
        found = await self._rows(
            "SELECT key, body FROM his_row WHERE interface_id = %s AND key = ANY(%s)",
            self._ids["interface_id"], list(keys),
        )  # fmt: skip
        return {key: json.loads(bytes(body)) for key, body in found}

    def of_day(self, begin: date, end: date) -> dict[str, Known]:
        """What is known of the days in [begin, end)."""
        return {k: one for k, one in self.known.items() if one.day and begin <= one.day < end}

    async def forget(self, before: date, seen: Iterable[str] = ()) -> None:
        """Rows of days long past, unless the source still shows them (``seen``)."""
        keep = set(seen)
        old = [k for k, one in self.known.items() if one.day and one.day < before and k not in keep]
        if not old:
            return
        await self._rows(
            "DELETE FROM his_row WHERE interface_id = %s AND key = ANY(%s) AND inbox_id IS NULL",
            self._ids["interface_id"], old,
        )  # fmt: skip
        for key in old:
            del self.known[key]

    # -- staging rows that wait for their fate ----------------------------------------------------
    async def settled(self) -> list[tuple[str, str, str, str]]:
        """(key, state, cause, detail) of taken rows whose message is settled."""
        return await self._rows(
            "SELECT r.key, m.state, coalesce(m.cause, ''), coalesce(m.detail, '')"
            " FROM his_row r JOIN his_inbox m ON m.id = r.inbox_id"
            " WHERE r.interface_id = %s AND r.inbox_id IS NOT NULL"
            " AND m.state IN ('done', 'ignored', 'failed') LIMIT 500",
            self._ids["interface_id"],
        )

    async def written_back(self, keys: Iterable[str]) -> None:
        """Their fate stands in the source now."""
        await self._rows(
            "UPDATE his_row SET inbox_id = NULL WHERE interface_id = %s AND key = ANY(%s)",
            self._ids["interface_id"], list(keys),
        )  # fmt: skip

    # -- state ------------------------------------------------------------------------------------
    async def state(self, state: str, cause: str = "", detail: str = "", **more: Any) -> None:
        """Say how the source is; ``more``: columns of his_source."""
        values = {**self._ids, "state": state, "cause": cause or None, "detail": detail[:200]}
        await self._rows(_STATE, values)
        if more:
            names = ", ".join(f"{name} = %({name})s" for name in more)
            given = {
                name: json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value
                for name, value in more.items()
            }
            await self._rows(
                f"UPDATE his_source SET {names} WHERE interface_id = %(interface_id)s",  # noqa: S608
                {**given, **self._ids},
            )

    async def read_state(self) -> dict[str, Any]:
        """The row of his_source; {} at the very first time."""
        names = "state, columns, decision, reconciled_on, clock, resync_from, resync_to"
        rows = await self._rows(
            f"SELECT {names} FROM his_source WHERE interface_id = %s",  # noqa: S608
            self._ids["interface_id"],
        )
        return dict(zip(names.split(", "), rows[0], strict=True)) if rows else {}

    async def count(self, counts: dict[str, int]) -> None:
        """Statements by class go into the audit; the counts begin anew."""
        for kind, n in list(counts.items()):
            await self._rows(_COUNT, *self._ids.values(), kind, n)
            counts.pop(kind)

    async def reconciled(self, day: date, values: Mapping[str, Any]) -> None:
        """Keep the result of a day's reconciliation."""
        await self._rows(
            "INSERT INTO his_reconcile (interface_id, company_id, day, at, ours, theirs, missing,"
            " changed, extra, detail) VALUES (%(interface_id)s, %(company_id)s, %(day)s,"
            " now() AT TIME ZONE 'UTC', %(ours)s, %(theirs)s, %(missing)s, %(changed)s,"
            " %(extra)s, %(detail)s)",
            {**self._ids, **values, "day": day, "detail": json.dumps(values["detail"])},
        )

    async def _rows(self, query: str, *parameters: Any) -> list[Any]:
        given = (
            parameters[0]
            if len(parameters) == 1 and isinstance(parameters[0], dict)
            else parameters
        )
        cursor = await self._connection.execute(query, given)
        return await cursor.fetchall() if cursor.description else []


def next_known(known: Known | None, row: Row, day: date) -> Known:
    """What is known of a row once it is taken."""
    return Known(row.hash, known.seq + 1 if known else 1, row.changed, day)


def gone(known: Known) -> Known:
    """What is known of a row once it left its view."""
    return replace(known, seq=known.seq + 1, gone=True)
