from odoo import fields, models
from odoo.exceptions import UserError

from ..core.codes import Choice, suggest

MODELS = {"department": "queue.queue", "doctor": "queue.practitioner", "class": "queue.class"}
TARGETS = {"department": "queue_id", "doctor": "practitioner_id", "class": "class_id"}


class HisUnmapped(models.Model):
    """A code the HIS sent that nobody has mapped yet."""

    _name = "his.unmapped"
    _description = "Unmapped HIS code"
    _auto = False
    _log_access = False
    _order = "waiting_count desc, last_at desc, id desc"
    _rec_name = "code"
    _table_query = """
        SELECT u.*, (SELECT count(*) FROM his_inbox m WHERE m.state = 'failed'
            AND m.interface_id = u.interface_id AND m.code_kind = u.kind
            AND m.code = u.code)::int AS waiting_count
        FROM his_unmapped u
    """

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
    waiting_count = fields.Integer("Messages waiting", readonly=True)
    suggested = fields.Char("Suggestion", compute="_compute_suggested")
    likeness = fields.Integer("Likeness (%)", compute="_compute_suggested")
    sure = fields.Boolean(compute="_compute_suggested", help="Near, and no other nearly as near")
    others = fields.Char("Or", compute="_compute_suggested", help="The next nearest ones")

    def _compute_suggested(self):
        choices = self._choices()
        for line in self:
            records = choices[line.kind, line.company_id]
            found = suggest(line.name or "", line.code or "", _choice_list(records))
            names = [records.browse(one.key).display_name for one in found]
            line.suggested = names[0] if names else ""
            line.likeness = round(found[0].likeness * 100) if found else 0
            line.sure = bool(found and found[0].sure)
            line.others = "、".join(names[1:])

    def _choices(self):
        """{(kind, hospital): the records its codes may mean}."""
        return {
            (kind, company): self.env[MODELS[kind]].search(
                [("company_id", "in", (company.id, False))]
            )
            for kind, company in {(line.kind, line.company_id) for line in self}
        }

    def _suggest(self):
        """The queue, doctor or class whose name is nearest; empty when none is near."""
        self.ensure_one()
        records = self._choices()[self.kind, self.company_id]
        found = suggest(self.name or "", self.code or "", _choice_list(records))
        return records.browse([one.key for one in found[:1]])

    def action_accept(self):
        """Map these as suggested: one by a look at its line, many only where it is sure."""
        self.check_access("read")
        chosen = self if len(self) == 1 else self.filtered("sure")
        values = [
            {
                "interface_id": line.interface_id.id,
                "kind": line.kind,
                "code": line.code,
                "name": line.name,
                TARGETS[line.kind]: guess.id,
            }
            for line in chosen
            if (guess := line._suggest())
        ]
        if not values:
            raise UserError(self.env._("No suggestion is sure. Map these one by one."))
        self.env["his.code.map"].create(values)
        return True

    def action_map(self):
        """Open a new line of the code map, filled in as far as can be guessed."""
        self.ensure_one()
        guess = self._suggest()
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
                f"default_{TARGETS[self.kind]}": guess.id or False,
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


def _choice_list(records):
    return [Choice(one.id, one.name, one.code or "") for one in records]
