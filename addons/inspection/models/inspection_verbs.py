from odoo import models
from odoo.addons.maintenance_contract.models.clock import naive, utc_now
from odoo.exceptions import UserError, ValidationError

from ..core import plan as rules


class Inspection(models.Model):
    """The one door for each step of an inspection; each writes its line of the log."""

    _inherit = "inspection.inspection"

    def action_start(self):
        """Begin: the list is laid out, what the devices have told stands on it."""
        for one in self:
            one._start()
        return True

    def _start(self, at=None, told=None):
        self.ensure_one()
        self.check_access("write")
        if self.state != "planned":
            raise UserError(self.env._("This inspection has begun already."))
        at = at or utc_now()
        self._check_papers(at)
        if not self.answer_ids:
            self._take_checklist()
        self.answer_ids.sudo().filtered(lambda one: not one.answered_at)._fill_in()
        if not self.checklist_id:
            raise UserError(self.env._("No checklist is in use: release one first."))
        self._log("start", at=at, told=told)
        self.sudo().write(
            {
                "state": "working",
                "started_at": naive(at),
                "user_id": self.user_id.id or self.env.uid,
                "planned_day": self.planned_day or self._local(naive(at)).date(),
            }
        )

    def _check_papers(self, at):
        """The engineer needs the papers that the hospital asks for on this day."""
        engineer = self.user_id or self.env.user
        day = self._local(naive(at)).date()
        problem = engineer._admission_problem(self.company_id, day, "onsite")
        if problem:
            engineer._refuse_or_note(self, problem)

    def _check_open(self):
        """Raise UserError when nothing can be entered: not begun, or signed."""
        self._refuse_signed()
        if any(one.state == "planned" for one in self):
            raise UserError(self.env._("Press Begin first: the form is laid out then."))

    def action_finish(self):
        """End the work on site; refused while anything is unanswered, and it says what."""
        for one in self:
            one._finish()
        return True

    def _finish(self, at=None, told=None):
        self.ensure_one()
        self.check_access("write")
        if self.state != "working":
            raise UserError(self.env._("This inspection is not at work."))
        self._check_complete()
        at = at or utc_now()
        self._log("finish", at=at, told=told)
        day = self._local(naive(at)).date()
        self.sudo().write(
            {"state": "done", "ended_at": naive(at), "done_day": self.done_day or day}
        )
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def _check_complete(self):
        lacking = self.answer_ids.filtered("lack")
        if lacking:
            words = dict(lacking._fields["lack"]._description_selection(self.env))
            rows = [
                f"{(one.device_id.name or one.site_id.name or '')} {one.name}: {words[one.lack]}"
                for one in lacking[:8]
            ]
            more = len(lacking) - len(rows)
            rows += [self.env._("and %s more", more)] if more > 0 else []
            raise ValidationError(
                self.env._("Not complete yet:\n%s", "\n".join(row.strip() for row in rows))
            )

    def action_reopen(self):
        """Go on with a finished inspection that nobody has signed."""
        for one in self:
            one.check_access("write")
            if one.state != "done":
                raise UserError(self.env._("Only a finished, unsigned inspection is opened again."))
            one._log("reopen")
            one.sudo().state = "working"
        return True

    # -- its day ----------------------------------------------------------------------------------
    def _move(self, day, reason, note=""):
        """Give the inspection another day, with a reason; it is never simply left out.

        Raises UserError for a day that has passed or on which nobody works there.
        """
        for one in self:
            one.check_access("write")
            if one.state != "planned":
                raise UserError(self.env._("This inspection has begun already."))
            faults = one._move_faults(day)
            stops = [fault for fault in faults if fault in rules.REFUSED]
            if stops:
                raise UserError(one._fault_words()[stops[0]])
            if faults and not (note or "").strip():
                raise ValidationError(
                    self.env._("%s Say who agreed to it.", one._fault_words()[faults[0]])
                )
            before = one.planned_day
            one._set_day(day, fixed=True)
            one._log("move", f"{before or '–'} → {day} {note or ''}".strip(), reason)

    def _move_faults(self, day):
        others = (self.plan_id.inspection_ids - self).mapped(
            lambda one: one.done_day or one.planned_day
        )
        return rules.move_faults(
            self._slot(),
            day,
            self.company_id._service_day(),
            [other for other in others if other],
            self.plan_id._is_free(),
        )

    def _fault_words(self):
        return {
            "past": self.env._("Day: it lies in the past."),
            "not_free": self.env._("Day: the hospital receives nobody on it. Choose another."),
            "outside": self.env._(
                "Day: it leaves the window of this inspection (%(first)s to %(last)s).",
                first=self.window_first,
                last=self.window_last,
            ),
            "too_close": self.env._(
                "Day: less than %s days from another inspection.", rules.GAP_DAYS
            ),
        }
