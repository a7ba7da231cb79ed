"""Recall and no-show under the rules of the queue; the refusals name the remedy."""

from odoo import api, models
from odoo.exceptions import UserError

from ..core.recall import before_no_show, may_recall
from .clock import aware


class QueueEntry(models.Model):
    _inherit = "queue.entry"

    @api.model
    def _with_recall(self, act, row):
        if row.state == "called" and not may_recall(act.policy(row), row.recall_count):
            raise UserError(
                self.env._(
                    "%(number)s has been called again %(count)s times, as often as the rules"
                    " allow. Mark the patient as a no-show, or call the next one.",
                    number=row.number,
                    count=row.recall_count,
                )
            )
        return super()._with_recall(act, row)

    @api.model
    def _with_no_show(self, act, row):
        if row.state == "called":
            self._check_no_show(act, row)
        found = getattr(super(), "_with_no_show", None)
        return found(act, row) if found else {}

    @api.model
    def _check_no_show(self, act, row):
        called_at = aware(row.called_at or act.now)
        left = before_no_show(act.policy(row), row.recall_count, called_at, aware(act.now))
        if left.recalls:
            raise UserError(
                self.env._(
                    "Call %(number)s again first: %(count)s more times before a no-show.",
                    number=row.number,
                    count=left.recalls,
                )
            )
        if left.seconds:
            raise UserError(
                self.env._(
                    "%(number)s can be marked as a no-show in %(seconds)s s. Call again meanwhile.",
                    number=row.number,
                    seconds=left.seconds,
                )
            )
