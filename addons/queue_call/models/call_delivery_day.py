"""The report of each day: which screen should have shown how many calls, has, and how soon."""

from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from odoo import api, fields, models

from ..core import delivery
from .call_delivery import EXPECTED
from .clock import aware, now_ms

KEPT_DAYS = 31  # of single reports; the table of days stays
_DAY = f"""
    INSERT INTO queue_delivery_day AS d
           (day, company_id, zone_id, device_id, called, shown, late, missed, spoken,
            p50, p95, p99, speech_p95)
    SELECT %(day)s, c.company_id, c.zone_id, e.id, count(*), count(a.shown_at),
           count(*) FILTER (WHERE a.shown_ms > %(limit)s), count(*) - count(a.shown_at),
           count(a.spoken_at),
           percentile_disc(0.5) WITHIN GROUP (ORDER BY a.shown_ms),
           percentile_disc(0.95) WITHIN GROUP (ORDER BY a.shown_ms),
           percentile_disc(0.99) WITHIN GROUP (ORDER BY a.shown_ms),
           percentile_disc(0.95) WITHIN GROUP (ORDER BY a.spoken_ms)
      FROM queue_call c
      JOIN maintenance_equipment e ON {EXPECTED} AND e.paired_at <= c.at
      LEFT JOIN queue_call_ack a ON a.call_id = c.id AND a.device_id = e.id
     WHERE c.company_id = %(company)s AND c.at >= %(since)s AND c.at < %(until)s
       AND (c.withdrawn_at IS NULL OR a.shown_at IS NOT NULL
            OR c.withdrawn_at > c.at + %(limit)s * interval '1 ms')
     GROUP BY c.company_id, c.zone_id, e.id
        ON CONFLICT (day, device_id, zone_id) DO UPDATE SET
           called = EXCLUDED.called, shown = EXCLUDED.shown, late = EXCLUDED.late,
           missed = EXCLUDED.missed, spoken = EXCLUDED.spoken, p50 = EXCLUDED.p50,
           p95 = EXCLUDED.p95, p99 = EXCLUDED.p99, speech_p95 = EXCLUDED.speech_p95
"""  # noqa: S608 - constants of this add-on


class QueueDeliveryDay(models.Model):
    """One screen on one day: calls it should have shown, has shown, has spoken, and how soon.

    A call that was taken back before three seconds were over and was never shown does not count.
    """

    _name = "queue.delivery.day"
    _description = "Calls shown and spoken"
    _log_access = False
    _order = "day desc, zone_id, device_id"

    day = fields.Date(required=True, readonly=True, index=True)
    company_id = fields.Many2one("res.company", "Hospital", required=True, readonly=True)
    zone_id = fields.Many2one("queue.zone", "Zone", readonly=True, ondelete="cascade")
    device_id = fields.Many2one(
        "maintenance.equipment", "Screen", required=True, readonly=True, ondelete="cascade"
    )
    called = fields.Integer("Calls to show", readonly=True, aggregator="sum")
    shown = fields.Integer(readonly=True, aggregator="sum")
    late = fields.Integer(
        "Shown late", readonly=True, aggregator="sum", help="Shown later than 3 s after the call"
    )
    missed = fields.Integer("Never shown", readonly=True, aggregator="sum")
    spoken = fields.Integer(readonly=True, aggregator="sum")
    p50 = fields.Integer(
        "Median ms", readonly=True, aggregator="avg", help="Half of the calls were shown within it"
    )
    p95 = fields.Integer(
        "p95 ms", readonly=True, aggregator="max", help="95 % of the calls were shown within it"
    )
    p99 = fields.Integer(
        "p99 ms", readonly=True, aggregator="max", help="99 % of the calls were shown within it"
    )
    speech_p95 = fields.Integer(
        "Speech p95 ms",
        readonly=True,
        aggregator="max",
        help="95 % of what was said began within it",
    )

    _once = models.Constraint("UNIQUE (day, device_id, zone_id)", "One row a day and screen.")

    @api.model
    def _count(self, days=2):
        """Count the latest days of each hospital afresh; counting again changes nothing."""
        for company in self.env["res.company"].sudo().search([]):
            zone = ZoneInfo(company.queue_tz or "Asia/Shanghai")
            today = aware(now_ms()).astimezone(zone).date()
            for back in range(days):
                self._count_day(company.id, today - timedelta(days=back), zone)
        self.invalidate_model()

    @api.model
    def _count_day(self, company_id, day, zone):
        since, until = (_start(one, zone) for one in (day, day + timedelta(days=1)))
        self.env.cr.execute(
            _DAY,
            {
                "day": day,
                "company": company_id,
                "since": since,
                "until": until,
                "limit": int(delivery.LIMIT_S * 1000),
            },
        )

    @api.autovacuum
    def _forget_acks(self):
        """Drop single reports after a month: a large hospital makes 400,000 a day."""
        self.env.cr.execute(
            "DELETE FROM queue_call_ack WHERE received_at < %s",
            (now_ms() - timedelta(days=KEPT_DAYS),),
        )

    @api.model
    def action_open(self):
        """Count today up to this moment and open the report."""
        self.check_access("read")
        self.sudo()._count()
        return self.env["ir.actions.act_window"]._for_xml_id("queue_call.action_queue_delivery_day")


def _start(day, zone):
    midnight = datetime.combine(day, time(), tzinfo=zone)
    return midnight.astimezone(timezone.utc).replace(tzinfo=None)
