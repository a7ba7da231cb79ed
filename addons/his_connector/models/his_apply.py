import logging
from collections import Counter, defaultdict
from datetime import datetime, time, timedelta, timezone

import psycopg2
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from psycopg2.extensions import TransactionRollbackError

from ..core import causes, charset
from ..core.commands import Register
from ..core.lanes import EARLIER, LANES, Due, choose, with_earlier
from ..core.masking import error_text
from ..core.rounds import retry_delay, rounds
from ..core.rows import read_any
from .work import Work

_logger = logging.getLogger(__name__)

# From when on there may be open messages: days before it need not be looked into.
_SINCE = "SELECT min(received_at) - interval '1 day' FROM (%s) AS oldest"
_OLDEST = """
    (SELECT received_at FROM his_inbox WHERE state IN ('new', 'retry') AND lane = %s
     ORDER BY id LIMIT 1)
"""
# A message waits while an earlier one of its stream is to be tried again later.
_DUE = """
    m.state IN ('new', 'retry') AND m.next_at <= (now() AT TIME ZONE 'UTC')
    AND NOT EXISTS (
        SELECT FROM his_inbox p
        WHERE p.company_id = m.company_id AND p.stream = m.stream AND p.id < m.id
          AND p.state IN ('new', 'retry') AND p.next_at > (now() AT TIME ZONE 'UTC')
          AND p.received_at >= %s)
"""
_OF_LANE = """
    (SELECT m.id, m.received_at, m.company_id, m.stream, m.lane FROM his_inbox m
     WHERE m.lane = %s AND m.received_at >= %s AND %s ORDER BY m.id LIMIT %s)
"""
_EARLIER = """
    SELECT p.* FROM unnest(%s, %s, %s) AS line(company_id, stream, id)
    CROSS JOIN LATERAL (
        SELECT m.id, m.received_at, m.company_id, m.stream FROM his_inbox m
        WHERE m.company_id = line.company_id AND m.stream = line.stream AND m.id <= line.id
          AND m.state IN ('new', 'retry') AND m.received_at >= %s
        ORDER BY m.id LIMIT %s) AS p
"""
# Ids alone would be looked for in every day's partition.
# Whole days, because of a narrower span the planner believes that it holds one row.
_WITHIN = "m.received_at >= %s AND m.received_at < %s"
_CLAIM = """
    SELECT m.id, m.interface_id, m.company_id, m.stream, m.received_at, m.body, m.corrected, m.tries
    FROM his_inbox m WHERE m.id = ANY(%s) AND m.state IN ('new', 'retry')
      AND m.next_at <= (now() AT TIME ZONE 'UTC') AND %s ORDER BY m.id FOR UPDATE OF m
"""
_MARK = """
    UPDATE his_inbox m SET state = v.state, cause = v.cause, detail = v.detail, tries = v.tries,
        next_at = v.next_at::timestamp, entry_id = v.entry_id::integer, code_kind = v.code_kind,
        code = v.code,
        done_at = CASE WHEN v.state IN ('done', 'ignored') THEN now() AT TIME ZONE 'UTC' END
    FROM (VALUES %s) AS v(id, received_at, state, cause, detail, tries, next_at, entry_id,
        code_kind, code)
    WHERE m.id = v.id AND m.received_at = v.received_at AND %s
"""
_COUNT = """
    INSERT INTO his_counter (interface_id, minute, kind, n)
    SELECT v.interface_id, date_trunc('minute', now() AT TIME ZONE 'UTC'), v.kind, v.n
    FROM (VALUES %s) AS v(interface_id, kind, n)
    ON CONFLICT (interface_id, minute, kind) DO UPDATE SET n = his_counter.n + excluded.n
"""


# Changes with every row written, whatever the order of commits; a time of writing would not.
_VERSION = """
    SELECT count(*), sum(id * xmin::text::bigint), sum(id) FROM his_code_map WHERE interface_id = %s
    UNION ALL
    SELECT count(*), sum(i.id * i.xmin::text::bigint), sum(c.xmin::text::bigint)
    FROM his_interface i JOIN res_company c ON c.id = i.company_id WHERE i.id = %s
"""
_settings_kept = {}


