from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .action import Action
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

    chair = fields.Integer(default=1, required=True, help="Which chair, in a room with several")
    first_date = fields.Date("Opened for", help="Earlier than the day when it went past midnight")
    weights = fields.Json(help="Queue id: turns, when several queues are called in turn")
    stop_reason = fields.Char("Stopped because", readonly=True)

    _one_per_point = models.UniqueIndex(
        "(point_id, chair) WHERE state != 'closed'",
        "This chair of the room is in use. Choose another one.",
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
        turn = desk.first_free()
        if not turn:
            return self._staff_state(desk=desk, message=self._nobody(desk))
        first, act.turns = turn.row, turn.credits
        entries = self.env["queue.entry"]
        for row in desk.current:
            if act.policy(row).finish_on_next:
                entries._decide(act, row, "finish")
        act.advance(first)
        entries._decide(act, first, "call")
        act.call(first)
        act.save()
        return self._staff_state(act, desk)

    def _nobody(self, desk):
        """Return why nobody is called, though people may wait: not ready, or busy elsewhere."""
        if not any(desk.waiting.values()):
            return self.env._("Nobody is waiting.")
        return self.env._(
            "Whoever is waiting cannot be called yet: not ready, too early, or called elsewhere."
        )

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

    def _on_current(self, verb, request_id, entry_id=None):
        """Do a verb on whoever was called last, or on ``entry_id`` of several who are inside."""
        act, desk = self._begin(request_id)
        if not act:
            return self._staff_state()
        if not desk.current:
            raise UserError(self.env._("Nobody has been called. Call the next patient first."))
        inside = [row for row in desk.current if entry_id in (None, row.id)]
        if not inside:
            raise UserError(self.env._("This patient is not in your room any more."))
        row = inside[-1]
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
