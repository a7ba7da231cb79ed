import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core.log import Event
from ..core.ordering import Waiting
from .clock import aware, from_log

_NOTES = frozenset({"problem", "update"})
_COLLECTED = "queue_call.collected"
_DESK = "queue_call.desk"
_NUMBER = """
    INSERT INTO queue_zone_counter AS c (zone_id, seq)
    SELECT * FROM unnest(%s::int[], %s::int[]) AS z(zone_id, count) ORDER BY zone_id
    ON CONFLICT (zone_id) DO UPDATE SET seq = c.seq + excluded.seq RETURNING zone_id, seq
"""
_COLUMNS = (
    "company_id zone_id seq at verb source target entry_id queue_id line_id action user_id"
    " device_id session_id point_id reason place before undoes"
).split()


class QueueEvent(models.Model):
    """What happened, in order: numbered per zone without gaps, never changed, never deleted."""

    _name = "queue.event"
    _description = "Queue event"
    _log_access = False
    _order = "zone_id, seq desc"
    _rec_name = "verb"

    company_id = fields.Many2one("res.company", "Hospital", required=True)
    zone_id = fields.Many2one("queue.zone", "Zone", required=True, ondelete="restrict")
    seq = fields.Integer("No.", required=True)
    at = fields.Datetime(required=True)
    verb = fields.Char("What", required=True)
    source = fields.Char("State before")
    target = fields.Char("State after")
    entry_id = fields.Many2one(
        "queue.entry", "Patient", index="btree_not_null", ondelete="restrict"
    )
    queue_id = fields.Many2one("queue.queue", "Queue", ondelete="restrict")
    line_id = fields.Many2one("queue.line", index="btree_not_null", ondelete="restrict")
    action = fields.Char("Key press", required=True)
    user_id = fields.Many2one("res.users", "By", ondelete="restrict")
    device_id = fields.Many2one("maintenance.equipment", "Device", ondelete="restrict")
    session_id = fields.Many2one("queue.session", ondelete="restrict")
    point_id = fields.Many2one("queue.service.point", "Room", ondelete="restrict")
    reason = fields.Char()
    place = fields.Json("Place in the line")
    before = fields.Json("Values before")
    undoes = fields.Integer("Takes back no.")
    verb_label = fields.Char("Event", compute="_compute_labels")
    target_label = fields.Char("State", compute="_compute_labels")

    _seq_uniq = models.Constraint("UNIQUE (zone_id, seq)")
    _session_idx = models.Index("(session_id, at) WHERE session_id IS NOT NULL")
    # What a desk can take back is asked with every look at it.
    _desk_idx = models.Index("(user_id, at) WHERE session_id IS NULL")

    def init(self):
        """Let the database itself refuse any change of the log."""
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION queue_event_append_only() RETURNS trigger AS $$
            BEGIN
                RAISE EXCEPTION 'queue_event is append-only';
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER queue_event_append_only
                BEFORE UPDATE OR DELETE ON queue_event
                FOR EACH ROW EXECUTE FUNCTION queue_event_append_only();
            """
        )

    def _compute_labels(self):
        states = dict(self.env["queue.entry"]._fields["state"]._description_selection(self.env))
        verbs = self.env["queue.entry"]._verb_names()
        for event in self:
            event.verb_label = verbs.get(event.verb, event.verb)
            event.target_label = states.get(event.target, event.target)

    @api.model_create_multi
    def create(self, vals_list):
        raise UserError(self.env._("Events are written by the queue itself."))

    def write(self, vals):
        raise UserError(self.env._("The event log cannot be changed."))

    def unlink(self):
        raise UserError(self.env._("The event log cannot be changed."))

    # -- the log as the core reads it ---------------------------------------------------------
    def _core(self):
        """Return these events as ``core.log`` events, by ``seq``.

        Left out are sessions and what others note beside the queue (problems, changed details).
        """
        kept = self.filtered(lambda one: one.entry_id and one.verb not in _NOTES)
        return [one._core_one() for one in kept.sorted("seq")]

    def _core_one(self):
        return Event(
            seq=self.seq,
            at=aware(self.at),
            verb=self.verb,
            entry=self.entry_id.id,
            action=self.action,
            source=self.source or "",
            actor=self.user_id.id,
            # Done at the room only when done in its session: a nurse's key is not the room's.
            point=self.point_id.id if self.session_id else None,
            waiting=self._core_place(),
            undoes=self.undoes or None,
        )

    def _core_place(self):
        if not self.place:
            return None
        place = self.place
        return Waiting(
            key=self.entry_id.id,
            number=place["number"],
            checked_in_at=from_log(place["checked_in_at"]),
            checkin_no=place["checkin_no"],
            slot_start=from_log(place["slot_start"]),
            class_code=place["class"],
            return_due=place["return_due"],
            source=place["source"],
            late=place["late"],
            hand=place["hand"],
        )

    # -- writing: collected by the verbs, numbered while committing -----------------------------
    @api.model
    def _collect(self, events, calls=(), withdrawn=(), desk=None):
        """Keep events, new calls and withdrawn (call id, zone id) until the commit.

        ``desk``: where they happened, with the rows as they are now. It is handed to the screens'
        message when nothing else happened in the transaction.
        """
        data = self.env.cr.precommit.data
        if _COLLECTED not in data:
            data[_COLLECTED] = {}
            data[_DESK] = desk
            self.env.cr.precommit.add(self.sudo()._number_collected)
        elif events:
            data[_DESK] = None
        zones = data[_COLLECTED]
        for event in events:
            zones.setdefault(event["zone_id"], ([], [], []))[0].append(event)
        for call in calls:
            zones.setdefault(call["zone_id"], ([], [], []))[1].append(call)
        for call_id, zone_id in withdrawn:
            zones.setdefault(zone_id, ([], [], []))[2].append(call_id)

    def _number_collected(self):
        """Number the collected events, zone by zone, and tell screens and staff."""
        zones = self.env.cr.precommit.data.pop(_COLLECTED, {})
        desk = self.env.cr.precommit.data.pop(_DESK, None)
        told = {zone_id: zones[zone_id] for zone_id in sorted(zones) if zones[zone_id][0]}
        numbers = self._insert({zone_id: events for zone_id, (events, *_calls) in told.items()})
        for zone_id, (events, calls, withdrawn) in told.items():
            last = numbers[zone_id]
            zone = self.env["queue.zone"].browse(zone_id)
            zone._tell(last - len(events) + 1, last, events, calls, withdrawn, desk)

    def _insert(self, zones):
        """Insert {zone id: events} under each zone's next numbers; return {zone id: last number}.

        The counters are locked in the order of their zones.
        """
        if not zones:
            return {}
        self.env.cr.execute(_NUMBER, [sorted(zones), [len(zones[one]) for one in sorted(zones)]])
        numbers = dict(self.env.cr.fetchall())
        rows = []
        for zone_id, events in zones.items():
            for seq, event in enumerate(events, numbers[zone_id] - len(events) + 1):
                row = {name: event[name] for name in _COLUMNS if event.get(name) is not None}
                for name in ("place", "before"):
                    if not row.get(name):
                        row.pop(name, None)
                rows.append({**row, "seq": seq})
        columns = [SQL.identifier(name) for name in _COLUMNS]
        kinds = [SQL(self._fields[name].column_type[1]) for name in _COLUMNS]
        query = SQL(
            "INSERT INTO queue_event (%(names)s) SELECT %(names)s"
            " FROM ROWS FROM (jsonb_to_recordset(%(rows)s) AS (%(columns)s)) WITH ORDINALITY"
            " ORDER BY ordinality",
            names=SQL(", ").join(columns),
            columns=SQL(", ").join(SQL("%s %s", *one) for one in zip(columns, kinds, strict=True)),
            rows=json.dumps(rows, default=str),
        )
        self.env.cr.execute(query)
        return numbers