class HisApply(models.AbstractModel):
    """From the inbox to the queue: messages are applied and marked in one transaction.

    Called by ``odoo his_apply``, which commits, and halves a batch that fails.
    """

    _name = "his.apply"
    _description = "Applying HIS messages"

    @api.model
    def _due(self, limit):
        """The messages (``core.lanes.Due``) to be applied next, in the order of their ids."""
        since = self._since()
        if since is None:
            return []
        due = SQL(_DUE, since)
        self.env.cr.execute(_union(SQL(_OF_LANE, lane, since, due, limit) for lane in LANES))
        lanes = defaultdict(list)
        for *message, lane in self.env.cr.fetchall():
            lanes[lane].append(Due(*message))
        chosen = choose(limit, {lane: sorted(found) for lane, found in lanes.items()})
        if not chosen:
            return []
        last = {one.line: one.id for one in sorted(chosen)}
        companies, streams = [line[0] for line in last], [line[1] for line in last]
        ids = list(last.values())
        self.env.cr.execute(SQL(_EARLIER, companies, streams, ids, since, EARLIER))
        return with_earlier(chosen, [Due(*row) for row in self.env.cr.fetchall()])

    @api.model
    def _apply(self, batch):
        """Apply those of a batch (of ``_due``) that are due, and mark them; return how many.

        Raises whatever the queue raises; nothing is marked then, the caller rolls back.
        """
        works = self._claim(batch)
        settings = {one: self._settings(one) for one in {work.interface_id for work in works}}
        for work in works:
            self._read(work, *settings[work.interface_id])
        for group in rounds(
            [work for work in works if work.open], lambda work: (work.company_id, work.stream)
        ):
            self.env["his.effect"]._apply_round(group)
        self._mark(works)
        return len(works)

    @api.model
    def _give_up_or_retry(self, message_id, error):
        """A message that fails alone: try again later if that may help, else it is for a person.

        Return True when it is tried again: later ones of its stream have to wait.
        """
        self.env.cr.execute("SELECT tries FROM his_inbox WHERE id = %s", [message_id])
        tries = self.env.cr.fetchone()[0] + 1
        delay = retry_delay(tries) if self._is_passing(error) else None
        cause = "conflict" if self._is_passing(error) else "refused_by_queue"
        told = isinstance(error, UserError)  # written for people, without their data
        detail = str(error).strip().split("\n")[0][:200] if told else error_text(error)
        self.env.cr.execute(
            "UPDATE his_inbox SET state = %s, tries = %s, cause = %s, detail = %s,"
            " next_at = (now() AT TIME ZONE 'UTC') + %s"
            " WHERE id = %s AND state IN ('new', 'retry')",
            ["retry" if delay else "failed", tries, cause, detail, delay, message_id],
        )
        if isinstance(error, (UserError, psycopg2.Error)):
            _logger.info("HIS message %s: %s", message_id, cause)
        else:  # a fault of ours: somebody must see where
            _logger.warning("HIS message %s failed", message_id, exc_info=error)
        return delay is not None

    @api.model
    def _is_passing(self, error):
        """Whether the same message may go through a moment later."""
        return isinstance(error, (TransactionRollbackError, psycopg2.OperationalError))

    # -- load -----------------------------------------------------------------------------------
    @api.model
    def _since(self):
        """A moment before which nothing is open; None when nothing is open at all."""
        self.env.cr.execute(SQL(_SINCE, _union(SQL(_OLDEST, lane) for lane in LANES)))
        return self.env.cr.fetchone()[0]

    @api.model
    def _claim(self, batch):
        """Lock the messages that are still due, in the order of their ids.

        Whoever holds one of them is waited for: to skip it would let later ones overtake it.
        """
        if not batch:
            return []
        self.env.cr.execute(SQL(_CLAIM, [one.id for one in batch], _within(batch)))
        return [Work(*row) for row in self.env.cr.fetchall()]

    @api.model
    def _read(self, work, profile, codes):
        """Message → command and target, or the cause why not."""
        received = work.received_at.replace(tzinfo=timezone.utc)
        try:
            text = work.corrected or charset.decode(bytes(work.body), profile.charset).text
            work.command = read_any(text, profile, received)
            if isinstance(work.command, Register):
                work.target = work.resolve(codes, profile)
        except charset.Undecodable as error:
            work.fail("undecodable", str(error))
        except causes.Refusal as refusal:
            work.refuse(refusal)

    @api.model
    def _settings(self, interface_id):
        """(profile, code map) of an interface, as committed when the batch was claimed.

        Kept between batches while no row they are made of was written. Odoo's caches would not
        do: a new code wakes this process at its commit, before Odoo has told it that caches are
        void, and the message that waited for the code would fail a second time.
        """
        self.env.cr.execute(_VERSION, [interface_id, interface_id])
        key, version = (self.env.cr.dbname, interface_id), self.env.cr.fetchall()
        known = _settings_kept.get(key)
        if known is None or known[0] != version:
            interface = self.env["his.interface"].sudo().browse(interface_id)
            known = version, (interface._profile(), interface._codes())
            _settings_kept[key] = known
        return known[1]

    # -- apply ----------------------------------------------------------------------------------
    @api.model
    def _mark(self, works):
        if not works:
            return
        now = datetime.now(timezone.utc).replace(tzinfo=None)
        values = SQL(", ").join(SQL("%s", work.row(now)) for work in works)
        self.env.cr.execute(SQL(_MARK, values, _within(works)))
        counts = Counter((work.interface_id, work.state) for work in works)
        rows = [(*key, number) for key, number in sorted(counts.items())]
        self.env.cr.execute_values(_COUNT, rows)
        self.env["his.message"].invalidate_model()


def _union(queries):
    return SQL(" UNION ALL ").join(queries)


def _within(messages):
    """The condition that names the days of messages."""
    days = [datetime.combine(one.received_at, time()) for one in messages]
    return SQL(_WITHIN, min(days), max(days) + timedelta(days=1))
