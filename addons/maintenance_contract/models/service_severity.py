from odoo import fields, models


class ServiceSeverity(models.Model):
    """One of the tender's four classes (C1-C4), in the words of the contract."""

    _name = "service.severity"
    _description = "Severity"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Selection(
        [
            ("disaster", "Disaster"),
            ("severe", "Severe"),
            ("error", "General error"),
            ("request", "General request"),
        ],
        required=True,
    )
    item = fields.Char("Tender item")
    definition = fields.Text(translate=True)
    sequence = fields.Integer(default=10)

    _code_uniq = models.Constraint("UNIQUE (code)", "There is one severity of each class.")


class ServiceCause(models.Model):
    """Why something broke; a contract line may exclude some causes."""

    _name = "service.cause"
    _description = "Cause"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)

    _code_uniq = models.Constraint("UNIQUE (code)", "A cause with this code exists already.")
