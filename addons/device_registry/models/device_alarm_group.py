"""Silent devices with one cause are one alarm with followers; in quiet hours silence is none."""

from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..core import grouping, quiet

# Screens and callers are switched off at night, servers are not.
NIGHTLY = ("hall_screen", "door_screen", "kiosk", "caller", "printer", "led", "reader")
_PLACES = """
    WITH RECURSIVE up AS (
        SELECT id AS site, id, parent_id, kind FROM device_site
        UNION ALL
        SELECT up.site, s.id, s.parent_id, s.kind FROM up
          JOIN device_site s ON s.id = up.parent_id WHERE up.kind <> 'floor'
    )
    SELECT e.id, COALESCE(e.network_port, ''), COALESCE(up.id::text, ''), a.id
      FROM maintenance_equipment e
      LEFT JOIN up ON up.site = e.site_id AND up.kind = 'floor'
      LEFT JOIN device_heartbeat h ON h.device_id = e.id
      LEFT JOIN device_alarm a ON a.device_id = e.id AND a.kind = 'silent' AND a.until IS NULL
     WHERE e.active AND e.device_token_hash IS NOT NULL AND e.company_id = %s
       AND (e.paired_at IS NOT NULL OR h.id IS NOT NULL)
"""


class DeviceAlarm(models.Model):
    _inherit = "device.alarm"

    cause = fields.Char("Common cause", readonly=True)
    lead_id = fields.Many2one("device.alarm", "Part of", readonly=True, index="btree_not_null")
    follower_ids = fields.One2many("device.alarm", "lead_id", "The same cause", readonly=True)
    follower_n = fields.Integer("Further devices", compute="_compute_follower_n")

    @api.depends("follower_ids.until")
    def _compute_follower_n(self):
        for alarm in self:
            alarm.follower_n = len(alarm.follower_ids.filtered(lambda one: not one.until))

    @api.model
    def _sweep_silence(self, now):
        """After the sweep, put together what has one cause, and apart what has none any more."""
        result = super()._sweep_silence(now)
        self.flush_model()
        standing = self.sudo().search([("kind", "=", "silent"), ("until", "=", False)])
        for company, alarms in standing.grouped("company_id").items():
            if len(alarms) > 1 or alarms.cause:
                alarms._group(company)
        return result

    def _group(self, company):
        self.env["maintenance.equipment"].flush_model()
        rows = self.env.execute_query(SQL(_PLACES, company.id))
        watched, silent = {}, []
        for device, port, floor, alarm in rows:
            place = grouping.Place(device, port, floor)
            for key in grouping.keys(place):
                watched[key] = watched.get(key, 0) + 1
            if alarm:
                silent.append(place)
        causes = grouping.groups(silent, watched)
        for key, alarms in self.grouped(lambda one: causes.get(one.device_id.id)).items():
            if key:
                alarms._follow(key)
            else:
                alarms.filtered("cause").write({"cause": False, "lead_id": False})

    def _follow(self, key):
        """One of these alarms leads, the one that stands longest; the others follow it."""
        cause = self._cause_words(key)
        lead = self.filtered(lambda one: one.cause == cause and not one.lead_id)[:1]
        lead = lead or self.sorted(lambda one: (one.since, one.id))[0]
        lead.write({"cause": cause, "lead_id": False})
        rest = (self - lead).filtered(lambda one: one.lead_id != lead or one.cause != cause)
        rest.write({"cause": cause, "lead_id": lead.id})

    def _cause_words(self, key):
        kind, name = key
        if kind == "switch":
            return self.env._("Switch %s", name)
        return self.env["device.site"].sudo().browse(int(name)).complete_name

    def action_acknowledge(self):
        """Who looks after a cause looks after all its devices."""
        return super(DeviceAlarm, self | self.sudo().follower_ids).action_acknowledge()


class ResCompany(models.Model):
    _inherit = "res.company"

    device_quiet_from = fields.Float("Quiet from", help="Screens are switched off from then on")
    device_quiet_to = fields.Float("Quiet to", help="Both the same: no quiet hours")

    @api.constrains("device_quiet_from", "device_quiet_to")
    def _check_quiet(self):
        hours = [*self.mapped("device_quiet_from"), *self.mapped("device_quiet_to")]
        if any(not 0 <= hour < 24 for hour in hours):
            raise ValidationError(self.env._("Quiet hours: from 00:00 to 23:59."))


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    def _silence_counts_from(self, seen, now):
        """In quiet hours the silence of what people look at is no fault."""
        company = self.company_id
        if self.device_kind not in NIGHTLY or not seen:
            return super()._silence_counts_from(seen, now)
        zone = ZoneInfo(company.partner_id.tz or "Asia/Shanghai")
        return quiet.counts_from(
            seen.astimezone(zone),
            now.astimezone(zone),
            company.device_quiet_from,
            company.device_quiet_to,
        )
