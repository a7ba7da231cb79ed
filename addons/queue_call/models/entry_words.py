"""What is said to staff about entries: names of verbs, why something cannot be done."""

from odoo import api, models


class QueueEntry(models.Model):
    _inherit = "queue.entry"

    @api.model
    def _verb_names(self):
        """Return the name of each verb in the user's language."""
        _ = self.env._
        return {
            "register": _("Register"),
            "check_in": _("Check in"),
            "undo_check_in": _("Take back check-in"),
            "bench": _("Send to the room"),
            "unbench": _("Back from the room"),
            "call": _("Call"),
            "recall": _("Recall"),
            "arrive": _("Arrived"),
            "no_show": _("No-show"),
            "return_no_show": _("Return after no-show"),
            "hold": _("Hold"),
            "resume": _("Resume"),
            "send_away": _("Send for tests"),
            "return_from_tests": _("Back from tests"),
            "finish": _("Finish"),
            "cancel": _("Cancel"),
            "transfer": _("Transfer"),
            "undo": _("Undo"),
            "update": _("Change of details"),
            "set_class": _("Change of class"),
            "move_hand": _("Moved by hand"),
            "set_doctor": _("Change of doctor"),
            "set_slot": _("Change of time"),
            "set_ready": _("Preparation"),
            "set_paid": _("Payment"),
            "revisit": _("Back with results"),
            "force_check_in": _("Check in anyway"),
            "extra": _("Extra number"),
            "problem": _("Problem noted"),
            "session_open": _("Open"),
            "session_pause": _("Pause"),
            "session_resume": _("Go on"),
            "session_close": _("Close"),
            "session_half_day": _("Go on into the next half-day"),
            "session_weights": _("Turns of the queues"),
        }

    @api.model
    def _illegal(self, row, illegal):
        """Return the sentence for an IllegalMove: what is the state, what can be done."""
        states = dict(self._fields["state"]._description_selection(self.env))
        names = self._verb_names()
        allowed = self.env._(", ").join(names[verb] for verb in illegal.allowed)
        words = {
            "number": row.number,
            "verb": names[illegal.verb],
            "state": states[illegal.state],
            "allowed": allowed,
        }
        if not allowed:
            return self.env._("“%(verb)s” is not possible: %(number)s is “%(state)s”.", **words)
        return self.env._(
            "“%(verb)s” is not possible: %(number)s is “%(state)s”. Possible now: %(allowed)s.",
            **words,
        )
