import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import ormcache

from ..core.outgoing import EVENTS as KNOWN
from ..core.outgoing import wanted

EVENTS = [
    ("checked_in", "Checked in"),
    ("check_in_undone", "Check-in taken back"),
    ("called", "Called"),
    ("in_service", "In service"),
    ("finished", "Finished"),
    ("no_show", "No-show"),
    ("undone", "Taken back"),
]
STATES = [
    ("new", "To be sent"),
    ("retry", "To be sent again"),
    ("sent", "Sent"),
    ("refused", "Refused by the HIS"),
    ("expired", "Never answered"),
    ("skipped", "Overtaken by a later state"),
    ("set_aside", "Set aside"),
]
OPEN = ("new", "retry")
KEEP_DAYS = 30


class HisOutbox(models.Model):
    """What happened to a patient, written with the queue's own change."""

    _name = "his.outbox"
    _description = "Event for the HIS"
    _auto = False
    _log_access = False
    _order = "id desc"
    _rec_name = "event"

    company_id = fields.Many2one("res.company", "Hospital", readonly=True)
    entry_id = fields.Many2one("queue.entry", "Queue entry", readonly=True)
    visit_ref = fields.Char("Visit number", readonly=True)
    event = fields.Selection(EVENTS, readonly=True)
    created_at = fields.Datetime("When", readonly=True)
    payload = fields.Json("Facts", readonly=True)


