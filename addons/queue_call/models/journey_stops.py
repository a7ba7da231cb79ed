"""The stops of a visit: where the patient still has to go, in which order, and what comes next."""

from odoo import api, fields, models

from ..core import kind_words
from ..core.journey import Stop, recommended
from ..core.kind_catalogue import KINDS
from ..core.states import AT_POINT, IN_LINE
from .clock import now_ms
from .entry_arrival import CheckInRefused

_MINUTES_EACH = 5  # assumed per patient ahead while nothing better is known
_SERVED_IN = 10


class QueueVisit(models.Model):
    _inherit = "queue.visit"

    def _add_stops(self, queues):
        """Let this visit stand in these queues too, today; return the entries.

        He joins the lines at once, except where he has to check in by himself first (a pharmacy
        with ``rx_check_in``, a fee that is due). A queue in which he stands already is not added.
        """
        self.ensure_one()
        visit = self.sudo()
        day, half = visit.company_id._queue_half_day()
        entries = self.env["queue.entry"]
        requests = [
            {
                "company_id": visit.company_id.id,
                "patient": {"mrn": visit.patient_id.mrn},
                "visit_ref": visit.visit_ref,
                "queue_id": queue.id,
                "service_date": day,
                "half_day": half,
                "source": visit.source if visit.source in ("appointment", "walk_in") else None,
            }
            for queue in queues
        ]
        # The lines are locked before the numbers are drawn: the one order of locks.
        lines = self.env["queue.line"]._ensure((one.id, day, half) for one in queues)
        self.env["queue.line"]._by_id(lines.values(), lock=True)
        stops = entries._register_all(requests)
        stops._join_line()
        return stops

    def _journey(self):
        """Return the stops of today that are not done, in the order recommended to the patient.

        Each is a dict: entry (id), queue, zone, number, kind, state, step (words), position, room,
        why (why not called yet, or empty), done (False). Finished ones come last, done True.
        """
        self.ensure_one()
        visit = self.sudo()
        day, _half = visit.company_id._queue_half_day()
        entries = visit.entry_ids.filtered(
            lambda one: one.service_date == day and one.state not in ("cancelled", "transferred")
        )
        open_ = entries.filtered(lambda one: one.state != "finished")
        why = open_._why_not_called()
        order = recommended(open_._stops())
        by_id = {one.id: one for one in entries}
        rest = (entries - open_).sorted("finished_at").ids
        return [by_id[key]._stop_view(why.get(key, "")) for key in [*order, *rest]]


