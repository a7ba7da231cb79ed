from odoo import api, fields, models
from odoo.tools import SQL
from psycopg2.extras import Json

from ..core.ordering import behind, order
from .rows import ENTRY_SELECT, EntryRow, LineRow

_SELECT = SQL(
    "SELECT id, queue_id, service_date, half_day, checkin_no, normals_called, last_mixed, last_in"
    " FROM queue_line"
)
# One statement for all lines: in the order of their keys, which is the order of the locks.
_DRAW = """
    WITH wanted AS (
        SELECT * FROM unnest(%s::int[], %s::date[], %s::varchar[], %s::int[], %s::int[])
            AS w(queue_id, service_date, half_day, count, floor))
    INSERT INTO queue_counter AS c (queue_id, service_date, half_day, last_number)
    SELECT queue_id, service_date, half_day, floor + count FROM wanted
     ORDER BY queue_id, service_date, half_day
    ON CONFLICT (queue_id, service_date, half_day) DO UPDATE SET last_number = GREATEST(
        excluded.last_number,
        c.last_number + (SELECT w.count FROM wanted w
            WHERE (w.queue_id, w.service_date, w.half_day)
                = (c.queue_id, c.service_date, c.half_day)))
    RETURNING queue_id, service_date, half_day, last_number
"""
HALF_DAYS = [("am", "Morning"), ("pm", "Afternoon")]


class QueueLine(models.Model):
    """One queue on one half-day: the lock of its line and what its order remembers."""

    _name = "queue.line"
    _description = "Line of a queue on a half-day"
    _log_access = False
    _order = "service_date desc, half_day, queue_id"

    queue_id = fields.Many2one("queue.queue", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="queue_id.company_id")
    service_date = fields.Date(required=True)
    half_day = fields.Selection(HALF_DAYS, required=True)
    checkin_no = fields.Integer(default=0)
    normals_called = fields.Integer(default=0)
    last_mixed = fields.Json()
    last_in = fields.Datetime(help="The latest check-in: a clock set back puts nobody before it")

    _line_uniq = models.Constraint("UNIQUE (queue_id, service_date, half_day)")

    @api.model
    def _ensure(self, keys):
        """Return {(queue id, date, half-day): line id}, creating the lines that are missing."""
        keys = sorted(set(keys))
        rows = SQL(", ").join(keys)
        found = self._find(rows)
        missing = [key for key in keys if key not in found]
        if missing:
            self.env.cr.execute_values(
                "INSERT INTO queue_line (queue_id, service_date, half_day, checkin_no,"
                " normals_called, last_mixed) VALUES %s ON CONFLICT DO NOTHING",
                [(*key, 0, 0, Json({})) for key in missing],
            )
            found = self._find(rows)
        return found

    def _find(self, rows):
        query = SQL(
            "SELECT queue_id, service_date, half_day, id FROM queue_line"
            " WHERE (queue_id, service_date, half_day) IN (%s)",
            rows,
        )
        return {tuple(key): line for *key, line in self.env.execute_query(query)}

    @api.model
    def _waiting_rows(self, line_ids):
        """Return {line id: [EntryRow]} of all who can be called."""
        result = {line: [] for line in line_ids}
        query = SQL(
            "%s WHERE e.line_id IN %s AND e.state IN ('waiting', 'benched')",
            ENTRY_SELECT,
            tuple(result) or (0,),
        )
        for row in self.env.execute_query(query):
            entry = EntryRow(*row)
            result[entry.line_id].append(entry)
        return result

    @api.model
    def _rows(self, where, *, lock=False):
        """Return {id: LineRow} of the lines that a condition in SQL names, locked by id if wanted.

        Under the lock the rows are those that the last holder committed.
        """
        tail = SQL(" ORDER BY id FOR NO KEY UPDATE") if lock else SQL()
        query = SQL("%s WHERE %s%s", _SELECT, where, tail)
        return {row[0]: LineRow(*row) for row in self.env.execute_query(query)}

    @api.model
    def _by_id(self, line_ids, *, lock=False):
        """Return {id: LineRow} of these lines."""
        return self._rows(SQL("id IN %s", tuple(line_ids) or (0,)), lock=lock)

    @api.model
    def _places(self, line_ids):
        """Return the core's places of all who wait in these lines, line by line.

        In the afternoon the rest of the morning is counted before, where it is called first.
        """
        lines = self._by_id(line_ids)
        waiting = self._waiting_rows(line_ids)
        rest = self._rest_before(line_ids)
        places = []
        for line in lines.values():
            entries = [row.waiting() for row in waiting[line.id]]
            places += self._placed(line, entries, rest.get(line.id, 0))
        return places

    @api.model
    def _placed(self, line, entries, rest):
        """Return the places of one line, behind ``rest`` people of the morning if they go first."""
        policy = self.env["queue.queue"]._facts(line.queue_id).policy
        places = order(policy, line.state(), entries)
        return behind(policy, places, rest if policy.carry_over == "first" else 0)

    @api.model
    def _rest_before(self, line_ids):
        """Return {afternoon line id: how many of that queue's morning still wait}."""
        self.env.cr.execute(
            """
            SELECT l.id, count(*)
              FROM queue_line l
              JOIN queue_line m ON m.queue_id = l.queue_id AND m.service_date = l.service_date
               AND m.half_day = 'am'
              JOIN queue_entry e ON e.line_id = m.id AND e.state IN ('waiting', 'benched')
             WHERE l.id IN %s AND l.half_day = 'pm' GROUP BY l.id
            """,
            (tuple(line_ids) or (0,),),
        )
        return dict(self.env.cr.fetchall())


class QueueCounter(models.Model):
    """The last number given out in a queue on a half-day; a locked row, never ``max + 1``."""

    _name = "queue.counter"
    _description = "Number counter"
    _log_access = False

    queue_id = fields.Many2one("queue.queue", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="queue_id.company_id")
    service_date = fields.Date(required=True)
    half_day = fields.Selection(HALF_DAYS, required=True)
    last_number = fields.Integer(default=0)

    _counter_uniq = models.Constraint("UNIQUE (queue_id, service_date, half_day)")

    @api.model
    def _draw(self, wanted):
        """Draw numbers: {(queue id, date, half-day): (how many, at least)} -> {key: first}.

        ``at least``: a number that was given from outside, which the counter must pass. Counters
        are locked in the order of their keys until the transaction ends.
        """
        rows = [(*key, *wanted[key]) for key in sorted(wanted) if any(wanted[key])]
        if not rows:
            return {}
        self.env.cr.execute(_DRAW, [list(column) for column in zip(*rows, strict=True)])
        last = {tuple(key): number for *key, number in self.env.cr.fetchall()}
        return {key: number - wanted[key][0] + 1 for key, number in last.items()}
