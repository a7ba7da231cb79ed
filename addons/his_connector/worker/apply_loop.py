"""The loop of ``odoo his_apply``: wait for messages, apply them, live through every loss.

One process per database leads, by an advisory lock; others wait to take over.
"""

import logging
import os
import random
import select
import signal
import socket
import threading
import time
from datetime import timedelta

import psycopg2
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.sql_db import connection_info_for
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT

from ..core.rounds import bisect, next_batch_size
from ..core.schema import APPLY_LOCK, INBOX_CHANNEL

_logger = logging.getLogger(__name__)

FIRST_BATCH = 50
AHEAD = 3  # batches looked for at once while they are quick: a live message waits for these
QUICK_SECONDS = 0.2
IDLE_SECONDS = 2.0  # retries that fall due are looked for at least this often
BEAT_SECONDS = 5.0
CONFLICTS = 5  # a batch that fails so often by conflict is halved, too

_BEAT = """
INSERT INTO his_process (name, host, pid, started_at, beat_at, info)
VALUES ('his_apply', %s, %s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC', %s)
ON CONFLICT (name, host) DO UPDATE SET
    started_at = CASE WHEN his_process.pid = excluded.pid
                 THEN his_process.started_at ELSE excluded.started_at END,
    pid = excluded.pid, beat_at = excluded.beat_at, info = excluded.info
"""


class Stop(Exception):
    """The process was told to end."""


class Watch:
    """An own connection: holds the leader's lock, hears of new messages, beats."""

    def __init__(self, database):
        """Raises psycopg2.OperationalError when the database is away."""
        _name, info = connection_info_for(database)
        self._connection = psycopg2.connect(**info)
        self._connection.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
        self._beaten = 0.0

    def close(self):
        self._connection.close()

    def lead(self):
        """True when this process is the leader; the lock ends with the connection."""
        if not self._query("SELECT pg_try_advisory_lock(%s)", [APPLY_LOCK])[0][0]:
            return False
        self._query(f"LISTEN {INBOX_CHANNEL}")
        return True

    def beat(self, info):
        if time.monotonic() - self._beaten >= BEAT_SECONDS:
            self._query(_BEAT, [socket.gethostname(), os.getpid(), info])
            self._beaten = time.monotonic()

    def wait(self, seconds, pipe):
        """Return at the next message, at the latest after ``seconds``, at once on a signal."""
        if not self._connection.notifies:
            select.select([self._connection, pipe], [], [], seconds)
        self._connection.poll()
        self._connection.notifies.clear()

    def _query(self, query, parameters=None):
        with self._connection.cursor() as cursor:
            cursor.execute(query, parameters)
            return cursor.fetchall() if cursor.description else []


class ApplyLoop:
    """Applies the inbox of one database until told to stop."""

    def __init__(self, database):
        """Nothing is opened before ``run``."""
        self.database = database
        self.applied = 0
        self._size = FIRST_BATCH
        self._took = 0.0  # seconds, of the last batch
        self._held = set()  # lines of the batch in hand that wait for a message of theirs
        self._stopped = threading.Event()
        self._pipe, self._pipe_in = os.pipe()

    def run(self):
        """Serve until SIGTERM or SIGINT; the batch in hand is finished first."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        pause = 0.2
        while not self._stopped.is_set():
            try:
                self._lead()
                pause = 0.2
            except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
                _logger.info("database lost (%s), trying again", str(error).split("\n")[0])
            self._stopped.wait(pause * random.uniform(0.5, 1.0))
            pause = min(pause * 2, 2.0)
        _logger.info("applied %d messages", self.applied)

    def stop(self, *_signal):
        self._stopped.set()
        os.write(self._pipe_in, b".")

    def _lead(self):
        """Work while the watch's connection lives; return when told to stop or not leading."""
        watch = Watch(self.database)
        try:
            if not watch.lead():
                self._stopped.wait(1.0)
                return
            while not self._stopped.is_set():
                watch.beat(f"applied {self.applied}, batch {self._size}")
                if not self._step():
                    watch.wait(IDLE_SECONDS, self._pipe)
        finally:
            watch.close()

    def _step(self):
        """Apply some batches; False when nothing was due (or the add-on is not installed)."""
        registry = Registry(self.database).check_signaling()
        if "his.apply" not in registry:
            return False
        ahead = AHEAD if self._took < QUICK_SECONDS else 1
        due = self._transaction(lambda apply: apply._due(self._size * ahead))
        self._held, left = set(), due
        while left and not self._stopped.is_set():
            batch, left = left[: self._size], left[self._size :]
            begin = time.monotonic()
            bisect(batch, self._work, self._failed, self._passes)
            self._took = time.monotonic() - begin
            self._size = next_batch_size(self._size, timedelta(seconds=self._took))
        return bool(due)

    def _work(self, batch):
        """One transaction; a conflict with the desk is tried again at once."""
        free = [one for one in batch if one.line not in self._held]
        for attempt in range(CONFLICTS):
            try:
                self.applied += self._transaction(lambda apply: apply._apply(free))
                return
            except psycopg2.extensions.TransactionRollbackError:
                if attempt == CONFLICTS - 1:
                    raise
                time.sleep(random.uniform(0, 0.02 * 2**attempt))

    def _failed(self, message, error):
        """Mark it; while it waits, what comes after it in its line stays where it is."""
        if self._transaction(lambda apply: apply._give_up_or_retry(message.id, error)):
            self._held.add(message.line)

    def _passes(self, error):
        """A lost database is no message's fault."""
        lost = (psycopg2.OperationalError, psycopg2.InterfaceError)
        conflict = psycopg2.extensions.TransactionRollbackError
        return isinstance(error, lost) and not isinstance(error, conflict)

    def _transaction(self, work):
        """Run ``work`` with his.apply under READ COMMITTED and commit; roll back on an error."""
        registry = Registry(self.database)
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"lang": "zh_CN"})
            env["queue.lock"]._read_committed()
            user = env.ref("his_connector.user_his", raise_if_not_found=False)
            result = work(env["his.apply"].with_user(user or SUPERUSER_ID).sudo())
            cr.commit()  # pylint: disable=invalid-commit  # a process of its own, not a request
        registry.signal_changes()
        return result
