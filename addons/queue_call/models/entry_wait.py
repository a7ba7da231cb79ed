"""How long a patient will still wait: a range, or nothing while too little is known."""

from odoo import models


class QueueEntry(models.Model):
    _inherit = "queue.entry"

    def _wait_ranges(self):
        """Return {entry id: (low, high)}, whole minutes until the call, of those in line.

        An entry whose queue has too few recent services to tell is missing from the answer.
        """
        return {}
