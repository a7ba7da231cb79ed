"""Registration by our own doors: the kiosk's number, the desk's walk-in, the extra number."""

from odoo import models
from odoo.exceptions import AccessError, UserError


class QueueQueue(models.Model):
    _inherit = "queue.queue"

    def _issue_number(self, request_id, device=None, patient=None):
        """Give a walk-in a number and check him in; return the entry.

        ``request_id``: chosen by the kiosk; sent twice, it gives the same entry. ``patient``: the
        dict of ``queue.entry._register_all``; without one the patient is anonymous. Raises
        UserError when the queue is closed or its quota is used up.
        """
        return self._register_walk_in(
            request_id, patient, device=device, source="kiosk" if device else "walk_in"
        )

    def _issue_extra(self, patient, request_id, reason, **more):
        """Give an extra number (加号) beyond the quota, marked as such; return the entry.

        For doctors and desk leads. ``more``: ``slot_start``, ``practitioner_id``, ``class_code``,
        ``check_in``. Raises UserError without a reason.
        """
        self._check_may_extra()
        if not (reason or "").strip():
            raise UserError(self.env._("Please give a reason for the extra number."))
        return self._register_walk_in(request_id, patient, extra=True, reason=reason, **more)

    def _check_may_extra(self):
        if self.env.user.has_group("queue_call.group_queue_doctor"):
            return
        self.env["queue.entry"]._check_may("extra")
        if not self.has_access("read"):
            raise AccessError(self.env._("This queue is not one of yours."))

    def _register_walk_in(self, request_id, patient=None, *, check_in=True, reason=None, **more):
        """Register somebody who stands here for the present half-day; return the entry.

        The one door of kiosk and desk. ``more``: ``device``, ``source``, ``extra``, ``class_code``,
        ``slot_start``, ``practitioner_id``, ``half_day``. The same request acts once.
        """
        self.ensure_one()
        device = more.pop("device", None)
        entries = self.env["queue.entry"].with_context(queue_device_id=device and device.id)
        known = self.env["queue.request"]._claim(request_id)
        if known is not None:
            return entries.browse(known or [])
        if not self.active:
            raise UserError(self.env._("This queue is closed. Please ask at the desk."))
        request = self._walk_in_request(request_id, patient, more)
        self._lock_line(request)
        if not request.get("extra"):
            self._check_quota(request["service_date"], request["half_day"], request["source"])
        entry = entries._register_all([request])
        if check_in:
            entry._check_in(force=bool(reason), reason=reason)
        self.env["queue.request"]._answer(request_id, entry.id)
        return entry

    def _walk_in_request(self, request_id, patient, more):
        day, half = self.sudo().company_id._queue_half_day()
        mark = f"kiosk:{request_id}"
        return {
            "company_id": self._facts(self.id).company_id,
            "patient": {"mrn": mark, "name": "", **(patient or {})},
            "visit_ref": mark,
            "queue_id": self.id,
            "service_date": day,
            "half_day": more.pop("half_day", None) or half,
            "source": "walk_in",
            **more,
        }

    def _lock_line(self, request):
        """Lock the line before a number is drawn: the one order of locks."""
        key = self.id, request["service_date"], request["half_day"]
        line = self.env["queue.line"]._ensure([key])
        self.env["queue.line"]._by_id(line.values(), lock=True)
