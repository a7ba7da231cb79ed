"""An urgent or ordinary notice on the screens of zones: it interrupts, is spoken, and ends."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .clock import iso, now_ms

LONGEST = 200
MOST_MINUTES = 24 * 60


class QueueAnnouncementText(models.Model):
    """A notice that is at hand at the desk: one key press starts it."""

    _name = "queue.announcement.text"
    _description = "Ready notice"
    _order = "sequence, id"
    _rec_name = "text"

    company_id = fields.Many2one(
        "res.company",
        "Hospital",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    sequence = fields.Integer(default=10)
    text = fields.Char(required=True, size=LONGEST)
    text_en = fields.Char("In English", size=LONGEST)
    urgent = fields.Boolean(help="Interrupts what plays, and is spoken before everything else")
    times = fields.Integer("Spoken", default=2)
    minutes = fields.Integer("Ends after (min)", default=10)


class QueueAnnouncement(models.Model):
    """A notice that was started: where, by whom, until when, and which screens have said it."""

    _name = "queue.announcement"
    _description = "Notice on screens"
    _order = "id desc"
    _rec_name = "text"

    company_id = fields.Many2one(
        "res.company", "Hospital", required=True, readonly=True, index=True
    )
    zone_ids = fields.Many2many("queue.zone", string="Zones", readonly=True)
    text = fields.Char(required=True, readonly=True)
    text_en = fields.Char("In English", readonly=True)
    urgent = fields.Boolean(readonly=True)
    times = fields.Integer("Spoken", readonly=True)
    speech = fields.Json(readonly=True)
    started_at = fields.Datetime("From", required=True, readonly=True)
    until = fields.Datetime(required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True)
    ended_by = fields.Many2one("res.users", readonly=True)
    said_ids = fields.One2many("queue.announcement.said", "announcement_id", readonly=True)
    said_n = fields.Integer("Screens", compute="_compute_said_n")
    running = fields.Boolean(compute="_compute_running")

    @api.depends("said_ids")
    def _compute_said_n(self):
        for notice in self:
            notice.said_n = len(notice.said_ids.device_id)

    @api.depends("until")
    def _compute_running(self):
        now = now_ms()
        for notice in self:
            notice.running = notice.until > now

    @api.model
    def _start(self, text, zones=None, text_en="", urgent=False, times=2, minutes=10):
        """Put a notice on the screens of ``zones`` (default: all of the user's); return it."""
        zones = self._check_zones(zones)
        text, text_en = _line(text), _line(text_en)
        if not text:
            raise UserError(self.env._("Write what the notice says."))
        if not 1 <= minutes <= MOST_MINUTES or not 0 <= times <= 5:
            raise UserError(
                self.env._("A notice lasts from a minute to a day and is spoken at most 5 times.")
            )
        now = now_ms()
        made = self.sudo().create(
            {
                "company_id": self.env.company.id,
                "zone_ids": [(6, 0, zones.ids)],
                "text": text,
                "text_en": text_en,
                "urgent": urgent,
                "times": times,
                "speech": self._speech(text, times, urgent),
                "started_at": now,
                "until": now + timedelta(minutes=minutes),
                "user_id": self.env.uid,
            }
        )
        made._broadcast()
        return made

    def _check_zones(self, zones):
        """Return the zones for a notice of this user. Raises AccessError beyond his own."""
        if not self.env.user.has_group("queue_call.group_queue_nurse"):
            raise AccessError(self.env._("The triage desk and managers put up notices."))
        mine = self.env["queue.zone"].search([("company_id", "=", self.env.company.id)])
        limited = self.env.user.sudo().queue_zone_ids
        if limited and not self.env.user.has_group("queue_call.group_queue_manager"):
            mine &= limited
        if zones and zones - mine:
            raise AccessError(self.env._("These zones are not yours. Choose among your own."))
        if not mine:
            raise UserError(self.env._("There is no zone yet."))
        return zones or mine

    def action_end(self):
        """Take running notices from the screens."""
        self._check_zones(self.zone_ids)
        now = now_ms()
        running = self.sudo().filtered(lambda one: one.until > now)
        running.write({"until": now, "ended_by": self.env.uid})
        running._broadcast()

    def _broadcast(self):
        """Tell the screens of these notices' zones all that runs there now."""
        self.env.flush_all()
        for zone in self.zone_ids:
            zone._bus_send("queue_call/notice", {"notices": self._running_in(zone)})

    @api.model
    def _running_in(self, zone):
        """Return the notices that run in a zone, as screens get them, urgent ones first."""
        self.env.cr.execute(
            """
            SELECT a.id, a.text, a.text_en, a.urgent, a.until, a.times, a.speech
              FROM queue_announcement a
              JOIN queue_announcement_queue_zone_rel r ON r.queue_announcement_id = a.id
             WHERE r.queue_zone_id = %s AND a.until > %s
             ORDER BY a.urgent DESC, a.id
            """,
            (zone.id or 0, now_ms()),
        )
        return [self._wire(*row) for row in self.env.cr.fetchall()]

    @api.model
    def _wire(self, number, text, text_en, urgent, until, times, speech):
        return {
            "id": number,
            "text": text,
            "text_en": text_en or "",
            "urgent": bool(urgent),
            "until": iso(until),
            "times": times,
            "speech": speech,
        }

    @api.model
    def _speech(self, text, times, urgent):
        """Return what loudspeakers say of a notice; the renderer begins at once. None: nothing."""
        lang = self.env.company.partner_id.lang or "zh_CN"
        voice = self.env["queue.voice"].sudo()
        return voice._notice_speech(text, lang, bool(urgent), times) if times else None

    @api.autovacuum
    def _gc_old(self):
        """Forget notices that ended half a year ago."""
        self.sudo().search([("until", "<", now_ms() - timedelta(days=183))]).unlink()


class QueueAnnouncementSaid(models.Model):
    """One screen has shown or spoken one notice; written by screens only."""

    _name = "queue.announcement.said"
    _description = "Notice said by a screen"
    _log_access = False
    _order = "announcement_id desc, started_at"

    announcement_id = fields.Many2one(
        "queue.announcement", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="announcement_id.company_id", store=True, index=True)
    device_id = fields.Many2one(
        "maintenance.equipment", "Screen", required=True, readonly=True, ondelete="cascade"
    )
    how = fields.Char(readonly=True, help="spoken, shown")
    started_at = fields.Datetime("From", required=True, readonly=True)
    ended_at = fields.Datetime("To", readonly=True)

    _once = models.Constraint(
        "UNIQUE (announcement_id, device_id, how)", "A screen says a notice once."
    )


class QueueZone(models.Model):
    _inherit = "queue.zone"

    def _notices(self):
        """Return the notices that run in this zone, as screens get them."""
        return self.env["queue.announcement"].sudo()._running_in(self)


class AnnouncementTextChecks(models.Model):
    _inherit = "queue.announcement.text"

    @api.constrains("minutes", "times")
    def _check_length(self):
        for line in self:
            if not 1 <= line.minutes <= MOST_MINUTES or not 0 <= line.times <= 5:
                raise ValidationError(
                    self.env._(
                        "A notice lasts from a minute to a day and is spoken at most 5 times."
                    )
                )


def _line(text):
    """Return a text on one line, cut to what a screen can show."""
    return " ".join((text or "").split())[:LONGEST]
