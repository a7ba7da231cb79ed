from odoo import models
from odoo.tools import format_date

from ..core.ledger import ledger
from .clock import aware, naive, utc_now

MINUTES = "%Y-%m-%d %H:%M"


class ServiceReport(models.Model):
    """What stands in a fault report, as plain data in the hospital's language and time zone."""

    _inherit = "service.report"

    def _content(self):
        """Return the content of the page (see ``report.pages``); no record is needed to draw it."""
        self.ensure_one()
        hospital = self.company_id
        report = self.with_context(
            lang=hospital.partner_id.lang or self.env.lang, tz="Asia/Shanghai"
        )
        ticket = report.ticket_id
        parts = [
            ["facts", report._facts(ticket)],
            ["heading", report.env._("Course")],
            report._course(ticket),
            ["heading", report.env._("Promises")],
            report._promises(ticket),
            *report._causes(),
            *report._advice(),
            ["heading", report.env._("Signatures")],
            ["signatures", report._parties()],
            ["page"],
            *report._ledgers(ticket),
        ]
        title = report.env._("Fault report")
        return {
            "title": title,
            "footer": f"{self.name} · {ticket.contract_id.display_name or ''} · {hospital.name}",
            "parts": parts,
        }

    def _facts(self, ticket):
        _ = self.env._
        severity = ticket.severity_id
        kinds = dict(ticket._fields["channel"]._description_selection(self.env))
        loss = dict(self._fields["data_loss"]._description_selection(self.env))
        return [
            [_("Number"), f"{self.name} v{self.version}"],
            [_("Hospital"), self.company_id.name],
            [_("Ticket"), ticket.display_name],
            [_("Severity"), f"{severity.item} {severity.name}"],
            [_("Device"), ticket.device_id.name or ""],
            [_("Place"), ticket.site_id.complete_name or ""],
            [_("Reporter"), f"{ticket.reporter_name or ''} {ticket.reporter_phone or ''}".strip()],
            [_("Channel"), kinds.get(ticket.channel, "")],
            [_("Zones and rooms affected"), self.affected or ""],
            [_("Patients affected"), str(self.patients)],
            [_("Data"), f"{loss[self.data_loss]} {self.data_loss_note or ''}".strip()],
            [_("Engineer"), ticket.user_id.name or ""],
        ]

    def _course(self, ticket):
        _ = self.env._
        verbs = dict(ticket.event_ids._fields["verb"]._description_selection(self.env))
        rows = [
            [self._at(one.at), verbs[one.verb], one.note or one.word or "", one.user_id.name or ""]
            for one in ticket.event_ids.sorted(lambda one: (one.at, one.id))
        ]
        return ["table", [_("When"), _("What"), _("Detail"), _("By")], rows, [3, 3, 6, 2.4]]

    def _promises(self, ticket):
        _ = self.env._
        kinds = dict(ticket.clock_ids._fields["kind"]._description_selection(self.env))
        states = dict(ticket.clock_ids._fields["status"]._description_selection(self.env))
        rows = [
            [
                kinds[one.kind],
                self._at(one.started_at),
                self._at(one.due_at),
                self._at(one.stopped_at),
                states[one.status],
            ]
            for one in ticket.clock_ids
        ]
        heads = [_("Promise"), _("Counted from"), _("Due"), _("Done"), _("Status")]
        return ["table", heads, rows, [2.6, 3, 3, 3, 2]]

    def _causes(self):
        _ = self.env._
        sections = [
            (_("First symptom"), self.first_symptom),
            (_("Direct cause"), self.direct_cause),
            (_("Deeper cause"), self.deep_cause),
            (_("Emergency measure"), self.emergency_measure),
            (_("Lasting remedy"), self._lasting()),
            (_("Excerpt of logs"), self.log_excerpt),
        ]
        return [
            part
            for heading, text in sections
            if text
            for part in (["heading", heading], ["text", text])
        ]

    def _lasting(self):
        if not self.lasting_measure:
            return ""
        day = format_date(self.env, self.lasting_day) if self.lasting_day else ""
        return "\n".join(
            filter(None, [self.lasting_measure, f"{self.lasting_owner or ''} {day}".strip()])
        )

    def _advice(self):
        if not self.advice_ids:
            return []
        _ = self.env._
        rows = [
            [one.name, one.owner or "", str(one.due_day or "")]
            for one in self.advice_ids.sorted("id")
        ]
        heads = [_("Advice"), _("Who"), _("By")]
        return [["heading", _("Preventive advice")], ["table", heads, rows, [8, 3, 2.4]]]

    def _parties(self):
        _ = self.env._
        when = self._at(self.signed_at)
        return [
            [_("Hospital"), self.hospital_name or "", when, _text(self.hospital_sign)],
            [_("Engineer"), self.engineer_name or "", when, _text(self.engineer_sign)],
        ]

    def _ledgers(self, ticket):
        """One table a promise: how its deadline adds up, stretch by stretch."""
        _ = self.env._
        kinds = dict(ticket.clock_ids._fields["kind"]._description_selection(self.env))
        why = dict(
            self.env["service.clock.ledger.line"]._fields["why"]._description_selection(self.env)
        )
        now = aware(self.signed_at) or utc_now()
        heads = [_("From"), _("To"), _("Why"), _("Sum (h)")]
        parts = [["heading", _("How the deadlines add up")]]
        for clock in ticket._core_clocks():
            rows = [
                [
                    self._at(naive(row.start)),
                    self._at(naive(row.end)),
                    f"{why[row.why]} {row.reason}".strip(),
                    f"{row.sum.total_seconds() / 3600:.2f}",
                ]
                for row in ledger(clock.facts, min(now, clock.closed_at or now))
            ]
            parts += [["text", kinds[clock.target.kind]], ["table", heads, rows, [3, 3, 4, 2]]]
        return parts

    def _at(self, moment):
        """Return a moment as the hospital's clock shows it."""
        zone = (
            self.env["service.window"]
            ._core_of(self.env.ref("maintenance_contract.window_7x24").id)
            .zone
        )
        return aware(moment).astimezone(zone).strftime(MINUTES) if moment else ""


def _text(data):
    return data.decode() if isinstance(data, bytes) else data or ""
