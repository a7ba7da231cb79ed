"""The plan of each screen: what it plays for a week, and a short key that says when it changed."""

from odoo import api, fields, models

from ..core.media import plan as core
from .queue_programme import SCREENS

DAYS = 8
_PENDING = "queue_call.media_changed"


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    media_hash = fields.Char("Media plan", readonly=True, copy=False)
    media_state = fields.Char("Media on the box", readonly=True, copy=False)

    def _screen_texts(self):
        _ = self.env._
        return super()._screen_texts() | {
            "clinics_today": _("Clinics today"),
            "clinics_week": _("Clinics this week"),
            "weekdays": _("Mon Tue Wed Thu Fri Sat Sun"),
            "half_am": _("a.m."),
            "half_pm": _("p.m."),
        }

    # -- the key ----------------------------------------------------------------------------------
    @api.model
    def _media_changed(self):
        """Renew the keys of all screens' plans before this transaction ends, once."""
        data = self.env.cr.precommit.data
        if not data.get(_PENDING):
            data[_PENDING] = True
            self.env.cr.precommit.add(self.sudo()._refresh_media)

    @api.model
    def _refresh_media(self):
        """Renew the key of every screen whose plan is another one now."""
        self.env.cr.precommit.data.pop(_PENDING, None)
        self.env.flush_all()
        devices = self.sudo().search([("device_kind", "in", SCREENS)])
        for company in devices.company_id:
            known = {}
            library = self.env["queue.programme"]._library(company)
            for device in devices.filtered(lambda one, c=company: one.company_id == c):
                programmes = library._concerns(device)
                group = (programmes.ids, device.queue_zone_id.id)
                found = known.setdefault(str(group), None) or device._media_key(programmes)
                known[str(group)] = found
                if device.media_hash != found:
                    device.media_hash = found

    def _media_key(self, programmes):
        """Return the key of what these programmes and the volumes of this screen's zone say."""
        timetable = [repr(one._core()) for one in programmes]
        volumes = [repr(one) for one in self._media_volumes()]
        zone = self.company_id.queue_tz
        week = self.env["queue.roster"]._week(self.queue_zone_id)
        return core.key([timetable, volumes, zone, week, programmes._contents()])

    # -- the plan ---------------------------------------------------------------------------------
    @api.model
    def _screen_media(self, token, told=None):
        """Return the plan of the screen with this token. Raises DeviceRefused.

        ``told``: {have, files, mb}, what the box holds of it.
        """
        device = self._by_token(token)
        if told is not None:
            have, files, mb = (_number(told.get(key)) for key in ("have", "files", "mb"))
            state = self.env._(
                "%(have)s of %(files)s files, %(mb)s MB", have=have, files=files, mb=mb
            )
            if device.media_state != state:
                device.media_state = state
        return device._media_plan()

    def _media_plan(self, first=None, count=DAYS):
        """Return {hash, segments, programmes, items, week}: what this screen plays.

        The box plays the segments by its own clock, corrected by the server's: also offline.
        """
        self.ensure_one()
        library = self.env["queue.programme"].sudo()._library(self.company_id)
        programmes = library._concerns(self)
        first = first or self.company_id._queue_half_day()[0]
        found = [one._core() for one in programmes]
        zone = self.company_id.queue_tz or "Asia/Shanghai"
        return {
            "hash": self.media_hash or self._media_key(programmes),
            "segments": core.segments(found, self._media_volumes(), first, count, zone),
            "week": self.env["queue.roster"]._week(self.queue_zone_id),
            **programmes._contents(),
        }

    def _media_volumes(self):
        lines = (
            self.env["queue.media.volume"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("zone_id", "in", (False, self.queue_zone_id.id)),
                ]
            )
        )
        own = lines.filtered("zone_id") or lines
        return [core.Volume(round(one.start * 60), round(one.end * 60), one.percent) for one in own]

    def write(self, vals):
        result = super().write(vals)
        if {"queue_zone_id", "device_kind", "company_id"} & set(vals):
            self._media_changed()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        made = super().create(vals_list)
        self._media_changed()
        return made


class QueueProgramme(models.Model):
    _inherit = "queue.programme"

    @api.model
    def _library(self, company):
        """Return the programmes of a hospital that have something to show, in their order."""
        return self.search([("company_id", "=", company.id)])

    def _contents(self):
        """Return {programmes: {id: [item ids]}, items: {id: item}} of what is approved."""
        programmes, items = {}, {}
        for programme in self:
            shown = programme.item_ids.filtered(lambda one: one.media_id._shown())
            programmes[str(programme.id)] = [one.id for one in shown]
            items |= {str(one.id): one._wire() for one in shown}
        return {"programmes": programmes, "items": items}


class QueueProgrammeItem(models.Model):
    _inherit = "queue.programme.item"

    def _wire(self):
        """Return what a box has to know of one item of a programme."""
        media = self.media_id
        item = {
            "media": media.id,
            "kind": media.kind,
            "name": media.name,
            "seconds": self.seconds or media.seconds,
            "files": [
                {"sha": one.file_id.sha256, "mime": one.file_id.mime, "size": one.file_id.size}
                for one in media.page_ids
            ],
        }
        if media.kind == "text":
            item |= {"text": media.text, "colour": media.colour}
        if media.kind == "page":
            item["url"] = media.url
        if media.kind == "video":
            item["seconds"] = round(media.page_ids[:1].file_id.seconds) or item["seconds"]
        return item


class QueueMedia(models.Model):
    _inherit = "queue.media"

    def _shown(self):
        """Return whether boxes may have this media."""
        return self.active and self.state == "approved" and self.work == "none"


def _number(value):
    """Return a whole number from outside, cut to what makes sense."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    return min(max(value, 0), 10**6) if whole else 0
