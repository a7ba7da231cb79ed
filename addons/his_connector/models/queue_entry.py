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
# One statement: what happened with the names a HIS asks for, and a delivery per interface that
# wants to hear of it.
_KEEP = """
WITH given AS (
    SELECT * FROM unnest(%s::int[], %s::varchar[], %s::timestamp[], %s::varchar[], %s::int[])
        WITH ORDINALITY AS g(entry_id, event, at, state, point_id, place)
), told AS (
    INSERT INTO his_outbox (company_id, entry_id, event, created_at, visit_ref, payload)
    SELECT e.company_id, e.id, g.event, g.at, v.visit_ref, jsonb_build_object(
        'state', g.state, 'number', e.number, 'queue', q.code, 'queue_name', q.name,
        'doctor', d.code, 'room', p.name, 'room_code', p.code, 'mrn', t.mrn)
    FROM given g JOIN queue_entry e ON e.id = g.entry_id
    JOIN queue_queue q ON q.id = e.queue_id
    LEFT JOIN queue_visit v ON v.id = e.visit_id
    LEFT JOIN queue_patient t ON t.id = e.patient_id
    LEFT JOIN queue_practitioner d ON d.id = e.practitioner_id
    LEFT JOIN queue_service_point p ON p.id = g.point_id
    ORDER BY g.place
    RETURNING id, company_id, entry_id, visit_ref, event, created_at
)
INSERT INTO his_delivery (outbox_id, interface_id, company_id, stream, next_at)
SELECT o.id, w.interface_id, o.company_id, coalesce(o.visit_ref, 'entry:' || o.entry_id),
    o.created_at
FROM told o JOIN unnest(%s::int[], %s::int[], %s::varchar[]) AS w(interface_id, company_id, event)
    ON w.company_id = o.company_id AND w.event = o.event
ORDER BY o.id
"""


class QueueEntry(models.Model):
    _inherit = "queue.entry"

    @api.model
    def _on_moved(self, events):
        """Keep for the HIS what happened, in the transaction in which it happens."""
        result = super()._on_moved(events)
        rows = [
            (
                event["entry_id"],
                _EVENTS[event["verb"]],
                event["at"],
                event["target"],
                event.get("point_id") or None,
            )
            for event in events
            if event["verb"] in _EVENTS
        ]
        if rows:
            columns = [list(column) for column in zip(*rows, strict=True)]
            told_by = self.env.context.get("his_told_by")  # who tells us hears no echo
            wanted = [
                one for one in self.env["his.interface"]._wanted_events() if one[0] != told_by
            ]
            wanted = zip(*wanted, strict=True)
            wanted = [list(column) for column in wanted] or [[], [], []]
            self.env.cr.execute(_KEEP, [*columns, *wanted])
        return result
