"""The slip of an entry: what is on it, and its bytes for a slip printer."""

from odoo import models

from ..core import escpos
from ..core import slip as words
from .clock import now_ms
from .qr import qr_image


class QueueEntry(models.Model):
    _inherit = "queue.entry"

    def _slip(self, lang="zh"):
        """Return what stands on the slip, in ``"zh"`` or ``"en"``; for desk and kiosk alike.

        {hospital, number, name (masked), queue, doctor, room, zone, hint, ahead, wait: [low, high]
        minutes or None, at, printed, url, qr (an image address), lines, foot}
        """
        self.ensure_one()
        told = self._told()[0]
        entry = self.sudo()
        company = entry.company_id
        url = entry.visit_id._phone_url()
        moment = entry.checked_in_at or entry.registered_at
        slip = {
            "hospital": company.name,
            "number": told["number"],
            "name": told["name"],
            "queue": told["queue"],
            "doctor": told["doctor"],
            "room": told["room"],
            "zone": told["zone"][lang],
            "hint": told["hint"][lang],
            "ahead": told["ahead"],
            "wait": told["wait"],
            "at": company._queue_wall_clock(moment) if moment else "",
            "printed": company._queue_wall_clock(now_ms()),
            "url": url,
            "qr": qr_image(url),
        }
        rare = bool(escpos.rare(slip["name"]))
        slip["lines"] = words.lines(slip, lang)
        slip["foot"] = words.foot(lang, rare=rare, url=True)
        return slip

    def _slip_bytes(self, lang="zh"):
        """Return the slip as bytes of ESC/POS."""
        slip = self._slip(lang)
        return escpos.slip(slip | {"head": slip["hospital"]})
