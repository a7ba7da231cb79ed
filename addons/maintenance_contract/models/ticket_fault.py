from datetime import timedelta

from odoo import api, fields, models

from ..core import intake
from .clock import naive, utc_now
from .service_ticket import OPEN


class DeviceFault(models.AbstractModel):
    _inherit = "device.fault"

    @api.model
    def _raised(self, company, source, title, text=""):
        result = super()._raised(company, source, title, text)
        self.env["service.ticket"].sudo()._fault_raised(company, source, title, text)
        return result

    @api.model
    def _over(self, company, source):
        result = super()._over(company, source)
        self.env["service.ticket"].sudo()._fault_over(company, source)
        return result


class ServiceTicket(models.Model):
    """Tickets of what is no device: an interface that is silent, late or full of errors (B5)."""

    _inherit = "service.ticket"

    source = fields.Char(
        "Noticed by the system as", readonly=True, copy=False, index="btree_not_null"
    )

    @api.model
    def _fault_open(self, company, source):
        return self.search(
            [("company_id", "=", company.id), ("source", "=", source), ("state", "in", OPEN)],
            limit=1,
        )

    @api.model
    def _fault_raised(self, company, source, title, text):
        """Open a ticket, or tell the one that is open. A hospital whose contract takes no alarms
        has none made."""
        ticket = self._fault_open(company, source)
        if ticket:
            ticket.message_post(body=text or title, subtype_xmlid="mail.mt_note")
        elif self._alarm_contract(company, utc_now()):
            ticket = self.create(
                {
                    "name": title,
                    "description": text,
                    "company_id": company.id,
                    "channel": "interface",
                    "service": "remote",
                    "something_wrong": "yes",
                    "source": source,
                    "reported_at": naive(utc_now()),
                    "entered_at": naive(utc_now()),
                }
            )
        return ticket

    @api.model
    def _fault_over(self, company, source):
        """Well again: nobody has to look, unless somebody does already or it comes and goes."""
        ticket = self._fault_open(company, source)
        if not ticket:
            return
        ticket.message_post(body=self.env._("It is well again."), subtype_xmlid="mail.mt_note")
        gone = self.search_count(
            [
                ("company_id", "=", company.id),
                ("source", "=", source),
                ("state", "=", "cancelled"),
                ("reported_at", ">=", naive(utc_now() - timedelta(days=1))),
            ]
        )
        if intake.ending(ticket.state != "new", 0, gone) == "cancel":
            ticket._step("cancelled", note=self.env._("It was over before anybody looked."))
