"""Seats of an infusion room: assigned at the call, released at the end."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.kind_catalogue import KINDS
from ..core.states import AT_POINT

SEAT_STATES = [("free", "Free"), ("taken", "Taken"), ("cleaning", "To be cleaned")]


class QueueSeat(models.Model):
    """A seat or bed of an infusion queue. It is taken while its patient is called or served."""

    _name = "queue.seat"
    _description = "Infusion seat"
    _order = "queue_id, sequence, id"

    name = fields.Char("Seat", required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    queue_id = fields.Many2one("queue.queue", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="queue_id.company_id", store=True, index=True)
    zone_id = fields.Many2one(related="queue_id.zone_id", store=True, index=True)
    cleaning = fields.Boolean(readonly=True, help="Left, and not yet marked as clean")
    entry_ids = fields.One2many("queue.entry", "seat_id", "Patients")
    entry_id = fields.Many2one("queue.entry", "Patient", compute="_compute_entry")
    state = fields.Selection(SEAT_STATES, compute="_compute_entry")
    number = fields.Char(compute="_compute_entry")
    patient_name = fields.Char("Name", compute="_compute_entry")
    step = fields.Char(compute="_compute_entry")
    step_name = fields.Char("At the step", compute="_compute_entry")
    round_no = fields.Integer("Bottle", compute="_compute_entry")

    _name_uniq = models.Constraint("UNIQUE (queue_id, name)", "This queue has the seat already.")

    @api.depends("cleaning", "entry_ids.state", "entry_ids.seat_id", "entry_ids.step")
    @api.depends_context("lang")
    def _compute_entry(self):
        domain = [("seat_id", "in", self.ids), ("state", "in", tuple(AT_POINT))]
        there = {one.seat_id: one for one in self.env["queue.entry"].search(domain)}
        for seat in self:
            seat.entry_id = entry = there.get(seat, self.env["queue.entry"])
            for name in ("number", "patient_name", "step", "step_name", "round_no"):
                seat[name] = entry[name]
            free = "cleaning" if seat.cleaning else "free"
            seat.state = "taken" if seat in there else free

    @api.model
    def _take(self, queue_id):
        """Lock the seats of a queue and return the id of a free one; False: it has no seats.

        Raises UserError when all are taken.
        """
        self.env.cr.execute(
            "SELECT id FROM queue_seat WHERE queue_id = %s AND active ORDER BY id"
            " FOR NO KEY UPDATE",
            (queue_id,),
        )
        seats = tuple(key for (key,) in self.env.cr.fetchall())
        if not seats:
            return None
        # In a statement of its own: whoever held the locks before has committed by now.
        free = self._free(seats)
        if not free:
            raise UserError(
                self.env._("All seats are taken or to be cleaned. Free one, then call again.")
            )
        return free[0]

    @api.model
    def _free(self, seat_ids):
        """Return the ids of those of these seats that are free, in their order."""
        self.env.cr.execute(
            """
            SELECT s.id FROM queue_seat s
             WHERE s.id IN %s AND s.active AND s.cleaning IS NOT TRUE
               AND NOT EXISTS (SELECT 1 FROM queue_entry e
                    WHERE e.seat_id = s.id AND e.state IN ('called', 'in_service'))
             ORDER BY s.sequence, s.id
            """,
            (tuple(seat_ids) or (0,),),
        )
        return [key for (key,) in self.env.cr.fetchall()]

    @api.model
    def _left(self, seat_id):
        """A seat was left and is cleaned before the next patient."""
        self.env.cr.execute("UPDATE queue_seat SET cleaning = TRUE WHERE id = %s", (seat_id,))
        self.browse(seat_id).invalidate_recordset(["cleaning"])

    # -- buttons of the seat map ------------------------------------------------------------------
    def action_cleaned(self):
        """The seat is clean: it can be given out again."""
        self.env["queue.entry"]._check_staff()
        self.check_access("read")
        self.sudo().cleaning = False

    def action_next_bottle_due(self):
        self._on_patient("bottle_due")

    def action_bottle_changed(self):
        self._on_patient("running")

    def action_removal_due(self):
        self._on_patient("removal")

    def action_finish(self):
        """The patient leaves the seat."""
        for entry in self.entry_id:
            entry._check_staff()._finish()

    def _on_patient(self, step):
        for entry in self.entry_id:
            entry._check_staff()._step(step)


class QueueQueue(models.Model):
    _inherit = "queue.queue"

    seat_ids = fields.One2many("queue.seat", "queue_id", "Seats")


class QueueEntry(models.Model):
    _inherit = "queue.entry"

    seat_id = fields.Many2one("queue.seat", "Seat", readonly=True, ondelete="restrict")

    _seat_once = models.UniqueIndex(
        "(seat_id) WHERE state IN ('called', 'in_service')",
        "The seat has been given to another patient. Call again for another seat.",
    )

    @api.model
    def _full_queues(self, queue_ids):
        """Return the ids of those of these queues from which nobody is called: no seat is free."""
        facts = self.env["queue.queue"]._facts
        seated = tuple(one for one in queue_ids if KINDS[facts(one).kind].seats)
        if not seated:
            return set()
        self.env.cr.execute(
            "SELECT queue_id, array_agg(id) FROM queue_seat WHERE queue_id IN %s AND active"
            " GROUP BY queue_id",
            (seated,),
        )
        free = self.env["queue.seat"]._free
        return {queue for queue, seats in self.env.cr.fetchall() if not free(seats)}

    @api.model
    def _with_call(self, act, row):
        changes = super()._with_call(act, row)
        if self._kind(row).seats:
            changes["seat_id"] = self.env["queue.seat"]._take(row.queue_id)
        return changes

    @api.model
    def _decide(self, act, row, verb, changes=None):
        was = row.state
        result = super()._decide(act, row, verb, changes)
        left = was in AT_POINT and row.state not in AT_POINT and row.seat_id
        if left and act.policy(row).seat_cleaning:
            self.env["queue.seat"]._left(row.seat_id)
        return result
