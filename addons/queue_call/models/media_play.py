"""Proof of play: which screen has shown what, how often and how long."""

from datetime import datetime, timedelta, timezone

from odoo import api, fields, models

from .clock import now_ms

KEPT_DAYS = 14  # of single reports; the table of days stays
MOST = 200  # reports taken at once
_LONGEST = timedelta(hours=6)  # of one report


class QueueMediaPlay(models.Model):
    """What one screen reports of one media over some minutes; written by screens only."""

    _name = "queue.media.play"
    _description = "Report of play"
    _log_access = False
    _order = "started_at desc"

    device_id = fields.Many2one(
        "maintenance.equipment", "Screen", required=True, readonly=True, ondelete="cascade"
    )
    media_id = fields.Many2one("queue.media", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", "Hospital", required=True, readonly=True)
    started_at = fields.Datetime("From", required=True, readonly=True, index=True)
    ended_at = fields.Datetime("To", required=True, readonly=True)
    plays = fields.Integer(readonly=True)
    complete = fields.Integer("Played to the end", readonly=True)
    seconds = fields.Integer(readonly=True)
    counted = fields.Boolean(readonly=True)

    _once = models.Constraint(
        "UNIQUE (device_id, media_id, started_at)", "A screen reports a moment once."
    )


class QueueMediaPlayDay(models.Model):
    """What one screen has played of one media on one day."""

    _name = "queue.media.play.day"
    _description = "Proof of play"
    _log_access = False
    _order = "day desc, device_id, media_id"

    day = fields.Date(required=True, readonly=True, index=True)
    device_id = fields.Many2one(
        "maintenance.equipment", "Screen", required=True, readonly=True, ondelete="cascade"
    )
    media_id = fields.Many2one("queue.media", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", "Hospital", required=True, readonly=True)
    zone_id = fields.Many2one(related="device_id.queue_zone_id")
    plays = fields.Integer(readonly=True)
    complete = fields.Integer("Played to the end", readonly=True)
    seconds = fields.Integer("Seconds on show", readonly=True)

    _once = models.Constraint("UNIQUE (day, device_id, media_id)", "One row a day.")

    @api.model
    def _count(self):
        """Add the reports that are not counted yet to their days, then forget old ones."""
        for company in self.env["res.company"].sudo().search([]):
            self.env.cr.execute(
                """
                WITH fresh AS (
                    UPDATE queue_media_play SET counted = TRUE
                     WHERE company_id = %s AND counted IS NOT TRUE
                    RETURNING *)
                INSERT INTO queue_media_play_day
                       (day, device_id, media_id, company_id, plays, complete, seconds)
                SELECT (started_at AT TIME ZONE 'utc' AT TIME ZONE %s)::date AS day,
                       device_id, media_id, company_id, sum(plays), sum(complete), sum(seconds)
                  FROM fresh GROUP BY 1, 2, 3, 4
                    ON CONFLICT (day, device_id, media_id) DO UPDATE SET
                       plays = queue_media_play_day.plays + EXCLUDED.plays,
                       complete = queue_media_play_day.complete + EXCLUDED.complete,
                       seconds = queue_media_play_day.seconds + EXCLUDED.seconds
                """,
                (company.id, company.queue_tz or "Asia/Shanghai"),
            )
        self.env.cr.execute(
            "DELETE FROM queue_media_play WHERE counted AND started_at < %s",
            (now_ms() - timedelta(days=KEPT_DAYS),),
        )
        self.env.invalidate_all()


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    def _keep_reports(self, kind, items, now):
        keep = {"played": self._keep_played, "said": self._keep_said}.get(kind)
        return keep(items, now) if keep else super()._keep_reports(kind, items, now)

    def _keep_played(self, items, now):
        """Insert what is new of a screen's reports of play; nonsense is left out."""
        values, allowed = [], self._own_media(_ids(items, "media"))
        for item in _dicts(items):
            span = _span(item, now)
            if item.get("media") in allowed and span:
                seconds = min(_count(item.get("seconds"), 0), int((span[1] - span[0]).seconds) + 1)
                plays = min(_count(item.get("plays"), 1), 100_000)
                complete = min(_count(item.get("complete"), 0), plays)
                values.append(
                    (self.id, item["media"], self.company_id.id, *span, plays, complete, seconds)
                )
        if values:
            self.env.cr.execute_values(
                "INSERT INTO queue_media_play (device_id, media_id, company_id, started_at,"
                " ended_at, plays, complete, seconds) VALUES %s ON CONFLICT DO NOTHING",
                values,
            )

    def _keep_said(self, items, now):
        """Insert which notices of its zone a screen has shown or spoken."""
        ids = _ids(items, "notice")
        self.env.cr.execute(
            "SELECT queue_announcement_id FROM queue_announcement_queue_zone_rel"
            " WHERE queue_zone_id = %s AND queue_announcement_id = ANY(%s)",
            (self.queue_zone_id.id or 0, ids),
        )
        own = {number for (number,) in self.env.cr.fetchall()}
        values = [
            (item["notice"], self.company_id.id, self.id, str(item.get("how") or "shown")[:20],
             *(_span(item, now) or (now, now)))
            for item in _dicts(items)
            if item.get("notice") in own
        ]  # fmt: skip
        if values:
            self.env.cr.execute_values(
                "INSERT INTO queue_announcement_said (announcement_id, company_id, device_id, how,"
                " started_at, ended_at) VALUES %s ON CONFLICT DO NOTHING",
                values,
            )

    def _own_media(self, ids):
        self.env.cr.execute(
            "SELECT id FROM queue_media WHERE id = ANY(%s) AND company_id = %s",
            (ids, self.company_id.id),
        )
        return {number for (number,) in self.env.cr.fetchall()}


def _dicts(items):
    return [one for one in items[:MOST] if isinstance(one, dict)] if isinstance(items, list) else []


def _ids(items, name):
    found = [one.get(name) for one in _dicts(items)]
    return [one for one in found if isinstance(one, int) and type(one) is int and 0 < one < 2**31]


def _count(value, otherwise):
    if isinstance(value, bool) or not isinstance(value, int):
        return int(value) if isinstance(value, bool) else otherwise
    return max(0, value)


def _span(item, now):
    """Return (start, end) of a report, both naive UTC and not in the future; None if senseless."""
    start, end = _moment(item.get("start")), _moment(item.get("end"))
    if not start or not end or end < start or end - start > _LONGEST:
        return None
    if start > now + timedelta(minutes=1) or start < now - timedelta(days=KEPT_DAYS):
        return None
    return min(start, now), min(end, now)


def _moment(text):
    try:
        moment = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    return moment.astimezone(timezone.utc).replace(tzinfo=None)
