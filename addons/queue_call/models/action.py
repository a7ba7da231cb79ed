"""One key press as one unit of work: rows locked, moves decided by the core, saved set-based.

``Action`` is the only writer of entries, lines and calls. It is no model because it holds state
for the length of one call; its callers are the verbs of ``queue.entry`` and ``queue.session``.
"""

import json
import uuid

from odoo.tools import SQL

from ..core import announcement, ordering, states
from .clock import now_ms
from .rows import ENTRY_COLUMNS, ENTRY_SELECT, EntryRow

# Notes that leave the state as it is and change the place in the line.
PLACE_NOTES = frozenset({"set_class", "move_hand", "set_slot"})
_CALL_ENDS = frozenset(states.STATES) - {"called", "in_service"}


class Action:
    """Moves of one actor at one moment; nothing is written before ``save``.

    ``turns``: credits to keep with a call (``core.merge``); ``refills``: whether benches are filled
    when it is saved.

    ``env``: whoever acts; ``desk``: the locked ``Desk`` where it is done, or ``session`` and
    ``point``: ids of where, if anywhere; ``action``: an id to group events under; ``request_id``:
    kept with the calls. The device is taken from the context key ``queue_device_id``. Access is
    checked by the caller.
    """

    def __init__(self, env, *, desk=None, session=None, point=None, reason=None, **more):
        self.env = env
        self.now = now_ms()
        self.id = more.get("action") or uuid.uuid4().hex
        self.session, self.point, self.reason = session, point, reason
        self.request_id = more.get("request_id")
        self.lines, self.events, self.calls = {}, [], []
        self.desk, self.turns, self.refills = desk, None, True
        if desk:
            self.lines, self.session = desk.lines, desk.session.id
            self.point = desk.session.point_id
        self._moved, self._lines_moved, self._announced = {}, set(), []

    # -- load ---------------------------------------------------------------------------------
    def lock_entries(self, ids, extra_lines=()):
        """Lock the lines of these entries (and more lines), then the entries; return rows."""
        ids = tuple(ids) or (0,)
        where = SQL(
            "id IN (SELECT line_id FROM queue_entry WHERE id IN %s) OR id IN %s",
            ids,
            tuple(extra_lines) or (0,),
        )
        self.lines.update(self.env["queue.line"]._rows(where, lock=True))
        query = SQL("%s WHERE e.id IN %s ORDER BY e.id FOR NO KEY UPDATE OF e", ENTRY_SELECT, ids)
        return [EntryRow(*row) for row in self.env.execute_query(query)]

    def line_rows(self, lines):
        """Return {line id: rows of all who wait} of locked lines, with the moves of this action."""
        if self.desk:
            rows = self.desk.line_rows
            return {key: rows[key] for key in lines}
        waiting = {key: {} for key in lines}
        for key, rows in self.env["queue.line"]._waiting_rows(lines).items():
            waiting[key] = {row.id: row for row in rows}
        for row in self._moved.values():
            if row.line_id in waiting:
                waiting[row.line_id].pop(row.id, None)
                if row.state in states.IN_LINE:
                    waiting[row.line_id][row.id] = row
        return {key: list(rows.values()) for key, rows in waiting.items()}

    def moved_rows(self):
        """Return the rows that this action has changed so far."""
        return list(self._moved.values())

    def policy(self, row):
        """Return the core policy of an entry's or a line's queue."""
        return self.env["queue.queue"]._facts(row.queue_id).policy

    # -- decide -------------------------------------------------------------------------------
    def move(self, row, verb, *, reason=None, aside=False, **changes):
        """Do ``verb`` on a locked row, with further column changes. Raises IllegalMove.

        ``aside``: it follows by rule and is no part of the key press, which can be taken back
        without it.
        """
        source = row.state
        target = states.target(verb, source)
        changes["state"] = target
        if states.MOVES[verb].joins or (target == "waiting" and not row.checkin_no):
            changes.update(self._join(row))
        self._record(row, verb, target, changes, reason, aside=aside)
        if target in _CALL_ENDS and source in states.AT_POINT:
            row.withdraw = True
        return row

    def flag(self, row, verb, reason=None, **changes):
        """Record something that changes columns but no state (a problem, a class)."""
        self._record(row, verb, row.state, changes, reason)

    def revert(self, row, event, before):
        """Put back the columns an event changed, as an event of its own."""
        withdraw = event.verb == "call"
        if event.source in states.AT_POINT and row.state not in states.AT_POINT:
            self.env["queue.entry"]._check_not_elsewhere(row)
        self._record(row, "undo", event.source, dict(before), None, undoes=event.seq)
        row.withdraw = row.withdraw or withdraw
        row.undone = row.undone or withdraw

    def call(self, row, kind="call"):
        """Announce a row at the action's point; the call is inserted by ``save``."""
        self._announced.append((row, kind))

    def advance(self, row):
        """Let the line remember that this row was called."""
        line = self.lines[row.line_id]
        line.remember(ordering.advance(self.policy(row), line.state(), row.waiting()))
        self._lines_moved.add(line.id)

    def restore_line(self, line_id, state):
        """Set what a line remembers, after a call was taken back."""
        self.lines[line_id].remember(state)
        self._lines_moved.add(line_id)

    def _join(self, row):
        line = self.lines[row.line_id]
        line.checkin_no += 1
        self._lines_moved.add(line.id)
        since = row.checked_in_at
        if not since:
            # A clock that is set back must not put the next one before those who are there.
            since = line.last_in = max(self.now, line.last_in or self.now)
        return {"checkin_no": line.checkin_no, "checked_in_at": since}

    def _record(self, row, verb, target, changes, reason, *, undoes=None, aside=False):
        source, place = row.state, row.place()
        before = {name: getattr(row, name) for name in changes}
        for name, value in changes.items():
            setattr(row, name, value)
        row.changed.update(changes)
        row.moved()
        self._moved[row.id] = row
        if target in states.IN_LINE or verb in PLACE_NOTES:
            place = row.place()
        elif verb != "call":
            place = None
        self.events.append(
            {
                "zone_id": row.zone_id,
                "company_id": row.company_id,
                "entry_id": row.id,
                "queue_id": row.queue_id,
                "line_id": row.line_id,
                "action": f"{self.id}-aside" if aside else self.id,
                "verb": verb,
                "source": source,
                "target": target,
                "at": self.now,
                "user_id": self.env.uid,
                "device_id": self.env.context.get("queue_device_id"),
                "session_id": None if aside else self.session,
                "point_id": row.point_id if aside else self.point or row.point_id,
                "reason": reason or self.reason,
                "place": place,
                "before": before,
                "undoes": undoes,
                "row": row,
            }
        )

    # -- apply --------------------------------------------------------------------------------
    def save(self):
        """Write everything and hand the events to the log."""
        self.env["queue.session"]._refill(self)
        self._save_entries()
        self._save_lines()
        withdrawn = self._withdraw()
        self.calls = self._save_calls()
        self.env["queue.event"]._collect(self.events, self.calls, withdrawn, self.desk)
        self.env["queue.entry"]._on_moved(self.events)

    def _save_entries(self):
        if not self._moved:
            return
        columns = SQL(", ").join(map(SQL.identifier, ENTRY_COLUMNS))
        query = SQL(
            """
            UPDATE queue_entry e
               SET (%s, write_date, write_uid) =
                   (SELECT %s, %s::timestamp, %s::int FROM jsonb_populate_record(e, v.changes))
              FROM (SELECT jsonb_array_elements(%s) AS changes) v
             WHERE e.id = (v.changes ->> 'id')::int
            """,
            columns,
            columns,
            self.now,
            self.env.uid,
            json.dumps([row.changes() for row in self._moved.values()], default=str),
        )
        self.env.cr.execute(query)
        self.env["queue.entry"].browse(self._moved).invalidate_recordset()

    def _save_lines(self):
        if not self._lines_moved:
            return
        rows = [
            (one.id, one.checkin_no, one.normals_called, json.dumps(one.last_mixed), one.last_in)
            for one in (self.lines[key] for key in sorted(self._lines_moved))
        ]
        self.env.cr.execute_values(
            "UPDATE queue_line l SET checkin_no = v.checkin_no, normals_called = v.normals_called,"
            " last_mixed = v.last_mixed::jsonb, last_in = v.last_in::timestamp FROM (VALUES %s)"
            " AS v(id, checkin_no, normals_called, last_mixed, last_in) WHERE l.id = v.id",
            rows,
        )
        self.env["queue.line"].browse(self._lines_moved).invalidate_recordset()

    def _withdraw(self):
        ids = tuple(row.id for row in self._moved.values() if row.withdraw)
        if not ids:
            return []
        self.env.cr.execute(
            "UPDATE queue_call SET withdrawn_at = %s WHERE entry_id IN %s AND withdrawn_at IS NULL"
            " RETURNING id, zone_id",
            (self.now, ids),
        )
        withdrawn = self.env.cr.fetchall()
        undone = tuple(row.id for row in self._moved.values() if row.undone)
        if undone:
            self._undo_calls(undone)
        self.env["queue.call"].browse(call for call, _zone in withdrawn).invalidate_recordset()
        return withdrawn

    def _undo_calls(self, ids):
        """The last call of these entries was a mistake: it used up nobody's turn."""
        self.env.cr.execute(
            "UPDATE queue_call SET undone = TRUE WHERE id IN"
            " (SELECT max(id) FROM queue_call WHERE entry_id IN %s AND kind = 'call'"
            " GROUP BY entry_id)",
            (ids,),
        )

    def _save_calls(self):
        if not self._announced:
            return []
        rows = [self._call_values(row, kind) for row, kind in self._announced]
        speech = self.env["queue.voice"]._speech_of(
            [
                (row, one["point_id"], one["chair"], kind == "recall")
                for (row, kind), one in zip(self._announced, rows, strict=True)
            ]
        )
        for one, said in zip(rows, speech, strict=True):
            one["speech"] = json.dumps(said) if said else None
        names = list(rows[0])
        query = SQL(
            "INSERT INTO queue_call (%s) VALUES %s RETURNING id",
            SQL(", ").join(map(SQL.identifier, names)),
            SQL(", ").join(tuple(values.values()) for values in rows),
        )
        ids = [new for (new,) in self.env.execute_query(query)]
        calls = [
            values | {"id": new, "speech": said}
            for new, values, said in zip(ids, rows, speech, strict=True)
        ]
        self.env["queue.entry"]._on_called(self.env["queue.call"].browse(ids))
        return calls

    def _call_values(self, row, kind):
        zone = self.env["queue.zone"]._facts(row.zone_id)
        return {
            "company_id": row.company_id,
            "zone_id": row.zone_id,
            "entry_id": row.id,
            "point_id": self.point or row.point_id,
            "session_id": self.session or row.session_id,
            "number": row.number,
            "shown_name": announcement.mask_name(row.name, zone.mask_mode),
            "attempt": row.recall_count + 1,
            "kind": kind,
            "at": self.now,
            "request_id": self.request_id,
            "chair": self.desk.session.chair if self.desk else None,
            "turns": json.dumps(self.turns) if self.turns and kind == "call" else None,
        }
