"""Prescriptions of a pharmacy queue: told by the HIS, handed out together at one window."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import pharmacy
from ..core.states import AT_POINT, FINAL
from .action import Action
from .clock import now_ms

RX_STATES = [
    ("paid", "Paid"),
    ("dispensing", "Dispensing"),
    ("ready", "Ready"),
    ("collected", "Collected"),
    ("cancelled", "Cancelled"),
]
_FOLLOWS = {
    "paid": ("dispensing", "ready", "collected", "cancelled"),
    "dispensing": ("paid", "ready", "collected", "cancelled"),
    "ready": ("dispensing", "collected", "cancelled"),
}


class QueueDrugKind(models.Model):
    """A kind of drugs, and where it is handed out when none of its own windows is open."""

    _name = "queue.drug.kind"
    _description = "Kind of drugs"
    _order = "sequence, id"

    name = fields.Char(required=True)
    code = fields.Char(required=True, help="Known to the HIS by this or a mapped code")
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", "Hospital", required=True, default=lambda self: self.env.company
    )
    point_ids = fields.Many2many(
        "queue.service.point",
        "queue_point_drug_rel",
        "kind_id",
        "point_id",
        "Windows",
    )
    default_point_id = fields.Many2one(
        "queue.service.point", "Default window", help="Used while no window of this kind is open"
    )

    _code_uniq = models.Constraint(
        "UNIQUE (company_id, code)", "A kind of drugs with this code exists already."
    )


class QueueServicePoint(models.Model):
    _inherit = "queue.service.point"

    drug_kind_ids = fields.Many2many(
        "queue.drug.kind",
        "queue_point_drug_rel",
        "point_id",
        "kind_id",
        "Drugs handed out here",
        help="Empty: all kinds",
    )
    window_role = fields.Selection(
        [("hand_in", "Prescriptions are handed in"), ("collect", "Medicine is collected")],
        "Pharmacy window",
        help="Empty: both",
    )


class QueuePrescription(models.Model):
    """One prescription of a visit. Its state comes from the HIS through one door."""

    _name = "queue.prescription"
    _description = "Prescription"
    _order = "id desc"
    _rec_name = "rx_no"

    company_id = fields.Many2one("res.company", "Hospital", required=True, readonly=True)
    rx_no = fields.Char("Prescription", required=True, readonly=True)
    visit_id = fields.Many2one("queue.visit", required=True, index=True, ondelete="restrict")
    patient_id = fields.Many2one(related="visit_id.patient_id")
    queue_id = fields.Many2one("queue.queue", "Pharmacy", required=True, ondelete="restrict")
    zone_id = fields.Many2one(related="queue_id.zone_id", store=True, index=True)
    entry_id = fields.Many2one("queue.entry", "Number", index=True, ondelete="restrict")
    entry_state = fields.Selection(related="entry_id.state", string="In the line")
    drug_kind_id = fields.Many2one("queue.drug.kind", "Drugs", ondelete="restrict")
    state = fields.Selection(RX_STATES, required=True, default="paid", readonly=True)
    window_id = fields.Many2one("queue.service.point", "Window", ondelete="restrict")
    paid_at = fields.Datetime("Paid", readonly=True)
    ready_at = fields.Datetime("Ready", readonly=True)
    collected_at = fields.Datetime("Collected", readonly=True)

    _rx_uniq = models.Constraint(
        "UNIQUE (company_id, rx_no)", "This prescription exists already in the hospital."
    )

    @api.model
    def _set_prescription_state(self, rx_no, state, company_id=None, **new):
        """Tell the state of a prescription; return it. Sent twice, it changes nothing.

        Of one that is not known yet ``new`` gives ``visit`` (record), ``queue`` (record) and, if
        known, ``drug_kind`` (code): the visit then stands in the pharmacy's line too, and joins it
        at once unless the rule ``rx_check_in`` wants a check-in first. A state that cannot follow
        (older news) is ignored. Raises UserError where visit or queue are missing.
        """
        company = company_id or self.env.company.id
        domain = [("company_id", "=", company), ("rx_no", "=", rx_no)]
        found = self.sudo().search(domain) or self._new_prescription(company, rx_no, new)
        if state != found.state and state in _FOLLOWS.get(found.state, ()):
            found.write({"state": state, **found._stamp(state)})
        found.flush_recordset()
        found._sync()
        return self.browse(found.id)

    @api.model
    def _new_prescription(self, company, rx_no, new):
        visit, queue = new.get("visit"), new.get("queue")
        if not visit or not queue or queue.sudo().kind != "pharmacy":
            raise UserError(
                self.env._(
                    "Prescription %s is not known: name its visit and its pharmacy queue.", rx_no
                )
            )
        kinds = self.env["queue.drug.kind"].sudo()
        domain = [("company_id", "=", company), ("code", "=", new.get("drug_kind") or "")]
        entry = visit._add_stops(queue)
        return self.sudo().create(
            {
                "company_id": company,
                "rx_no": rx_no,
                "visit_id": visit.id,
                "queue_id": queue.id,
                "entry_id": entry.id,
                "drug_kind_id": kinds.search(domain, limit=1).id,
                "paid_at": now_ms(),
            }
        )

    def _stamp(self, state):
        column = {"ready": "ready_at", "collected": "collected_at"}.get(state)
        return {column: now_ms()} if column else {}

    # -- the line follows -------------------------------------------------------------------------
    def _sync(self):
        """Move the entries of these prescriptions to the step that all of each visit lead to."""
        entries = self.env["queue.entry"]
        act = Action(self.env)
        rows = act.lock_entries(self.entry_id.ids)
        for row in rows:
            if row.state in FINAL:
                continue
            states = self.sudo().search([("entry_id", "=", row.id)]).mapped("state")
            self._sync_row(entries, act, row, pharmacy.step_of(states))
        act.save()

    @api.model
    def _sync_row(self, entries, act, row, wanted):
        if wanted is None:  # all collected or cancelled
            verb = "finish" if row.state in AT_POINT else "cancel"
            entries._decide(act, row, verb)
            return
        for step in entries._path(row, wanted):
            entries._move_step(act, row, step)

    # -- buttons of the pharmacist ----------------------------------------------------------------
    def _told(self, state):
        self.env["queue.entry"]._check_staff()
        self.check_access("read")
        for one in self.sudo():
            self._set_prescription_state(one.rx_no, state, one.company_id.id)

    def action_dispensing(self):
        self._told("dispensing")

    def action_ready(self):
        self._told("ready")


class QueueVisit(models.Model):
    _inherit = "queue.visit"

    prescription_ids = fields.One2many("queue.prescription", "visit_id", "Prescriptions")


class QueueEntry(models.Model):
    _inherit = "queue.entry"

    prescription_ids = fields.One2many("queue.prescription", "entry_id", "Prescriptions")

    @api.model
    def _path(self, row, wanted):
        """Return the steps by hand that lead from a row's step to the wanted one; else none."""
        kind = self._kind(row)
        here = kind.step(row.step)
        paths, seen = [[here.code]], {here.code}
        if here.at or here.end or wanted == here.code:
            return []
        if wanted == "paid" and here.code == "hand_in":
            return []
        while paths:
            path = paths.pop(0)
            for name in kind.steps[path[-1]].to:
                if name == wanted:
                    return [*path[1:], name]
                if name not in seen:
                    seen.add(name)
                    paths.append([*path, name])
        return []

    @api.model
    def _decide(self, act, row, verb, changes=None):
        result = super()._decide(act, row, verb, changes)
        if row.state == "waiting" and verb not in ("unbench", "bench"):
            self._to_window(act, row)
        return result

    @api.model
    def _move_step(self, act, row, name):
        result = super()._move_step(act, row, name)
        if row.state == "benched" and not row.ready:
            self._decide(act, row, "unbench", {"aside": True})
        elif row.state == "waiting":
            self._to_window(act, row)
        return result

    @api.model
    def _to_window(self, act, row):
        """Send whoever can be called at a pharmacy to the window where he hands in or collects."""
        kind = self._kind(row)
        if kind.code != "pharmacy" or not row.ready:
            return
        role = "hand_in" if row.step == "hand_in" else "collect"
        point = self._choose_window(act, row, role)
        if point:
            self._decide(act, row, "bench", {"point_id": point, "aside": True})
            rx = self.env["queue.prescription"].sudo().search([("entry_id", "=", row.id)])
            rx.filtered(lambda one: one.state in ("paid", "dispensing", "ready")).write(
                {"window_id": point}
            )

    @api.model
    def _choose_window(self, act, row, role):
        rooms = [
            room
            for room in self.env["queue.session"]._rooms([row.zone_id], act.moved_rows())
            if row.queue_id in room.queues and not room.paused
        ]
        points = self.env["queue.service.point"].sudo().browse([one.point for one in rooms])
        loads = {one.point: one.load for one in rooms}
        rx = self.env["queue.prescription"].sudo()
        mine = rx.search([("entry_id", "=", row.id), ("state", "not in", ("cancelled",))])
        domain = [
            ("visit_id.patient_id", "=", row.patient_id),
            ("state", "in", ("paid", "dispensing", "ready")),
            ("window_id", "!=", False),
        ]
        windows = [
            pharmacy.Window(
                one.id, frozenset(one.drug_kind_ids.ids), loads[one.id], one.window_role or ""
            )
            for one in points
        ]
        return pharmacy.choose(
            windows,
            mine.drug_kind_id.ids,
            mine=rx.search(domain).window_id.ids,
            default=mine.drug_kind_id.default_point_id[:1].id,
            role=role,
        )

    @api.model
    def _on_moved(self, events):
        """What is handed out is collected; a finish taken back is not."""
        result = super()._on_moved(events)
        facts = self.env["queue.queue"]._facts
        mine = [
            one
            for one in events
            if one.get("verb") in ("finish", "undo") and facts(one["queue_id"]).kind == "pharmacy"
        ]
        done = [one["entry_id"] for one in mine if one["verb"] == "finish"]
        back = [
            one["entry_id"] for one in mine if one["verb"] == "undo" and one["target"] in AT_POINT
        ]
        if done:
            self._collect(done, "ready", "collected", now_ms())
        if back:
            self._collect(back, "collected", "ready", False)
        return result

    @api.model
    def _collect(self, entry_ids, source, target, at):
        rx = self.env["queue.prescription"].sudo()
        found = rx.search([("entry_id", "in", entry_ids), ("state", "=", source)])
        found.write({"state": target, "collected_at": at})
