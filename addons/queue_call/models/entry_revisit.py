"""Back with results: to the doctor who sent the patient, or again after the visit was finished."""

from odoo import api, models
from odoo.exceptions import UserError


class QueueEntry(models.Model):
    _inherit = "queue.entry"

    @api.model
    def _doctor_to_return_to(self, act, row):
        """Return the id of the doctor who saw a row's patient, where he goes back to him.

        None when the policy does not bind revisits, or when that doctor no longer serves this
        queue: then any doctor calls the patient.
        """
        if row.practitioner_id or not act.policy(row).revisit_same_doctor or not row.session_id:
            return None
        self.env.cr.execute(
            """
            SELECT s.practitioner_id FROM queue_session s
              JOIN queue_session now ON now.practitioner_id = s.practitioner_id
               AND now.state != 'closed'
              JOIN queue_queue_queue_session_rel r ON r.queue_session_id = now.id
             WHERE s.id = %s AND r.queue_queue_id = %s LIMIT 1
            """,
            (row.session_id, row.queue_id),
        )
        found = self.env.cr.fetchone()
        return found and found[0]

    def _revisit(self, reason=None, request_id=None):
        """Let a finished patient of today stand in line again, with results; return the new entry.

        He gets a new number, the class of revisits, and goes back to the same doctor where the
        policy says so. Raises UserError when he is not finished, or was here on another day.
        """
        self.ensure_one()
        known = self.env["queue.request"]._claim(request_id)
        if known is not None:
            return self.browse(known or [])
        day, half = self.sudo().company_id._queue_half_day()
        if self.state != "finished" or self.service_date != day:
            raise UserError(
                self.env._(
                    "%s is not a patient who was finished today: register a new visit.", self.number
                )
            )
        request = self.sudo()._revisit_request(half)
        self.queue_id._lock_line(request)
        entry = self._register_all([request])
        entry.sudo().transferred_from_id = self
        entry._check_in(force=bool(reason), reason=reason)
        self.env["queue.request"]._answer(request_id, entry.id)
        return entry

    def _revisit_request(self, half):
        policy = self.env["queue.queue"]._facts(self.queue_id.id).policy
        doctor = self.session_id.practitioner_id if policy.revisit_same_doctor else None
        serves = doctor and self.queue_id in doctor._serves_now()
        first = self.visit_id.visit_ref.split("#r")[0]
        return {
            "company_id": self.company_id.id,
            "patient": {"mrn": self.patient_id.mrn},
            "visit_ref": f"{first}#r{self.round_no + 1}",
            "queue_id": self.queue_id.id,
            "practitioner_id": self.practitioner_id.id or (doctor.id if serves else None),
            "service_date": self.service_date,
            "half_day": half,
            "source": "revisit",
            "class_code": self.class_id.code or "revisit",
            "round_no": self.round_no + 1,
        }


class QueuePractitioner(models.Model):
    _inherit = "queue.practitioner"

    def _serves_now(self):
        """Return the queues of this doctor's open sessions."""
        sessions = self.env["queue.session"].sudo()
        domain = [("practitioner_id", "in", self.ids), ("state", "!=", "closed")]
        return sessions.search(domain).queue_ids
