from odoo import fields, models

USES = [
    ("step", "Step of work"),
    ("read", "Looked at data"),
    ("change", "Changed data"),
    ("copy", "Copied data inside the hospital"),
    ("export", "Handed data out of the hospital"),
    ("close", "Close the session"),
]


class ServiceRemoteUse(models.TransientModel):
    """What an engineer notes in his open session."""

    _name = "service.remote.use"
    _description = "Note in a remote session"

    session_id = fields.Many2one("service.remote.session", required=True)
    use = fields.Selection(USES, "What", required=True, default="step")
    detail = fields.Text("What exactly", required=True, help="Never a patient's name")

    def action_apply(self):
        """Note it; the permit decides whether it may be done."""
        self.ensure_one()
        if self.use == "close":
            self.session_id._close(self.detail)
        else:
            self.session_id._use(self.use, self.detail)
        return {"type": "ir.actions.act_window_close"}