class QueueEntry(models.Model):
    _inherit = "queue.entry"

    why_not = fields.Char("Not called yet because", compute="_compute_why_not")

    def _compute_why_not(self):
        why = self._why_not_called()
        for entry in self:
            entry.why_not = why.get(entry.id) or False

    def _join_line(self):
        """Check in whoever need not come by himself first."""
        facts = self.env["queue.queue"]._facts
        free = self.sudo().filtered(
            lambda one: (
                one.state == "registered"
                and one.paid
                and not (
                    one.queue_id.kind == "pharmacy" and facts(one.queue_id.id).policy.rx_check_in
                )
            )
        )
        for entry in free.sorted("line_id"):
            try:
                self.browse(entry.id)._check_in()
            except CheckInRefused:
                continue  # stays registered: he checks in by himself, and is told what is wrong

    def _stops(self):
        """Return these entries as the core's stops."""
        waits, missing = self._wait_ranges(), self._missing_of(self.ids)
        now, stops = now_ms(), []
        for one in self:
            low, high = waits.get(one.id) or [max(0, one.position - 1) * _MINUTES_EACH] * 2
            ready_in = max(0, ((one.not_before or now) - now).total_seconds() // 60)
            fasting = any(tick.preparation_id.code == "fasting" for tick in one.tick_ids)
            before = self.filtered(lambda other, q=one.queue_id: other.queue_id.next_queue_id == q)
            blocked = one.id in missing or (not one.ready and one.state in IN_LINE)
            stops.append(
                Stop(
                    one.id,
                    wait=(low + high) // 2,
                    serve=_SERVED_IN,
                    ready_in=None if blocked else int(ready_in),
                    here=one.state in AT_POINT,
                    fasting=fasting,
                    after=tuple(before.ids),
                )
            )
        return stops

    def _stop_view(self, why):
        self.ensure_one()
        return {
            "entry": self.id,
            "queue": self.queue_id.name,
            "zone": self.zone_id.name,
            "number": self.number,
            "kind": self.queue_id.kind,
            "state": self.state,
            "step": self.step_name or "",
            "position": self.position,
            "room": self.point_id.name or "",
            "why": why,
            "done": self.state == "finished",
        }

    def _why_not_called(self):
        """Return {entry id: sentence} of those of these in line who cannot be called now.

        In the language of the user, for patients: no name, no other patient.
        """
        mine = self.sudo().filtered(lambda one: one.state in IN_LINE)
        if not mine:
            return {}
        mine.flush_recordset()
        missing = self._missing_of(mine.ids)
        where = self._whereabouts(mine.patient_id.ids)
        full = self._full_queues(mine.queue_id.ids)
        lang = self.env.lang or "en_US"
        return {
            one.id: text
            for one in mine
            if (text := kind_words.why_not(
                KINDS[one.queue_id.kind], one._hindrance(missing, where, full), lang
            ))
        }  # fmt: skip

    def _hindrance(self, missing, where, full):
        at = where.get(self.patient_id.id)
        entry, point = at if at and at[0] != self.id else (None, None)
        place = self.env["queue.service.point"].sudo().browse(point).name if point else ""
        later = self.not_before and self.not_before > now_ms()
        return kind_words.Hindrance(
            step=self.step or "",
            ready=self.ready,
            missing=missing.get(self.id, ()),
            until=self.company_id._queue_wall_clock(self.not_before) if later else "",
            place=place,
            walking=bool(entry and not point),
            no_seat=self.queue_id.id in full,
        )

    # -- what follows a finish --------------------------------------------------------------------
    @api.model
    def _on_moved(self, events):
        result = super()._on_moved(events)
        facts = self.env["queue.queue"]._facts
        done = [
            one["entry_id"]
            for one in events
            if one.get("verb") == "finish" and facts(one["queue_id"]).next_queue_id
        ]
        if done:
            self._lead_on(done)
        return result

    @api.model
    def _lead_on(self, entry_ids):
        """Register finished visits in the queue that follows; they join it after the commit.

        No line is locked here: lines are locked in one order, and those of this action are held
        already. Were the second half lost, he stands there as registered and checks in himself.
        """
        done = self.sudo().browse(entry_ids)
        done.invalidate_recordset()
        requests, known = [], {}
        for one in done:
            queue = self.env["queue.queue"].sudo().browse(
                self.env["queue.queue"]._facts(one.queue_id.id).next_queue_id
            )  # fmt: skip
            standing = one.visit_id.entry_ids.filtered(
                lambda other, q=queue, day=one.service_date: (
                    other.queue_id == q
                    and other.service_date == day
                    and other.state not in ("cancelled", "transferred")
                )
            )
            if not standing:
                requests.append(self._next_request(one, queue))
        self._insert_entries(requests, known)
        ids = [row["id"] for row in known.values()]
        if ids:
            self.env.cr.postcommit.add(lambda: self._join_after_commit(ids))

    @api.model
    def _next_request(self, one, queue):
        day, half = one.company_id._queue_half_day()
        return {
            **self._normal_request(
                {
                    "company_id": one.company_id.id,
                    "queue_id": queue.id,
                    "service_date": day,
                    "half_day": half,
                    "source": one.source,
                    "class_code": one.class_id.code,
                }
            ),
            "visit_id": one.visit_id.id,
            "patient_id": one.patient_id.id,
        }

    @api.model
    def _join_after_commit(self, ids):
        """Check in those whom a finish led on, in a transaction of their own."""
        with self.env.registry.cursor() as cr:
            env = self.env(cr=cr)
            env["queue.lock"]._read_committed()
            env["queue.entry"].browse(ids).exists()._join_line()
