"""An entry on the nurse's board: place in the line, why, and how long it has waited."""

from odoo import api, fields, models

from ..core.states import IN_LINE
from .clock import now_ms

_FOLDED = frozenset({"benched", "finished", "transferred", "cancelled"})


class QueueEntry(models.Model):
    _inherit = "queue.entry"

    position = fields.Integer("Place", compute="_compute_place")
    place_why = fields.Char("Why this place", compute="_compute_place")
    waited_min = fields.Integer("Minutes waited", compute="_compute_waited_min")

    @api.depends("state", "class_id", "line_id", "hand")
    @api.depends_context("lang")
    def _compute_place(self):
        self.position, self.place_why = 0, False
        mine = {one.id: one for one in self if one.state in IN_LINE}
        lines = {one.line_id.id for one in mine.values()}
        notes = self._hand_notes([one.id for one in mine.values() if one.hand])
        for place in self.env["queue.line"].sudo()._places(lines):
            entry = mine.get(place.waiting.key)
            if entry is not None:
                facts = self.env["queue.queue"]._facts(entry.queue_id.id)
                entry.position = place.position
                note = notes.get(entry.id, "")
                entry.place_why = facts.explain(place, self.env.lang, note)

    @api.model
    def _hand_notes(self, ids):
        """Return {entry id: the reason given} for entries that the desk moved by hand."""
        if not ids:
            return {}
        self.env.cr.execute(
            "SELECT DISTINCT ON (entry_id) entry_id, reason FROM queue_event"
            " WHERE entry_id IN %s AND verb IN ('move_hand', 'transfer', 'check_in')"
            " AND reason IS NOT NULL ORDER BY entry_id, seq DESC",
            (tuple(ids),),
        )
        return dict(self.env.cr.fetchall())

    @api.depends("checked_in_at", "called_at")
    def _compute_waited_min(self):
        now = now_ms()
        for entry in self:
            start = entry.checked_in_at
            ended = entry.called_at if entry.called_at and entry.called_at >= start else now
            if entry.state in IN_LINE:
                ended = now
            entry.waited_min = int((ended - start).total_seconds() // 60) if start else 0

    @api.model
    @api.readonly
    def formatted_read_group(self, domain, groupby=(), aggregates=(), **kwargs):
        """Fold the columns of those who are done, where columns of states are asked for."""
        groups = super().formatted_read_group(domain, groupby, aggregates, **kwargs)
        if list(groupby) == ["state"] and self.env.context.get("read_group_expand"):
            for group in groups:
                group["__fold"] = group["state"] in _FOLDED and not (
                    group["state"] == "benched" and group.get("__count")
                )
        return groups

    @api.model
    @api.readonly
    def web_read_group(self, *args, **kwargs):
        """Show those who wait in the order in which they will be called."""
        result = super().web_read_group(*args, **kwargs)
        for group in result["groups"]:
            if group.get("state") in IN_LINE and "__records" in group:
                group["__records"].sort(key=lambda one: one.get("position") or 0)
        return result
