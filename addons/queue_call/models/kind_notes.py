"""What single kinds note on an entry: the tubes of a blood draw, what a family was told."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .action import Action


class QueueEntry(models.Model):
    _inherit = "queue.entry"

    tube_count = fields.Integer("Tubes", readonly=True)
    tubes = fields.Char("Order of the tubes", readonly=True, help="e.g. blue, yellow, purple")

    def _set_tubes(self, tubes):
        """Keep the tubes of a blood draw, names in the order in which they are filled."""
        self.sudo().write({"tube_count": len(tubes), "tubes": ", ".join(tubes)})

    def _family_notice(self, text, request_id=None):
        """Keep in the log what the family of a patient in surgery was told; return the entries."""
        if not (text or "").strip():
            raise UserError(self.env._("Write what the family is told."))
        if not self or self.env["queue.request"]._claim(request_id) is not None:
            return self
        act = Action(self.env)
        for row in act.lock_entries(self.ids):
            act.flag(row, "family_notice", reason=text)
        act.save()
        return self

    @api.model
    def _verb_names(self):
        return {**super()._verb_names(), "family_notice": self.env._("Family notice")}

    def _compute_place(self):
        """Say, after the place, what keeps a patient from being called there."""
        result = super()._compute_place()
        why = self._why_not_called()
        for entry in self:
            if entry.id in why:
                entry.place_why = " ".join(filter(None, (entry.place_why, why[entry.id])))
        return result
