"""The floor of a call: the same rows written by plain SQL with SKIP LOCKED, without Odoo.

What one call of the product leaves behind: the line locked and counted, the next entry taken, the
previous one finished, two events with zone numbers, one call, one row on the bus, one NOTIFY.
"""

import json
import random

import procs

SCHEMA = """
DROP SCHEMA IF EXISTS bench_floor CASCADE;
CREATE SCHEMA bench_floor;
SET search_path = bench_floor;
CREATE TABLE line (id int PRIMARY KEY, normals_called int DEFAULT 0, last_mixed jsonb);
CREATE TABLE counter (zone int PRIMARY KEY, seq bigint DEFAULT 0);
CREATE TABLE entry (
    id serial PRIMARY KEY, line int, number_seq int, number text, name text,
    state text DEFAULT 'waiting', checked_in_at timestamp DEFAULT now(), checkin_no int,
    called_at timestamp, finished_at timestamp, point int);
CREATE INDEX ON entry (line, state);
CREATE INDEX ON entry (point) WHERE state = 'called';
CREATE TABLE event (
    id bigserial PRIMARY KEY, zone int, seq bigint, entry int, action text, verb text,
    source text, target text, at timestamp, place jsonb, UNIQUE (zone, seq));
CREATE TABLE call (
    id bigserial PRIMARY KEY, entry int, zone int, point int, number text, shown_name text,
    at timestamp, request_id text UNIQUE);
CREATE TABLE bus (id bigserial PRIMARY KEY, channel text, message text, at timestamp DEFAULT now());
"""
FILL = """
SET search_path = bench_floor;
TRUNCATE line, counter, entry, event, call, bus RESTART IDENTITY;
INSERT INTO line SELECT n, 0, '{}' FROM generate_series(1, %(lines)s) n;
INSERT INTO counter SELECT n FROM generate_series(1, %(lines)s) n;
INSERT INTO entry (line, number_seq, number, name, checkin_no)
SELECT l, n, 'A' || n, 'x', n FROM generate_series(1, %(lines)s) l,
       generate_series(1, %(waiting)s) n;
ANALYZE entry;
"""
NEXT = """
SELECT id, number FROM bench_floor.entry WHERE line = %s AND state = 'waiting'
 ORDER BY number_seq, checkin_no, id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
"""


def prepare(lines, waiting):
    procs.execute(SCHEMA)
    connection = procs.connect(autocommit=True)
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"lines": lines, "waiting": waiting})
    connection.close()


def drop():
    procs.execute("DROP SCHEMA IF EXISTS bench_floor CASCADE")


def staff(gate, line, point, calls):
    """Call ``calls`` times at one point; (done, begin, end)."""
    connection = procs.connect()
    gate()
    begin, done = procs.clock(), 0
    for turn in range(calls):
        with connection, connection.cursor() as cursor:
            done += _call(cursor, line, point, turn)
    end = procs.clock()
    connection.close()
    return done, begin, end


def _call(cursor, line, point, turn):
    cursor.execute("SELECT normals_called FROM bench_floor.line WHERE id = %s FOR NO KEY UPDATE",
                   (line,))  # fmt: skip
    cursor.execute(NEXT, (line,))
    found = cursor.fetchone()
    if not found:
        return 0
    entry, number = found
    request = f"{point}-{turn}-{random.random()}"
    cursor.execute(
        "UPDATE bench_floor.entry SET state = 'finished', finished_at = now()"
        " WHERE point = %s AND state = 'called' RETURNING id", (point,))  # fmt: skip
    moved = [(one, "finish", "called", "finished") for (one,) in cursor.fetchall()]
    cursor.execute("UPDATE bench_floor.entry SET state = 'called', called_at = now(), point = %s"
                   " WHERE id = %s", (point, entry))  # fmt: skip
    moved.append((entry, "call", "waiting", "called"))
    cursor.execute("UPDATE bench_floor.line SET normals_called = normals_called + 1 WHERE id = %s",
                   (line,))  # fmt: skip
    cursor.execute(
        "INSERT INTO bench_floor.call (entry, zone, point, number, shown_name, at, request_id)"
        " VALUES (%s, %s, %s, %s, 'x', now(), %s) RETURNING id",
        (entry, line, point, number, request))  # fmt: skip
    _log(cursor, line, request, moved)
    return 1


def _log(cursor, zone, action, moved):
    cursor.execute("UPDATE bench_floor.counter SET seq = seq + %s WHERE zone = %s RETURNING seq",
                   (len(moved), zone))  # fmt: skip
    last = cursor.fetchone()[0]
    place = json.dumps({"number": 1, "checkin_no": 1, "class": ""})
    for offset, (entry, verb, source, target) in enumerate(moved):
        cursor.execute(
            "INSERT INTO bench_floor.event"
            " (zone, seq, entry, action, verb, source, target, at, place)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, now(), %s)",
            (zone, last - len(moved) + 1 + offset, entry, action, verb, source, target, place),
        )
    cursor.execute("INSERT INTO bench_floor.bus (channel, message) VALUES (%s, %s)",
                   (f"zone{zone}", json.dumps({"seq": last, "rows": ["x" * 600]})))  # fmt: skip
    cursor.execute("SELECT pg_notify('bench_bus', %s)", (f"zone{zone}",))


def measure(staff_n, lines, calls):
    """Calls per second of ``staff_n`` processes spread over ``lines`` lines."""
    waiting = calls * (staff_n // lines + 1)
    prepare(lines, waiting)
    work = [(1 + index % lines, index + 1, calls) for index in range(staff_n)]
    spans = procs.together(staff, work)
    taken = procs.execute("SELECT count(*), count(DISTINCT entry) FROM bench_floor.call")[0]
    if taken != (staff_n * calls, staff_n * calls):
        raise RuntimeError(f"the floor itself is wrong: {taken} calls, {staff_n * calls} expected")
    return procs.rate(spans)
