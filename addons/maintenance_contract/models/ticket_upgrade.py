from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class ServiceModule(models.Model):
    """A part of the software that a hospital buys; upgrades within it are part of the contract."""

    _name = "service.module"
    _description = "Software module"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE (code)", "This module exists already.")


class ServiceContract(models.Model):
    _inherit = "service.contract"

    module_ids = fields.Many2many(
        "service.module",
        string="Bought modules",
        help="Changes and upgrades within these are part of the contract (B7)",
    )


class ServiceTicket(models.Model):
    """Changes of the software (B7): estimated, decided by the hospital, delivered by a release."""

    _inherit = "service.ticket"

    module_id = fields.Many2one("service.module", "Module")
    change_days = fields.Float("Effort (person-days)", copy=False)
    change_within = fields.Boolean(
        "Within bought modules",
        compute="_compute_change_within",
        help="Off: not part of the contract; the hospital's approval is an order of its own",
    )
    release_id = fields.Many2one("service.release", "Comes with release", copy=False)

    @api.depends("module_id", "company_id", "contract_id")
    def _compute_change_within(self):
        for ticket in self:
            ticket.change_within = ticket.module_id in ticket.sudo()._bought_modules()

    def write(self, vals):
        """Refuse to change an estimate that the hospital has decided on."""
        decided = ("approved", "planned", "delivered", "returned", "accepted")
        if not self.env.su and {"module_id", "change_days"} & set(vals):
            if any(one.kind == "change" and one.consult_state in decided for one in self):
                raise UserError(self.env._("The hospital has approved this estimate as it stands."))
        return super().write(vals)

    def _bought_modules(self):
        """Return the modules of the ticket's contract, or of all that run in its hospital."""
        contracts = self.contract_id or self.env["service.contract"].search(
            [("company_id", "=", self.company_id.id), ("state", "=", "active")]
        )
        return contracts.module_ids

    def _check_consult(self, verb):
        result = super()._check_consult(verb)
        if verb == "estimated" and not self.module_id:
            raise ValidationError(self.env._("Module: say which module is to be changed."))
        if verb == "estimated" and self.change_days <= 0:
            raise ValidationError(self.env._("Effort: enter the person-days, such as 0.5."))
        if verb == "planned" and not self.release_id:
            raise ValidationError(self.env._("Release: choose the one it will come with."))
        if verb == "change_delivered" and self.release_id.state != "published":
            raise ValidationError(
                self.env._(
                    "Publish release %s first: the change comes with it.", self.release_id.name
                )
            )
        return result

    @api.model
    def _portal_acts(self):
        return super()._portal_acts() | {"approve", "decline", "return_change"}

    def _portal_do_approve(self, ticket, note, _score):
        ticket._consult("approved", note)
        return ticket

    def _portal_do_decline(self, ticket, note, _score):
        ticket._consult("declined", note)
        return ticket

    def _portal_do_return_change(self, ticket, note, _score):
        ticket._consult("change_returned", note)
        return ticket


class ServiceRelease(models.Model):
    _inherit = "service.release"

    change_ids = fields.One2many(
        "service.ticket", "release_id", "Changes in it", domain=[("kind", "=", "change")]
    )
