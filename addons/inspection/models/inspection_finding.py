from odoo import api, fields, models
from odoo.addons.maintenance_contract.models.clock import naive, utc_now
from odoo.addons.maintenance_contract.models.service_ticket import OPEN
from odoo.exceptions import UserError, ValidationError

from ..core import round as walk

KEPT_LOOKED_AT = 8  # earlier inspections that a repeat is looked for in


class InspectionFinding(models.Model):
    """Something that was not right: seen, given to a ticket or mended on the spot, followed up."""

    _name = "inspection.finding"
    _description = "Finding of an inspection"
    _inherit = ["mail.thread"]
    _order = "state, found_at desc, id desc"

    name = fields.Char("What is wrong", required=True)
    inspection_id = fields.Many2one(
        "inspection.inspection", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="inspection_id.company_id", store=True, index=True)
    answer_id = fields.Many2one("inspection.answer", "Item", index=True, ondelete="restrict")
    code = fields.Char(index=True, readonly=True)
    device_id = fields.Many2one("maintenance.equipment", "Device", index=True)
    site_id = fields.Many2one("device.site", "Place")
    severity_id = fields.Many2one("service.severity", "Severity", required=True)
    found_at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", "Found by", default=lambda self: self.env.user)
    note = fields.Text()
    times = fields.Integer(
        "Times in a row", default=1, readonly=True, help="In how many inspections, this one counted"
    )
    repeat_of_id = fields.Many2one(
        "inspection.finding", "Found before as", readonly=True, ondelete="restrict"
    )
    ticket_id = fields.Many2one("service.ticket", "Ticket", readonly=True, index=True)
    closed_at = fields.Datetime("Closed", readonly=True)
    closed_because = fields.Char("What became of it", readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("ticket", "Ticket"), ("closed", "Closed")],
        compute="_compute_state",
        store=True,
        tracking=True,
    )
    client_id = fields.Char(readonly=True, copy=False, index=True)

    @api.depends("ticket_id.state", "closed_at")
    def _compute_state(self):
        for one in self:
            ticket = one.sudo().ticket_id
            over = bool(ticket) and ticket.state not in OPEN
            if one.closed_at or over:
                one.state = "closed"
            else:
                one.state = "ticket" if ticket else "open"

    @api.model_create_multi
    def create(self, vals_list):
        """Note findings; one that was found before is recognised."""
        for vals in vals_list:
            answer = self.env["inspection.answer"].browse(vals.get("answer_id") or [])
            for name, value in self._of_answer(answer).items():
                vals.setdefault(name, value)
            vals.setdefault("severity_id", self._default_severity().id)
        findings = super().create(vals_list)
        findings.inspection_id._refuse_signed()
        for one in findings.sudo():
            one._recognise()
            one.answer_id.finding_id = one
        return findings

    @api.model
    def _default_severity(self):
        return self.env.ref("maintenance_contract.severity_error")

    @api.model
    def _of_answer(self, answer):
        if not answer:
            return {}
        severity = answer.sudo().item_id.severity_id or self._default_severity()
        said = answer._said()
        return {
            "name": f"{answer.name}: {said}" if said else answer.name,
            "inspection_id": answer.inspection_id.id,
            "code": answer.code,
            "device_id": answer.device_id.id,
            "site_id": answer.site_id.id,
            "severity_id": severity.id,
        }

    def _recognise(self):
        """Count in how many inspections in a row the same was found, and link the last."""
        if not self.code:
            return
        earlier = self.company_id._inspection_earlier(self.inspection_id)[:KEPT_LOOKED_AT]
        key = (self.code, self.device_id.id)
        found = [{(one.code, one.device_id.id) for one in past.finding_ids} for past in earlier]
        times = walk.repeated(key, found)
        same = earlier[:1].finding_ids.filtered(lambda one: (one.code, one.device_id.id) == key)
        if times:
            self.write({"times": times + 1, "repeat_of_id": same[:1].id})

    def write(self, vals):
        """Refuse changes of a signed inspection; what becomes of a finding goes on."""
        later = {"ticket_id", "closed_at", "closed_because", "state", "message_ids"}
        if not self.env.su and set(vals) - later:
            self.inspection_id._refuse_signed()
        if not self.env.su and set(vals) & (later - {"message_ids"}):
            raise UserError(self.env._("Use the buttons: what becomes of a finding is noted."))
        return super().write(vals)

    def unlink(self):
        """What was found stays; a slip of an unsigned form is closed with its reason."""
        raise UserError(self.env._("A finding is closed with a reason, not deleted."))

    # -- what becomes of it -----------------------------------------------------------------------
    def action_ticket(self):
        """Make a ticket of each finding, or join the open one of the same finding; opens it."""
        for one in self:
            one.check_access("write")
            if not one.ticket_id:
                one._make_ticket()
        return {
            "type": "ir.actions.act_window",
            "res_model": "service.ticket",
            "res_id": self[-1:].ticket_id.id,
            "views": [(False, "form")],
        }

    def _make_ticket(self):
        """One tap: a ticket with the finding's severity. A repeat joins its open ticket."""
        self.ensure_one()
        if self.state == "closed":
            raise UserError(self.env._("This finding is closed."))
        before = self.sudo().repeat_of_id.ticket_id
        if before and before.state in OPEN:
            self.sudo().ticket_id = before
            before.message_post(
                body=self.env._("Found again at inspection %s.", self.inspection_id.number)
            )
            return before
        now = naive(utc_now())
        ticket = self.env["service.ticket"].sudo().create(self._ticket_values(now))
        if ticket.severity_id != self.severity_id:
            ticket._rate(
                self.severity_id,
                self.env._("Found at inspection %s", self.inspection_id.number),
                consent=True,
            )
        self.sudo().ticket_id = ticket
        return ticket

    def _ticket_values(self, now):
        times = self.env._("Found %s times in a row.", self.times) if self.times > 1 else ""
        return {
            "name": self.name,
            "description": "\n".join(filter(None, [self.note, times])),
            "company_id": self.company_id.id,
            "device_id": self.device_id.id,
            "site_id": self.site_id.id,
            "channel": "inspection",
            "service": "onsite",
            "something_wrong": "yes",
            "reported_at": now,
            "entered_at": now,
            "user_id": self.env.uid,
        }

    def _close(self, because, at=None):
        """Close a finding that needs no ticket (any more). Raises ValidationError without words."""
        self.check_access("write")
        if not (because or "").strip():
            raise ValidationError(self.env._("Say what became of it."))
        self.sudo().write({"closed_at": naive(at or utc_now()), "closed_because": because.strip()})

    def action_mended(self):
        """Close as mended on the spot."""
        self._close(self.env._("Mended on the spot"))


