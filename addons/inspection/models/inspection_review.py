"""The yearly review of a hospital: its inspections, what became of findings, promises, advice."""

from odoo import api, models
from odoo.addons.device_registry.report.paper import NoFont
from odoo.addons.maintenance_contract.report import pages
from odoo.exceptions import UserError

from ..core import round as walk


class InspectionPlan(models.Model):
    _inherit = "inspection.plan"

    def action_review(self):
        """Open the yearly review as it is today."""
        self.ensure_one()
        self.check_access("read")
        attachment = self.env["ir.attachment"].create(
            {
                "name": f"{self.display_name}.pdf",
                "raw": self._review_page(),
                "mimetype": "application/pdf",
            }
        )
        url = f"/web/content/{attachment.id}"
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def _review_page(self):
        """Return the review as PDF. Raises UserError when no Chinese font is installed."""
        try:
            return pages.draw(self._review_content())
        except NoFont as error:
            raise UserError(str(error)) from error

    def _review_content(self):
        """Return the review as plain data, in the hospital's language."""
        self.ensure_one()
        lang = self.company_id.sudo().partner_id.lang or self.env.lang
        plan = self.sudo().with_context(lang=lang)
        _ = plan.env._
        found = plan.inspection_ids.sorted("slot")
        return {
            "title": _("Yearly review of queue calling"),
            "footer": f"{self.company_id.name} · {self.first_day} – {self.last_day}",
            "parts": [
                ["facts", plan._review_facts(found)],
                ["heading", _("Inspections")],
                plan._review_inspections(found),
                *plan._review_findings(found.finding_ids),
                *plan._review_promises(),
                *plan._review_advice(),
            ],
        }

    def _review_facts(self, found):
        _ = self.env._
        talks = found.interview_ids.filtered("satisfaction")
        mean = sum(int(one.satisfaction) for one in talks) / len(talks) if talks else None
        people = found.training_ids.attendee_ids
        return [
            [_("Hospital"), self.company_id.name],
            [_("Year"), f"{self.first_day} – {self.last_day}"],
            [_("Carried out"), self.fulfilment],
            [_("Windows missed"), str(self.missed_count)],
            [_("Interviews"), str(len(found.interview_ids))],
            [_("Satisfaction"), _("%s of 5", f"{mean:.1f}") if talks else _("nobody was asked")],
            [_("Training"), _("%s min", sum(found.training_ids.mapped("minutes")))],
            [_("Took part"), str(len(people))],
        ]

    def _review_inspections(self, found):
        _ = self.env._
        standings = dict(found._fields["standing"]._description_selection(self.env))
        rows = [
            [
                str(one.slot),
                one.number,
                str(one.done_day or one.planned_day or ""),
                standings.get(one.standing, ""),
                f"{one.score} %" if one.done_day else "",
                str(len(one.finding_ids)),
                one.report_id.name or "",
            ]
            for one in found
        ]
        heads = [
            _("No."), _("Number"), _("Day"), _("Standing"), _("Right"), _("Findings"), _("Report"),
        ]  # fmt: skip
        return ["table", heads, rows, [1, 2, 2.4, 3, 1.6, 1.6, 3]]

    def _review_findings(self, findings):
        _ = self.env._
        if not findings:
            return [["heading", _("Findings")], ["text", _("Nothing was found wrong.")]]
        rows = [
            [
                one.inspection_id.number,
                one.name,
                one.device_id.name or "",
                _("%s in a row", one.times) if one.times > 1 else "",
                one._record_state(),
            ]
            for one in findings.sorted("found_at")
        ]
        heads = [_("Found at"), _("Finding"), _("Device"), _("Seen"), _("State")]
        return [["heading", _("Findings")], ["table", heads, rows, [2, 6, 3, 2, 3]]]

    def _review_promises(self):
        """The monthly statements of the year: what was promised, what was kept."""
        _ = self.env._
        months = self.env["service.statement"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "frozen"),
                ("month", ">=", self.first_day.replace(day=1)),
                ("month", "<=", self.last_day),
            ],
            order="month",
        )
        if not months:
            return []
        rows = [
            [one.month.strftime("%Y-%m"), str(one.kept), str(one.missed), f"{one.rate:.1f} %"]
            for one in months
        ]
        heads = [_("Month"), _("Promises kept"), _("Promises missed"), _("Rate")]
        return [["heading", _("Promises")], ["table", heads, rows, [2, 2, 2, 2]]]

    def _review_advice(self):
        _ = self.env._
        advice = self.env["service.advice"].search(
            [("company_id", "=", self.company_id.id), ("state", "in", ("open", "accepted"))],
            order="due_day, id",
        )
        if not advice:
            return []
        states = dict(advice._fields["state"]._description_selection(self.env))
        rows = [
            [one.name, one.owner or "", str(one.due_day or ""), states[one.state]] for one in advice
        ]
        heads = [_("Advice"), _("Who"), _("To be done by"), _("State")]
        return [["heading", _("Open advice")], ["table", heads, rows, [7, 3, 2.4, 2]]]

    @api.model
    def _portal_review(self, day):
        """Return (name, bytes) of the review of the plan that begins on a day, for the portal."""
        mine = self.env["inspection.inspection"]
        known = mine.search([]) if mine.has_access("read") else mine
        seen = known.sudo().filtered(lambda one: str(one.plan_id.first_day) == day)
        plan = seen.plan_id[:1]
        return (f"{day}.pdf", plan._review_page()) if plan else ("", b"")


class Inspection(models.Model):
    _inherit = "inspection.inspection"

    def _record_trend(self):
        """This inspection beside the last four."""
        earlier = self.company_id._inspection_earlier(self)[:4].sudo()
        if not earlier:
            return []
        _ = self.env._
        rows = [
            [
                str(one.done_day),
                one.number,
                f"{one.score} %",
                str(len(one.finding_ids)),
                str(len(one.finding_ids.filtered(lambda each: each.times > 1))),
            ]
            for one in (self | earlier)
        ]
        heads = [_("Day"), _("Number"), _("Right"), _("Findings"), _("of these again")]
        return [
            ["heading", _("Beside the last four")],
            ["table", heads, rows, [2.4, 2, 2, 2, 2]],
            *self._record_changes(),
        ]

    def _record_changes(self):
        """What is better or worse than last time, and measured values that moved."""
        _ = self.env._
        results = dict(self.answer_ids._fields["result"]._description_selection(self.env))
        changes = dict(self.answer_ids._fields["change"]._description_selection(self.env))
        rows = [
            [
                one.name,
                one.device_id.name or "",
                f"{results.get(one.last_result, '')} {one.last_value or ''}".strip(),
                f"{results.get(one.result, '')} {one._said()}".strip(),
                changes.get(one.change, ""),
            ]
            for one in self.answer_ids.sorted("rank")
            if walk.compare(one.last_result or "", one.result or "") not in ("first", "same")
        ]
        if not rows:
            return []
        heads = [_("Checked"), _("Device"), _("Last time"), _("Now"), _("Change")]
        return [["heading", _("Changed since last time")], ["table", heads, rows, [5, 3, 3, 3, 2]]]
