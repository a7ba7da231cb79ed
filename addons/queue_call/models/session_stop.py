"""Stopping a clinic (停诊): where those go who would wait for nobody, and what screens say."""

from odoo import models
from odoo.exceptions import UserError

from ..core import rooms as core
from .desk import Desk, line_person


class QueueSession(models.Model):
    _inherit = "queue.session"

    def _stop_clinic(self, reason, reroute="keep", queue=None, doctor=None, request_id=None):
        """Stop this clinic and send those whom nobody else would call where ``reroute`` says.

        "keep": they stay in their line, flagged, and are called again when it opens again;
        "queue": they move to ``queue`` of the same zone and keep their age; "doctor": they become
        patients of ``doctor``, who has a room open; "unbind": whoever was bound to this doctor
        may be called by any room of the queue. Whom nobody calls even so is flagged: nobody
        disappears. Screens show the room as suspended, with the reason, until it opens again.
        """
        self.ensure_one()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the clinic stops: screens show it."))
        target = self._reroute_queue(reroute, queue, doctor)
        if self.env["queue.request"]._claim(request_id) is not None:
            return self._staff_state()
        desk = self._lock_with(target)
        alone = self.env["queue.entry"].browse(self._would_wait_alone(desk))
        self._close(stop_reason=reason)
        self._suspend(reason)
        self._reroute(alone, reroute, target, doctor, reason)
        return self._staff_state()

    def _reroute_queue(self, reroute, queue, doctor):
        """Return the queue to move to, if any; raise UserError where the choice cannot work."""
        if reroute == "queue":
            if not queue or queue.zone_id != self.sudo().zone_id:
                raise UserError(self.env._("Choose a queue of the same zone for those who wait."))
            return queue
        if reroute == "doctor":
            session = self.sudo().search(
                [
                    ("practitioner_id", "=", doctor.id if doctor else 0),
                    ("state", "!=", "closed"),
                    ("zone_id", "=", self.sudo().zone_id.id),
                    ("id", "!=", self.id),
                ],
                limit=1,
            )
            if not session:
                raise UserError(
                    self.env._("Choose a doctor who has a room open in this zone at the moment.")
                )
            return session.queue_ids[:1]
        return self.env["queue.queue"]

    def _lock_with(self, queue):
        """Lock the session, then its lines and those of ``queue`` together, by id."""
        self.env.cr.execute(
            "SELECT id FROM queue_session WHERE id = %s FOR NO KEY UPDATE", (self.id,)
        )
        lines = Desk(self).lines
        keys = {(queue.id, one.service_date, one.half_day) for one in lines.values() if queue}
        more = self.env["queue.line"]._ensure(keys) if keys else {}
        self.env["queue.line"]._by_id([*lines, *more.values()], lock=True)
        return Desk(self)

    def _would_wait_alone(self, desk):
        """Return the ids of those who wait and whom no session but this one would call."""
        lines = [key for key, rows in desk.line_rows.items() if rows]
        others = self.env["queue.entry"]._serving_lines(lines, without=self.id)
        bound = self.env["queue.class"]._bound_ids()
        rows = [row for rows in desk.waiting.values() for row in rows]
        return [row.id for row in rows if core.unserved(others, line_person(row, bound))]

    def _suspend(self, reason):
        point = self.sudo().point_id
        busy = self.sudo().search_count(
            [("point_id", "=", point.id), ("state", "!=", "closed")], limit=1
        )
        if not busy:
            point.write({"stop_reason": reason, "stopped_on": self.sudo().service_date})
            point.flush_recordset()

    def _reroute(self, entries, reroute, queue, doctor, reason):
        """Move those who would wait alone; whom somebody calls now loses the flag."""
        if reroute == "queue":
            entries._transfer(queue, where="age", reason=reason)
        elif reroute == "doctor":
            entries._set_doctor(doctor, reason=reason)
            elsewhere = entries.browse(entries._unserved())
            moved = elsewhere._transfer(queue, where="age", reason=reason)
            moved._set_doctor(doctor, reason=reason)
        elif reroute == "unbind":
            nobody = self.env["queue.practitioner"]
            entries.filtered("practitioner_id")._set_doctor(nobody, reason=reason)
        entries._unflag_served()
