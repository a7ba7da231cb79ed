import csv
import io
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .clock import aware, naive

PER_PAGE = 20
_ACTS = frozenset({"grant", "refuse", "withdraw", "end"})
_MAY = ("connect", "read", "change", "copy", "export")
_COLUMNS = "number at what who permit ticket session detail place digest".split()


class ServicePermit(models.Model):
    """What the hospital's IT sees of permits, sessions and the log, and what it decides.

    Permits are found by number under the user's own record rules.
    """

    _inherit = "service.permit"

    @api.model
    def _portal_open_count(self):
        return self.search_count([("state", "=", "asked")]) if self.has_access("read") else 0

    @api.model
    def _portal_list(self, page=1):
        """Return what the list of permits shows: those to be answered first."""
        self.check_access("read")
        domain = [("state", "!=", "draft")]
        number = int(page) if str(page).isdecimal() and int(page) > 0 else 1
        count = self.search_count(domain)
        found = self.search(domain, limit=PER_PAGE, offset=(number - 1) * PER_PAGE)
        open_now = self.env["service.remote.session"].search([("closed_at", "=", False)])
        return {
            "permits": found.sudo().sorted(lambda one: one.state != "asked"),
            "sessions": open_now.sudo(),
            "page_number": number,
            "pages": max(1, -(-count // PER_PAGE)),
            "page_name": "permits",
        }

    @api.model
    def _portal_page(self, number):
        """Return what the page of a permit shows; {} when this user has no such permit."""
        permit = self._portal_permit(number)
        if not permit:
            return {}
        shown = permit.sudo()
        names = {name: shown._fields[f"may_{name}"]._description_string(self.env) for name in _MAY}
        entries = self.env["service.access.entry"].sudo().search([("permit_id", "=", permit.id)])
        return {
            "permit": shown,
            "allowed": [name for key, name in names.items() if shown[f"may_{key}"]],
            "forbidden": [name for key, name in names.items() if not shown[f"may_{key}"]],
            "entries": entries.sorted("number"),
            "open_sessions": shown.session_ids.filtered(lambda one: not one.closed_at),
            "until": self._portal_local(shown.until),
            "error": "",
            "page_name": "permit",
        }

    @api.model
    def _portal_permit(self, number):
        return self.search([("number", "=", number), ("state", "!=", "draft")], limit=1)

    @api.model
    def _portal_act(self, number, act, note="", until=""):
        """Do what the hospital decides; False for a permit or act that this user does not have."""
        permit = self._portal_permit(number)
        if not permit or act not in _ACTS:
            return False
        note = str(note or "").strip()[:300]
        shown = permit.sudo()
        if act == "grant":
            shown._grant(self._portal_moment(until), note)
        elif act == "refuse":
            shown._refuse(note)
        elif act == "withdraw":
            shown._withdraw(note)
        else:
            shown.session_ids._end_open("hospital")
        return True

    def _portal_zone(self):
        return ZoneInfo(self.env.user.tz or "Asia/Shanghai")

    def _portal_local(self, moment):
        return aware(moment).astimezone(self._portal_zone()).strftime("%Y-%m-%dT%H:%M")

    def _portal_moment(self, text):
        """Return a wall-clock time of this user's time zone as naive UTC; None for no text."""
        if not text:
            return None
        try:
            local = fields.Datetime.to_datetime(str(text).replace("T", " ")[:16] + ":00")
        except ValueError as error:
            raise ValidationError(self.env._("To: enter day and time.")) from error
        return naive(local.replace(tzinfo=self._portal_zone()))

    @api.model
    def _portal_log(self):
        """Return (name, CSV bytes) of the hospital's own access log, with its last digest.

        The download is noted first, so that it stands in the copy; the copy's last line is what the
        hospital keeps as proof.
        """
        self.check_access("read")
        log = self.env["service.access.entry"]
        hospital = self.env.company
        log._note(hospital, "downloaded")
        number, digest, _broken = log._verify(hospital)
        name = f"access-log-{hospital.id}-{number}.csv"
        return name, _csv(log, hospital, f"{hospital.id}:{number}:{digest}")


def _csv(log, hospital, anchor):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(log._fields[name]._description_string(log.env) for name in _COLUMNS)
    for entry in log.sudo().search([("company_id", "=", hospital.id)], order="number"):
        writer.writerow(_plain(entry[name]) for name in _COLUMNS)
    writer.writerow(["", "", "", "", "", "", "", "", "", anchor])
    return text.getvalue().encode("utf-8-sig")


def _plain(value):
    """Return a cell that a spreadsheet takes for text, never for a formula."""
    text = str(value or "")
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


class ServiceIncident(models.Model):
    _inherit = "service.incident"

    @api.model
    def _portal_list(self):
        """Return what the page of incidents shows."""
        self.check_access("read")
        return {"incidents": self.search([]).sudo(), "page_name": "incidents", "error": ""}

    @api.model
    def _portal_agree(self, number):
        """The hospital agrees; False when this user has no such incident."""
        incident = self.search([("number", "=", number)], limit=1)
        if incident:
            incident.sudo()._agree()
        return bool(incident)