class HisDelivery(models.Model):
    """An event on its way to one interface. The gateway sends and marks it, without Odoo."""

    _name = "his.delivery"
    _description = "Message to the HIS"
    _auto = False
    _log_access = False
    _order = "id desc"

    outbox_id = fields.Many2one("his.outbox", "What happened", readonly=True)
    event = fields.Selection(related="outbox_id.event")
    visit_ref = fields.Char(related="outbox_id.visit_ref", string="Visit number")
    created_at = fields.Datetime(related="outbox_id.created_at", string="When")
    payload = fields.Json(related="outbox_id.payload")
    interface_id = fields.Many2one("his.interface", readonly=True)
    company_id = fields.Many2one("res.company", "Hospital", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    tries = fields.Integer(readonly=True)
    next_at = fields.Datetime("Next try", readonly=True)
    done_at = fields.Datetime("Settled", readonly=True)
    answer = fields.Char("What the HIS said", readonly=True)
    corrected = fields.Json("Corrected facts", compute="_compute_corrected")

    def _compute_corrected(self):
        found = self._corrections()
        for one in self:
            visit, payload = found.get(one.id, (None, None))
            one.corrected = payload and {"visit": visit or "", **payload}

    def _corrections(self):
        """{delivery: (visit number, facts) as a person corrected them}."""
        self.env.cr.execute(
            "SELECT delivery_id, visit_ref, payload FROM his_correction"
            " WHERE delivery_id = ANY(%s)",
            [self.ids],
        )
        return {row[0]: row[1:] for row in self.env.cr.fetchall()}

    def _correct(self, visit_ref, payload):
        """Send with other facts under the same id; what really happened stays in the outbox."""
        self.ensure_one()
        self.env.cr.execute(
            "INSERT INTO his_correction (delivery_id, visit_ref, payload) VALUES (%s, %s, %s)"
            " ON CONFLICT (delivery_id) DO UPDATE SET visit_ref = excluded.visit_ref,"
            " payload = excluded.payload",
            [self.id, visit_ref or None, json.dumps(payload, ensure_ascii=False)],
        )
        self._note("correct")
        self._set("new")

    def action_correct(self):
        """Open what is told, to be corrected and sent again."""
        self.ensure_one()
        self.check_access("read")
        return self.env["his.delivery.correct"]._open(self)

    @api.depends("outbox_id", "interface_id")
    def _compute_display_name(self):
        names = dict(self.env["his.outbox"]._fields["event"]._description_selection(self.env))
        for one in self:
            one.display_name = f"{names.get(one.event, '')} {one.visit_ref or ''}".strip()

    def action_resend(self):
        """Send these again under the same id: the HIS that has one already says so."""
        self.check_access("read")  # whoever may see them may send them again
        if self.filtered(lambda one: one.state in OPEN):
            raise UserError(self.env._("What is still to be sent is sent by itself."))
        self._note("resend")
        self._set("new")
        return True

    def action_set_aside(self):
        """A person decided that the HIS need not hear of these."""
        self.check_access("read")
        self._note("set_aside")
        self._set("set_aside")
        return True

    def _note(self, action):
        for company, ones in self.grouped("company_id").items():
            detail = ", ".join(f"queue-{one.outbox_id.id}" for one in ones)[:200]
            self.env["his.audit"]._note_range(action, company, detail)

    def _set(self, state):
        self.env.cr.execute(
            "UPDATE his_delivery SET state = %s, next_at = now() AT TIME ZONE 'UTC',"
            " done_at = CASE WHEN %s = 'new' THEN NULL ELSE now() AT TIME ZONE 'UTC' END"
            " WHERE id = ANY(%s)",
            [state, state, self.ids],
        )
        self.invalidate_recordset()

    @api.model
    def _cron_forget(self):
        """Events that are settled and older than the hospital keeps."""
        value = self.env["ir.config_parameter"].sudo().get_param("his_connector.outbox_days")
        days = max(1, int(value)) if (value or "").isdigit() else KEEP_DAYS
        self.env.cr.execute(
            "DELETE FROM his_outbox o WHERE created_at < %s AND NOT EXISTS (SELECT FROM"
            " his_delivery d WHERE d.outbox_id = o.id AND d.state IN ('new', 'retry', 'refused'))",
            [fields.Datetime.now() - timedelta(days=days)],
        )


class HisWay(models.Model):
    """How the way out to an interface is; the gateway keeps it."""

    _name = "his.way"
    _description = "Way to the HIS"
    _auto = False
    _log_access = False
    _rec_name = "interface_id"
    _table_query = "SELECT interface_id AS id, * FROM his_way"

    interface_id = fields.Many2one("his.interface", readonly=True)
    company_id = fields.Many2one("res.company", "Hospital", readonly=True)
    state = fields.Selection(
        [("closed", "Answers"), ("open", "Does not answer"), ("probing", "Is being asked again")],
        "State",
        readonly=True,
    )
    failures = fields.Integer("Attempts without an answer", readonly=True)
    since = fields.Datetime("Silent since", readonly=True)
    until = fields.Datetime("Asked again at", readonly=True)
    answered_at = fields.Datetime("Last answer", readonly=True)
    said = fields.Char("What it said last", readonly=True)
    beat_at = fields.Datetime("As of", readonly=True)
    waiting = fields.Integer("To be sent", compute="_compute_counts")
    refused = fields.Integer("Refused", compute="_compute_counts")
    lag_minutes = fields.Integer("Oldest waits (min)", compute="_compute_counts")

    def _compute_counts(self):
        self.env.cr.execute(
            "SELECT d.interface_id, count(*) FILTER (WHERE d.state IN ('new', 'retry')),"
            " count(*) FILTER (WHERE d.state IN ('refused', 'expired')),"
            " coalesce(extract(epoch FROM now() AT TIME ZONE 'UTC' - min(o.created_at)"
            "   FILTER (WHERE d.state IN ('new', 'retry'))) / 60, 0)::int"
            " FROM his_delivery d JOIN his_outbox o ON o.id = d.outbox_id"
            " WHERE d.interface_id = ANY(%s)"
            " AND d.state IN ('new', 'retry', 'refused', 'expired') GROUP BY 1",
            [self.interface_id.ids],
        )
        counts = {row[0]: row[1:] for row in self.env.cr.fetchall()}
        for way in self:
            found = counts.get(way.interface_id.id, (0, 0, 0))
            way.waiting, way.refused, way.lag_minutes = found


class HisInterface(models.Model):
    _inherit = "his.interface"

    @api.model
    @ormcache()
    def _wanted_events(self):
        """Return [(interface, hospital, event)] of everything that some HIS wants to hear of."""
        found = []
        for interface in self.sudo().with_context(active_test=True).search([]):
            out = interface._settings_json().get("out")
            if isinstance(out, dict):
                found += [
                    (interface.id, interface.company_id.id, event)
                    for event in KNOWN
                    if wanted(event, out)
                ]
        return found

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
