"""What a patient has to do before an examination; ticked at the desk, the place is kept."""

from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.exceptions import UserError

from ..core import kinds
from ..core.kind_catalogue import KINDS
from .action import Action
from .clock import now_ms

CODES = [
    ("fasting", "Fasting"),
    ("bladder", "Full bladder"),
    ("empty", "Emptied"),
    ("iv", "IV access"),
    ("sedation", "Sedation"),
    ("other", "Other"),
]


class QueuePreparation(models.Model):
    """One preparation that a queue asks for; without it nobody is called there."""

    _name = "queue.preparation"
    _description = "Preparation"
    _order = "queue_id, sequence, id"

    name = fields.Char(required=True, help="As the patient and the desk read it")
    code = fields.Selection(CODES, default="other", required=True)
    note = fields.Char("What to do", help="e.g. drink 300–600 ml of water 1 to 1.5 hours before")
    minutes = fields.Integer(
        "Minutes until it works", help="Not called for so long after it was ticked"
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    queue_id = fields.Many2one("queue.queue", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="queue_id.company_id", store=True, index=True)
    zone_id = fields.Many2one(related="queue_id.zone_id", store=True, index=True)

    _minutes_positive = models.Constraint(
        "CHECK (minutes >= 0)", "Minutes until a preparation works are 0 or more."
    )

    @api.model
    @tools.ormcache("queue_id")
    def _of_queue(self, queue_id):
        """Return the ids of the preparations of a queue."""
        domain = [("queue_id", "=", queue_id)]
        return tuple(self.sudo().search(domain).ids)

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()


class QueuePreparationTick(models.Model):
    """One preparation of one patient, done or not."""

    _name = "queue.preparation.tick"
    _description = "Preparation of a patient"
    _order = "entry_id, sequence, id"

    entry_id = fields.Many2one("queue.entry", required=True, index=True, ondelete="cascade")
    preparation_id = fields.Many2one("queue.preparation", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="entry_id.company_id", store=True, index=True)
    zone_id = fields.Many2one(related="entry_id.zone_id", store=True)
    sequence = fields.Integer(related="preparation_id.sequence", store=True)
    name = fields.Char(related="preparation_id.name")
    note = fields.Char(related="preparation_id.note")
    done = fields.Boolean(readonly=True)
    done_at = fields.Datetime("Done at", readonly=True)
    user_id = fields.Many2one("res.users", "By", readonly=True)

    _tick_uniq = models.Constraint("UNIQUE (entry_id, preparation_id)")

    def action_toggle(self):
        """Tick these preparations, or take the tick back."""
        for tick in self:
            tick.entry_id._check_staff()._prepare(tick.preparation_id, not tick.done)


class QueueQueue(models.Model):
    _inherit = "queue.queue"

    preparation_ids = fields.One2many("queue.preparation", "queue_id", "Preparations")


class QueueEntry(models.Model):
    _inherit = "queue.entry"

    tick_ids = fields.One2many("queue.preparation.tick", "entry_id", "Preparation")
    missing = fields.Char("Still to prepare", compute="_compute_missing")

    @api.depends("tick_ids.done")
    def _compute_missing(self):
        missing = self._missing_of(self.ids)
        for entry in self:
            entry.missing = ", ".join(missing.get(entry.id, [])) or False

    def _prepare(self, preparations, done=True, reason=None, request_id=None):
        """Tick preparations of these entries, or untick; the last tick makes them callable.

        They keep their places: whoever is not prepared is passed over meanwhile.
        """
        if not self or self.env["queue.request"]._claim(request_id) is not None:
            return self
        act = Action(self.env, reason=reason)
        names = ", ".join(preparations.sudo().mapped("name"))
        for row in act.lock_entries(self.ids):
            if row.state in ("called", "in_service", "finished", "cancelled", "transferred"):
                raise UserError(
                    self.env._(
                        "%s is at the room already or gone: preparations are not changed any more.",
                        row.number,
                    )
                )
            self._set_ticks(row.id, preparations.ids, done)
            act.flag(row, "prepare" if done else "unprepare", reason=names)
            self._follow_ticks(act, row, preparations, done)
        act.save()
        return self

    @api.model
    def _set_ticks(self, entry_id, preparation_ids, done):
        ticks = self.env["queue.preparation.tick"].sudo()
        domain = [("entry_id", "=", entry_id), ("preparation_id", "in", preparation_ids)]
        by = {"done_at": now_ms(), "user_id": self.env.uid} if done else {}
        ticks.search(domain).write({"done": done, "done_at": False, "user_id": False, **by})
        ticks.flush_model()

    @api.model
    def _follow_ticks(self, act, row, preparations, done):
        """Move a row to the step that its ticks lead to."""
        kind = self._kind(row)
        here = kind.step(row.step)
        wait = max(preparations.sudo().mapped("minutes"), default=0) if done else 0
        if wait:
            later = act.now + timedelta(minutes=wait)
            act.flag(row, "step", not_before=max(row.not_before or later, later))
        missing = self._missing_of([row.id]).get(row.id)
        if here is None:
            act.flag(row, "step", ready=not missing)
        elif missing and here.code != "preparing" and "preparing" in kind.steps:
            self._move_step(act, row, "preparing")
        elif not missing and here.code == "preparing":
            asked = act.policy(row).ask_ready and "asking" in here.to
            self._move_step(act, row, "asking" if asked else "ready")

    @api.model
    def _missing_of(self, entry_ids):
        if not entry_ids:
            return {}
        self.env.cr.execute(
            "SELECT t.entry_id, array_agg(p.name ORDER BY p.sequence, p.id)"
            " FROM queue_preparation_tick t JOIN queue_preparation p ON p.id = t.preparation_id"
            " WHERE t.entry_id IN %s AND t.done IS NOT TRUE AND p.active GROUP BY t.entry_id",
            (tuple(entry_ids),),
        )
        return dict(self.env.cr.fetchall())

    # -- at registration --------------------------------------------------------------------------
    @api.model
    def _entry_values(self, one, lines, classes, now):
        values = super()._entry_values(one, lines, classes, now)
        if self.env["queue.preparation"]._of_queue(one["queue_id"]):
            values["ready"] = False
            steps = KINDS[one["facts"].kind].steps
            if "preparing" in steps:
                values.update(step="preparing", ready=kinds.is_ready(steps["preparing"]))
        return values

    @api.model
    def _insert_entries(self, requests, known):
        super()._insert_entries(requests, known)
        wanted = self.env["queue.preparation"]._of_queue
        fresh = [one for one in requests if wanted(one["queue_id"])]
        if not fresh:
            return
        ids = [
            known[one["visit_id"], one["queue_id"], one["service_date"], one["half_day"]]["id"]
            for one in fresh
        ]
        self.env.cr.execute(
            "INSERT INTO queue_preparation_tick (entry_id, preparation_id, company_id, zone_id,"
            " sequence, done) SELECT e.id, p.id, e.company_id, e.zone_id, p.sequence, FALSE"
            " FROM queue_entry e JOIN queue_preparation p ON p.queue_id = e.queue_id AND p.active"
            " WHERE e.id IN %s ON CONFLICT DO NOTHING",
            (tuple(ids),),
        )

    # -- buttons ----------------------------------------------------------------------------------
    def action_prepared(self):
        """Everything is prepared."""
        for entry in self._check_staff():
            entry._prepare(entry.tick_ids.preparation_id)

    def action_confirm_ready(self):
        """The patient says that he is ready."""
        self._check_staff()._step("ready")

    def action_not_ready(self):
        """Not ready: parked, the place is kept."""
        for entry in self._check_staff():
            entry._set_ready(False)

    @api.model
    def _verb_names(self):
        _ = self.env._
        return {
            **super()._verb_names(),
            "prepare": _("Prepared"),
            "unprepare": _("Preparation taken back"),
        }
