from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.device_registry.core.token import new_token, plausible, token_hash

from ..core import duty
from ..core.notices import Notice, veiled
from .clock import aware, naive, utc_now

STUCK = timedelta(minutes=1)
TRIES = 3


class ServiceNotice(models.Model):
    """One notice to one person about a ticket: what was sent, by what, and whether it was answered.

    The log of all notifiers. Rows are written by the system alone.
    """

    _name = "service.notice"
    _description = "Notice"
    _order = "id desc"
    _rec_name = "title"

    ticket_id = fields.Many2one(
        "service.ticket", "Ticket", index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", "Hospital", index=True, readonly=True)
    user_id = fields.Many2one("res.users", "To", required=True, readonly=True)
    phone = fields.Char("Telephone", readonly=True, help="The middle is hidden")
    notifier_id = fields.Many2one("service.notifier", "By", readonly=True)
    reason = fields.Selection(
        [
            ("call", "Disaster call"),
            ("clock", "Deadline"),
            ("assigned", "Assigned"),
            ("unhappy", "Unhappy hospital"),
        ],
        required=True,
        readonly=True,
    )
    title = fields.Char(required=True, readonly=True)
    text = fields.Char(readonly=True)
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("sending", "Being sent"),
            ("sent", "Sent"),
            ("failed", "Failed"),
        ],
        required=True,
        default="waiting",
        readonly=True,
        index=True,
    )
    at = fields.Datetime("Made", required=True, readonly=True)
    tried_at = fields.Datetime("Tried", readonly=True)
    sent_at = fields.Datetime("Sent at", readonly=True)
    answered_at = fields.Datetime("Answered", readonly=True)
    error = fields.Char(readonly=True)
    tries = fields.Integer(readonly=True)
    key = fields.Char(readonly=True, groups="base.group_system")
    answer_hash = fields.Char(readonly=True, index=True, groups="base.group_system")

    @api.model
    def _tell(self, ticket, user, reason, title):
        """Write down a notice to a user; it goes out with the next run of the scheduler."""
        notifier = self.env["service.notifier"]._for(user, ticket.company_id)
        phone = self.env["service.engineer"]._of(user).phone
        return self.sudo().create(
            {
                "ticket_id": ticket.id,
                "company_id": ticket.company_id.id,
                "user_id": user.id,
                "phone": veiled(phone or ""),
                "notifier_id": notifier.id,
                "reason": reason,
                "title": title,
                "text": ticket._notice_text(),
                "at": naive(utc_now()),
                "key": new_token(),
            }
        )

    def _send_waiting(self, commit):
        """Send what waits, one by one; ``commit`` is called around each, so that none goes twice.

        A notice that was being sent when the server stopped counts as failed: whoever waits for an
        answer goes on to the next person.
        """
        stuck = self.search(
            [("state", "=", "sending"), ("tried_at", "<", naive(utc_now() - STUCK))]
        )
        for notice in stuck:
            notice._settle(self.env._("the server stopped while sending"))
        for notice in self.search([("state", "=", "waiting")], order="id"):
            notice._send(commit)

    def _send(self, commit):
        self.ensure_one()
        secret = new_token()
        self.write(
            {
                "state": "sending",
                "tried_at": naive(utc_now()),
                "tries": self.tries + 1,
                "answer_hash": token_hash(secret),
            }
        )
        commit()
        notifier = self.notifier_id
        error = notifier._deliver(self._core(secret)) if notifier else self.env._("no notifier")
        self._settle(error)
        commit()

    def _core(self, secret):
        base = self.env["ir.config_parameter"].sudo().get_param("web.base.url", "")
        return Notice(
            key=self.key,
            name=self.user_id.name,
            phone=self.env["service.engineer"]._of(self.user_id).phone or "",
            title=self.title,
            text=self.text or "",
            link=f"{base}/service/answer/{secret}" if self.reason == "call" else "",
        )

    def _settle(self, error):
        """Keep what came of it. Calls are not repeated to the same person: the next is rung."""
        again = error and self.reason != "call" and self.tries < TRIES
        self.write(
            {
                "state": "waiting" if again else "failed" if error else "sent",
                "error": error,
                "sent_at": False if error else naive(utc_now()),
            }
        )

    # -- answers ----------------------------------------------------------------------------------
    @api.model
    def _by_token(self, token):
        if not plausible(token):
            return self
        return self.sudo().search([("answer_hash", "=", token_hash(token))], limit=1)

    @api.model
    def _answer_page(self, token):
        """Return what the page behind a call's link shows; {} for a link that is none."""
        notice = self._by_token(token)
        if not notice:
            return {}
        ticket = notice.ticket_id
        return {
            "token": token,
            "title": notice.title,
            "text": notice.text,
            "name": notice.user_id.name,
            "rings": ticket.call_state == "ringing",
            "taken_by": ticket.user_id.name if ticket.call_state == "answered" else "",
            "mine": bool(notice.answered_at),
            "contacts": ticket._hospital_contacts(),
        }

    @api.model
    def _answer(self, token):
        """The person behind the link takes the call."""
        notice = self._by_token(token)
        if notice and notice.ticket_id.call_state == "ringing":
            notice.ticket_id._take(notice.user_id)

    def _calls(self):
        """Return the core's calls behind these notices, oldest first."""
        return [
            duty.Call(one.user_id.id, aware(one.tried_at or one.at), one.state == "failed")
            for one in self.sorted("id")
        ]
