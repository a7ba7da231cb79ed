import base64

from odoo import api, fields, models
from odoo.addons.device_registry.models.photo import clean_photo
from odoo.exceptions import UserError, ValidationError

from .clock import naive, utc_now
from .service_ticket import KINDS, OPEN

PER_PAGE = 20
MAX_PHOTOS = 6
LIMITS = {"name": 120, "description": 4000, "reporter_name": 40, "reporter_phone": 30}
QUESTIONS = ("hospital_stands", "basics_blocked", "something_wrong", "workaround")
ANSWERS = ("yes", "no", "unknown")


class ServiceTicket(models.Model):
    """What the hospital's IT sees and does in the portal.

    Tickets are found by number under the user's own record rules, never by an id from outside; the
    verbs then act for him, with his name in the log.
    """

    _inherit = "service.ticket"

    satisfaction = fields.Selection(
        [(str(score), str(score)) for score in range(1, 6)], readonly=True, copy=False
    )
    satisfaction_note = fields.Char(readonly=True, copy=False)

    @api.model
    def _portal_open_count(self):
        if not self.has_access("read"):
            return 0
        return self.search_count([("state", "in", OPEN)])

    @api.model
    def _portal_list(self, show, page):
        """Return what the list of tickets shows."""
        domains = {"open": [("state", "in", OPEN)], "done": [("state", "not in", OPEN)], "all": []}
        domain = domains.get(show, domains["open"])
        number = int(page) if str(page).isdecimal() and int(page) > 0 else 1
        count = self.search_count(domain)
        found = self.search(domain, limit=PER_PAGE, offset=(number - 1) * PER_PAGE).sudo()
        return {
            "tickets": found,
            "show": show if show in domains else "open",
            "page_number": number,
            "pages": max(1, -(-count // PER_PAGE)),
            "page_name": "tickets",
            "liaison": self.env["service.contact"]._portal_liaison(),
        }

    @api.model
    def _portal_form(self):
        """Return what the form of a new ticket offers."""
        devices = (
            self.env["maintenance.equipment"]
            .sudo()
            .search(
                [("company_id", "=", self.env.company.id), ("device_kind", "!=", False)],
                order="site_id, name",
            )
        )
        selections = self.fields_get(["kind", *QUESTIONS], ["selection", "string"])
        return {
            "devices": [(one.id, one.name, one.site_id.complete_name or "") for one in devices],
            "kinds": selections["kind"]["selection"],
            "questions": [(name, selections[name]["string"]) for name in QUESTIONS],
            "answers": selections[QUESTIONS[0]]["selection"],
            "given": {},
            "error": "",
            "page_name": "new_ticket",
        }

    @api.model
    def _portal_report(self, given, files):
        """Make a ticket of the hospital of this user; returns its number.

        Raises UserError naming the field for what cannot be taken.
        """
        self.check_access("read")
        values = {name: str(given.get(name) or "").strip() for name in LIMITS}
        labels = self.fields_get(list(LIMITS), ["string"])
        for name, most in LIMITS.items():
            if len(values[name]) > most:
                raise ValidationError(
                    self.env._(
                        "%(field)s: at most %(most)s characters.",
                        field=labels[name]["string"],
                        most=most,
                    )
                )
        if not values["name"]:
            raise ValidationError(self.env._("Subject: say in a few words what does not work."))
        values |= {name: given.get(name) for name in QUESTIONS if given.get(name) in ANSWERS}
        kind = given.get("kind")
        values["kind"] = kind if kind in dict(KINDS) else "fault"
        values["service"] = "onsite" if values["kind"] == "fault" else "remote"
        photos = [self._portal_photo(*one) for one in self._portal_few(files)]
        ticket = self.sudo().create(
            values
            | {
                "company_id": self.env.company.id,
                "device_id": self._portal_device(given.get("device")),
                "channel": "portal",
                "partner_id": self.env.user.partner_id.id,
                "reported_at": naive(utc_now()),
            }
        )
        for name, data in photos:
            self.env["ir.attachment"].sudo().create(
                {"name": name, "raw": data, "res_model": self._name, "res_id": ticket.id}
            )
        return ticket.number

    def _portal_few(self, files):
        if len(files) > MAX_PHOTOS:
            raise ValidationError(self.env._("Photos: at most %s.", MAX_PHOTOS))
        return files

    def _portal_photo(self, name, data):
        """Return a photo drawn anew, so that it tells neither place nor camera."""
        try:
            return name, clean_photo(self.env, data)
        except ValidationError as error:
            text = f"{name}: {error.args[0]}"
            raise ValidationError(text) from error

    def _portal_device(self, given):
        if not str(given or "").isdecimal():
            return False
        domain = [("id", "=", int(given)), ("company_id", "=", self.env.company.id)]
        return self.env["maintenance.equipment"].sudo().search(domain, limit=1).id

    @api.model
    def _portal_ticket(self, number):
        """Return the ticket with this number if this user may see it, else none."""
        return self.search([("number", "=", number)], limit=1)

    @api.model
    def _portal_page(self, number):
        """Return what the page of a ticket shows; {} when this user has no such ticket."""
        ticket = self._portal_ticket(number)
        if not ticket:
            return {}
        shown = ticket.sudo()
        return {
            "ticket": shown,
            "clocks": shown.clock_ids.filtered(lambda one: not one.closed_at),
            "events": shown.event_ids.sorted(lambda one: (one.at, one.id), reverse=True),
            "messages": shown.message_ids.filtered(
                lambda one: one.message_type == "comment" and not one.is_internal
            ),
            "photos": ticket._portal_photos(),
            "signed": shown.report_ids.filtered(lambda one: one.state == "signed")[:1],
            "scores": [str(score) for score in range(1, 6)],
            "error": "",
            "page_name": "ticket",
        }

    def _portal_photos(self):
        domain = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        found = self.env["ir.attachment"].sudo().search([*domain, ("mimetype", "=", "image/jpeg")])
        return [f"data:image/jpeg;base64,{base64.b64encode(one.raw).decode()}" for one in found]

    @api.model
    def _portal_acts(self):
        """Return what the hospital may do in the portal; others add theirs."""
        return _ACTS

    @api.model
    def _portal_act(self, number, act, note, score=""):
        """Do what the hospital decides; returns the number of the ticket it then looks at.

        Returns "" for a ticket this user does not have or an act that is not known.
        """
        ticket = self._portal_ticket(number)
        verb = getattr(self, f"_portal_do_{act}", None) if act in self._portal_acts() else None
        if not ticket or not verb:
            return ""
        note = str(note or "").strip()[: LIMITS["description"]]
        return verb(ticket.sudo(), note, score).number

    def _portal_do_answer(self, ticket, note, _score):
        if not note:
            raise ValidationError(self.env._("Write what you want to say."))
        ticket.message_post(
            body=note,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=self.env.user.partner_id.id,
        )
        return ticket

    def _portal_do_agree(self, ticket, _note, _score):
        ticket._agree_severity(True)
        return ticket

    def _portal_do_dispute(self, ticket, note, _score):
        ticket._agree_severity(False, note)
        return ticket

    def _portal_do_confirm(self, ticket, note, _score):
        ticket._step("closed", note=note)
        return ticket

    def _portal_do_reopen(self, ticket, note, _score):
        return ticket._reopen(note)

    def _portal_do_agree_time(self, ticket, note, _score):
        ticket._answer_time(True, note)
        return ticket

    def _portal_do_decline_time(self, ticket, note, _score):
        ticket._answer_time(False, note)
        return ticket

    def _portal_do_rate(self, ticket, note, score):
        if ticket.state not in ("resolved", "closed"):
            raise UserError(self.env._("Rate the service when the fault is solved."))
        if score not in dict(self._fields["satisfaction"].selection):
            raise ValidationError(self.env._("Satisfaction: choose 1 to 5."))
        ticket.write({"satisfaction": score, "satisfaction_note": note[:200]})
        return ticket

    @api.model
    def _portal_pdf(self, number):
        """Return (name, bytes) of the signed fault report, ("", b"") without one."""
        signed = (
            self._portal_ticket(number)
            .sudo()
            .report_ids.filtered(lambda one: one.state == "signed")[:1]
        )
        return (signed.pdf_name, base64.b64decode(signed.pdf)) if signed else ("", b"")


_ACTS = frozenset("answer agree dispute confirm reopen rate agree_time decline_time".split())
