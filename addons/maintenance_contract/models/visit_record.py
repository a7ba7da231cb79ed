import base64
import hashlib
import json

from odoo import models
from odoo.addons.device_registry.models.photo import clean_photo
from odoo.addons.device_registry.report.paper import NoFont
from odoo.exceptions import UserError, ValidationError

from ..report import pages
from .clock import naive, utc_now

PRINTED_SIDE = 900  # pixels of a photo on paper


class ServiceVisit(models.Model):
    """The service record: what stands on it, signed by both sides, frozen with its hash."""

    _inherit = "service.visit"

    def action_sign(self):
        """Freeze the record with both signatures, its page and the page's hash."""
        for visit in self:
            visit._check_signable()
            visit._freeze()
        return True

    def action_preview(self):
        """Open the record as it is now."""
        self.ensure_one()
        attachment = self.env["ir.attachment"].create(
            {
                "name": self.pdf_name,
                "raw": self._page(self.content or self._content()),
                "mimetype": "application/pdf",
            }
        )
        url = f"/web/content/{attachment.id}"
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def _check_signable(self):
        if self.signed_at:
            raise UserError(self._is_signed())
        if self.state != "done":
            raise UserError(self.env._("A record is signed when the visit is finished."))
        names = ("hospital_name", "hospital_sign", "engineer_name", "engineer_sign", "solution")
        lacking = [
            self._fields[name]._description_string(self.env) for name in names if not self[name]
        ]
        if lacking:
            raise ValidationError(
                self.env._("The record lacks: %s.", self.env._(", ").join(lacking))
            )

    def _freeze(self):
        """Draw the page from plain data and keep both; nothing of the visit changes from now."""
        now = utc_now()
        self._log("sign", now)
        self.sudo().signed_at = naive(now)
        content = self._content()
        page = self._page(content)
        self.sudo().write(
            {"content": content, "pdf": base64.b64encode(page), "sha256": pages.digest(page)}
        )

    def _verify(self):
        """Return whether the frozen content still gives the record that was signed."""
        self.ensure_one()
        return not self.signed_at or (
            pages.digest(base64.b64decode(self.pdf)) == self.sha256
            and pages.digest(pages.draw(self.content)) == self.sha256
        )

    def _page(self, content):
        try:
            return pages.draw(content)
        except NoFont as error:
            raise UserError(str(error)) from error

    # -- what stands on the page ------------------------------------------------------------------
    def _content(self):
        """Return the page's content as plain data, in the hospital's language and time."""
        self.ensure_one()
        lang = self.company_id.partner_id.lang or self.env.lang
        visit = self.with_context(lang=lang, tz="Asia/Shanghai")
        _ = visit.env._
        parts = [
            ["facts", visit._facts()],
            ["heading", _("What was done")],
            ["text", visit.solution or ""],
            *visit._checked(),
            *visit._used(),
            *visit._pictures(),
            *visit._advised(),
            ["heading", _("Signatures")],
            ["signatures", visit._parties()],
            *visit._course(),
            *visit._promised(),
        ]
        return {
            "title": _("Service record"),
            "footer": f"{self.number} · {self.company_id.name} · {fingerprint(parts)[:16]}",
            "parts": parts,
        }

    def _facts(self):
        _ = self.env._
        outcomes = dict(self._fields["outcome"]._description_selection(self.env))
        return [
            [_("Number"), self.number],
            [_("Ticket"), self.ticket_id.display_name or ""],
            [_("Hospital"), self.company_id.name],
            [_("Place"), self.site_id.complete_name or ""],
            [_("Device"), self.device_id.name or ""],
            [_("Serial number"), self.device_id.serial_no or ""],
            [_("Engineer"), self.user_id.name],
            [_("Person on site"), f"{self.contact_name or ''} {self.contact_phone or ''}".strip()],
            [_("Arrived"), self._at(self.arrived_at)],
            [_("Ended"), self._at(self.ended_at)],
            [_("Travel"), _("%s min", self.travel_minutes)],
            [_("Work"), _("%s min", self.work_minutes)],
            [_("Purpose"), self.name],
            [_("Outcome"), outcomes.get(self.outcome, "")],
        ]

    def _checked(self):
        if not self.item_ids:
            return []
        _ = self.env._
        results = dict(self.item_ids._fields["result"]._description_selection(self.env))
        rows = [
            [
                one.name,
                f"{one.value:g} {one.unit or ''}".strip() if one.has_value else "",
                results.get(one.result, _("No answer")),
                one.note or "",
            ]
            for one in self.item_ids.sorted(lambda one: (one.sequence, one.id))
        ]
        heads = [_("Checked"), _("Measured"), _("Answer"), _("Remark")]
        return [["heading", _("Checklist")], ["table", heads, rows, [7, 2.4, 2.2, 4]]]

    def _used(self):
        if not self.part_ids:
            return []
        _ = self.env._
        rows = [
            [
                one.name,
                f"{one.quantity:g}",
                (one.device_id or self.device_id).name or "",
                one.old_serial or "",
                one.new_serial or "",
            ]
            for one in self.part_ids.sorted("id")
        ]
        heads = [_("Part"), _("Quantity"), _("Device"), _("Number before"), _("Number now")]
        return [["heading", _("Parts and numbers")], ["table", heads, rows, [5, 1.6, 4, 3, 3]]]

    def _pictures(self):
        if not self.photo_ids:
            return []
        kinds = dict(self.photo_ids._fields["kind"]._description_selection(self.env))
        images = [
            [_printed(self.env, one), " ".join(filter(None, [kinds[one.kind], one.name]))]
            for one in self.photo_ids.sorted("id")
        ]
        return [["heading", self.env._("Photos")], ["pictures", images]]

    def _advised(self):
        if not self.advice_ids:
            return []
        _ = self.env._
        rows = [
            [one.name, one.owner or "", str(one.due_day or "")]
            for one in self.advice_ids.sorted("id")
        ]
        heads = [_("Advice"), _("Who"), _("To be done by")]
        return [["heading", _("Preventive advice")], ["table", heads, rows, [8, 3, 2.4]]]

    def _parties(self):
        _ = self.env._
        when = self._at(self.signed_at)
        return [
            [_("Hospital"), self.hospital_name or "", when, _words(self.hospital_sign)],
            [_("Engineer"), self.engineer_name or "", when, _words(self.engineer_sign)],
        ]

    def _course(self):
        _ = self.env._
        verbs = dict(self.event_ids._fields["verb"]._description_selection(self.env))
        reasons = dict(self.event_ids._fields["reason"]._description_selection(self.env))
        rows = [
            [
                self._at(one.at),
                verbs[one.verb],
                " ".join(filter(None, [reasons.get(one.reason), one.note])),
                self._at(one.device_at) if one.doubtful else "",
                one.user_id.name or "",
            ]
            for one in self.event_ids.sorted(lambda one: (one.at, one.id))
            if one.effect
        ]
        heads = [_("When"), _("What"), _("Detail"), _("Phone's clock, was set"), _("By")]
        return [["heading", _("Course")], ["table", heads, rows, [3, 2.6, 5, 3, 2.6]]]

    def _promised(self):
        """The ledger page: how the deadlines of the ticket add up."""
        if not self.ticket_id.clock_ids:
            return []
        report = self.env["service.report"].new({"ticket_id": self.ticket_id.id})
        report.signed_at = self.signed_at
        return [
            ["page"],
            ["heading", self.env._("Promises")],
            report._promises(self.ticket_id),
            *report._ledgers(self.ticket_id),
        ]

    def _at(self, moment):
        return self.env["service.report"]._at(moment)


def fingerprint(parts):
    """Return the SHA-256 of what stands on the page, printed at its foot."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _printed(env, photo):
    """Return a photo at the size of paper, as text."""
    data = clean_photo(env, base64.b64decode(photo.image), PRINTED_SIDE)
    return base64.b64encode(data).decode()


def _words(picture):
    """Return base64 as text, as JSON keeps it."""
    return picture.decode() if isinstance(picture, bytes) else picture or ""
