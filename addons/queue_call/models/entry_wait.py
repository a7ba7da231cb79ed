"""How long a patient will still wait: a range, or nothing while nobody is there to call him."""

from datetime import timedelta

from odoo import models

from ..core.states import IN_LINE
from ..core.waiting import shown
from .clock import now_ms
from .wait_line import WaitLines

_JUST_NOW = timedelta(minutes=2)


class QueueEntry(models.Model):
    _inherit = "queue.entry"

    def _wait_ranges(self):
        """Return {entry id: (low, high)}, whole minutes until the call, of those in line.

        The range holds four times out of five. An entry that no room on duty may call is missing
        from the answer. What is told to somebody who has just checked in is kept as a promise
        (``queue.wait.promise``), by which the forecast is judged afterwards.
        """
        mine = self.sudo().filtered(lambda one: one.state in IN_LINE)
        if not mine:
            return {}
        found = WaitLines(self.env, mine.line_id.ids).ranges()
        told = {one.id: shown(*found[one.id]) for one in mine if one.id in found}
        since = now_ms() - _JUST_NOW
        fresh = [one.id for one in mine if one.id in told and one.checked_in_at >= since]
        if fresh and not self.env.cr.readonly:
            self.env["queue.wait.promise"]._keep({key: told[key] for key in fresh})
        return told
