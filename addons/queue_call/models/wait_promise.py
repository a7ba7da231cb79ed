"""What patients were told about their wait when they checked in, and what came true."""

from odoo import api, fields, models

from .clock import now_ms


class QueueWaitPromise(models.Model):
    """The range of minutes that a patient was told at the check-in: the first one counts."""

    _name = "queue.wait.promise"
    _description = "Promise of a waiting time"
    _log_access = False
    _order = "id desc"
    _rec_name = "entry_id"

    entry_id = fields.Many2one("queue.entry", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", "Hospital", required=True, ondelete="cascade")
    zone_id = fields.Many2one("queue.zone", "Zone", required=True, ondelete="cascade")
    made_at = fields.Datetime("Told at", required=True)
    low = fields.Integer("From (min)", required=True)
    high = fields.Integer("To (min)", required=True)

    _entry_uniq = models.Constraint("UNIQUE (entry_id)")

    @api.model
    def _keep(self, told):
        """Keep {entry id: (low, high)} where nothing is kept yet: one statement."""
        self.env.cr.execute(
            """
            INSERT INTO queue_wait_promise (entry_id, company_id, zone_id, made_at, low, high)
            SELECT e.id, e.company_id, e.zone_id, %s, t.low, t.high
              FROM unnest(%s, %s, %s) AS t(id, low, high) JOIN queue_entry e ON e.id = t.id
             ORDER BY e.id
            ON CONFLICT (entry_id) DO NOTHING
            """,
            (
                now_ms(),
                list(told),
                [low for low, _high in told.values()],
                [high for _low, high in told.values()],
            ),
        )


class QueueWaitError(models.Model):
    """Promises beside what came true, for whoever was called: hit or missed, and by how much."""

    _name = "queue.wait.error"
    _description = "Error of the waiting times told"
    _auto = False
    _order = "made_at desc"
    _rec_name = "queue_id"

    entry_id = fields.Many2one("queue.entry", "Patient", readonly=True)
    company_id = fields.Many2one("res.company", "Hospital", readonly=True)
    zone_id = fields.Many2one("queue.zone", "Zone", readonly=True)
    queue_id = fields.Many2one("queue.queue", "Queue", readonly=True)
    service_date = fields.Date("Day", readonly=True)
    half_day = fields.Selection([("am", "Morning"), ("pm", "Afternoon")], "Half-day", readonly=True)
    made_at = fields.Datetime("Told at", readonly=True)
    low = fields.Integer("From (min)", readonly=True, aggregator="avg")
    high = fields.Integer("To (min)", readonly=True, aggregator="avg")
    actual = fields.Float("Waited (min)", readonly=True, aggregator="avg", digits=(16, 1))
    held = fields.Float("Held (%)", readonly=True, aggregator="avg", digits=(16, 1))
    error = fields.Float(
        "Error (min)",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="Distance of the wait from the middle of the range",
    )
    width = fields.Float("Width (min)", readonly=True, aggregator="avg", digits=(16, 1))

    @property
    def _table_query(self):
        """Return the rows. The first call after the promise counts, also of a later no-show."""
        return """
            SELECT p.id, p.entry_id, p.company_id, p.zone_id, e.queue_id, e.service_date,
                   e.half_day, p.made_at, p.low, p.high, c.minutes AS actual,
                   CASE WHEN c.minutes BETWEEN p.low AND p.high THEN 100.0 ELSE 0.0 END AS held,
                   abs(c.minutes - (p.low + p.high) / 2.0) AS error, p.high - p.low AS width
              FROM queue_wait_promise p
              JOIN queue_entry e ON e.id = p.entry_id
              JOIN LATERAL (
                SELECT extract(epoch FROM min(at) - p.made_at) / 60.0 AS minutes
                  FROM queue_call
                 WHERE entry_id = p.entry_id AND at >= p.made_at AND kind = 'call'
                       AND undone IS NOT TRUE) c ON c.minutes IS NOT NULL
            """
