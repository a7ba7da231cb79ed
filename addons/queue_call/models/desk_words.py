"""What the triage desk says: problems with their remedies, and names of the verbs' fields."""

from odoo import api, models


class QueueDesk(models.AbstractModel):
    _inherit = "queue.desk"

    @api.model
    def _problem_words(self):
        """Return the sentence of each problem: what is wrong, and what to do."""
        _ = self.env._
        return {
            "clinic_closed": _(
                "The clinic closed while this patient waited. Transfer the patient to another"
                " queue, or ask a doctor to open a room."
            ),
            "cancelled_after_call": _(
                "The registration was cancelled after the call. Tell the doctor to call the next."
            ),
            "cancelled_in_service": _(
                "The registration was cancelled while the patient is with the doctor. Ask the"
                " registration office, then finish or cancel the visit."
            ),
            "card_shared": _(
                "Several patients carry this card number. Check the name and the ID card, and have"
                " registration correct the card."
            ),
            "number_taken": _(
                "The number on the patient's slip belongs to somebody else; another was given."
                " Print a new slip."
            ),
            "no_doctor": _(
                "The doctor of this patient has no open room. Change the doctor, or ask the doctor"
                " to open the room."
            ),
            "no_room": _(
                "No open room accepts the class of this patient. Open such a room, or change the"
                " class."
            ),
        }

    @api.model
    def _reasons(self):
        """Return the reasons that are offered by one key; any other is written."""
        _ = self.env._
        return [
            _("Asked by the patient"),
            _("Asked by the doctor"),
            _("Feels worse"),
            _("Registered by mistake"),
        ]
