"""Opening a room, pausing it, going on into the next half-day, closing it."""

from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError

from ..core import rooms as core
from .clock import now_ms
from .desk import line_person

_IDLE = timedelta(hours=2)  # a session of an earlier day that was not used for so long is closed


class QueueSession(models.Model):
    _inherit = "queue.session"

    @api.model
    def _of_user(self):
        """Return the open or paused session of the user, or none."""
        return self.search([("user_id", "=", self.env.uid), ("state", "!=", "closed")], limit=1)

    @api.model
    def _open(self, point_id=None, queue_ids=None, chair=None):
        """Open a session of the user for this half-day; return the StaffState.

        Without arguments: at the practitioner's usual room with the usual queues. In a room with
        several chairs: at ``chair``, or the first free one. An earlier session of the user goes on
        into this half-day if it is the same, else it is closed. Raises UserError when the room is
        in use.
        """
        doctor = self.env["queue.practitioner"].search([("user_id", "=", self.env.uid)], limit=1)
        point = self.env["queue.service.point"].browse(point_id or doctor.default_point_id.id)
        queues = self.env["queue.queue"].browse(queue_ids or doctor.queue_ids.ids).exists()
        if not point.exists() or not queues:
            raise UserError(self.env._("Choose a room and at least one queue."))
        point.check_access("read")
        queues.check_access("read")
        session = self._of_user()
        if session and session._is_at(point, queues, chair):
            return session._go_on()
        if session:
            session._close()
        session = self.sudo().create(self._opening(doctor, point, queues, chair))
        session.flush_recordset()
        session = self.browse(session.id)
        session._opened()
        return session._staff_state()

    @api.model
    def _opening(self, doctor, point, queues, chair):
        day, half = point.sudo().company_id._queue_half_day()
        weights = doctor.sudo()._weights(queues)
        return {
            "point_id": point.id,
            "chair": self._free_chair(point, chair),
            "practitioner_id": doctor.id,
            "user_id": self.env.uid,
            "queue_ids": [(6, 0, queues.ids)],
            "weights": {str(key): value for key, value in weights.items()} or False,
            "service_date": day,
            "first_date": day,
            "half_day": half,
            "opened_at": now_ms(),
        }

    def _is_at(self, point, queues, chair):
        same = self.point_id == point and self.queue_ids == queues
        return same and chair in (None, self.chair)

    def _go_on(self):
        """Take up the same room again: end a pause, and go on into the present half-day.

        Without this key a morning clinic that runs past noon stays with its own line; with it the
        afternoon's patients join, and nobody who waits or is inside is touched.
        """
        if self.state == "paused":
            self._resume()
        day, half = self.sudo().company_id._queue_half_day()
        if (self.service_date, self.half_day) != (day, half):
            self._begin(None)
            self.sudo().write({"service_date": day, "half_day": half})
            self.flush_recordset()
            self._opened("session_half_day")
        return self._staff_state()

    @api.model
    def _free_chair(self, point, chair=None):
        """Return a free chair of the room, or raise UserError with the names of who sits there."""
        taken = {
            one.chair: one.practitioner_id.name or one.user_id.name
            for one in self.sudo().search([("point_id", "=", point.id), ("state", "!=", "closed")])
        }
        chairs = range(1, point.sudo().chairs + 1)
        if chair and chair not in chairs:
            raise UserError(
                self.env._(
                    "%(room)s has no chair %(chair)s. Choose one from 1 to %(most)s.",
                    room=point.name,
                    chair=chair,
                    most=chairs[-1],
                )
            )
        wanted = [chair] if chair else chairs
        free = next((one for one in wanted if one not in taken), None)
        if free is None:
            raise UserError(
                self.env._(
                    "%(room)s is in use by %(name)s. Choose another room, or have it closed there.",
                    room=point.name,
                    name=", ".join(taken[one] for one in wanted),
                )
            )
        return free

    def _opened(self, verb="session_open"):
        """Create the session's lines, and take back what the last closing had flagged."""
        day, half = self.service_date, self.half_day
        self.env["queue.line"]._ensure((queue.id, day, half) for queue in self.queue_ids)
        point = self.sudo().point_id
        if point.stop_reason:
            point.write({"stop_reason": False, "stopped_on": False})
            point.flush_recordset()
        act, desk = self._begin(None)
        for row in (row for rows in desk.waiting.values() for row in rows):
            if row.problem == "clinic_closed":
                act.flag(row, "problem", problem=None)
        act.save()
        self._log(verb)

    def _set_weights(self, weights):
        """Set how often each queue is called in turn: {queue id: turns}; empty for by waiting."""
        wrong = [key for key in weights if key not in self.queue_ids.ids]
        if wrong or any(not 1 <= turns <= 20 for turns in weights.values()):
            raise UserError(
                self.env._("Give each queue of this room a number of turns from 1 to 20.")
            )
        self._begin(None)
        self.sudo().write({"weights": {str(key): value for key, value in weights.items()}})
        self.flush_recordset()
        self._log("session_weights")

    def _pause(self, request_id=None):
        """Stop calling for a while; screens show it, the bench goes back to the hall."""
        return self._set_state("paused", "session_pause", request_id)

    def _resume(self, request_id=None):
        """Go on calling."""
        return self._set_state("open", "session_resume", request_id)

    def _set_state(self, state, verb, request_id):
        act, desk = self._begin(request_id)
        if act and desk.session.state != state:
            self.sudo().write({"state": state})
            self.flush_recordset()
            if state == "paused":
                self._empty_bench(act, desk)
            act.save()
            self._log(verb)
        return self._staff_state()

    def _close(self, request_id=None, stop_reason=None):
        """Close the room; whoever waits and has nobody left to call him is flagged.

        Who is in service is finished; who was called but has not come is held for the nurse. The
        bench goes back to the hall. ``stop_reason``: shown on the screens instead of "closed".
        """
        act, desk = self._begin(request_id)
        if not act:
            return self._staff_state()
        values = {"state": "closed", "closed_at": act.now, "stop_reason": stop_reason}
        self.sudo().write(values)
        self.flush_recordset()
        entries = self.env["queue.entry"]
        for row in desk.current:
            if row.state == "in_service":
                entries._decide(act, row, "finish")
            else:
                entries._decide(act, row, "hold", {"problem": "clinic_closed"})
        self._empty_bench(act, desk)
        for row in self._left_alone(desk):
            act.flag(row, "problem", self.env._("Clinic closed"), problem="clinic_closed")
        act.save()
        self._log("session_close")
        return self._staff_state()

    def _left_alone(self, desk):
        """Return the waiting rows of this session's lines that no other session will call."""
        lines = {key for key, rows in desk.line_rows.items() if rows}
        serving = self.env["queue.entry"]._serving_lines(lines)
        bound = self.env["queue.class"]._bound_ids()
        return [
            row
            for rows in desk.line_rows.values()
            for row in rows
            if core.unserved(serving, line_person(row, bound))
        ]

    def _log(self, verb):
        """Write an event of the session itself, so that screens and staff learn of it."""
        mine = self.sudo()
        event = {
            "zone_id": mine.zone_id.id,
            "company_id": mine.company_id.id,
            "action": f"session-{self.id}",
            "verb": verb,
            "at": now_ms(),
            "user_id": self.env.uid,
            "session_id": self.id,
            "point_id": mine.point_id.id,
            "reason": mine.stop_reason or None,
        }
        self.env["queue.event"]._collect([event])

    @api.model
    def _cron_close_past(self):
        """Close the sessions of earlier days that are not used any more.

        A night clinic goes on over midnight with its line: a session is closed when nothing has
        happened in it for two hours.
        """
        since = now_ms() - _IDLE
        points = self.env["queue.service.point"].sudo()
        for company in self.env["res.company"].search([]):
            day, _half = company._queue_half_day()
            domain = [("company_id", "=", company.id), ("state", "!=", "closed")]
            for session in self.search([*domain, ("service_date", "<", day)]):
                if session._last_used() < since:
                    session._close()
            domain = [("company_id", "=", company.id), ("stopped_on", "<", day)]
            points.search(domain).write({"stop_reason": False, "stopped_on": False})

    def _last_used(self):
        self.env.cr.execute("SELECT max(at) FROM queue_event WHERE session_id = %s", (self.id,))
        used = self.env.cr.fetchone()[0]
        return used or self.opened_at
