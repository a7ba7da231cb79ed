"""Load and times for managers: one row a patient and visit to a queue, computed when asked for."""

from odoo import fields, models

from .entry_spans import SPANS
from .queue_entry import SOURCES, STATES
from .queue_line import HALF_DAYS

WEEKDAYS = [
    ("1", "Monday"),
    ("2", "Tuesday"),
    ("3", "Wednesday"),
    ("4", "Thursday"),
    ("5", "Friday"),
    ("6", "Saturday"),
    ("7", "Sunday"),
]
HOURS = [(f"{hour:02d}", f"{hour:02d}:00") for hour in range(24)]
_TIMES = """
    SELECT sum(minutes) FILTER (WHERE part = 'waited') AS waited,
           sum(minutes) FILTER (WHERE part = 'walked') AS walked,
           sum(minutes) FILTER (WHERE part = 'served') AS served,
           count(*) FILTER (WHERE verb = 'call' AND NOT undone) AS calls,
           count(*) FILTER (WHERE verb = 'recall') AS recalls,
           count(*) FILTER (WHERE verb = 'no_show' AND NOT undone) AS no_shows,
           count(*) FILTER (WHERE verb = 'return_no_show' AND NOT undone) AS returns,
           count(*) FILTER (WHERE verb = 'send_away' AND NOT undone) AS revisits
      FROM ({spans}) s
"""


