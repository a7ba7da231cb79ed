"""What a patient's phone shows of one visit, for whoever holds the visit's token. No login."""

from markupsafe import Markup
from odoo import api, models
from odoo.addons.device_registry.core.token import plausible, token_hash
from odoo.tools.json import scriptsafe

from ..core import place_words
from ..core.throttle import Throttle
from .build import page_build
from .clock import iso, now_ms, read
from .qr import qr_image

_ORDER = (
    "called in_service benched waiting no_show away held registered finished cancelled transferred"
).split()
_SOON_STEPS = {"called", "next", "soon", "benched"}
_OVER_STEPS = {"finished", "cancelled", "transferred", "in_service", "other_day"}
# A page asks every few seconds; several people may look at one slip.
_ASKED = Throttle(limit=90, window=60)


class PlaceRefused(Exception):
    """A token opens nothing (``unknown``), or asks too often (``slow_down``)."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class QueueVisit(models.Model):
    _inherit = "queue.visit"

    @api.model
    def _place_page(self, token):
        """Return the values of the phone page with this token. Raises PlaceRefused."""
        visit = self._of_phone(token)
        config = {
            "token": token,
            "build": page_build(),
            "tz": visit.company_id.queue_tz,
            "hospital": visit.company_id.name,
            "texts": place_words.texts(),
            "qr": qr_image(visit._phone_url()),
            "state": visit._place(),
        }
        title = place_words.TEXTS["title"][1]
        return {"title": title, "config": Markup(scriptsafe.dumps(config))}

    @api.model
    def _place_state(self, token):
        """Return the snapshot of the visit with this token. Raises PlaceRefused."""
        return self._of_phone(token)._place()

    @api.model
    def _place_pulse(self, token):
        """Return {seq, build, now} by one indexed query, no record. Raises PlaceRefused."""
        self._check_pace(token)
        self.env.cr.execute(
            """
            SELECT (SELECT COALESCE(SUM(c.seq), 0) FROM queue_zone_counter c
                     WHERE c.zone_id IN (SELECT e.zone_id FROM queue_entry e
                                          WHERE e.visit_id = p.visit_id))
              FROM queue_phone p WHERE p.token_hash = %s AND p.until > %s
            """,
            (token_hash(token), now_ms()),
        )
        row = self.env.cr.fetchone()
        if not row:
            raise PlaceRefused("unknown")
        return {"seq": int(row[0]), "build": page_build(), "now": iso(now_ms())}

    @api.model
    def _check_pace(self, token):
        """Refuse what has no token's form, and who asks too often, before any query."""
        if not plausible(token):
            raise PlaceRefused("unknown")
        if not _ASKED.hit(token_hash(token), read().timestamp()):
            raise PlaceRefused("slow_down")

    @api.model
    def _of_phone(self, token):
        """Return the one visit of this token, as superuser. Raises PlaceRefused."""
        self._check_pace(token)
        visit = self.env["queue.phone"]._visit_of(token)
        if not visit:
            raise PlaceRefused("unknown")
        return self.sudo().browse(visit)

    def _place(self):
        """Return {v, seq, build, now, main, stops, poll_ms}; see ``queue.entry._told``.

        The sequence is read first: what follows may be newer than it, never older.
        """
        self.ensure_one()
        seq = self._place_seq()
        entries = self._place_entries()
        told = entries._told()
        main = told[0] if told else None
        return {
            "v": 1,
            "seq": seq,
            "build": page_build(),
            "now": iso(now_ms()),
            "main": main,
            "stops": [
                {key: one[key] for key in ("number", "queue", "state", "zone", "day")}
                for one in told[1:]
            ],
            "poll_ms": _poll_ms(main),
        }

    def _place_seq(self):
        self.env.cr.execute(
            "SELECT COALESCE(SUM(seq), 0) FROM queue_zone_counter WHERE zone_id IN"
            " (SELECT zone_id FROM queue_entry WHERE visit_id = %s)",
            (self.id,),
        )
        return int(self.env.cr.fetchone()[0])

    def _place_entries(self):
        """Return the visit's entries, the one that matters now first."""
        day, _half = self.company_id._queue_half_day()
        standing = self.entry_ids.filtered(lambda one: one.state not in ("transferred",))
        return (standing or self.entry_ids).sorted(
            lambda one: (one.service_date != day, _ORDER.index(one.state), one.half_day, one.id)
        )


def _poll_ms(main):
    """Return how often the phone asks: often when it will soon ring, seldom when all is over."""
    step = main["step"]["code"] if main else "finished"
    if step in _SOON_STEPS:
        return 3000
    if step in _OVER_STEPS:
        return 30000
    return 5000 if (main["ahead"] or 0) <= 10 else 10000
