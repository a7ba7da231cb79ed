from odoo import api, fields, models


class HisSetupLine(models.TransientModel):
    """A column of the samples and what it is."""

    _name = "his.setup.line"
    _description = "Column of a HIS's samples"

    setup_id = fields.Many2one("his.setup", required=True, ondelete="cascade")
    column = fields.Char(readonly=True)
    values = fields.Char("Seen", readonly=True)
    target = fields.Selection(selection=lambda self: self._targets(), string="Means")
    convert = fields.Char("Read as", help="Empty: the usual way; date:dmy, map:state …")
    sure = fields.Boolean("Known name", readonly=True)
    is_key = fields.Boolean("Tells rows apart")

    @api.model
    def _targets(self):
        _ = self.env._
        return [
            ("mrn", _("Patient number")), ("name", _("Name")), ("sex", _("Sex")),
            ("birth_date", _("Date of birth")), ("card_no", _("Card number")),
            ("insurance_no", _("Insurance number")), ("id_no", _("Identity card")),
            ("phone", _("Phone")), ("visit", _("Visit number")),
            ("appointment", _("Appointment number")), ("department", _("Department code")),
            ("department_name", _("Department name")), ("doctor", _("Doctor code")),
            ("doctor_name", _("Doctor name")), ("class", _("Class code")),
            ("class_name", _("Class name")), ("service_date", _("Day of service")),
            ("service_time", _("Time of day")), ("service_at", _("Day and time of service")),
            ("half_day", _("Morning or afternoon")), ("number", _("Number in the queue")),
            ("source", _("Walk-in or appointment")), ("command", _("What happened (state)")),
            ("old_mrn", _("Former patient number")), ("version", _("Changed at")),
            ("moved", _("Moved")), ("entry", _("Entry of our worklist")),
        ]  # fmt: skip


class HisSetupRow(models.TransientModel):
    """What the mapping makes of one row of the samples."""

    _name = "his.setup.row"
    _description = "Result on a row of a HIS's samples"

    setup_id = fields.Many2one("his.setup", required=True, ondelete="cascade")
    place = fields.Integer("Row")
    command = fields.Char("Becomes")
    mrn = fields.Char("Patient number")
    patient = fields.Char("Name")
    visit = fields.Char("Visit number")
    department = fields.Char("Department code")
    doctor = fields.Char("Doctor code")
    at = fields.Datetime("Time")
    problem = fields.Char()


class HisSetupCode(models.TransientModel):
    """A department's code that was seen, and the queue it means."""

    _name = "his.setup.code"
    _description = "Department of a HIS's samples"

    setup_id = fields.Many2one("his.setup", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="setup_id.company_id")
    code = fields.Char("Code in the HIS", readonly=True)
    name = fields.Char("Name in the HIS", readonly=True)
    queue_id = fields.Many2one(
        "queue.queue", "Queue", domain="[('company_id', '=', company_id)]", ondelete="cascade"
    )


class HisSetupStep(models.TransientModel):
    """A step of the trial of a connection."""

    _name = "his.setup.step"
    _description = "Step of a connection's trial"

    setup_id = fields.Many2one("his.setup", required=True, ondelete="cascade")
    name = fields.Char("Step", readonly=True)
    good = fields.Boolean("Works", readonly=True)
    said = fields.Char("What was seen", readonly=True)


class HisSetupOperation(models.TransientModel):
    """A method that a WSDL offers."""

    _name = "his.setup.operation"
    _description = "Method of a HIS's WSDL"

    setup_id = fields.Many2one("his.setup", required=True, ondelete="cascade")
    name = fields.Char("Method", readonly=True)
    arguments = fields.Char(readonly=True)
    settings = fields.Json(readonly=True)

    def action_use(self):
        """Ask this method for samples."""
        self.ensure_one()
        return self.setup_id._use_operation(self)