class InspectionAnswer(models.Model):
    _inherit = "inspection.answer"

    def _find(self, name="", client_id=""):
        """Return the finding of an answer that is not right; made once, however often asked."""
        self.ensure_one()
        self.check_access("write")
        if self.finding_id:
            return self.finding_id
        if self.result not in ("not_ok", "gone"):
            raise UserError(self.env._("%s: what is right is no finding.", self.name))
        values = {"answer_id": self.id, "client_id": client_id or False}
        if name:
            values["name"] = name
        return self.env["inspection.finding"].create(values)

    def action_ticket(self):
        """One tap on an item that is not right: finding and ticket."""
        return self._find().action_ticket()

    def action_finding(self):
        """Note a finding without a ticket."""
        self._find()


class Inspection(models.Model):
    _inherit = "inspection.inspection"

    earlier_finding_ids = fields.Many2many(
        "inspection.finding", compute="_compute_earlier_finding_ids", string="Open from before"
    )

    @api.depends("company_id", "finding_ids.state")
    def _compute_earlier_finding_ids(self):
        for one in self:
            one.earlier_finding_ids = self.env["inspection.finding"].search(
                [
                    ("company_id", "=", one.company_id.id),
                    ("inspection_id", "!=", one._origin.id),
                    ("state", "!=", "closed"),
                    ("found_at", "<=", one.ended_at or fields.Datetime.now()),
                ],
                order="found_at, id",
            )


class ServiceAdvice(models.Model):
    _inherit = "service.advice"

    inspection_id = fields.Many2one("inspection.inspection", index=True, ondelete="cascade")

    @api.depends("inspection_id.company_id")
    def _compute_company_id(self):
        """Advice of an inspection belongs to its hospital."""
        result = super()._compute_company_id()
        for advice in self:
            if advice.inspection_id:
                advice.company_id = advice.inspection_id.company_id
        return result
