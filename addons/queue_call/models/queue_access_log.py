from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import announcement, initials
from .clock import now_ms

KINDS = [("code", "Number or card"), ("letters", "Pinyin"), ("name", "Name")]


class QueueAccessLog(models.Model):
    """Who looked for which patient at the desk: written by every search, never changed."""

    _name = "queue.access.log"
    _description = "Search for patients"
    _log_access = False
    _order = "id desc"
    _rec_name = "masked"

    company_id = fields.Many2one("res.company", "Hospital", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", "Who", required=True, readonly=True, index=True, ondelete="restrict"
    )
    at = fields.Datetime("When", required=True, readonly=True, index=True)
    zones = fields.Char("Zones of the desk", readonly=True)
    kind = fields.Selection(KINDS, "Searched by", required=True, readonly=True)
    masked = fields.Char(
        "Searched", readonly=True, help="Masked: the log itself must not spread names and numbers"
    )
    found = fields.Integer("Patients found", readonly=True, aggregator="sum")
    patient_ids = fields.Many2many(
        "queue.patient",
        "queue_access_log_patient",
        "log_id",
        "patient_id",
        "Patients shown",
        readonly=True,
    )

    def init(self):
        """Let the database itself refuse any change of the log."""
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION queue_access_log_append_only() RETURNS trigger AS $$
            BEGIN
                RAISE EXCEPTION 'queue_access_log is append-only';
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER queue_access_log_append_only
                BEFORE UPDATE OR DELETE ON queue_access_log
                FOR EACH ROW EXECUTE FUNCTION queue_access_log_append_only();
            CREATE OR REPLACE TRIGGER queue_access_log_patient_append_only
                BEFORE UPDATE OR DELETE ON queue_access_log_patient
                FOR EACH ROW EXECUTE FUNCTION queue_access_log_append_only();
            """
        )

    def write(self, vals):
        raise UserError(self.env._("The log of searches cannot be changed."))

    def unlink(self):
        raise UserError(self.env._("The log of searches cannot be changed."))

    @api.model
    def _note(self, text, zones, patients):
        """Write that the present user searched ``text`` in ``zones`` and saw ``patients``."""
        kind = initials.kind(text)
        return self.sudo().create(
            {
                "company_id": (zones.company_id[:1] or self.env.company).id,
                "user_id": self.env.uid,
                "at": now_ms(),
                "zones": ", ".join(zones.mapped("name")),
                "kind": kind,
                "masked": mask(text, kind),
                "found": len(patients),
                "patient_ids": [(6, 0, patients.ids)],
            }
        )


def mask(text, kind):
    """Return what the log may keep of a searched text.

    >>> mask("110101199001011234", "code"), mask("zxm", "letters"), mask("张小明", "name")
    ('**************1234', 'z**', '张*明')
    """
    if kind == "name":
        return announcement.mask_name(text) or announcement.STAR
    if kind == "letters":
        return text[:1] + announcement.STAR * max(len(text) - 1, 0)
    kept = text[-4:] if len(text) > 6 else text[-2:]
    return announcement.STAR * (len(text) - len(kept)) + kept
