from odoo import fields, models

_VERBS = [
    ("answered", "Answer the question"),
    ("unsolved", "Into the engineers' queue"),
    ("scoped", "Scope agreed"),
    ("plan_delivered", "Deliver the plan"),
    ("plan_returned", "The hospital returns the plan"),
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

    def _apply_accepted(self):
        self.ticket_id._consult("accepted", self.note)

    def _apply_unhappy_done(self):
        self.ticket_id._unhappy_done(self.note)
