from odoo import api, models

from ..core.causes import CAUSES
from ..core.serving import Place, choose, verbs
from ..core.standing import canonical, numbers


class HisEffect(models.AbstractModel):
    """A HIS, or a machine by MPPS, says that a patient is being served or is done."""

    _inherit = "his.effect"

    @api.model
    def _serve(self, work):
        """Move the entry that is meant; the HIS that told us hears nothing of it.

        What was told in between (a newer registration, an older one) does not matter: the state
        of the entry says whether there is still something to do.
        """
        command = work.command
        entries = self._entries_served(work)
        if not entries:
            work.ignore("unknown_visit", command.visit)
            return
        if set(entries.patient_id.mapped("mrn")) - {command.person.mrn}:
            work.fail("other_patient", command.visit)
            return
        places = [Place(one.id, one.state, one.queue_id.id) for one in entries]
        place, cause = choose(command.step, places)
        if place is None:
            state = places[-1].state if cause == "already_over" else command.visit
            work.ignore(cause, state)
            return
        entry = self.env["queue.entry"].browse(place.id).with_context(his_told_by=work.interface_id)
        entry._apply_in_turn(
            lambda state: verbs(command.step, state) or (), CAUSES["his_serves"].zh
        )
        work.done(place.id)

    @api.model
    def _entries_served(self, work):
        """The entry that the other side names, if it is one of this hospital; else the visit's."""
        command, entries = work.command, self.env["queue.entry"].sudo()
        here = [("company_id", "=", work.company_id)]
        if command.entry.isdecimal() and len(command.entry) < 10:
            if found := entries.search([*here, ("id", "=", int(command.entry))]):
                return found
        wanted = {(work.company_id, number) for number in numbers(command)}
        refs = {key[1]: row[0] for key, row in self._links("ref", wanted).items()}
        visit = canonical(command, refs)
        return entries.search([*here, ("visit_id.visit_ref", "=", visit)], order="id")
