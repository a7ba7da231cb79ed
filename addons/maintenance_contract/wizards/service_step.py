from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..models.clock import aware
from ..models.service_target import TARGETS

VERBS = [
    ("remote_failed", "Remote support has failed"),
    ("resolved", "Solved"),
    ("paused", "Stop the clock"),
    ("rated", "Change the severity"),
    ("disputed", "The hospital disputes the severity"),
    ("agreed", "Agree a time"),
    ("proposed", "Propose a time to the hospital"),
    ("reopened", "Open again"),
    ("cancelled", "Cancel"),
    ("corrected", "Correct the report"),
    ("re_rated", "Take over the contract's present terms"),
]
REASONS = [
    ("waiting_for_hospital", "The hospital is waited for"),
    ("access_refused", "Access was refused"),
    ("postponed", "Postponed by agreement"),
    ("waiting_for_part", "A part is waited for"),
]


class ServiceStep(models.TransientModel):
    """A step of a ticket that needs more than a button: a reason, a time, a severity."""

    _name = "service.step"
    _description = "Step of a ticket"

    ticket_id = fields.Many2one("service.ticket", required=True)
    verb = fields.Selection(VERBS, required=True)
    at = fields.Datetime("When", default=fields.Datetime.now)
    note = fields.Text("Reason")
    reason = fields.Selection(REASONS, "Waits for", default="waiting_for_hospital")
    severity_id = fields.Many2one("service.severity", "Severity")
    consent = fields.Boolean("The hospital consents")
    kind = fields.Selection(TARGETS, "Promise", default="depart")
    until = fields.Datetime("Agreed time")
    stops = fields.Char(compute="_compute_stops", string="Stops")

    @api.depends("reason", "ticket_id", "verb")
    def _compute_stops(self):
        kinds = dict(TARGETS)
        for wizard in self:
            ticket = wizard.ticket_id
            stopped = [
                kinds[one["kind"]]
                for one in ticket.terms or ()
                if wizard.reason in one["pauses"] and one["severity"] == ticket.severity_id.code
            ]
            wizard.stops = ", ".join(stopped) or self.env._("no clock of this ticket")

    def action_apply(self):
        """Take the step; closes the window, or opens the ticket that came of it."""
        self.ensure_one()
        found = getattr(self, f"_apply_{self.verb}")()
        if isinstance(found, models.BaseModel) and found != self.ticket_id:
            return {
                "type": "ir.actions.act_window",
                "res_model": found._name,
                "res_id": found.id,
                "views": [(False, "form")],
            }
        return {"type": "ir.actions.act_window_close"}

    def _apply_remote_failed(self):
        self.ticket_id._step("remote_failed", aware(self.at), self.note)

    def _apply_resolved(self):
        self.ticket_id.solution = self.note
        self.ticket_id._step("resolved", aware(self.at), self.note)

    def _apply_paused(self):
        self.ticket_id._pause(self.reason, self.note, aware(self.at))

    def _apply_rated(self):
        if not self.severity_id:
            raise ValidationError(self.env._("Severity: choose one."))
        self.ticket_id._rate(self.severity_id, self.note, self.consent)

    def _apply_disputed(self):
        self.ticket_id._agree_severity(False, self.note)

    def _apply_agreed(self):
        if not self.until:
            raise ValidationError(self.env._("Agreed time: enter it."))
        self.ticket_id._agree_time(self.kind, self.until, self.note)

    def _apply_proposed(self):
        if not self.until:
            raise ValidationError(self.env._("Agreed time: enter it."))
        self.ticket_id._propose_time(self.kind, self.until, self.note)

    def _apply_reopened(self):
        return self.ticket_id._reopen(self.note)

    def _apply_cancelled(self):
        self.ticket_id._step("cancelled", note=self.note)

    def _apply_corrected(self):
        self.ticket_id._correct_report(self.at, self.note)

    def _apply_re_rated(self):
        if not self.note:
            raise ValidationError(self.env._("Say why the terms change."))
        before, after = self.ticket_id._re_rate(self.note)
        kinds = dict(TARGETS)
        lines = [
            f"{kinds[kind]}: {before.get(kind) or '–'} → {after.get(kind) or '–'}"
            for kind in kinds
            if before.get(kind) != after.get(kind)
        ]
        self.ticket_id.message_post(body="\n".join([self.note, *lines]))
