"""Steps of an entry in a queue of its kind: moved by the desk, or following a verb."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import kind_words, kinds
from ..core.kind_catalogue import KINDS
from .action import Action

STEP = "step"


class QueueEntry(models.Model):
    _inherit = "queue.entry"

    step_name = fields.Char("At the step", compute="_compute_step_name")

    @api.depends("step", "queue_id")
    @api.depends_context("lang")
    def _compute_step_name(self):
        for entry in self:
            kind = entry.queue_id.sudo()._core_kind() if entry.queue_id else None
            names = kind_words.step_names(kind, self.env.lang or "en_US") if kind else {}
            entry.step_name = names.get(entry.step) or False

    @api.model
    def _kind(self, row):
        """Return the core's kind of an entry's row."""
        return KINDS[self.env["queue.queue"]._facts(row.queue_id).kind]

    # -- the desk moves a patient on --------------------------------------------------------------
    def _step(self, name, reason=None, request_id=None):
        """Move these entries to a step of their kind; return the entries.

        Nobody loses the place: who is not ready is passed over, and resumes at his old check-in
        number. Raises UserError, naming what is possible, when the step does not follow; and when
        preparations are missing, unless a reason is given.
        """
        if not self or self.env["queue.request"]._claim(request_id) is not None:
            return self
        act = Action(self.env, reason=reason)
        for row in act.lock_entries(self.ids):
            self._move_step(act, row, name)
        act.save()
        return self

    @api.model
    def _move_step(self, act, row, name):
        """Move a locked row to a step; whoever waits aside comes back with a ready one."""
        kind = self._kind(row)
        try:
            step = kinds.move(kind, row.step, name)
        except kinds.IllegalStep as illegal:
            raise UserError(self._illegal_step(kind, row, illegal)) from illegal
        changes = {"step": step.code, "ready": self._is_ready(act, row, step)}
        if step.minutes:
            wait = getattr(act.policy(row), step.minutes)
            changes["not_before"] = act.now + timedelta(minutes=wait)
        here = kind.step(row.step)
        if here and step.code in here.rounds:
            changes["round_no"] = (row.round_no or 1) + 1
        if row.state == "away" and step.ready:
            self._decide(act, row, "return_from_tests", changes)
        else:
            act.flag(row, STEP, **changes)

    @api.model
    def _is_ready(self, act, row, step):
        """Return whether a row in this step can be called; a ready step wants its preparations."""
        missing = self._missing_of([row.id]).get(row.id, []) if step.ready else []
        if missing and not act.reason:
            raise UserError(
                self.env._(
                    "%(number)s is not prepared: %(missing)s. Tick what is done, or write why the"
                    " patient is called all the same.",
                    number=row.number,
                    missing=", ".join(missing),
                )
            )
        return kinds.is_ready(step)

    @api.model
    def _missing_of(self, entry_ids):
        """Return {entry id: names of the preparations that are not done}."""
        return {}

    @api.model
    def _illegal_step(self, kind, row, illegal):
        names = kind_words.step_names(kind, self.env.lang or "en_US")
        if not illegal.allowed:
            return self.env._("%s has no further step that is set by hand.", row.number)
        return self.env._(
            "%(number)s is at “%(here)s”. Possible now: %(allowed)s.",
            number=row.number,
            here=names[illegal.here.code],
            allowed=", ".join(names[one] for one in illegal.allowed),
        )

    def _set_ready(self, ready, reason=None, request_id=None):
        """Say that a patient is ready, or is not: where the kind has steps, by the step for it."""
        mine = self.sudo().filtered(lambda one: one._step_for(ready))
        if mine and mine == self.sudo():
            names = {one._step_for(ready) for one in mine}
            if len(names) == 1:
                return self._step(names.pop(), reason, request_id)
        return super()._set_ready(ready, reason, request_id)

    def _step_for(self, ready):
        """Return the step that this entry may move to by hand to be ready, or not; else None."""
        kind = self.queue_id._core_kind()
        here = kind.step(self.step)
        if here is None or here.at or here.end or here.ready == ready:
            return None
        return next((one for one in here.to if kind.steps[one].ready == ready), None)

    def _available_steps(self):
        """Return [(step, name)] that the desk may set for this entry now."""
        self.ensure_one()
        kind = self.queue_id.sudo()._core_kind()
        here, names = kind.step(self.step), kind_words.step_names(kind, self.env.lang or "en_US")
        done = self.state in ("finished", "cancelled", "transferred")
        return [(one, names[one]) for one in here.to] if here and not done else []

    # -- steps that follow a verb -----------------------------------------------------------------
    @api.model
    def _decide(self, act, row, verb, changes=None):
        kind = self._kind(row)
        if not kind.steps:
            return super()._decide(act, row, verb, changes)
        verb = kinds.verb_for(kind, row.step, verb)
        step = kinds.after(kind, row.step, kinds.target(verb))
        follows = {}
        if step.code != (row.step or ""):
            follows = {"step": step.code, "ready": kinds.is_ready(step)}
        return super()._decide(act, row, verb, {**follows, **(changes or {})})

    @api.model
    def _with_return_from_tests(self, act, row):
        """Only in a clinic is coming back a revisit; elsewhere the next stage of the same visit."""
        if self._kind(row).steps:
            return {"session_id": None, "point_id": None}
        return super()._with_return_from_tests(act, row)

    @api.model
    def _entry_values(self, one, lines, classes, now):
        values = super()._entry_values(one, lines, classes, now)
        facts = one["facts"]
        step = KINDS[facts.kind].first(facts.policy)
        if step:
            values.update(step=step.code, ready=kinds.is_ready(step))
        else:
            values["step"] = None
        return values

    @api.model
    def _verb_names(self):
        return {**super()._verb_names(), STEP: self.env._("Step")}
