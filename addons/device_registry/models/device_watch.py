"""What a device's reports tell beside life: a clock that is wrong, a token that speaks twice."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..core import alarms as rules
from ..core import health
from ..core.heartbeat import mark_of
from .clock import aware

_SPEAKERS = ("page", "page_from", "page_at", "before", "before_from", "before_at")


class DeviceHeartbeat(models.Model):
    _inherit = "device.heartbeat"

    page = fields.Char(help="The mark of the page that spoke last")
    page_from = fields.Char("Network address")
    page_at = fields.Datetime()
    before = fields.Char(help="The mark of the page that spoke before it")
    before_from = fields.Char()
    before_at = fields.Datetime()

    @api.model
    def _watch(self, device, now, report, address="", row=None):
        """Look at a report that has just been kept; raise and clear what follows from it.

        Also asked by whoever takes other reports of pages, with ``page`` and ``skew_ms`` alone.
        ``row``: what ``_watched`` would find.
        """
        row = row or self._watched(device.id)
        if not row:
            return
        standing = set(row[-1] or ())
        skew = report.get("skew_ms")
        if isinstance(skew, (int, float)) and not isinstance(skew, bool):
            self._watch_clock(device, skew, "clock" in standing)
        self._watch_health(device, report, standing)
        mark = mark_of(report.get("page"))
        if mark:
            self._watch_page(device, row, rules.Speaker(mark, address or "", now))

    def _watched(self, device_id):
        query = SQL(
            "SELECT %s FROM device_heartbeat WHERE device_id = %s", self._watched_sql(), device_id
        )
        rows = self.env.execute_query(query)
        return rows[0] if rows else None

    @api.model
    def _watched_sql(self):
        self.env["device.alarm"].flush_model(["until"])
        return SQL(
            "%s, ARRAY(SELECT kind FROM device_alarm a"
            " WHERE a.device_id = device_heartbeat.device_id AND a.until IS NULL)",
            SQL(", ").join(map(SQL.identifier, _SPEAKERS)),
        )

    def _watch_clock(self, device, skew_ms, standing):
        skewed = rules.skewed(skew_ms, standing)
        if skewed and not standing:
            seconds, env = round(abs(skew_ms) / 1000), _speaking(device)
            text = env._("The clock of the box is ahead by %s s", seconds)
            if skew_ms < 0:
                text = env._("The clock of the box is behind by %s s", seconds)
            device._raise_alarm("clock", text)
        elif standing and not skewed:
            device._clear_alarm("clock")

    def _watch_health(self, device, report, standing):
        """Raise and clear what a server's agent tells: disk, backup, standby, services."""
        for kind, bad in health.judge(report, standing).items():
            if bad:
                env = _speaking(device)
                if kind not in standing:
                    device._raise_alarm(kind, _health_text(env, kind, report))
            elif kind in standing:
                device._clear_alarm(kind)

    def _watch_page(self, device, row, told):
        current, before = _speaker(*row[0:3]), _speaker(*row[3:6])
        if current and current.mark == told.mark and current.address == told.address:
            return  # the usual case: nothing is written
        current, before, doubled = rules.twins(current, before, told)
        self._keep_speakers(device.id, current, before)
        if doubled:
            where = sorted({told.address, before.address} - {""})
            env = _speaking(device)
            device._raise_alarm(
                "twin", env._("Two pages use this device's token: %s", ", ".join(where))
            )

    def _keep_speakers(self, device_id, *speakers):
        values = []
        for one in speakers:
            values += [one.mark, one.address, one.at.replace(tzinfo=None)] if one else [None] * 3
        pairs = zip(_SPEAKERS, values, strict=True)
        kept = SQL(", ").join(SQL("%s = %s", SQL.identifier(key), value) for key, value in pairs)
        self.env.cr.execute(
            SQL("UPDATE device_heartbeat SET %s WHERE device_id = %s", kept, device_id)
        )
        self.invalidate_model(_SPEAKERS)


def _speaker(mark, address, at):
    return rules.Speaker(mark, address or "", aware(at)) if mark else None


def _health_text(env, kind, report):
    """Return what is wrong with a server, with its figure."""
    _ = env._
    if kind == "disk":
        return _("Disk free: %s %%", report["free_share"])
    if kind == "backup":
        return _("The last backup is %s hours old", report["backup_age_s"] // 3600)
    if kind == "replica":
        return _("The standby is behind by %s s", report["replica_lag_s"])
    return _("Stands still: %s", report["services"])


def _speaking(device):
    """Return an environment in the hospital's language: who reports brings none along."""
    return device.with_context(lang=device._page_lang()).env
