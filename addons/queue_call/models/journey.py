"""One patient in several queues: never called in two places at once."""

from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError

from ..core.kind_catalogue import EXCLUSIVE
from .clock import now_ms

_STALE = timedelta(hours=24)  # whoever was called so long ago is not there any more
_WALK_MOST = timedelta(minutes=60)  # the most that the rule walk_min allows


class QueueEntry(models.Model):
    _inherit = "queue.entry"

    _one_call = models.UniqueIndex(
        "(patient_id) WHERE state = 'called'",
        "This patient is being called in another place. Wait until he has been there.",
    )

    @api.model
    def _busy_elsewhere(self, patient_ids):
        """Return the ids of those of these patients who cannot be called at this moment.

        Called anywhere; in service in a queue of an exclusive kind (not at a pharmacy's window,
        where a relative may stand); or finished so recently that he still walks (``walk_min``).
        To be asked under the lock of the patient's row.
        """
        return set(self._whereabouts(patient_ids))

    @api.model
    def _check_not_elsewhere(self, row):
        """Raise UserError when a patient cannot be taken back to a room: he is called elsewhere."""
        self.env.cr.execute(
            "SELECT 1 FROM queue_patient WHERE id = %s FOR NO KEY UPDATE SKIP LOCKED",
            (row.patient_id,),
        )
        free = self.env.cr.fetchone()
        entry, point = self._whereabouts([row.patient_id]).get(row.patient_id, (row.id, None))
        if free and (entry == row.id or not point):
            return
        place = self.env["queue.service.point"].sudo().browse(point).name if point else "?"
        raise UserError(
            self.env._(
                "%(number)s is being called at %(place)s now: this cannot be taken back.",
                number=row.number,
                place=place,
            )
        )

    @api.model
    def _whereabouts(self, patient_ids):
        """Return {patient id: (entry id, point id or None while he walks)} of busy patients."""
        ids, now = list(patient_ids), now_ms()
        if not ids:
            return {}
        self.env.cr.execute(
            """
            SELECT e.patient_id, e.id, e.point_id, q.id, NULL
              FROM queue_entry e JOIN queue_queue q ON q.id = e.queue_id
             WHERE e.patient_id = ANY(%(ids)s) AND e.called_at > %(stale)s
               AND (e.state = 'called' OR e.state = 'in_service' AND q.kind = ANY(%(kinds)s))
             UNION ALL
            SELECT e.patient_id, e.id, NULL, e.queue_id, v.at
              FROM queue_entry e JOIN queue_event v ON v.entry_id = e.id
             WHERE e.patient_id = ANY(%(ids)s) AND v.at > %(walk)s
               AND v.source = 'in_service' AND v.target IN ('finished', 'away')
               AND e.state = v.target
            """,
            {
                "ids": ids,
                "kinds": list(EXCLUSIVE),
                "stale": now - _STALE,
                "walk": now - _WALK_MOST,
            },
        )
        facts, found = self.env["queue.queue"]._facts, {}
        for patient, entry, point, queue, left in self.env.cr.fetchall():
            walk = timedelta(minutes=facts(queue).policy.walk_min)
            if left is None:
                found[patient] = entry, point
            elif left + walk > now:
                found.setdefault(patient, (entry, None))
        return found
