"""Which moves the desk offers for a patient, to whom."""

from odoo import api, models
from odoo.exceptions import AccessError

from ..core.desk_moves import LEAD_ONLY, moves

_LEAD = "queue_call.group_queue_desk_lead"


class QueueEntry(models.Model):
    _inherit = "queue.entry"

    def _available_moves(self):
        """Return {entry id: verbs that this user may do now}, the commonest first."""
        lead = self._is_lead()
        return {one.id: moves(one.state, lead=lead) for one in self}

    @api.model
    def _is_lead(self):
        return self.env.user.has_group(_LEAD)

    @api.model
    def _check_may(self, verb):
        """Raise AccessError, saying who may, when only a desk lead may do ``verb``."""
        if verb in LEAD_ONLY and not self._is_lead():
            raise AccessError(
                self.env._(
                    "“%s” puts a patient before others or past the rules: ask the desk lead.",
                    self._verb_names().get(verb, verb),
                )
            )
