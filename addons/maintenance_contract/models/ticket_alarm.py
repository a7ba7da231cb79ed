from datetime import timedelta

from odoo import api, fields, models

from ..core import intake
from .clock import aware, naive, utc_now
from .service_ticket import OPEN


class DeviceAlarm(models.Model):
    _inherit = "device.alarm"

    ticket_id = fields.Many2one("service.ticket", "Ticket", readonly=True, index="btree_not_null")
    ticket_told = fields.Boolean(
        readonly=True, help="The ticket was told that this is over, or none was needed"
    )

    _to_tell = models.Index("(company_id) WHERE ticket_told IS NOT TRUE")


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    def _on_alarm(self, alarm):
        """An alarm asks for a look of the intake; the device's own request does nothing more."""
        result = super()._on_alarm(alarm)
        if alarm.kind in intake.WANTED:
            self.env["service.ticket"]._wake_intake()
        return result


class ServiceContract(models.Model):
    _inherit = "service.contract"

    alarm_window_id = fields.Many2one(
        "service.window",
        "Alarms open tickets",
        help="In these hours an alarm of a device opens a ticket by itself, fifteen minutes after"
        " they begin at the earliest: screens that are switched off at night are no fault. Empty:"
        " alarms open no tickets.",
    )


class ServiceTicket(models.Model):
    """Tickets that devices report themselves: one for a fault, on however many devices."""

    _inherit = "service.ticket"

    alarm_ids = fields.One2many("device.alarm", "ticket_id", "Alarms", readonly=True)
    alarm_kind = fields.Char(readonly=True, copy=False)
    affected_ids = fields.Many2many(
        "maintenance.equipment",
        "service_ticket_affected_rel",
        string="Devices with the same fault",
        check_company=True,
    )
    affected_n = fields.Integer("Devices", compute="_compute_affected_n")

    @api.depends("affected_ids", "device_id")
    def _compute_affected_n(self):
        for ticket in self:
            ticket.affected_n = len(ticket.affected_ids | ticket.device_id)

    @api.model
    def _wake_intake(self, at=None):
        cron = self.env.ref("maintenance_contract.cron_intake", raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger(at=at and naive(at))

    @api.model
    def _cron_intake(self, now=None):
        """Make tickets of alarms that stand long enough, and tell tickets of those that are over.

        It looks at the alarms themselves, so a run that was missed is made good by the next.
        """
        now = now or utc_now()
        self._intake_over()
        waiting = self.env["device.alarm"].search(
            [
                ("ticket_id", "=", False),
                ("until", "=", False),
                ("ticket_told", "=", False),
                ("kind", "in", sorted(intake.WANTED)),
            ],
            order="since, id",
        )
        later = [self._intake_alarm(alarm, now) for alarm in waiting]
        later = [moment for moment in later if moment]
        if later:
            self._wake_intake(min(later))

    def _intake_alarm(self, alarm, now):
        """Take one alarm if it is ripe; returns when to look again (aware), or None."""
        contract = self._alarm_contract(alarm.company_id, now)
        if not contract:
            return None
        window = self.env["service.window"]._core_of(contract.alarm_window_id.id)
        ripe = intake.ripe_at(window, aware(alarm.since))
        if now < ripe:
            return ripe
        ticket = self._alarm_join(alarm) or self._alarm_create(alarm, now)
        alarm.sudo().ticket_id = ticket
        return None

    @api.model
    def _alarm_contract(self, company, now):
        day = fields.Date.to_date(now.date())
        return (
            self.env["service.contract"]
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("is_template", "=", False),
                    ("state", "=", "active"),
                    ("alarm_window_id", "!=", False),
                    ("first_day", "<=", day),
                    ("last_day", ">=", day),
                ],
                limit=1,
            )
        )

    def _alarm_join(self, alarm):
        """Join an open ticket of the same device or of the same fault; returns it, or none."""
        found = self.sudo().search(
            [
                ("company_id", "=", alarm.company_id.id),
                ("channel", "=", "alarm"),
                ("state", "in", OPEN),
            ]
        )
        tickets = [
            intake.OpenTicket(
                one.id,
                one.alarm_kind or "",
                frozenset((one.affected_ids | one.device_id).ids),
                aware(max(one.alarm_ids.mapped("since"), default=one.reported_at)),
            )
            for one in found
        ]
        key = intake.join(alarm.kind, alarm.device_id.id, aware(alarm.since), tickets)
        ticket = self.sudo().browse(key or [])
        if ticket:
            ticket._affect(alarm.device_id, alarm.text or "")
        return ticket

    def _affect(self, devices, words=""):
        """The same fault on more devices; many at once make it severe."""
        self.ensure_one()
        fresh = devices - self.affected_ids - self.device_id
        names = ", ".join(devices.mapped("name"))
        self.message_post(body=f"{names}: {words}".strip(": "), subtype_xmlid="mail.mt_note")
        if fresh:
            self.sudo().affected_ids |= fresh
        severe = self.env.ref("maintenance_contract.severity_severe")
        mild = self.severity_id.code in ("error", "request")
        if fresh and mild and self.affected_n >= intake.MANY:
            self._rate(severe, self.env._("%s devices at once", self.affected_n))

    def _alarm_create(self, alarm, now):
        """Open a ticket. It counts from now, not from a silence at night that nobody reported."""
        device = alarm.device_id
        kinds = dict(alarm._fields["kind"]._description_selection(self.env))
        return self.sudo().create(
            {
                "name": f"{device.name}: {kinds[alarm.kind]}",
                "description": "\n".join(part for part in (alarm.text, alarm.remedy) if part),
                "company_id": alarm.company_id.id,
                "device_id": device.id,
                "channel": "alarm",
                "service": "remote",
                "something_wrong": "yes",
                "alarm_kind": alarm.kind,
                "reported_at": naive(now),
                "entered_at": naive(now),
            }
        )

    # -- what is over -----------------------------------------------------------------------------
    def _intake_over(self):
        over = self.env["device.alarm"].search(
            [("until", "!=", False), ("ticket_told", "=", False)], order="until, id"
        )
        over.sudo().ticket_told = True
        for ticket in over.ticket_id.sudo():
            ticket._alarm_over(over.filtered(lambda one, ticket=ticket: one.ticket_id == ticket))

    def _alarm_over(self, alarms):
        names = ", ".join(alarms.device_id.mapped("name"))
        self.message_post(
            body=self.env._("%s: the alarm is over.", names), subtype_xmlid="mail.mt_note"
        )
        if self.state not in OPEN:
            return
        touched = self.state != "new" or bool(
            self.message_ids.filtered(lambda one: one.message_type == "comment")
        )
        standing = len(self.alarm_ids.filtered(lambda one: not one.until))
        act = intake.ending(touched, standing, self._gone_lately())
        if act == "cancel":
            self._step("cancelled", note=self.env._("The alarm was over before anybody looked."))
        elif act == "look" and self.state == "new" and not touched:
            self.message_post(
                body=self.env._("It comes and goes: somebody has to look, although it works now."),
                subtype_xmlid="mail.mt_note",
            )

    def _gone_lately(self):
        return self.sudo().search_count(
            [
                ("id", "!=", self.id),
                ("device_id", "=", self.device_id.id),
                ("channel", "=", "alarm"),
                ("state", "=", "cancelled"),
                ("reported_at", ">=", naive(utc_now() - timedelta(days=1))),
            ]
        )
