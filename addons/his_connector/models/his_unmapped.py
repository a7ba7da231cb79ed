from odoo import fields, models

from ..core.codes import suggest


class HisUnmapped(models.Model):
    """A code the HIS sent that nobody has mapped yet."""

    _name = "his.unmapped"
    _description = "Unmapped HIS code"
    _table = "his_unmapped"
    _auto = False
    _log_access = False
    _order = "last_at desc"
    _rec_name = "code"

    interface_id = fields.Many2one("his.interface", readonly=True)
    company_id = fields.Many2one("res.company", "Hospital", readonly=True)
    kind = fields.Selection(
        [("department", "Department"), ("doctor", "Doctor"), ("class", "Patient class")],
        readonly=True,
    )
    code = fields.Char("Code in the HIS", readonly=True)
    name = fields.Char("Name in the HIS", readonly=True)
    first_at = fields.Datetime("First seen", readonly=True)
    last_at = fields.Datetime("Last seen", readonly=True)
    waiting_count = fields.Integer("Messages waiting", compute="_compute_waiting_count")
    suggested = fields.Char("Suggestion", compute="_compute_suggested")

    def _compute_waiting_count(self):
        groups = self.env["his.message"]._read_group(
            [("state", "=", "failed"), ("code", "in", self.mapped("code"))],
            ["interface_id", "code_kind", "code"],
            ["__count"],
        )
        counts = {(interface.id, kind, code): n for interface, kind, code, n in groups}
        for line in self:
            key = (line.interface_id.id, line.kind, line.code)
            line.waiting_count = counts.get(key, 0)

    def _compute_suggested(self):
        for line in self:
            line.suggested = line._suggest().display_name or ""

    def _suggest(self):
        """The queue, doctor or class whose name is nearest; empty when none is near."""
        self.ensure_one()
        model = {"department": "queue.queue", "doctor": "queue.practitioner"}
        records = self.env[model.get(self.kind, "queue.class")].search(
            [("company_id", "in", (self.company_id.id, False))]
        )
        found = suggest(self.name or "", [(record.id, record.name) for record in records])
        return records.browse(found or [])

    def action_map(self):
        """Open a new line of the code map, filled in as far as can be guessed."""
        self.ensure_one()
        guess = self._suggest()
        target = {"department": "queue_id", "doctor": "practitioner_id"}.get(self.kind, "class_id")
        return {
            "type": "ir.actions.act_window",
            "res_model": "his.code.map",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_interface_id": self.interface_id.id,
                "default_kind": self.kind,
                "default_code": self.code,
                "default_name": self.name,
                f"default_{target}": guess.id or False,
            },
        }

    def _drop_mapped(self, lines):
        """Forget the codes that ``lines`` (his.code.map) map now."""
        for line in lines:
            self.env.cr.execute(
                "DELETE FROM his_unmapped WHERE (interface_id, kind, code) = (%s, %s, %s)",
                [line.interface_id.id, line.kind, line.code],
            )
        self.invalidate_model()
