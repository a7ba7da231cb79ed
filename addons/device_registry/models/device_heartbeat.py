from odoo import api, fields, models
from odoo.tools import SQL

from ..core import heartbeat as rules
from .clock import iso, utc_now

_COLUMNS = (*rules.NUMBERS, *rules.TEXTS)


class DeviceHeartbeat(models.Model):
    """The last sign of life of each device: one row a device, written without the ORM.

    Hundreds of boxes report every half minute; a row of its own keeps that away from the
    equipment's mail thread, tracking and cache.
    """

    _name = "device.heartbeat"
    _description = "Device heartbeat"
    _log_access = False
    _rec_name = "device_id"
    _order = "last_seen desc, id"

    device_id = fields.Many2one(
        "maintenance.equipment", string="Device", required=True, ondelete="cascade"
    )
    last_seen = fields.Datetime(required=True, index=True)
    version = fields.Char(help="Version of the page or program that runs on the device.")
    audio = fields.Char(help="What the device says about its sound.")
    uptime_s = fields.Integer(string="Up for (s)")
    skew_ms = fields.Integer(string="Clock skew (ms)")
    heap_mb = fields.Integer(string="Memory used (MB)")
    free_mb = fields.Integer(string="Disk free (MB)")
    queue_len = fields.Integer(string="Waiting inside the device")
    free_share = fields.Integer(string="Disk free (%)")
    backup_age_s = fields.Integer(string="Age of the last backup (s)")
    replica_lag_s = fields.Integer(string="Standby behind by (s)")
    services = fields.Char(string="Services that stand still", help="As the agent tells; - is none")

    _one_per_device = models.Constraint("unique(device_id)", "A device has one heartbeat.")

    @api.model
    def _beat(self, token, report, address=""):
        """Keep the report of the device with this token; answers the server's time.

        ``report``: the keys of ``core.heartbeat`` and ``page``, anything else is ignored.
        ``address``: where it came from. Raises DeviceRefused.
        """
        device = self.env["maintenance.equipment"]._known(token)
        now, report = utc_now(), report if isinstance(report, dict) else {}
        row = self._keep(device.id, now, rules.clean(report))
        self._watch(device, now, report, address, row)
        return {"ok": True, "now": iso(now)}

    @api.model
    def _watch(self, device, now, report, address="", row=None):
        """Seam: a report has been kept. See ``device_watch``."""

    @api.model
    def _watched_sql(self):
        """Seam: the columns that ``_watch`` asks for as ``row``."""
        return SQL("id")

    @api.model
    def _keep(self, device_id, now, report):
        columns = SQL(", ").join(map(SQL.identifier, _COLUMNS))
        kept = SQL(", ").join(
            SQL("%s = EXCLUDED.%s", SQL.identifier(name), SQL.identifier(name))
            for name in ("last_seen", *_COLUMNS)
        )
        values = SQL(", ").join(SQL("%s", report[name]) for name in _COLUMNS)
        self.env.cr.execute(
            SQL(
                "INSERT INTO device_heartbeat (device_id, last_seen, %s) VALUES (%s, %s, %s)"
                " ON CONFLICT (device_id) DO UPDATE SET %s RETURNING %s",
                columns,
                device_id,
                now.replace(tzinfo=None),
                values,
                kept,
                self._watched_sql(),
            )
        )
        row = self.env.cr.fetchone()
        self.invalidate_model()
        self.env["maintenance.equipment"].invalidate_model(
            ["last_seen", "seen_ago", "online", "presence"]
        )
        return row

    @api.model
    def _forget(self, devices):
        self.sudo().search([("device_id", "in", devices.ids)]).unlink()

    @api.model
    def _last_seen(self, device_ids):
        """Device id → last sign of life (naive UTC), for those that ever gave one."""
        if not device_ids:
            return {}
        self.env.cr.execute(
            SQL(
                "SELECT device_id, last_seen FROM device_heartbeat WHERE device_id IN %s",
                tuple(device_ids),
            )
        )
        return dict(self.env.cr.fetchall())

    def _told(self):
        """Return the report as a dict of what was told."""
        self.ensure_one()
        row = self.env.execute_query_dict(
            SQL(
                "SELECT %s FROM device_heartbeat WHERE id = %s",
                SQL(", ").join(map(SQL.identifier, _COLUMNS)),
                self.id,
            )
        )
        return {name: value for name, value in row[0].items() if value is not None}
