"""The buttons of a session in the list of sessions."""

from odoo import models


class QueueSession(models.Model):
    _inherit = "queue.session"

    def _check_staff(self):
        """Raise AccessError unless the user is queue staff and may see these sessions."""
        self.env["queue.entry"]._check_staff()
        self.check_access("read")
        return self

    def action_pause(self):
        self._check_staff()._pause()

    def action_resume(self):
        self._check_staff()._resume()

    def action_close(self):
        self._check_staff()._close()

    def action_stop(self):
        """Open the window that stops a clinic: why, and where those go who wait."""
        self._check_staff()
        window = self.env["queue.entry"]._desk_window
        return window(self.env._("Stop the clinic"), "queue.session.stop", {"session_id": self.id})
