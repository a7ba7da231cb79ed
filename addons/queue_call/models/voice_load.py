"""How busy each loudspeaker is by hour of today: what was said, and what is still to come."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..core.voice import channel
from .clock import now_ms

CALLS_A_VISIT = 1.2
"""Calls that a registered patient makes: recalls and returns included."""

_HOURS = """
    WITH place AS (
        SELECT s.id AS speaker, s.zone_id, s.company_id, s.times, p.id AS point,
               co.queue_tz AS tz,
               (%(now)s::timestamp AT TIME ZONE 'UTC')
                   AT TIME ZONE co.queue_tz AS now
          FROM queue_speaker s
          JOIN res_company co ON co.id = s.company_id
          JOIN queue_service_point p ON p.zone_id = s.zone_id
         WHERE s.active AND p.active AND CASE
               WHEN EXISTS (SELECT 1 FROM queue_speaker_point_rel r
                             WHERE r.speaker_id = s.id)
               THEN EXISTS (SELECT 1 FROM queue_speaker_point_rel r
                             WHERE r.speaker_id = s.id AND r.point_id = p.id)
               ELSE NOT EXISTS (SELECT 1 FROM queue_speaker_point_rel r
                                  JOIN queue_speaker o ON o.id = r.speaker_id AND o.active
                                 WHERE r.point_id = p.id) END
    ), said AS (
        SELECT l.speaker, c.id, (c.at AT TIME ZONE 'UTC') AT TIME ZONE l.tz AS at
          FROM place l JOIN queue_call c ON c.point_id = l.point
         WHERE c.at > (date_trunc('day', l.now) AT TIME ZONE l.tz) AT TIME ZONE 'UTC'
    ), share AS (
        SELECT l.speaker, l.zone_id, l.now, l.tz,
               count(*)::float / (SELECT count(*) FROM queue_service_point p
                                   WHERE p.zone_id = l.zone_id AND p.active) AS part
          FROM place l GROUP BY l.speaker, l.zone_id, l.now, l.tz
    ), due AS (
        SELECT h.speaker, h.part, GREATEST(
                   (e.slot_start AT TIME ZONE 'UTC') AT TIME ZONE h.tz,
                   h.now) AS at
          FROM share h JOIN queue_entry e ON e.zone_id = h.zone_id
         WHERE e.service_date = h.now::date AND e.slot_start IS NOT NULL
           AND e.state IN ('registered', 'waiting', 'benched')
    ), counted AS (
        SELECT speaker, extract(hour FROM at)::int AS hour, 1.0 AS calls, 0.0 AS expected
          FROM said
        UNION ALL
        SELECT speaker, extract(hour FROM at)::int, 0.0, part * %(ratio)s FROM due
    )
    SELECT s.id * 24 + n.hour AS id, s.id AS speaker_id, s.zone_id, s.company_id, n.hour,
           sum(n.calls)::int AS calls, round(sum(n.expected))::int AS expected,
           (sum(n.calls) + sum(n.expected)) / 36.0
               * CASE WHEN s.times > 1 THEN %(twice)s ELSE %(once)s END AS busy
      FROM counted n JOIN queue_speaker s ON s.id = n.speaker
     GROUP BY s.id, n.hour
"""


class QueueSpeakerHour(models.Model):
    """One hour of one loudspeaker zone, today: a query, no table."""

    _name = "queue.speaker.hour"
    _description = "Loudspeaker by hour"
    _auto = False
    _order = "speaker_id, hour"

    speaker_id = fields.Many2one("queue.speaker", "Loudspeaker zone", readonly=True)
    zone_id = fields.Many2one("queue.zone", "Queue zone", readonly=True)
    company_id = fields.Many2one("res.company", "Hospital", readonly=True)
    hour = fields.Integer(readonly=True, help="Hour of the hospital's day.")
    calls = fields.Integer("Called", readonly=True)
    expected = fields.Integer(
        readonly=True,
        help="Calls still to come, by the appointments and registrations of this hour.",
    )
    busy = fields.Float(
        "Busy (%)",
        readonly=True,
        aggregator="max",
        help="Share of the hour the loudspeaker would speak if every call were said in full. Above"
        " 70 % calls wait for each other.",
    )
    level = fields.Selection(
        [
            ("free", "In full"),
            ("once", "Said once"),
            ("number", "Number only"),
            ("over", "Too many calls"),
        ],
        compute="_compute_level",
        help="What the loudspeaker must leave out so that no call waits long.",
    )

    @property
    def _table_query(self):
        return SQL(
            _HOURS,
            now=now_ms(),
            ratio=CALLS_A_VISIT,
            twice=channel.USUAL_S["twice"],
            once=channel.USUAL_S["once"],
        )

    def _compute_level(self):
        for one in self:
            times = one.speaker_id.times
            one.level = channel.load(one.calls + one.expected, times).level

    @api.model
    def _of(self, speakers):
        """Return {speaker id: [{hour, calls, busy, level}]} of today."""
        found = {}
        for one in self.search([("speaker_id", "in", speakers.ids)]):
            found.setdefault(one.speaker_id.id, []).append(
                {
                    "hour": one.hour,
                    "calls": one.calls + one.expected,
                    "busy": round(one.busy),
                    "level": one.level,
                }
            )
        return found
