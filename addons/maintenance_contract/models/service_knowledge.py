from odoo import api, fields, models
from odoo.addons.device_registry.models.maintenance_equipment import KINDS as DEVICE_KINDS
from odoo.exceptions import UserError

from ..core import similar

MOST_ASKED = 500  # characters that are compared


class ServiceKnowledge(models.Model):
    """A symptom, its cause and its remedy, by kind and model of device."""

    _name = "service.knowledge"
    _description = "Known remedy"
    _inherit = ["mail.thread"]
    _order = "helped desc, id desc"

    name = fields.Char("Symptom", required=True, help="As a nurse would say it")
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [("draft", "Draft"), ("published", "In use")], default="draft", required=True, tracking=True
    )
    company_id = fields.Many2one("res.company", "Hospital", help="Empty: for every hospital")
    device_kind = fields.Selection(DEVICE_KINDS, "Kind of device")
    model = fields.Char("Model", help="Empty: every model")
    more = fields.Char("Other words for it", help="Found by these, too")
    cause = fields.Text()
    remedy = fields.Text(required=True)
    for_hospital = fields.Boolean(
        "Shown to the hospital", help="In the portal, while a fault is being described"
    )
    helped = fields.Integer(readonly=True, copy=False)
    failed = fields.Integer("Did not help", readonly=True, copy=False)
    served = fields.Char("Helped (of)", compute="_compute_served")
    ticket_ids = fields.One2many("service.ticket", "knowledge_id", "Tickets", readonly=True)

    @api.depends("helped", "failed")
    def _compute_served(self):
        for one in self:
            one.served = similar.served({"helped": one.helped, "failed": one.failed})

    def action_publish(self):
        """Let it be suggested."""
        self.state = "published"

    def _shown_in(self):
        """Return the ticket beside which this is shown. Raises AccessError."""
        self.check_access("read")
        ticket = self.env["service.ticket"].browse(self.env.context.get("ticket_id") or []).exists()
        ticket.check_access("write")
        return ticket

    def action_helped(self):
        """It helped: the ticket names it, and it is shown earlier."""
        self._shown_in()._remedy(self, True)

    def action_failed(self):
        """It did not help here."""
        self._shown_in()._remedy(self, False)

    @api.model
    def _suggest(self, text, company, device=None, for_hospital=False):
        """Return what is known of a text: the best first, five at most, as superuser."""
        domain = [("state", "=", "published"), ("company_id", "in", (company.id, False))]
        if for_hospital:
            domain.append(("for_hospital", "=", True))
        known = self.sudo().search(domain)
        entries = [
            similar.Entry(
                one.id,
                similar.words(f"{one.name} {one.more or ''} {one.cause or ''}"),
                one.device_kind or "",
                one.model or "",
                one.helped,
                one.failed,
            )
            for one in known
        ]
        asked = similar.words((text or "")[:MOST_ASKED])
        kind, model = (device.device_kind, device.model) if device else ("", "")
        return known.browse(similar.remedies(asked, entries, kind or "", model or ""))

    @api.model
    def _portal_suggest(self, text, device):
        """Return [{name, remedy}] for somebody of the hospital who is describing a fault."""
        tickets = self.env["service.ticket"]
        tickets.check_access("read")
        found = self.env["maintenance.equipment"].sudo().browse(tickets._portal_device(device))
        known = self._suggest(str(text or ""), self.env.company, found, for_hospital=True)
        return [{"name": one.name, "remedy": one.remedy} for one in known[:3]]


class ServiceTicket(models.Model):
    """What is known of a fault already: remedies, and open tickets that may be the same."""

    _inherit = "service.ticket"

    knowledge_id = fields.Many2one("service.knowledge", "Remedy that helped", readonly=True)
    suggestion_ids = fields.Many2many(
        "service.knowledge", compute="_compute_suggestions", string="Known remedies"
    )

    @api.depends("name", "description", "device_id", "company_id")
    def _compute_suggestions(self):
        for ticket in self:
            text = f"{ticket.name or ''} {ticket.description or ''}"
            ticket.suggestion_ids = (
                self.env["service.knowledge"]._suggest(text, ticket.company_id, ticket.device_id)
                if text.strip() and ticket.company_id
                else False
            )

    def _remedy(self, known, helped):
        """Write down whether a known remedy helped; one that did is the solution's first words."""
        self.ensure_one()
        if not helped:
            known.sudo().failed += 1
            return
        if self.knowledge_id != known:
            known.sudo().helped += 1
        solution = self.solution or known.remedy
        self.sudo().write({"knowledge_id": known.id, "solution": solution})

    def action_make_knowledge(self):
        """Make a draft of what was learnt here; opens it."""
        self.ensure_one()
        if not self.solution:
            raise UserError(self.env._("Write first what was done: it becomes the remedy."))
        draft = self.env["service.knowledge"].create(
            {
                "name": self.name,
                "cause": self.cause_id.name,
                "remedy": self.solution,
                "device_kind": self.device_id.device_kind,
                "model": self.device_id.model,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": draft._name,
            "res_id": draft.id,
            "views": [(False, "form")],
        }
