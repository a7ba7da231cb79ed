from odoo import api, fields, models


class HisAudit(models.Model):
    """Who looked at, corrected or replayed a message. Written by the verbs, never changed."""

    _name = "his.audit"
    _description = "Looks at and changes of HIS messages"
    _order = "id desc"
    _rec_name = "action"
    _log_access = False

    at = fields.Datetime("When", readonly=True, required=True)
    user_id = fields.Many2one("res.users", "Who", readonly=True, required=True)
    company_id = fields.Many2one("res.company", "Hospital", readonly=True)
    action = fields.Selection(
        [
            ("look", "Looked at"),
            ("correct", "Corrected"),
            ("replay", "Replayed"),
            ("set_aside", "Set aside"),
            ("resync", "Range replayed"),
            ("resend", "Sent again"),
            ("secret", "Secret set"),
        ],
        "What",
        readonly=True,
        required=True,
    )
    message_id = fields.Many2one("his.message", "Message", readonly=True, index=True)
    control_id = fields.Char("Control id (MSH-10)", readonly=True)
    mrn = fields.Char("Patient number", readonly=True, index="btree_not_null")
    detail = fields.Char(readonly=True)

    @api.model
    def _note_range(self, action, company, detail):
        """One line about many messages."""
        self.sudo().create(
            {
                "at": fields.Datetime.now(),
                "user_id": self.env.uid,
                "company_id": company.id,
                "action": action,
                "detail": detail,
            }
        )

    @api.model
    def _note(self, action, messages):
        """Write one line for each message, for the present user.

        The patient's number stays when the message's day is gone: who saw whose data is asked
        later.
        """
        now = fields.Datetime.now()
        self.sudo().create(
            [
                {
                    "at": now,
                    "user_id": self.env.uid,
                    "company_id": message.company_id.id,
                    "action": action,
                    "message_id": message.id,
                    "control_id": message.control_id,
                    "mrn": message.mrn,
                }
                for message in messages
            ]
        )
