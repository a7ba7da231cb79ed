"""Alarms: what of a device somebody should look at, raised and cleared by the system itself."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..core import alarms as rules
from .clock import aware, utc_now

KINDS = [
    ("silent", "Silent"),
    ("twin", "One token in two boxes"),
    ("clock", "Wrong clock"),
    ("claims", "Reports what it never got"),
    ("unshown", "Did not show a call"),
    ("sound", "No sound"),
    ("disk", "Disk nearly full"),
    ("backup", "Backup too old"),
    ("replica", "Standby behind"),
    ("service", "Service stands still"),
    ("fault", "Fault"),
]
# Those that are known by looking, and those that end by themselves when nothing more is heard.
_QUIET_ENDS = {"twin": 10, "claims": 30, "unshown": 30}  # minutes
_BEATING = ("hall_screen", "door_screen", "kiosk")

# Paired devices that should report, how they last did, and whether an alarm stands. A server
# reports when it has an agent: its first report is the promise of the next.
_LOOK = """
    SELECT e.id, COALESCE(h.last_seen, e.paired_at), a.id, a.good_since
      FROM maintenance_equipment e
      LEFT JOIN device_heartbeat h ON h.device_id = e.id
      LEFT JOIN device_alarm a ON a.device_id = e.id AND a.kind = 'silent' AND a.until IS NULL
     WHERE e.active AND e.device_token_hash IS NOT NULL
       AND (e.device_kind = ANY(%s) OR h.id IS NOT NULL)
       AND (a.id IS NOT NULL OR COALESCE(h.last_seen, e.paired_at) < %s)
