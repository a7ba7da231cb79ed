from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .action import Action
from .clock import now_ms
from .desk import Desk
from .queue_line import HALF_DAYS

SESSION_STATES = [("open", "Open"), ("paused", "Paused"), ("closed", "Closed")]


class QueueSession(models.Model):
    """Who serves where, on one half-day, from which queues."""

    _name = "queue.session"
    _description = "Clinic session"
    _order = "opened_at desc, id desc"
    _rec_name = "point_id"

    company_id = fields.Many2one(related="point_id.company_id", store=True, index=True)
    zone_id = fields.Many2one(related="point_id.zone_id", store=True, index=True)
    point_id = fields.Many2one(
        "queue.service.point", "Room", required=True, index=True, ondelete="restrict"
    )
    practitioner_id = fields.Many2one("queue.practitioner", "Doctor", ondelete="restrict")
    user_id = fields.Many2one("res.users", "User", required=True, index=True)
    queue_ids = fields.Many2many("queue.queue", string="Queues")
    service_date = fields.Date("Day", required=True)
    half_day = fields.Selection(HALF_DAYS, "Half-day", required=True)
    state = fields.Selection(SESSION_STATES, default="open", required=True, readonly=True)
    opened_at = fields.Datetime(readonly=True)
    closed_at = fields.Datetime(readonly=True)

    _one_per_point = models.UniqueIndex(
        "(point_id) WHERE state != 'closed'", "This room is in use. Choose another one."
    )
    _one_per_user = models.UniqueIndex(
        "(user_id) WHERE state != 'closed'", "You are serving in another room already."
    )

    @api.constrains("queue_ids", "point_id")
    def _check_zone(self):
        for session in self:
            if session.queue_ids.zone_id - session.zone_id:
                raise ValidationError(
                    self.env._("A room serves queues of its own zone: %s.", session.zone_id.name)
                )

    # -- the caller's keys ----------------------------------------------------------------------
    def _call_next(self, request_id=None):
        """Call whoever is first by the policies; return the StaffState.

        Finishes the current patient in the same action where the policy says so. With nobody
        waiting it changes nothing and says so. The same ``request_id`` again acts only once.
        """
        act, desk = self._begin(request_id, "open")
        if not act:
            return self._staff_state()
        first = desk.first_free()
        if not first:
            return self._staff_state(desk=desk, message=self.env._("Nobody is waiting."))
        entries = self.env["queue.entry"]
        for row in desk.current:
            if act.policy(row).finish_on_next:
                entries._decide(act, row, "finish")
        act.advance(first)
        entries._decide(act, first, "call")
        act.call(first)
        act.save()
        return self._staff_state(act, desk)

    def _recall(self, request_id=None):
        """Call the current patient again."""
        return self._on_current("recall", request_id)

    def _arrive(self, request_id=None):
        """The called patient has come in."""
        return self._on_current("arrive", request_id)

    def _no_show(self, request_id=None):
        """The called patient did not come."""
        return self._on_current("no_show", request_id)

    def _hold(self, request_id=None):
        """Put the current patient on hold."""
        return self._on_current("hold", request_id)

    def _send_away(self, request_id=None):
        """Send the current patient for tests; he comes back to the line afterwards."""
        return self._on_current("send_away", request_id)

    def _finish(self, request_id=None):
        """The current patient is done."""
        return self._on_current("finish", request_id)

    def _on_current(self, verb, request_id):
        act, desk = self._begin(request_id)
        if not act:
            return self._staff_state()
        if not desk.current:
            raise UserError(self.env._("Nobody has been called. Call the next patient first."))
        row = desk.current[-1]
        self.env["queue.entry"]._decide(act, row, verb)
        if verb == "recall":
            act.call(row, "recall")
        act.save()
        return self._staff_state(act, desk)

    def _begin(self, request_id, state=None):
        """Claim the request, lock session and lines; return (Action, Desk), for a repeat Nones.

        Raises UserError when the session is closed, or paused where ``state`` wants it open.
        """
        self.ensure_one()
        if self.env["queue.request"]._claim(request_id) is not None:
            return None, None
        desk = Desk(self, lock=True)
        if desk.session.state == "closed":
            raise UserError(self.env._("This session is closed. Open your room again."))
        if state and desk.session.state != state:
            raise UserError(self.env._("The room is paused. Go on before you call."))
        act = Action(self.env, desk=desk, request_id=request_id)
        return act, desk

    # -- open, pause, close ---------------------------------------------------------------------
    @api.model
    def _of_user(self):
        """Return the open or paused session of the user, or none."""
        return self.search([("user_id", "=", self.env.uid), ("state", "!=", "closed")], limit=1)

    @api.model
    def _open(self, point_id=None, queue_ids=None):
        """Open a session of the user for this half-day; return the StaffState.

        Without arguments: at the practitioner's usual room with the usual queues. An earlier
        session of the user is closed first. Raises UserError when the room is in use.
        """
        doctor = self.env["queue.practitioner"].search([("user_id", "=", self.env.uid)], limit=1)
        point = self.env["queue.service.point"].browse(point_id or doctor.default_point_id.id)
        queues = self.env["queue.queue"].browse(queue_ids or doctor.queue_ids.ids).exists()
        if not point.exists() or not queues:
            raise UserError(self.env._("Choose a room and at least one queue."))
        point.check_access("read")
        queues.check_access("read")
        day, half = point.sudo().company_id._queue_half_day()
        session = self._of_user()
        if session and session._serves(point, queues, day, half):
            return session._resume() if session.state == "paused" else session._staff_state()
        if session:
            session._close()
        self._check_free(point)
        session = self.sudo().create(
            {
                "point_id": point.id,
                "practitioner_id": doctor.id,
                "user_id": self.env.uid,
                "queue_ids": [(6, 0, queues.ids)],
                "service_date": day,
                "half_day": half,
                "opened_at": now_ms(),
            }
        )
        session.flush_recordset()
        session = self.browse(session.id)
        session._opened()
        return session._staff_state()

    def _serves(self, point, queues, day, half):
        same = self.point_id == point and self.queue_ids == queues
        return same and (self.service_date, self.half_day) == (day, half)

    @api.model
    def _check_free(self, point):
        other = self.sudo().search(
            [("point_id", "=", point.id), ("state", "!=", "closed")], limit=1
        )
        if other:
            raise UserError(
                self.env._(
                    "%(room)s is in use by %(name)s. Choose another room, or have it closed there.",
                    room=point.name,
                    name=other.practitioner_id.name or other.user_id.name,
                )
            )

    def _opened(self):
        """Create the session's lines, and take back what the last closing had flagged."""
        day, half = self.service_date, self.half_day
        self.env["queue.line"]._ensure((queue.id, day, half) for queue in self.queue_ids)
        act, desk = self._begin(None)
        for row in desk.rows:
            if row.problem == "clinic_closed":
                act.flag(row, "problem", problem=None)
        act.save()
        self._log("session_open")

    def _pause(self, request_id=None):
        """Stop calling for a while; screens show it."""
        return self._set_state("paused", "session_pause", request_id)

    def _resume(self, request_id=None):
        """Go on calling."""
        return self._set_state("open", "session_resume", request_id)

    def _set_state(self, state, verb, request_id):
        act, desk = self._begin(request_id)
        if act and desk.session.state != state:
            self.sudo().write({"state": state})
            self.flush_recordset()
            self._log(verb)
        return self._staff_state()

    def _close(self, request_id=None):
        """Close the room; whoever waits and has nobody left to call him is flagged.

        Who is in service is finished; who was called but has not come is held for the nurse.
        """
        act, desk = self._begin(request_id)
        if not act:
            return self._staff_state()
        entries = self.env["queue.entry"]
        for row in desk.current:
            if row.state == "in_service":
                entries._decide(act, row, "finish")
            else:
                entries._decide(act, row, "hold", {"problem": "clinic_closed"})
        for row in self._left_alone(act):
            act.flag(row, "problem", self.env._("Clinic closed"), problem="clinic_closed")
        act.save()
        self.sudo().write({"state": "closed", "closed_at": act.now})
        self.flush_recordset()
        self._log("session_close")
        return self._staff_state()

    def _left_alone(self, act):
        """Return the waiting rows of this session's lines that no other session serves."""
        self.env.cr.execute(
            """
            SELECT r.queue_queue_id FROM queue_session s
              JOIN queue_queue_queue_session_rel r ON r.queue_session_id = s.id
             WHERE s.state != 'closed' AND s.id != %s AND s.zone_id = %s
            """,
            (self.id, self.sudo().zone_id.id),
        )
        served = {queue for (queue,) in self.env.cr.fetchall()}
        alone = [key for key, line in act.lines.items() if line.queue_id not in served]
        waiting = self.env["queue.line"]._waiting_rows(alone)
        return [row for rows in waiting.values() for row in rows]

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
        }
        self.env["queue.event"]._collect([event])

    @api.model
    def _cron_close_past(self):
        """Close the sessions of earlier days that nobody closed."""
        for company in self.env["res.company"].search([]):
            day, _half = company._queue_half_day()
            domain = [("company_id", "=", company.id), ("state", "!=", "closed")]
            for session in self.search([*domain, ("service_date", "<", day)]):
                session._close()
