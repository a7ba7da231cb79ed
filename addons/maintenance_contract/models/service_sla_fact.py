from odoo import fields, models
from odoo.tools import SQL
from odoo.tools.sql import drop_view_if_exists

from .service_target import TARGETS

ZONE = "Asia/Shanghai"
VERDICTS = [
    ("kept", "Kept"),
    ("missed", "Missed"),
    ("open", "Not due yet"),
    ("dropped", "Replaced before it was due"),
]


class ServiceSlaFact(models.Model):
    """One promise with its verdict, for graphs, pivots and statements; read from the clocks.

    A promise belongs to the month in which it fell due.
    """

    _name = "service.sla.fact"
    _description = "Promise with its verdict"
    _auto = False
    _order = "due_at desc, id desc"
    _rec_name = "number"

    ticket_id = fields.Many2one("service.ticket", readonly=True)
    number = fields.Char("Ticket number", readonly=True)
    company_id = fields.Many2one("res.company", "Hospital", readonly=True)
    contract_id = fields.Many2one("service.contract", readonly=True)
    severity_id = fields.Many2one("service.severity", readonly=True)
    user_id = fields.Many2one("res.users", "Engineer", readonly=True)
    device_id = fields.Many2one("maintenance.equipment", readonly=True)
    kind = fields.Selection(TARGETS, "Promise", readonly=True)
    due_at = fields.Datetime("Due", readonly=True)
    stopped_at = fields.Datetime("Done", readonly=True)
    month = fields.Date("Month due", readonly=True)
    verdict = fields.Selection(VERDICTS, readonly=True)
    kept = fields.Integer(readonly=True)
    missed = fields.Integer(readonly=True)
    rate = fields.Float("Kept of those due (%)", readonly=True, aggregator="avg")
    late_hours = fields.Float("Late (service hours)", readonly=True)

    def init(self):
        """Make the view when the tables that it reads are there: at an install they follow."""
        self.env.registry.post_init(self._make_view)

    def _make_view(self):
        """Make the view. A clock that still runs past its deadline is missed, even before the sweep
        has read it; one of a ticket that was cancelled in time never fell due."""
        drop_view_if_exists(self.env.cr, self._table)
        query = SQL(
            """
            CREATE VIEW %(view)s AS
            SELECT *, (verdict = 'kept')::int AS kept, (verdict = 'missed')::int AS missed,
                CASE verdict WHEN 'kept' THEN 100.0 WHEN 'missed' THEN 0.0 END AS rate,
                CASE WHEN verdict = 'missed' THEN greatest(-remaining_hours, 0) END AS late_hours
            FROM (
                SELECT c.id, c.ticket_id, t.number, t.company_id, t.contract_id,
                    s.id AS severity_id, t.user_id, t.device_id, c.kind, c.due_at, c.stopped_at,
                    c.remaining_hours,
                    date_trunc('month', c.due_at AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                        AS month,
                    CASE
                        WHEN gone.at <= c.due_at
                            AND (c.stopped_at IS NULL OR c.stopped_at > gone.at) THEN 'dropped'
                        WHEN c.status IN ('breached', 'met_late') THEN 'missed'
                        WHEN c.status = 'met' THEN 'kept'
                        WHEN c.closed_at IS NOT NULL THEN 'dropped'
                        WHEN c.status = 'running' AND c.due_at < now() AT TIME ZONE 'UTC'
                            THEN 'missed'
                        ELSE 'open'
                    END AS verdict
                FROM service_clock c
                JOIN service_ticket t ON t.id = c.ticket_id
                LEFT JOIN service_severity s ON s.code = c.severity
                LEFT JOIN LATERAL (
                    SELECT min(e.at) AS at FROM service_ticket_event e
                    WHERE e.ticket_id = t.id AND e.verb = 'cancelled' AND t.state = 'cancelled'
                ) gone ON t.state = 'cancelled'
            ) fact
            """,
            view=SQL.identifier(self._table),
            zone=ZONE,
        )
        self.env.cr.execute(query)