"""


class DeviceAlarm(models.Model):
    """One thing that is wrong with one device, from when until when. One stands of each kind."""

    _name = "device.alarm"
    _description = "Device alarm"
    _log_access = False
    _order = "until DESC NULLS FIRST, since DESC, id DESC"
    _rec_name = "text"

    device_id = fields.Many2one(
        "maintenance.equipment", "Device", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", "Hospital", readonly=True, index=True)
    site_id = fields.Many2one(related="device_id.site_id")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    text = fields.Char("What is wrong", readonly=True)
    remedy = fields.Char("What to do", compute="_compute_remedy")
    since = fields.Datetime(required=True, readonly=True)
    latest = fields.Datetime("Seen last", required=True, readonly=True)
    count = fields.Integer("Reported times", default=1, readonly=True)
    good_since = fields.Datetime(readonly=True, help="It looks well since then; not yet for sure")
    until = fields.Datetime("Over", readonly=True)
    state = fields.Selection(
        [("open", "Nobody looks yet"), ("seen", "Seen by somebody"), ("over", "Over")],
        string="Handling",
        compute="_compute_state",
        store=True,
        index=True,
    )
    acknowledged_by = fields.Many2one("res.users", "Seen by", readonly=True)
    acknowledged_at = fields.Datetime("Seen at", readonly=True)

    _standing = models.UniqueIndex("(device_id, kind) WHERE until IS NULL")

    @api.depends("until", "acknowledged_at")
    def _compute_state(self):
        for alarm in self:
            seen = "seen" if alarm.acknowledged_at else "open"
            alarm.state = "over" if alarm.until else seen

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_remedy(self):
        words = self._remedies()
        for alarm in self:
            alarm.remedy = words.get(alarm.kind, "")

    @api.model
    def _remedies(self):
        """Return {kind: what somebody should do}."""
        _ = self.env._
        return {
            "silent": _(
                "Look whether the box has power and network, and whether its page is open."
            ),
            "twin": _("Pair the second box as a device of its own, or replace this one's token."),
            "clock": _("Set the clock of the box, or let it ask a time server."),
            "claims": _("Look who has this device's token; replace it if in doubt."),
            "unshown": _("Look at the screen: is it on, and is its page in front?"),
            "sound": _("Look at the loudspeaker, its cable and volume, and the browser's sound."),
            "disk": _("Make room or add a disk; look first at logs and old backups."),
            "backup": _("Look why no backup was made, and make one now."),
            "replica": _("Look at the standby: does it run, does it reach the server?"),
            "service": _("Start the service and look into its log."),
            "fault": _("Look at the device."),
        }

    def action_acknowledge(self):
        """Say that somebody looks after it. The alarm stands until the cause is gone."""
        self.check_access("read")
        new = self.sudo().filtered(lambda one: one.state == "open")
        new.write({"acknowledged_by": self.env.uid, "acknowledged_at": fields.Datetime.now()})

    # -- the sweep --------------------------------------------------------------------------------
    @api.model
    def _sweep(self):
        """Raise and clear what nobody reports by himself: silence, and its end."""
        now = utc_now()
        self._sweep_silence(now)
        for kind, minutes in _QUIET_ENDS.items():
            self._end_quiet(kind, minutes, now)

    @api.model
    def _sweep_silence(self, now):
        """One query for all; what has one cause is one alarm (see ``device_alarm_group``)."""
        self.flush_model()
        self.env.cr.execute(_LOOK, (list(_BEATING), (now - rules.SILENT).replace(tzinfo=None)))
        wanted = []
        for device, seen, alarm, good in self.env.cr.fetchall():
            device = self.env["maintenance.equipment"].sudo().browse(device)
            if self._step_silence(device, aware(seen), alarm, aware(good), now):
                wanted.append((device, aware(seen)))
        for device, seen in wanted:
            device = device.with_context(lang=device._page_lang())  # a cron speaks none
            ago = device._ago_text(seen, now)
            device._raise_alarm("silent", device._silence_text(ago))

    def _step_silence(self, device, seen, alarm, good, now):
        """Take one step; returns whether the silence is to be raised."""
        silent = not seen or now - seen > rules.SILENT
        since = device._silence_counts_from(seen, now) if silent else None
        if silent and alarm:
            since = seen  # what stands is not cleared by quiet hours
        step = rules.step(since, bool(alarm), good, now)
        if step == "clear":
            device._clear_alarm("silent")
        elif step in ("calm", "again"):
            at = now.replace(tzinfo=None) if step == "calm" else False
            self.sudo().browse(alarm).good_since = at
        return step == "raise"

    def _end_quiet(self, kind, minutes, now):
        before = fields.Datetime.subtract(now.replace(tzinfo=None), minutes=minutes)
        domain = Domain("kind", "=", kind) & Domain("until", "=", False)
        old = self.sudo().search(domain & Domain("latest", "<", before))
        for alarm in old:
            alarm.device_id._clear_alarm(kind)


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    alarm_ids = fields.One2many("device.alarm", "device_id", "Alarms", readonly=True)
    alarm_n = fields.Integer("Alarms that stand", compute="_compute_alarm_n", compute_sudo=True)

    @api.depends("alarm_ids.until")
    def _compute_alarm_n(self):
        groups = self.env["device.alarm"]._read_group(
            [("device_id", "in", self.ids), ("until", "=", False)], ["device_id"], ["__count"]
        )
        counts = {device.id: count for device, count in groups}
        for device in self:
            device.alarm_n = counts.get(device.id, 0)

    def action_device_alarms(self):
        """The alarms of this device, those that stand first."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "device_registry.device_alarm_action"
        )
        return action | {"domain": [("device_id", "in", self.ids)], "context": {}}

    def _raise_alarm(self, kind, text, times=1):
        """Raise an alarm of this kind, or count it once more when it stands. Returns the alarm."""
        self.ensure_one()
        now = fields.Datetime.now()
        self.env["device.alarm"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO device_alarm
                       (device_id, company_id, kind, text, since, latest, count, state)
                VALUES (%s, %s, %s, %s, %s, %s, %s, 'open')
                ON CONFLICT (device_id, kind) WHERE until IS NULL DO UPDATE
                   SET count = device_alarm.count + EXCLUDED.count, latest = EXCLUDED.latest,
                       text = EXCLUDED.text, good_since = NULL
                RETURNING id, count = %s
                """,
                self.id, self.company_id.id or None, kind, text, now, now, times, times,
            )
        )  # fmt: skip
        number, fresh = self.env.cr.fetchone()
        alarm = self.env["device.alarm"].sudo().browse(number)
        alarm.invalidate_recordset()
        self.invalidate_recordset(["alarm_ids", "alarm_n"])
        if fresh:
            self._on_alarm(alarm)
        return alarm

    def _clear_alarm(self, kind):
        """End the alarm of this kind, if it stands. Returns it."""
        domain = [("device_id", "in", self.ids), ("kind", "=", kind), ("until", "=", False)]
        alarms = self.env["device.alarm"].sudo().search(domain)
        if alarms:
            alarms.write({"until": fields.Datetime.now()})
            for alarm in alarms:
                alarm.device_id._on_alarm(alarm)
        return alarms

    def _silence_text(self, ago):
        """Return what a silence means, in words; extended with whom it hits."""
        return self.env._("No sign of life: %s", ago)

    def _silence_counts_from(self, seen, now):
        """Return from when on a silence counts, None while it does not; see quiet hours."""
        return seen

    def _on_alarm(self, alarm):
        """Seam: an alarm was raised (``alarm.until`` empty) or is over. Extended above."""
