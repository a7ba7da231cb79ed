from odoo import api, fields, models


class HisAlarm(models.Model):
    """Something was wrong with an interface, from when until when. Raised by the watch."""

    _name = "his.alarm"
    _description = "Alarm of an interface"
    _order = "since desc, id desc"
    _rec_name = "kind"

    interface_id = fields.Many2one(
        "his.interface", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="interface_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [
            ("silence", "Silent"),
            ("lag", "Late"),
            ("errors", "Many errors"),
            ("breaker", "Does not take events"),
            ("process", "Gateway stands still"),
        ],
        required=True,
        readonly=True,
    )
    since = fields.Datetime(required=True, readonly=True)
    until = fields.Datetime("Over", readonly=True)
    figure = fields.Integer(readonly=True, help="Minutes or messages when it was raised")
    text = fields.Char(compute="_compute_text")
    activity_id = fields.Many2one("mail.activity", readonly=True, ondelete="set null")

    _standing_uniq = models.UniqueIndex(
        "(interface_id, kind) WHERE until IS NULL", "This alarm stands already."
    )

    @api.model
    def _keep(self, interface, found, now):
        """Raise what is new, clear what is over."""
        standing = self.search([("interface_id", "=", interface.id), ("until", "=", False)])
        kinds = {one.kind for one in found}
        for alarm in standing.filtered(lambda one: one.kind not in kinds):
            alarm._end(now)
        known = set(standing.mapped("kind"))
        for one in found:
            if one.kind not in known:
                self._begin(interface, one, now)

    @api.model
    def _begin(self, interface, found, now):
        alarm = self.create(
            {
                "interface_id": interface.id,
                "kind": found.kind,
                "since": now,
                "figure": found.figure,
            }
        )
        alarm.activity_id = alarm._ask(interface)
        interface._on_interface_alarm(alarm)

    def _end(self, now):
        self.until = now
        self.activity_id.unlink()
        self.interface_id._on_interface_well(self)

    def _ask(self, interface):
        """An activity for the person who looks after the interface; none without one."""
        user = interface.responsible_id
        if not user:
            return self.env["mail.activity"]
        return interface.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_todo", summary=self._spoken().text, user_id=user.id
        )

    def _spoken(self):
        """The alarm in the language of who looks after its interface, else of the hospital."""
        interface = self.interface_id
        lang = interface.responsible_id.lang or interface.company_id.partner_id.lang
        return self.with_context(lang=lang or self.env.lang)

    def _source(self):
        return f"his.interface,{self.interface_id.id},{self.kind}"

    @api.depends_context("lang")
    @api.depends("kind", "figure")
    def _compute_text(self):
        words = {
            "silence": self.env._("Silent for %s minutes, at an hour when messages come"),
            "lag": self.env._("Messages wait for %s minutes"),
            "errors": self.env._("%s errors within a quarter of an hour"),
            "breaker": self.env._("The HIS has taken no events for %s minutes"),
            "process": self.env._("The gateway gave no sign of life for %s minutes"),
        }
        for alarm in self:
            alarm.text = words[alarm.kind] % alarm.figure if alarm.kind else ""


class HisCounter(models.Model):
    """Messages by minute, counted by the gateway: the dashboard scans no messages."""

    _name = "his.counter"
    _description = "Messages of an interface by minute"
    _auto = False
    _log_access = False
    _order = "minute desc"
    _rec_name = "kind"
    _table_query = """
        SELECT (row_number() OVER (ORDER BY c.minute, c.interface_id, c.kind))::int AS id,
            c.interface_id, i.company_id, c.minute, c.kind, c.n
        FROM his_counter c JOIN his_interface i ON i.id = c.interface_id
    """

    interface_id = fields.Many2one("his.interface", readonly=True)
    company_id = fields.Many2one("res.company", "Hospital", readonly=True)
    minute = fields.Datetime(readonly=True)
    kind = fields.Selection(
        [
            ("received", "Received"),
            ("refused", "Refused by us"),
            ("duplicate", "Came again"),
            ("sent", "Sent"),
            ("out_refused", "Refused by the HIS"),
            ("unreachable", "Not answered"),
        ],
        "What",
        readonly=True,
    )
    n = fields.Integer("Messages", readonly=True)
