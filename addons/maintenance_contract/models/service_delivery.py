from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core import rollout
from ..publish import servers
from .clock import naive, utc_now
from .service_sla_fact import ZONE

BY_STEPS = frozenset("state published_at publish_problem downloads stopped_because".split())


class ServiceDelivery(models.Model):
    """A release for one hospital: it sees it in its portal, gets it on its file server, and its
    devices follow in waves."""

    _name = "service.delivery"
    _description = "Release for a hospital"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _check_company_auto = True
    _order = "id desc"

    name = fields.Char("Number", compute="_compute_name", compute_sudo=True)
    release_id = fields.Many2one("service.release", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(
        "res.company",
        "Hospital",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    release_state = fields.Selection(
        related="release_id.state", string="State of the release", store=True
    )
    version = fields.Char(related="release_id.name", string="Version", store=True, index=True)
    place_id = fields.Many2one(
        "service.delivery.place",
        "File server",
        check_company=True,
        groups="maintenance_contract.group_service_user",
    )
    published_at = fields.Datetime("On the file server since", readonly=True, copy=False)
    publish_problem = fields.Char(
        "File server says",
        readonly=True,
        copy=False,
        groups="maintenance_contract.group_service_user",
    )
    downloads = fields.Integer("Downloads in the portal", readonly=True, copy=False)
    opens = fields.Float("Window from", default=22)
    closes = fields.Float("Window to", default=5)
    stop_after = fields.Integer("Stop after failures", default=1, required=True)
    state = fields.Selection(
        [
            ("offered", "Offered"),
            ("rolling", "In waves"),
            ("stopped", "Stopped"),
            ("done", "On all devices"),
            ("back", "Rolled back"),
        ],
        default="offered",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    stopped_because = fields.Char(readonly=True, copy=False)
    device_ids = fields.One2many("service.delivery.device", "delivery_id", "Devices", copy=False)
    progress = fields.Float("Devices done (%)", compute="_compute_progress")

    _once = models.Constraint(
        "UNIQUE (release_id, company_id)", "The hospital has this release already."
    )
    _stops = models.Constraint(
        "CHECK (stop_after > 0)", "Stop after one failure at least: nobody wants to go on for ever."
    )

    @api.depends("version", "company_id.name")
    def _compute_name(self):
        for one in self:
            one.name = f"{one.version or ''} · {one.company_id.name or ''}"

    @api.depends("device_ids.state")
    def _compute_progress(self):
        for one in self:
            done = len(one.device_ids.filtered(lambda device: device.state == "done"))
            one.progress = 100 * done / len(one.device_ids) if one.device_ids else 0

    @api.constrains("opens", "closes")
    def _check_window(self):
        for one in self:
            if not (0 <= one.opens < 24 and 0 <= one.closes < 24):
                raise ValidationError(
                    self.env._("A window begins and ends between 0:00 and 23:59.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        """A delivery begins as an offer."""
        return super().create(
            [
                {key: value for key, value in vals.items() if key not in BY_STEPS}
                for vals in vals_list
            ]
        )

    def write(self, vals):
        """Refuse what steps alone write."""
        if not self.env.su and BY_STEPS & set(vals):
            raise UserError(self.env._("Use the buttons: they keep the waves in order."))
        return super().write(vals)

    # -- the hospital's file server ---------------------------------------------------------------
    def action_upload(self):
        """Put packages, checksums and signature on the hospital's file server, read them back."""
        for one in self:
            one._check_published()
            if not one.place_id:
                raise ValidationError(self.env._("Choose the hospital's file server."))
            one.check_access("write")
            one = one.sudo()
            try:
                servers.put(one.place_id._settings(), one.release_id._bundle())
            except servers.PublishError as error:
                one.publish_problem = str(error)
                continue
            one.write({"publish_problem": False, "published_at": naive(utc_now())})

    def _check_published(self):
        if self.release_id.state != "published":
            raise UserError(self.env._("%s is not published.", self.release_id.name))

    # -- waves ------------------------------------------------------------------------------------
    def action_plan(self):
        """Put the hospital's devices into waves: one, a fifth, the rest."""
        self.ensure_one()
        self._check_published()
        if self.device_ids.filtered(lambda one: one.state != "waiting"):
            raise UserError(self.env._("The waves have begun: they are not planned anew."))
        devices = self.env["maintenance.equipment"].search(
            [("company_id", "=", self.company_id.id), ("device_kind", "!=", False)], order="id"
        )
        if not devices:
            raise ValidationError(self.env._("The hospital has no devices."))
        self.sudo().device_ids.unlink()
        for number, wave in enumerate(rollout.waves(devices.ids), 1):
            self.sudo().device_ids = [(0, 0, {"device_id": one, "wave": number}) for one in wave]

    def _next(self):
        now = utc_now().astimezone(ZoneInfo(ZONE))
        devices = [rollout.Device(one.wave, one.state) for one in self.device_ids]
        return rollout.step(devices, self.stop_after, now, _time(self.opens), _time(self.closes))

    def action_next_wave(self):
        """Send the next wave, or say why not."""
        self.ensure_one()
        self.check_access("write")
        self._check_published()
        if not self.device_ids:
            self.action_plan()
        what, wave = self._next()
        words = {
            "wait": self.env._("Wave %s has not answered yet: enter the results.", wave),
            "window": self.env._("It is not time: the window is not open."),
            "stop": self.env._("Too many failures: roll back, mend, make the next release."),
            "finished": self.env._("All devices have answered."),
        }
        if what != "go":
            raise UserError(words[what])
        these = self.device_ids.filtered(lambda one: one.wave == wave and one.state == "waiting")
        these.sudo().write({"state": "sent", "at": naive(utc_now())})
        self.sudo().state = "rolling"
        self.message_post(
            body=self.env._("Wave %(number)s: %(count)s devices", number=wave, count=len(these))
        )

    def _judge(self):
        """A device has answered: stop or finish."""
        for one in self.sudo():
            what, _wave = one._next()
            if what == "stop" and one.state == "rolling":
                failed = one.device_ids.filtered(lambda device: device.state == "failed")
                one.stopped_because = self.env._(
                    "Failed on: %s", self.env._(", ").join(failed.device_id.mapped("name"))
                )
                one.state = "stopped"
                one.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("Release %s was stopped", one.release_id.name),
                    user_id=one.create_uid.id,
                )
            elif what == "finished" and one.state == "rolling":
                one.state = "done"

    def action_roll_back(self):
        """Take every device that was touched back to what it ran before."""
        self.ensure_one()
        self.check_access("write")
        touched = self.device_ids.filtered(lambda one: one.state in ("sent", "done", "failed"))
        if not touched:
            raise UserError(self.env._("No device has this release: nothing is rolled back."))
        touched.sudo().write({"state": "back", "at": naive(utc_now())})
        self.sudo().state = "back"

    # -- portal -----------------------------------------------------------------------------------
    @api.model
    def _portal_domain(self):
        return [("release_state", "=", "published")]

    @api.model
    def _portal_count(self):
        return self.search_count(self._portal_domain()) if self.has_access("read") else 0

    @api.model
    def _portal_list(self):
        """Return what the page of releases shows."""
        found = self.search(self._portal_domain()) if self.has_access("read") else self
        return {"deliveries": found.sudo(), "page_name": "releases"}

    @api.model
    def _portal_file(self, version, name):
        """Return (name, bytes) of a package of a release that this hospital may see."""
        domain = [*self._portal_domain(), ("version", "=", version)]
        found = (self.search(domain, limit=1) if self.has_access("read") else self).sudo()
        data = found.release_id._bundle().get(name) if found else None
        if not data:
            return "", b""
        found.downloads += 1
        words = self.env._("%(file)s downloaded by %(user)s", file=name, user=self.env.user.name)
        found.message_post(body=words)
        return name, data


class ServiceDeliveryDevice(models.Model):
    """A device in its wave, and how it went."""

    _name = "service.delivery.device"
    _description = "Device of a rollout"
    _order = "wave, id"
    _rec_name = "device_id"

    delivery_id = fields.Many2one(
        "service.delivery", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="delivery_id.company_id", store=True, index=True)
    device_id = fields.Many2one(
        "maintenance.equipment", required=True, readonly=True, ondelete="restrict"
    )
    wave = fields.Integer(readonly=True)
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("sent", "Under way"),
            ("done", "Done"),
            ("failed", "Failed"),
            ("back", "Rolled back"),
        ],
        default="waiting",
        required=True,
        readonly=True,
    )
    at = fields.Datetime("Since", readonly=True)
    note = fields.Char("What was seen")

    def write(self, vals):
        """Only the note is written by hand; results are entered by buttons."""
        if not self.env.su and set(vals) - {"note"}:
            raise UserError(self.env._("Use the buttons: they keep the waves in order."))
        return super().write(vals)

    def action_done(self):
        """The device runs the release."""
        self._result("done")

    def action_failed(self):
        """The device does not run as it should."""
        self._result("failed")

    def _result(self, state):
        self.check_access("write")
        for one in self:
            if one.state not in ("sent", "done", "failed") or one.delivery_id.state == "back":
                raise UserError(self.env._("%s has not got the release.", one.device_id.name))
        self.sudo().write({"state": state, "at": naive(utc_now())})
        self.delivery_id._judge()


def _time(hours):
    """Return a float of hours as a time of day."""
    return (datetime.combine(datetime.min.date(), time()) + timedelta(hours=hours)).time()
