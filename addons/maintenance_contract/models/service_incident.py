from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .clock import naive, utc_now

KINDS = [
    ("injury", "Somebody was hurt"),
    ("damage", "Something was damaged"),
    ("obstruction", "The hospital's work was obstructed"),
    ("data", "Data lost, altered or seen by others"),
    ("rules", "A rule of the hospital was broken"),
    ("near_miss", "It nearly happened"),
]
STATES = [
    ("reported", "Reported"),
    ("examined", "Examined"),
    ("settled", "Settled"),
    ("closed", "Closed"),
]
LIABLE = [
    ("company", "Our company"),
    ("hospital", "The hospital"),
    ("third", "A third party"),
    ("shared", "Shared"),
    ("nobody", "Nobody"),
]
BY_VERBS = frozenset("number state examined_at settled_at closed_at hospital_agreed_by".split())


class ServiceIncident(models.Model):
    """An accident or breach during our work at a hospital, and who answers for it (D2)."""

    _name = "service.incident"
    _description = "Incident"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _check_company_auto = True
    _order = "happened_at desc, id desc"
    _rec_name = "number"

    number = fields.Char(readonly=True, copy=False, index=True)
    name = fields.Char("What happened", required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", "Hospital", required=True, index=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(KINDS, required=True, default="damage")
    happened_at = fields.Datetime("When", required=True, default=lambda self: naive(utc_now()))
    place = fields.Char("Where exactly")
    ticket_id = fields.Many2one("service.ticket", "During ticket", check_company=True)
    device_id = fields.Many2one("maintenance.equipment", "Device", check_company=True)
    engineer_ids = fields.Many2many("res.users", string="Our people involved")
    course = fields.Text("Course of events", help="Without names of patients")
    first_aid = fields.Text("Done at once")
    told_hospital_at = fields.Datetime("Hospital told")
    told_whom = fields.Char("Whom")
    cause = fields.Text("Why it happened")
    remedy = fields.Text("So that it does not happen again")
    liable = fields.Selection(LIABLE, "Who is liable", tracking=True)
    liable_note = fields.Text("Grounds")
    damage = fields.Monetary("Damage")
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        STATES, default="reported", required=True, readonly=True, copy=False, tracking=True
    )
    examined_at = fields.Datetime("Examined", readonly=True, copy=False)
    settled_at = fields.Datetime("Settled", readonly=True, copy=False)
    closed_at = fields.Datetime("Closed", readonly=True, copy=False)
    hospital_agreed_by = fields.Char("Agreed for the hospital by", readonly=True, copy=False)

    _number_uniq = models.Constraint(
        "UNIQUE (number)", "An incident with this number exists already."
    )

    @api.constrains("happened_at")
    def _check_happened_at(self):
        if any(one.happened_at > naive(utc_now()) for one in self):
            raise ValidationError(self.env._("When: in the future. Enter when it happened."))

    @api.model_create_multi
    def create(self, vals_list):
        """Number the incidents."""
        kept = [
            {key: value for key, value in vals.items() if self.env.su or key not in BY_VERBS}
            | {"number": self.env["service.permit"]._next_number("I")}
            for vals in vals_list
        ]
        return super().create(kept)

    def write(self, vals):
        """Refuse changes of what is settled with the hospital."""
        if not self.env.su:
            if BY_VERBS & set(vals):
                raise UserError(self.env._("Use the buttons: each step is written down."))
            kept = {name for name in vals if not name.startswith(("message_", "activity_"))}
            if kept and any(one.state in ("settled", "closed") for one in self):
                raise UserError(self.env._("What is settled with the hospital is not changed."))
        return super().write(vals)

    def unlink(self):
        """Nothing that happened is taken away."""
        raise UserError(self.env._("An incident is closed, not deleted."))

    def action_examine(self):
        """Cause and remedy are found, and the hospital has been told."""
        self._step("reported", "examined", ("course", "told_hospital_at", "cause", "remedy"))

    def action_settle(self):
        """Liability is settled."""
        self._step("examined", "settled", ("liable", "liable_note"))

    def action_close(self):
        """Everything that was promised is done."""
        self._step("settled", "closed", ())

    def _agree(self):
        """The hospital agrees to how it was settled (in the portal)."""
        self.ensure_one()
        if self.state != "settled":
            raise UserError(self.env._("There is nothing to agree to yet."))
        self.sudo().hospital_agreed_by = self.env.user.name
        self.sudo().message_post(
            body=self.env._("The hospital agrees."), author_id=self.env.user.partner_id.id
        )

    def _step(self, before, after, needed):
        self.check_access("write")
        for incident in self:
            if incident.state != before:
                states = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(self.env._("First it must be “%(state)s”.", state=states[before]))
            lacking = [
                self._fields[name]._description_string(self.env)
                for name in needed
                if not incident[name]
            ]
            if lacking:
                raise ValidationError(
                    self.env._("Enter first: %s.", self.env._(", ").join(lacking))
                )
            incident.sudo().write({"state": after, f"{after}_at": naive(utc_now())})
