import base64

from odoo import models
from odoo.addons.device_registry.models.photo import clean_photo
from odoo.addons.maintenance_contract.models.clock import aware
from odoo.addons.maintenance_contract.models.visit_record import fingerprint

PRINTED_SIDE = 900  # pixels of a photo on paper


class Inspection(models.Model):
    """What stands on the report, as plain data in the hospital's language and time."""

    _inherit = "inspection.inspection"

    def _content(self):
        """Return {title, footer, parts}; ``parts`` are verbs of ``report.pages``."""
        self.ensure_one()
        lang = self.company_id.sudo().partner_id.lang or self.env.lang
        one = self.with_context(lang=lang)
        _ = one.env._
        parts = [
            ["facts", one._record_facts()],
            *one._record_words(),
            *one._record_open(),
            *one._record_findings(),
            *one._record_trend(),
            *one._record_answers(),
            *one._record_talks(),
            *one._record_training(),
            *one._record_advice(),
            *one._record_photos(),
            ["heading", _("Signatures")],
            ["signatures", one._record_parties()],
        ]
        return {
            "title": _("Inspection report"),
            "footer": f"{self.number} · {self.company_id.name} · {fingerprint(parts)[:16]}",
            "parts": parts,
        }

    def _workbook(self, content):
        """Return what the workbook holds: each table of the page as a sheet."""
        sheets, name = [], content["title"]
        for verb, *arguments in content["parts"]:
            if verb == "heading":
                name = arguments[0]
            elif verb == "table":
                heads, rows, widths = arguments
                widths = [round(6 * share) for share in widths]
                sheets.append({"name": name, "heads": heads, "rows": rows, "widths": widths})
        made = aware(self.signed_at or self.write_date).isoformat()
        return {"made": made, "title": f"{content['title']} {self.number}", "sheets": sheets}

    def _record_facts(self):
        _ = self.env._
        standing = dict(self._fields["standing"]._description_selection(self.env))
        return [
            [_("Number"), f"{self.number} v{self.version}"],
            [_("Hospital"), self.company_id.name],
            [_("Inspection of the year"), f"{self.slot}/{self.plan_id.quota}"],
            [_("Window"), f"{self.window_first} – {self.window_last}"],
            [_("Carried out on"), f"{self.done_day or ''} {standing.get(self.standing, '')}"],
            [_("Engineer"), ", ".join((self.user_id | self.helper_ids).mapped("name"))],
            [_("Begun"), self._record_at(self.started_at)],
            [_("Ended"), self._record_at(self.ended_at)],
            [_("Checklist"), self.checklist_id.display_name or ""],
            [_("Right"), f"{self.score} %"],
        ]

    def _record_words(self):
        return [["heading", self.env._("In short")], ["text", self.summary]] if self.summary else []

    def _record_open(self):
        found = self.earlier_finding_ids
        if not found:
            return []
        _ = self.env._
        rows = [
            [one.inspection_id.number, one.name, one.device_id.name or "", one._record_state()]
            for one in found
        ]
        heads = [_("Found at"), _("Finding"), _("Device"), _("State")]
        return [["heading", _("Open from before")], ["table", heads, rows, [2, 6, 3, 3]]]

    def _record_findings(self):
        _ = self.env._
        if not self.finding_ids:
            return [["heading", _("Findings")], ["text", _("Nothing was found wrong.")]]
        rows = [
            [
                one.name,
                one.device_id.name or "",
                one.severity_id.name,
                _("%s in a row", one.times) if one.times > 1 else _("new"),
                one._record_state(),
            ]
            for one in self.finding_ids.sorted("id")
        ]
        heads = [_("Finding"), _("Device"), _("Severity"), _("Seen"), _("State")]
        return [["heading", _("Findings")], ["table", heads, rows, [6, 3, 2, 2, 3]]]

    def _record_answers(self):
        _ = self.env._
        parts = []
        sections = dict(self.answer_ids._fields["section"]._description_selection(self.env))
        for section, answers in self.answer_ids.sorted("rank").grouped("section").items():
            heads = [_("Checked"), _("Device"), _("Answer"), _("Said"), _("Last time")]
            rows = [one._record_row() for one in answers]
            parts += [["heading", sections[section]], ["table", heads, rows, [6, 3, 2, 4, 2.5]]]
        return parts

    def _record_talks(self):
        if not self.interview_ids:
            return []
        _ = self.env._
        scores = dict(self.interview_ids._fields["satisfaction"]._description_selection(self.env))
        rows = [
            [
                f"{one.department} {one.name}",
                scores.get(one.satisfaction, ""),
                one.trouble or "",
                one.wish or "",
                one.ticket_id.number or "",
            ]
            for one in self.interview_ids
        ]
        heads = [_("Who"), _("Satisfaction"), _("What troubles them"), _("Wishes"), _("Request")]
        return [["heading", _("Interviews")], ["table", heads, rows, [3, 2, 4, 4, 2]]]

    def _record_training(self):
        if not self.training_ids:
            return []
        _ = self.env._
        parts = [["heading", _("Training")]]
        for one in self.training_ids:
            words = _(
                "%(subject)s, %(minutes)s min, given by %(who)s. %(material)s",
                subject=one.name,
                minutes=one.minutes,
                who=one.trainer_id.name or "",
                material=one.material or "",
            )
            parts.append(["text", words])
            parties = [
                [who.department or "", who.name, "", _text(who.sign)] for who in one.attendee_ids
            ]
            parts += [["signatures", parties[at : at + 4]] for at in range(0, len(parties), 4)]
        return parts

    def _record_advice(self):
        if not self.advice_ids:
            return []
        _ = self.env._
        rows = [[one.name, one.owner or "", str(one.due_day or "")] for one in self.advice_ids]
        heads = [_("Advice"), _("Who"), _("To be done by")]
        return [["heading", _("Preventive advice")], ["table", heads, rows, [8, 3, 2.4]]]

    def _record_photos(self):
        if not self.photo_ids:
            return []
        images = [
            [one._printed(), one.name or one.answer_id.name or ""]
            for one in self.photo_ids.sorted("id")
        ]
        return [["heading", self.env._("Photos")], ["pictures", images]]

    def _record_parties(self):
        _ = self.env._
        when = self._record_at(self.signed_at)
        return [
            [_("Hospital"), self.hospital_name or "", when, _text(self.hospital_sign)],
            [_("Engineer"), self.engineer_name or "", when, _text(self.engineer_sign)],
        ]

    def _record_at(self, moment):
        return self._local(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


class InspectionAnswer(models.Model):
    _inherit = "inspection.answer"

    def _record_row(self):
        """Return the row of an item: what, where, how it is, what was said, how it was."""
        results = dict(self._fields["result"]._description_selection(self.env))
        said = " ".join(filter(None, [self._said(), self.note if self.kind != "text" else ""]))
        before = " ".join(filter(None, [results.get(self.last_result), self.last_value]))
        place = self.device_id.name or self.site_id.name or ""
        return [self.name, place, results.get(self.result, ""), said, before]


class InspectionFinding(models.Model):
    _inherit = "inspection.finding"

    def _record_state(self):
        """Return what became of a finding, in words."""
        states = dict(self._fields["state"]._description_selection(self.env))
        return " ".join(
            filter(None, [states[self.state], self.sudo().ticket_id.number, self.closed_because])
        )


class InspectionPhoto(models.Model):
    _inherit = "inspection.photo"

    def _printed(self):
        """Return the photo at the size of paper, as base64 text."""
        data = clean_photo(self.env, base64.b64decode(self.image), PRINTED_SIDE)
        return base64.b64encode(data).decode()


def _text(picture):
    """Return base64 as text, as JSON keeps it."""
    return picture.decode() if isinstance(picture, bytes) else picture or ""
