from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .clock import utc_now

REMINDER_DAYS = (90, 60, 30)
_FROZEN = {"line_ids", "site_ids", "first_day", "last_day", "company_id", "number", "is_template"}


class ServiceContract(models.Model):
    """What was promised to one hospital, for which period, by which versions.

    A contract in force is not edited: it is amended. The amendment is the next version; it takes
    the place of the one before when it comes into force, and both stay.
    """

    _name = "service.contract"
    _description = "Service contract"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _check_company_auto = True
    _order = "state, first_day desc, id desc"

    name = fields.Char(required=True, tracking=True)
    number = fields.Char("Contract number", required=True, copy=False, tracking=True)
    version = fields.Integer(default=1, readonly=True, copy=False)
    is_template = fields.Boolean("Template", help="A pattern to start contracts from")
    company_id = fields.Many2one(
        "res.company",
        "Hospital",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    supplier_id = fields.Many2one("res.partner", "Supplier")
    first_day = fields.Date("From", required=True, default=fields.Date.context_today)
    last_day = fields.Date("To", required=True, tracking=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("active", "In force"),
            ("suspended", "Suspended"),
            ("replaced", "Replaced"),
            ("closed", "Closed"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    replaces_id = fields.Many2one("service.contract", "Amends", readonly=True, copy=False)
    replaced_by_ids = fields.One2many("service.contract", "replaces_id", "Amended by")
    change_note = fields.Text("What the amendment changes", copy=False)
    site_ids = fields.Many2many(
        "device.site", string="Sites", check_company=True, help="Empty: every site of the hospital"
    )
    line_ids = fields.One2many("service.contract.line", "contract_id", "Services", copy=True)
    contact_ids = fields.One2many("service.contact", "contract_id", "Liaison persons", copy=True)
    notes = fields.Html("Further terms")
    needs_admission = fields.Boolean(
        "Engineers need admission papers",
        tracking=True,
        help="Tender item D1: checked when work is given out",
    )
    needs_undertaking = fields.Boolean(
        "Engineers sign confidentiality",
        tracking=True,
        help="Tender item D5: checked before a remote session",
    )
    days_left = fields.Integer(compute="_compute_days_left")
    reminded = fields.Integer("Reminded at", readonly=True, copy=False, help="Days before the end")

    _number_uniq = models.Constraint(
        "UNIQUE (company_id, number, version)", "This version of the contract exists already."
    )
    _days_in_order = models.Constraint(
        "CHECK (first_day <= last_day)", "A contract ends after it begins: look at From and To."
    )

    @api.depends("last_day")
    def _compute_days_left(self):
        today = fields.Date.context_today(self)
        for contract in self:
            contract.days_left = (contract.last_day - today).days if contract.last_day else 0

    @api.depends("number", "name", "version")
    def _compute_display_name(self):
        for contract in self:
            version = f" v{contract.version}" if contract.version > 1 else ""
            contract.display_name = f"{contract.number} {contract.name or ''}{version}".strip()

    def write(self, vals):
        """Refuse changes of what is in force; only its course may go on."""
        frozen = {"line_ids", "site_ids", "first_day", "last_day", "company_id", "number"} & set(
            vals
        )
        if frozen and not self.env.context.get("service_amending"):
            for contract in self.filtered(lambda one: one.state != "draft"):
                raise UserError(
                    self.env._(
                        "Contract %s is in force. Press Amend and change the new version.",
                        contract.display_name,
                    )
                )
        return super().write(vals)

    # -- its course -------------------------------------------------------------------------------
    def action_activate(self):
        """Bring drafts into force; an amendment takes the place of the version before it."""
        for contract in self:
            contract._activate()

    def _activate(self):
        self.ensure_one()
        if self.is_template:
            raise UserError(self.env._("A template is copied, not brought into force."))
        if self.state != "draft":
            raise UserError(self.env._("Contract %s is not a draft.", self.display_name))
        if not self.line_ids:
            raise ValidationError(
                self.env._("Contract %s promises nothing: enter one service at least.", self.number)
            )
        for line in self.line_ids:
            line._check_promises()
        self.replaces_id.filtered(
            lambda one: one.state in ("active", "suspended")
        ).state = "replaced"
        self.state = "active"

    def action_amend(self):
        """Make the next version as a draft; opens it."""
        self.ensure_one()
        if self.state not in ("active", "suspended"):
            raise UserError(self.env._("Only a contract in force is amended."))
        draft = self.copy(
            {
                "number": self.number,
                "version": self.version + 1,
                "replaces_id": self.id,
                "name": self.name,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft.id,
            "views": [(False, "form")],
        }

    def action_suspend(self):
        """Stop covering for a while; running tickets keep their clocks."""
        self.filtered(lambda one: one.state == "active").state = "suspended"

    def action_resume(self):
        """Cover again."""
        self.filtered(lambda one: one.state == "suspended").state = "active"

    def action_close(self):
        """End a contract before its last day."""
        self.filtered(lambda one: one.state in ("active", "suspended")).state = "closed"

    def action_use_template(self):
        """Make a draft contract of this template for the present hospital; opens it."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        draft = self.copy(
            {
                "is_template": False,
                "company_id": self.env.company.id,
                "number": self.env._("New"),
                "first_day": today,
                "last_day": today + timedelta(days=364),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft.id,
            "views": [(False, "form")],
        }

    @api.model
    def _cron_remind(self, today=None):
        """Remind once at 90, 60 and 30 days before the end; missed runs are made up."""
        today = today or fields.Date.to_date(utc_now().date())
        last = today + timedelta(days=max(REMINDER_DAYS))
        ending = self.search(
            [("state", "=", "active"), ("last_day", ">=", today), ("last_day", "<=", last)]
        )
        for contract in ending:
            left = (contract.last_day - today).days
            mark = min(days for days in REMINDER_DAYS if left <= days)
            if not contract.reminded or mark < contract.reminded:
                contract._remind(left, mark)

    def _remind(self, left, mark):
        self.reminded = mark
        words = self.env._(
            "Contract %(number)s ends in %(days)s days", number=self.number, days=left
        )
        for user in self._managers():
            self.activity_schedule("mail.mail_activity_data_todo", summary=words, user_id=user.id)

    def _managers(self):
        """Return the service managers who look after this hospital."""
        managers = self.env.ref("maintenance_contract.group_service_manager").sudo().all_user_ids
        return managers.filtered(lambda one: self.company_id in one.company_ids and one.active)


class ServiceContact(models.Model):
    """A fixed liaison person of either side, with telephone number (tender item B11)."""

    _name = "service.contact"
    _description = "Liaison person"
    _order = "side, sequence, id"

    contract_id = fields.Many2one("service.contract", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    side = fields.Selection(
        [("hospital", "Hospital"), ("supplier", "Supplier")], required=True, default="hospital"
    )
    role = fields.Char(help="Head of IT, equipment office, hotline, engineer on duty …")
    name = fields.Char(required=True)
    phone = fields.Char("Telephone", required=True)
    email = fields.Char("E-mail")
    user_id = fields.Many2one("res.users", "User")