class QueueStatistic(models.Model):
    """One standing entry with its times.

    Nobody counts twice: of a transferred patient the entry that he was transferred to counts, of a
    registration cancelled and made again the one that stands; who comes back from tests or after a
    no-show has one entry all the while; calls and no-shows that were taken back do not count.
    """

    _name = "queue.statistic"
    _description = "Queue statistics"
    _auto = False
    _order = "service_date desc, id desc"
    _rec_name = "number"

    company_id = fields.Many2one("res.company", "Hospital", readonly=True)
    zone_id = fields.Many2one("queue.zone", "Zone", readonly=True)
    queue_id = fields.Many2one("queue.queue", "Queue", readonly=True)
    practitioner_id = fields.Many2one("queue.practitioner", "Doctor", readonly=True)
    point_id = fields.Many2one("queue.service.point", "Room", readonly=True)
    class_id = fields.Many2one("queue.class", "Class", readonly=True)
    source = fields.Selection(SOURCES, "Registered by", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    number = fields.Char(readonly=True)
    service_date = fields.Date("Day", readonly=True)
    half_day = fields.Selection(HALF_DAYS, "Half-day", readonly=True)
    weekday = fields.Selection(WEEKDAYS, readonly=True)
    hour = fields.Selection(HOURS, "Hour of check-in", readonly=True)
    registered = fields.Integer(readonly=True, aggregator="sum")
    checked_in = fields.Integer("Checked in", readonly=True, aggregator="sum")
    called = fields.Integer(readonly=True, aggregator="sum")
    finished = fields.Integer("Served", readonly=True, aggregator="sum")
    missed = fields.Integer(
        "Stayed away", readonly=True, aggregator="sum", help="No-shows who did not come back"
    )
    cancelled = fields.Integer(readonly=True, aggregator="sum")
    extra = fields.Integer("Extra numbers", readonly=True, aggregator="sum")
    late = fields.Integer("Came late", readonly=True, aggregator="sum")
    no_shows = fields.Integer("No-shows", readonly=True, aggregator="sum")
    recalls = fields.Integer("Recalls", readonly=True, aggregator="sum")
    returns = fields.Integer("Returns", readonly=True, aggregator="sum")
    revisits = fields.Integer("Sent for tests", readonly=True, aggregator="sum")
    waited = fields.Float(
        "Waiting (min)", readonly=True, aggregator="avg", digits=(16, 1), help="All stays in line"
    )
    walked = fields.Float(
        "Walking (min)", readonly=True, aggregator="avg", digits=(16, 1), help="Call to arrival"
    )
    served = fields.Float("Service (min)", readonly=True, aggregator="avg", digits=(16, 1))

    @property
    def _table_query(self):
        """Return the rows."""
        times = _TIMES.format(spans=SPANS.format(entry="e.id"))
        return f"""
            SELECT e.id, e.company_id, e.zone_id, e.queue_id, e.point_id, e.class_id, e.source,
                   e.state, e.number, e.service_date, e.half_day,
                   COALESCE(s.practitioner_id, e.practitioner_id) AS practitioner_id,
                   extract(isodow FROM e.service_date)::int::text AS weekday,
                   to_char(e.checked_in_at AT TIME ZONE 'UTC' AT TIME ZONE c.queue_tz, 'HH24')
                       AS hour,
                   1 AS registered, (e.checked_in_at IS NOT NULL)::int AS checked_in,
                   (t.calls > 0)::int AS called, (e.state = 'finished')::int AS finished,
                   (e.state = 'no_show')::int AS missed, (e.state = 'cancelled')::int AS cancelled,
                   COALESCE(e.extra, FALSE)::int AS extra, COALESCE(e.late, FALSE)::int AS late,
                   t.no_shows::int, t.recalls::int, t.returns::int, t.revisits::int,
                   t.waited::float8, t.walked::float8, t.served::float8
              FROM queue_entry e
              JOIN res_company c ON c.id = e.company_id
              LEFT JOIN queue_session s ON s.id = e.session_id
              JOIN LATERAL ({times}) t ON TRUE
             WHERE e.state NOT IN ('transferred', 'cancelled')
                   OR e.state = 'cancelled' AND NOT EXISTS (
                      SELECT FROM queue_entry o
                       WHERE o.visit_id = e.visit_id AND o.queue_id = e.queue_id
                             AND o.service_date = e.service_date AND o.half_day = e.half_day
                             AND (o.state NOT IN ('transferred', 'cancelled')
                                  OR o.state = 'cancelled' AND o.id > e.id))
            """  # noqa: S608 - two constants of this add-on


class QueueRoomTime(models.Model):
    """One session: how long it was open, paused, serving, waiting for patients to come, and idle.

    Idle = open − paused − service − walking, never below nothing where patients overlap. Of a
    session that is still open the time up to its last event counts.
    """

    _name = "queue.room.time"
    _description = "Use of rooms and doctors"
    _auto = False
    _order = "service_date desc, id desc"
    _rec_name = "point_id"

    company_id = fields.Many2one("res.company", "Hospital", readonly=True)
    zone_id = fields.Many2one("queue.zone", "Zone", readonly=True)
    point_id = fields.Many2one("queue.service.point", "Room", readonly=True)
    practitioner_id = fields.Many2one("queue.practitioner", "Doctor", readonly=True)
    user_id = fields.Many2one("res.users", "User", readonly=True)
    service_date = fields.Date("Day", readonly=True)
    half_day = fields.Selection(HALF_DAYS, "Half-day", readonly=True)
    calls = fields.Integer(readonly=True, aggregator="sum")
    opened = fields.Float("Open (min)", readonly=True, aggregator="sum", digits=(16, 1))
    paused = fields.Float("Paused (min)", readonly=True, aggregator="sum", digits=(16, 1))
    walked = fields.Float("Walking (min)", readonly=True, aggregator="sum", digits=(16, 1))
    served = fields.Float("Service (min)", readonly=True, aggregator="sum", digits=(16, 1))
    idle = fields.Float("Idle (min)", readonly=True, aggregator="sum", digits=(16, 1))

    @property
    def _table_query(self):
        """Return the rows."""
        spans = SPANS.format(entry="x.entry_id")
        return f"""
            SELECT s.id, s.company_id, s.zone_id, s.point_id, s.practitioner_id, s.user_id,
                   s.service_date, s.half_day, t.calls::int, o.opened::float8, o.paused::float8,
                   t.walked::float8, t.served::float8,
                   greatest(0, o.opened - o.paused - t.walked - t.served)::float8 AS idle
              FROM queue_session s
              JOIN LATERAL (
                SELECT extract(epoch FROM coalesce(s.closed_at, max(v.at), s.opened_at)
                               - s.opened_at) / 60.0 AS opened,
                       coalesce(sum(extract(epoch FROM v.next - v.at) / 60.0)
                                FILTER (WHERE v.verb = 'session_pause'), 0) AS paused
                  FROM (SELECT verb, at,
                               lead(at, 1, s.closed_at) OVER (ORDER BY (entry_id IS NULL), at, seq)
                                   AS next
                          FROM queue_event WHERE session_id = s.id) v) o ON TRUE
              JOIN LATERAL (
                SELECT coalesce(sum(p.minutes) FILTER (WHERE p.part = 'walked'), 0) AS walked,
                       coalesce(sum(p.minutes) FILTER (WHERE p.part = 'served'), 0) AS served,
                       count(*) FILTER (WHERE p.verb = 'call' AND NOT p.undone) AS calls
                  FROM (SELECT DISTINCT entry_id FROM queue_call WHERE session_id = s.id) x
                  JOIN LATERAL ({spans}) p ON p.session_id = s.id) t ON TRUE
            """  # noqa: S608 - a constant of this add-on
