from odoo import api, models

from ..core import entitlement
from ..core.terms import encode_target
from .clock import aware, utc_now


class ServiceTicket(models.Model):
    """Intake: which contract answers for it, with which promises."""

    _inherit = "service.ticket"

    @api.model
    def _entitlement(self, company, service, day, device=None, site=None, cause=None):
        """Return (reason, contract line): the core's verdict on a case of this hospital."""
        lines = (
            self.env["service.contract.line"]
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("contract_id.state", "in", ("active", "suspended", "closed")),
                    ("contract_id.is_template", "=", False),
                ]
            )
        )
        place = site or (device and device.site_id)
        case = entitlement.Case(
            day=day,
            service=service,
            device=device.id if device else None,
            kind=device.device_kind or None if device else None,
            sites=_path(place),
            retired=bool(device) and not device.active,
            cause=cause.code if cause else None,
        )
        verdict = entitlement.resolve((line._core_line(day) for line in lines), case)
        return verdict.reason, lines.browse(verdict.line or [])

    @api.model
    def _verdict_words(self, reason, line):
        """Return the sentence that says why a case is covered or not."""
        _, contract = self.env._, line.contract_id.display_name
        return {
            "covered": _("Covered: %(contract)s, %(line)s", contract=contract, line=line.name),
            "no_contract": _("Not covered: the hospital has no contract"),
            "not_started": _("Not covered yet: %s has not begun", contract),
            "expired": _("Not covered any more: %s has ended", contract),
            "suspended": _("Not covered: %s is suspended", contract),
            "service_not_included": _("Not covered: %s does not include this service", contract),
            "site_not_included": _("Not covered: %s is for other sites", contract),
            "device_not_included": _("Not covered: %s does not name this device", contract),
            "device_retired": _("Not covered: the device is retired"),
            "cause_excluded": _("Not covered: %s excludes this cause", contract),
            "quota_used_up": _("Not covered: the yearly number of %s is used up", line.name),
        }.get(reason, "")

    def _accept(self):
        """Write the report, freeze the terms, rate as proposed and start the clocks."""
        self.ensure_one()
        self._log("reported", self.reported_at)
        self._entitle()
        self._log("rated", self.reported_at, word=self.proposed_id.code)
        self.sudo().severity_id = self.proposed_id
        self._read_clocks()
        self._on_accepted()

    def _entitle(self):
        day = self._local_day(self.reported_at)
        reason, line = self._entitlement(
            self.company_id, self.service, day, self.device_id, self.site_id, self.cause_id
        )
        promised = line.sudo() if reason == "covered" else line.sudo().browse()
        self.sudo().write(
            {
                "coverage_reason": reason,
                "covered": reason == "covered",
                "line_id": line.id,
                "terms": [encode_target(one._core_target()) for one in promised.target_ids],
            }
        )

    def _local_day(self, moment):
        """Return the day of a moment at the hospital."""
        window = self.env.ref("maintenance_contract.window_7x24")
        return self.env["service.window"]._core_of(window.id).local_day(aware(moment))

    def _re_rate(self, reason):
        """Take over the contract's present terms on purpose; returns (before, after) deadlines."""
        self.ensure_one()
        before = self._deadlines()
        self._entitle()
        self._log("re_rated", utc_now(), note=reason)
        self._read_clocks()
        return before, self._deadlines()

    def _deadlines(self):
        return {one.kind: one.due_at for one in self.clock_ids if not one.closed_at}


def _path(site):
    """Return the ids of a place and of all it lies in, itself first."""
    return (
        tuple(int(part) for part in reversed((site.parent_path or "").split("/")) if part)
        if site
        else ()
    )
