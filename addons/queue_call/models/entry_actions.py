"""The buttons of an entry: public methods that check access, then do a verb."""

from odoo import api, models
from odoo.exceptions import AccessError

_STAFF = ("queue_call.group_queue_nurse", "queue_call.group_queue_doctor")


class QueueEntry(models.Model):
    _inherit = "queue.entry"

    def _check_staff(self):
        """Raise AccessError unless the user is queue staff and may see all these entries."""
        if not any(self.env.user.has_group(group) for group in _STAFF):
            raise AccessError(self.env._("Only queue staff may do this."))
        self.check_access("read")
        return self

    def action_check_in(self):
        self._check_staff()._check_in()

    def action_undo_check_in(self):
        self._check_staff()._undo_check_in()

    def action_arrive(self):
        self._check_staff()._arrive()

    def action_no_show(self):
        self._check_staff()._no_show()

    def action_return_no_show(self):
        self._check_staff()._return_no_show()

    def action_resume(self):
        self._check_staff()._resume()

    def action_send_away(self):
        self._check_staff()._send_away()

    def action_return_from_tests(self):
        self._check_staff()._return_from_tests()

    def action_finish(self):
        self._check_staff()._finish()

    def action_change(self):
        """Open the window for a change that wants a reason: cancel, transfer, class, hold."""
        self._check_staff()
        return self._desk_window(self.env._("Change"), "queue.desk.change", {"entry_id": self.id})

    def action_register(self):
        """Open the window that registers a patient at the desk; no entries are needed."""
        self._check_staff()
        return self._desk_window(self.env._("Register a patient"), "queue.desk.register", {})

    @api.model
    def _desk_window(self, name, model, defaults):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {f"default_{key}": value for key, value in defaults.items()},
        }
