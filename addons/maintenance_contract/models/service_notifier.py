import logging
import os

import requests
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import notices

_logger = logging.getLogger(__name__)
KINDS = [
    ("sink", "Log only (nothing leaves the house)"),
    ("wecom", "WeCom group robot"),
    ("sms", "Text messages (HTTP gateway)"),
    ("webhook", "Webhook"),
]
TIMEOUT = (5, 10)  # seconds to connect, to be answered


class ServiceNotifier(models.Model):
    """A way by which notices reach people. The log alone serves to try everything."""

    _name = "service.notifier"
    _description = "Notifier"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(KINDS, required=True, default="sink")
    company_id = fields.Many2one("res.company", "Hospital", help="Empty: serves every hospital")
    url = fields.Char(
        "Address",
        groups="maintenance_contract.group_service_manager",
        help="What is secret in it may stand as ${ENV:JIAOHAO_NAME} in the server's environment",
    )
    secret = fields.Char(
        groups="maintenance_contract.group_service_manager",
        help="Sent as a bearer token; better as ${ENV:JIAOHAO_NAME}",
    )
    failures = fields.Integer("Failures in a row", readonly=True)

    @api.model
    def _for(self, user, company):
        """Return the notifier that serves a person at a hospital: his own, else the hospital's."""
        own = self.env["service.engineer"]._of(user).notifier_id.filtered("active")
        every = self.sudo().search([("company_id", "in", (company.id, False))])
        return own[:1] or every.filtered("company_id")[:1] or every[:1]

    def _deliver(self, notice):
        """Hand a core notice to the other side; returns "" or what went wrong, in words."""
        self.ensure_one()
        mine = self.sudo()
        settings = notices.Settings(mine.kind, mine.url or "", mine.secret or "")
        try:
            wanted = notices.request(settings, notice, os.environ)
        except notices.NotSendable as problem:
            return str(problem)
        error = self._post(wanted) if wanted else ""
        mine.failures = mine.failures + 1 if error else 0
        return error

    def _post(self, wanted):
        try:
            answer = requests.post(
                wanted.url,
                data=wanted.body,
                headers=wanted.headers,
                timeout=TIMEOUT,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            # The text of the error may hold the address, which may hold a secret.
            _logger.info("notifier %s: %s", self.id, type(error).__name__)
            return type(error).__name__
        return notices.verdict(self.kind, answer.status_code, answer.content[:4096])

    def action_try(self):
        """Send a notice to oneself, and say what came of it."""
        self.ensure_one()
        self.check_access("write")
        phone = self.env["service.engineer"]._of(self.env.user).phone or ""
        title = self.env._("This is a trial")
        notice = notices.Notice("trial", self.env.user.name, phone, title, self.env.company.name)
        error = self._deliver(notice)
        if error:
            raise UserError(self.env._("%(name)s: %(error)s", name=self.name, error=error))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": self.env._("Taken by %s", self.name)},
        }
