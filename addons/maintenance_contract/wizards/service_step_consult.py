from odoo import fields, models

_VERBS = [
    ("answered", "Answer the question"),
    ("unsolved", "Into the engineers' queue"),
    ("scoped", "Scope agreed"),
    ("plan_delivered", "Deliver the plan"),
    ("plan_returned", "The hospital returns the plan"),
    ("estimated", "Estimate the change"),
    ("approved", "The hospital approves the change"),
    ("declined", "The hospital declines the change"),
    ("planned", "Plan into a release"),
    ("change_delivered", "The change is delivered"),
    ("change_returned", "The hospital returns the change"),
    ("accepted", "The hospital accepts"),
    ("unhappy_done", "Talked to the hospital"),
]


class ServiceStep(models.TransientModel):
    _inherit = "service.step"

    verb = fields.Selection(
        selection_add=_VERBS, ondelete={verb: "cascade" for verb, _name in _VERBS}
    )
    plan = fields.Binary("Plan")
    plan_name = fields.Char()
    module_id = fields.Many2one("service.module", "Module")
    change_days = fields.Float("Effort (person-days)")
    release_id = fields.Many2one("service.release", "Comes with release")

    def _apply_answered(self):
        self.ticket_id._consult("answered", self.note)

    def _apply_unsolved(self):
        self.ticket_id._consult("unsolved", self.note)

    def _apply_scoped(self):
        self.ticket_id._consult("scoped", self.note)

    def _apply_plan_delivered(self):
        if self.plan:
            self.ticket_id.write({"plan": self.plan, "plan_name": self.plan_name})
        self.ticket_id._consult("plan_delivered", self.note)

    def _apply_plan_returned(self):
        self.ticket_id._consult("plan_returned", self.note)

    def _apply_estimated(self):
        self.ticket_id.write({"module_id": self.module_id.id, "change_days": self.change_days})
        self.ticket_id._consult("estimated", self.note)

    def _apply_approved(self):
        self.ticket_id._consult("approved", self.note)

    def _apply_declined(self):
        self.ticket_id._consult("declined", self.note)

    def _apply_planned(self):
        self.ticket_id.release_id = self.release_id
        self.ticket_id._consult("planned", self.note)

    def _apply_change_delivered(self):
        self.ticket_id._consult("change_delivered", self.note)

    def _apply_change_returned(self):
        self.ticket_id._consult("change_returned", self.note)

    def _apply_accepted(self):
        self.ticket_id._consult("accepted", self.note)

    def _apply_unhappy_done(self):
        self.ticket_id._unhappy_done(self.note)
