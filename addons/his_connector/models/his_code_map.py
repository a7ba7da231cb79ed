from odoo import api, fields, models
from odoo.exceptions import ValidationError


class HisCodeMap(models.Model):
    """A code of the HIS and what it means here (对码)."""

    _name = "his.code.map"
    _description = "HIS code"
    _order = "interface_id, kind, department_code, code"
    _rec_name = "code"
    _check_company_auto = True

    interface_id = fields.Many2one("his.interface", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="interface_id.company_id", store=True, index=True)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [("department", "Department"), ("doctor", "Doctor"), ("class", "Patient class")],
        required=True,
        default="department",
    )
    code = fields.Char("Code in the HIS", required=True)
    name = fields.Char("Name in the HIS")
    department_code = fields.Char(
        "Only in department", help="For a doctor who has numbers of his own in several departments"
    )
    queue_id = fields.Many2one(
        "queue.queue",
        "Queue",
        check_company=True,
        ondelete="restrict",
        help="Department: where its patients wait. Doctor: the queue of the doctor's own numbers",
    )
    practitioner_id = fields.Many2one(
        "queue.practitioner", "Doctor", check_company=True, ondelete="restrict"
    )
    class_id = fields.Many2one(
        "queue.class", "Patient class", ondelete="restrict", help="Empty: a normal patient"
    )

    _code_uniq = models.UniqueIndex(
        "(interface_id, kind, code, COALESCE(department_code, '')) WHERE active",
        "This code is mapped already.",
    )

    @api.constrains("kind", "queue_id", "practitioner_id")
    def _check_target(self):
        needed = {"department": "queue_id", "doctor": "practitioner_id"}
        for line in self:
            if line.kind in needed and not line[needed[line.kind]]:
                raise ValidationError(
                    self.env._("Say what the code %s means: its queue or doctor.", line.code)
                )

    @api.model_create_multi
    def create(self, vals_list):
        for values in vals_list:
            values["code"] = (values.get("code") or "").strip()
        records = super().create(vals_list)
        records._after_change()
        return records

    def write(self, vals):
        result = super().write(vals)
        self._after_change()
        return result

    def unlink(self):
        self._after_change()
        return super().unlink()

    def _after_change(self):
        """The gateway learns the new map; codes that are mapped now leave the list."""
        self.env["his.interface"]._tell_gateway()
        self.env["his.unmapped"].sudo()._drop_mapped(self.filtered("active"))
        self._replay_waiting()

    def _replay_waiting(self):
        """Messages that waited for one of these codes are applied now."""
        for line in self.filtered("active"):
            waiting = (
                self.env["his.message"]
                .sudo()
                .search(
                    [
                        ("interface_id", "=", line.interface_id.id),
                        ("state", "=", "failed"),
                        ("code_kind", "=", line.kind),
                        ("code", "=", line.code),
                    ]
                )
            )
            waiting._replay()
