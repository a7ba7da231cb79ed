"""What the screens of a zone show: rows for a snapshot, and what a message changes of them."""

from odoo import models

from ..core import board, staff
from ..core.states import AT_POINT, IN_LINE
from .clock import aware, now_ms
from .hall import Hall
from .staff_line import parts as staff_parts

_PASSED = frozenset({"no_show"})
_SHOWN = IN_LINE | AT_POINT | _PASSED


class QueueZone(models.Model):
    _inherit = "queue.zone"

    def _board(self, points=None):
        """Return the rows (JSON, see ``core.board.row``) of the zone's rooms, names masked.

        ``points``: ids of the rooms wanted; default all, in their order.
        """
        self.ensure_one()
        hall = Hall(self)
        wanted = [one for one in hall.points if points is None or one in points]
        hall.load(wanted)
        return [board.row(hall.view(point)) for point in wanted]

    def _tell(self, first, last, events, calls, withdrawn, desk=None):
        """Send one message about the events ``first``..``last`` to screens, one hint to staff.

        ``desk``: the ``Desk`` of the only action of this transaction, if it was one: what it has
        loaded and moved need not be asked for again.
        """
        queues = {one["queue_id"] for one in events if one.get("queue_id")}
        rows, parts, views, lists, hall, lined = [], [], [], [], None, []
        if calls or any(_shows(one) for one in events):
            hall = Hall(self.with_context(lang=self._facts(self.id).lang), desk, calls)
            rows, parts, lined = _changes(hall, events)
            views = [hall.call_view(call) for call in calls]
            lists = self._step_lists(hall, queues)
        message = board.message(first, last, aware(now_ms()), rows, views, withdrawn, parts, lists)
        self._bus_send("queue_call/zone", message)
        if hall:
            self._tell_more(hall, events, calls)
        hint = board.staff_hint(self.id, last, queues, [call["id"] for call in calls])
        hint |= staff.moved(first, events, _lined(events), staff_parts(hall, lined) if hall else [])
        hint["lang"] = self._facts(self.id).lang
        self._bus_send("queue_call/staff", hint, subchannel="staff")

    def _tell_more(self, hall, events, calls):
        """Seam: the screens were told of these events and calls."""


def _shows(event):
    """Return whether an event changes anything that a screen shows."""
    return event.get("point_id") or bool(_states(event) & _SHOWN)


def _states(event):
    return {event.get("source"), event.get("target")}


def _lined(events):
    """Return the queues whose lines these events change."""
    moves = [one for one in events if one.get("entry_id")]
    return {one["queue_id"] for one in moves if _states(one) & (IN_LINE | _PASSED)}


def _changes(hall, events):
    """Return (rows, parts, lined): whole rows of rooms that opened or closed, parts of others.

    ``lined``: the rooms whose line moved.
    """
    whole = {one["point_id"] for one in events if not one.get("entry_id")}
    moves = [one for one in events if one.get("entry_id")]
    inside = {one["point_id"] for one in moves if _states(one) & AT_POINT} - whole
    passed = any(_states(one) & _PASSED for one in moves)
    lined = [key for key in hall.serving(_lined(moves)) if key not in whole]
    whole, inside = hall.known(whole), hall.known(inside)
    hall.load(whole, inside, lined, passed or whole)
    rows = [board.row(hall.view(point)) for point in whole]
    parts = [board.inside(point, hall.current(point)) for point in inside]
    for points, following in hall.lines_of(lined):
        told = hall.passed_of(points[0]) if passed else None
        parts.append(board.line(points, *following, passed=told))
    return rows, parts, lined
