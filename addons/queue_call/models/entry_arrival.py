"""Checking in: what the core says about an arrival, told to staff, kiosk and phone."""

from odoo import api, models
from odoo.exceptions import UserError

from ..core.arrival import BY_FORCE, Registration, Wall, verdict
from .action import Action
from .clock import aware


class CheckInRefused(UserError):
    """A patient who cannot be checked in now.

    ``code``: a refusal of ``core.arrival``; ``params``: ``entry`` (id), ``number``, ``at`` (aware
    moment from which he may come, or None), ``force`` (staff may check in anyway). The message is
    for staff and names the remedy; a kiosk has words of its own for each code.
    """

    def __init__(self, message, code, params):
        self.code, self.params = code, params
        super().__init__(message)


class QueueEntry(models.Model):
    _inherit = "queue.entry"

    def _check_in(self, force=False, reason=None, request_id=None):
        """Check these patients in; late ones are marked. Return the entries.

        ``force``: staff checks in a patient whom the rules would send away, with a ``reason`` that
        goes into the log. Raises CheckInRefused; at the second of two kiosks in the same second
        its code is "known". Raises UserError when a reason is missing.
        """
        if force and not (reason or "").strip():
            raise UserError(self.env._("Please write why the patient is checked in anyway."))
        if not self or self.env["queue.request"]._claim(request_id) is not None:
            return self
        act = Action(self.env, reason=reason if force else None)
        for row in act.lock_entries(self.ids):
            arrival = self._arrival(act, row)
            if not arrival.lets_in and not (force and arrival.code in BY_FORCE):
                raise self._refused(row, arrival)
            self._decide(act, row, "check_in", {"late": arrival.code == "late"})
        act.save()
        return self

    @api.model
    def _arrival(self, act, row):
        """Return the core's verdict on a row at the moment of an action."""
        company = self.env["res.company"].sudo().browse(row.company_id)
        one = Registration(
            day=row.service_date,
            half=row.half_day,
            state=row.state,
            slot_start=aware(row.slot_start),
            paid=row.paid,
        )
        wall = Wall(company.queue_tz, company.queue_noon)
        return verdict(act.policy(row), one, aware(act.now), wall)

    @api.model
    def _refused(self, row, arrival):
        params = {
            "entry": row.id,
            "number": row.number,
            "at": arrival.at,
            "force": arrival.code in BY_FORCE,
        }
        return CheckInRefused(self._refusal(row, arrival), arrival.code, params)

    @api.model
    def _refusal(self, row, arrival):
        """Return the sentence for staff: what is the matter, and what to do."""
        company = self.env["res.company"].sudo().browse(row.company_id)
        clock = arrival.at and company._queue_wall_clock(arrival.at.replace(tzinfo=None))
        words = {"number": row.number, "time": clock or "", "day": row.service_date}

        def _(text):
            return self.env._(text, **words)

        texts = {
            "early": _("%(number)s is early: check in from %(time)s, or anyway with a reason."),
            "wrong_half_day": _(
                "%(number)s is registered for the afternoon: check in from %(time)s, change the"
                " half-day, or check in anyway with a reason."
            ),
            "wrong_day": _(
                "%(number)s is registered for %(day)s. Ask the patient to come on that day, or"
                " register again for today."
            ),
            "past": _(
                "The registration of %(number)s was for %(day)s and is over. Register the patient"
                " again, or check in anyway with a reason."
            ),
            "unpaid": _(
                "The fee of %(number)s is not paid. Send the patient to the cashier, or check in"
                " anyway with a reason."
            ),
            "known": _("%(number)s is checked in already and waits."),
            "called": _("%(number)s has been called already. Send the patient to the room."),
            "no_show": _("%(number)s missed the call. Use “Return after no-show”."),
            "held": _("%(number)s is on hold. Use “Resume”."),
            "away": _("%(number)s is away for tests. Use “Back from tests”."),
            "done": _("%(number)s is finished. Register the patient again for another visit."),
            "cancelled": _("The registration of %(number)s was cancelled. Register again."),
        }
        return texts[arrival.code]
