import base64
from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.device_registry.core.token import new_token, plausible, token_hash
from odoo.exceptions import UserError, ValidationError

from ..core import intake
from ..report.labels import labels
from .clock import aware, naive, utc_now
from .service_ticket import OPEN
from .ticket_portal import LIMITS

WINDOW = timedelta(minutes=10)
WORST = ("blocked", "wrong", "question")
SYMPTOMS = {"blocked": "basics_blocked", "wrong": "something_wrong"}


class ServiceQrReport(models.Model):
    """A report that came by a device's QR code: limits how many, and makes a repeat harmless."""

    _name = "service.qr.report"
    _description = "Report by QR code"
    _log_access = False
    _order = "id desc"

    device_id = fields.Many2one(
        "maintenance.equipment", "Device", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", "Hospital", index=True)
    ticket_id = fields.Many2one("service.ticket", "Ticket", ondelete="cascade")
    at = fields.Datetime("When", required=True, index=True)
    address = fields.Char(help="Hash of the network address")
    key = fields.Char("Key of the form")

    _key_uniq = models.UniqueIndex("(device_id, key)")

    @api.autovacuum
    def _gc(self):
        self.search([("at", "<", naive(utc_now() - timedelta(days=7)))]).unlink()


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    report_token = fields.Char(
        "Token of the QR code",
        copy=False,
        readonly=True,
        index=True,
        groups="device_registry.group_device_manager",
        help="Opens the page on which staff reports this device's faults, and nothing else",
    )

    @api.model
    def _by_report_token(self, token):
        """Return the device whose label this is, as superuser, or none."""
        if not plausible(token):
            return self.browse()
        return self.sudo().search([("report_token", "=", token)], limit=1)

    def action_report_labels(self):
        """Print the QR labels of these devices; a device without a code gets one."""
        devices = self.sudo().filtered("device_kind")
        if not devices or not self.env.user.has_group("device_registry.group_device_manager"):
            raise UserError(self.env._("Choose devices; device managers print labels."))
        self.check_access("read")
        for device in devices.filtered(lambda one: not one.report_token):
            device.report_token = new_token()
        base = self.env["ir.config_parameter"].sudo().get_param("web.base.url", "")
        rows = [
            (
                f"{base}/service/device/{device.report_token}",
                device.name,
                device.site_id.complete_name or "",
                self.env["service.ticket"]._hotline_of(device.company_id),
            )
            for device in devices
        ]
        words = self.env._("Does not work? Scan to report.")
        file = self.env["ir.attachment"].create(
            {
                "name": self.env._("QR labels") + ".pdf",
                "datas": base64.b64encode(labels(rows, words)),
                "mimetype": "application/pdf",
            }
        )
        url = f"/web/content/{file.id}?download=true"
        return {"type": "ir.actions.act_url", "url": url, "target": "self"}

    def action_report_renew(self):
        """Make the labels of these devices void: the codes are replaced."""
        self.check_access("write")
        for device in self:
            device.report_token = new_token()


class ServiceTicket(models.Model):
    """Intake by the QR code on a device: nobody is logged in, the code says which device."""

    _inherit = "service.ticket"

    @api.model
    def _hotline_of(self, company):
        """Return the telephone number of the supplier's hotline for a hospital, or ""."""
        contact = (
            self.env["service.contact"]
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("contract_id.state", "=", "active"),
                    ("side", "=", "supplier"),
                ],
                limit=1,
            )
        )
        return contact.phone or ""

    @api.model
    def _qr_page(self, token):
        """Return what the page of a device's code shows; {} for a code that is none."""
        device = self.env["maintenance.equipment"]._by_report_token(token)
        if not device:
            return {}
        zone = self.env["service.duty"]._zone()
        states = dict(self._fields["state"]._description_selection(self.env))
        open_ = self.sudo().search(
            [
                ("state", "in", OPEN),
                "|",
                ("device_id", "=", device.id),
                ("affected_ids", "in", device.ids),
            ],
            limit=5,
        )
        return {
            "token": token,
            "device": device.name,
            "site": device.site_id.complete_name or "",
            "hotline": self._hotline_of(device.company_id),
            "open": [
                (one.number, states[one.state], aware(one.reported_at).astimezone(zone))
                for one in open_
            ],
            "symptoms": [(code, self._qr_words()[code]) for code in WORST],
            "key": new_token(),
            "given": {},
            "error": "",
            "number": "",
        }

    @api.model
    def _qr_words(self):
        return {
            "blocked": self.env._("It does not work: no picture, no calls, no check-in"),
            "wrong": self.env._("It works, but something is wrong"),
            "question": self.env._("I have a question"),
        }

    @api.model
    def _qr_report(self, token, given, address):
        """Take a report; returns the ticket's number, "" for a code that is none.

        Raises UserError in words for what cannot be taken. A disaster is not taken here, but by
        telephone: whoever passes a screen could ring people out of their beds.
        """
        device = self.env["maintenance.equipment"]._by_report_token(token)
        if not device:
            return ""
        key, address = str(given.get("key") or "")[:64], token_hash(str(address))
        reports = self.env["service.qr.report"].sudo()
        known = reports.search([("device_id", "=", device.id), ("key", "=", key)], limit=1)
        if key and known:
            return known.ticket_id.number
        self._qr_limit(reports, device, address)
        ticket = self._qr_same(device, given) or self._qr_create(device, given)
        reports.create(
            {
                "device_id": device.id,
                "company_id": device.company_id.id,
                "ticket_id": ticket.id,
                "at": naive(utc_now()),
                "address": address,
                "key": key,
            }
        )
        return ticket.number

    @api.model
    def _qr_limit(self, reports, device, address):
        since = ("at", ">", naive(utc_now() - WINDOW))
        of_device = reports.search_count([("device_id", "=", device.id), since])
        of_address = reports.search_count([("address", "=", address), since])
        if not intake.may_report(of_device, of_address):
            raise UserError(
                self.env._("Too many reports in a short time. Please ring the hotline instead.")
            )

    @api.model
    def _qr_same(self, device, given):
        """The fault is reported already: it is told once more, not opened twice."""
        number = intake.number_in(str(given.get("same") or ""))
        domain = [("number", "=", number), ("company_id", "=", device.company_id.id)]
        ticket = self.sudo().search([*domain, ("state", "in", OPEN)], limit=1)
        if number and device in ticket.affected_ids | ticket.device_id:
            ticket.message_post(
                body=self.env._("Reported once more by QR code: %s", device.name),
                subtype_xmlid="mail.mt_note",
            )
            return ticket
        return self.browse()

    @api.model
    def _qr_create(self, device, given):
        symptom = given.get("symptom")
        if symptom not in WORST:
            raise ValidationError(self.env._("Say first what is the matter."))
        note = str(given.get("note") or "").strip()[: LIMITS["description"]]
        values = {
            "name": f"{device.name}: {self._qr_words()[symptom]}",
            "description": note,
            "company_id": device.company_id.id,
            "device_id": device.id,
            "channel": "qr",
            "kind": "question" if symptom == "question" else "fault",
            "service": "consult" if symptom == "question" else "onsite",
            "reporter_name": str(given.get("reporter_name") or "").strip()[:40],
            "reporter_phone": str(given.get("reporter_phone") or "").strip()[:30],
            "reported_at": naive(utc_now()),
        }
        if symptom in SYMPTOMS:
            values[SYMPTOMS[symptom]] = "yes"
        return self.sudo().create(values)
