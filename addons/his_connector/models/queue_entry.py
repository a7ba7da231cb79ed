import json

from odoo import api, models

# State of the queue → what the HIS wants to know.
_EVENTS = {
    "check_in": "checked_in",
    "undo_check_in": "check_in_undone",
    "call": "called",
    "arrive": "in_service",
    "finish": "finished",
    "no_show": "no_show",
    "undo": "undone",
}


class QueueEntry(models.Model):
    _inherit = "queue.entry"

    @api.model
    def _on_moved(self, events):
        """Keep for the HIS what happened, in the transaction in which it happens."""
        result = super()._on_moved(events)
        rows = [
            (
                event["company_id"],
                event["entry_id"],
                _EVENTS[event["verb"]],
                event["at"],
                json.dumps({"state": event["target"], "point_id": event.get("point_id")}),
            )
            for event in events
            if event["verb"] in _EVENTS
        ]
        if rows:
            self.env.cr.execute_values(
                "INSERT INTO his_outbox (company_id, entry_id, event, created_at, payload,"
                " visit_ref)"
                " SELECT v.*, (SELECT visit.visit_ref FROM queue_visit visit"
                " JOIN queue_entry entry ON entry.visit_id = visit.id WHERE entry.id = v.entry_id)"
                " FROM (VALUES %s) AS v(company_id, entry_id, event, created_at, payload)",
                rows,
                template="(%s, %s, %s, %s::timestamp, %s::jsonb)",
            )
        return result
