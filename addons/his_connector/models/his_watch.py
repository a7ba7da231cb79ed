from datetime import timedelta, timezone
from zoneinfo import ZoneInfo

from odoo import api, fields, models

from ..core import watch

PROFILE_DAYS = 28
_BUCKETS = """
    SELECT interface_id, date_trunc('hour', minute), sum(n) FROM his_counter
    WHERE interface_id = ANY(%s) AND kind IN ('received', 'refused') AND minute >= %s
    GROUP BY 1, 2
"""
_FACTS = """
    SELECT i.id,
        (SELECT max(c.minute) FROM his_counter c
          WHERE c.interface_id = i.id AND c.kind IN ('received', 'refused')),
        least(
            (SELECT min(coalesce(m.next_at, m.received_at)) FROM his_inbox m
              WHERE m.interface_id = i.id AND m.state = 'new' AND m.lane = 'live'),
            (SELECT min(o.created_at) FROM his_delivery d JOIN his_outbox o ON o.id = d.outbox_id
              WHERE d.interface_id = i.id AND d.state IN ('new', 'retry')
              AND coalesce(w.state, 'closed') = 'closed')),
        (SELECT coalesce(sum(c.n), 0) FROM his_counter c WHERE c.interface_id = i.id
          AND c.kind IN ('received', 'refused') AND c.minute >= %(quarter)s),
        (SELECT coalesce(sum(c.n), 0) FROM his_counter c WHERE c.interface_id = i.id
          AND c.kind IN ('refused', 'out_refused') AND c.minute >= %(quarter)s),
        CASE WHEN w.state <> 'closed' THEN w.since END
    FROM his_interface i LEFT JOIN his_way w ON w.interface_id = i.id
    WHERE i.id = ANY(%(ids)s)
"""


class HisInterface(models.Model):
    """Whether an interface is well, for those who look and for those who do not."""

    _name = "his.interface"
    _inherit = ["his.interface", "mail.thread", "mail.activity.mixin"]

    responsible_id = fields.Many2one(
        "res.users",
        "Looked after by",
        default=lambda self: self.env.user,
        help="Gets an activity when this interface is silent, late or full of errors",
    )
    alarm_ids = fields.One2many("his.alarm", "interface_id", "Alarms", readonly=True)
    alarm_now = fields.Char("Wrong now", compute="_compute_alarm_now")
    standing_count = fields.Integer("Alarms standing", compute="_compute_alarm_now")
    waiting_out = fields.Integer("To be sent", compute="_compute_out")
    bad_out = fields.Integer("Refused by the HIS", compute="_compute_out")
    way_state = fields.Selection(
        [
            ("none", "Nothing is sent"),
            ("closed", "Answers"),
            ("open", "Does not answer"),
            ("probing", "Is being asked again"),
        ],
        "Way to the HIS",
        compute="_compute_out",
    )

    @api.depends_context("lang")
    @api.depends("alarm_ids.until")
    def _compute_alarm_now(self):
        for interface in self:
            standing = interface.alarm_ids.filtered(lambda one: not one.until)
            interface.alarm_now = "; ".join(one.text for one in standing)
            interface.standing_count = len(standing)

    def _compute_out(self):
        ways = self.env["his.way"].search([("interface_id", "in", self.ids)])
        by_interface = {way.interface_id: way for way in ways}
        for interface in self:
            way = by_interface.get(interface)
            interface.way_state = way.state if way else "none"
            interface.waiting_out = way.waiting if way else 0
            interface.bad_out = way.refused if way else 0

    def action_open_deliveries(self):
        """Open what goes to this HIS."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("his_connector.his_delivery_action")
        return {**action, "domain": [("interface_id", "=", self.id)]}

    def action_open_rate(self):
        """Open the messages by minute."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("his_connector.his_counter_action")
        return {**action, "domain": [("interface_id", "=", self.id)]}

    # -- watching -------------------------------------------------------------------------------
    @api.model
    def _cron_watch(self, now=None):
        """Look at every active interface; raise and clear its alarms."""
        now = now or fields.Datetime.now()
        interfaces = self.sudo().search([])
        facts, usual = interfaces._watch_facts(now), interfaces._watch_usual(now)
        for interface in interfaces:
            zone = interface._watch_zone()
            found = watch.judge(
                _local(facts[interface.id], zone), usual[interface.id], _at(now, zone)
            )
            self.env["his.alarm"]._keep(interface, found, now)

    def _watch_zone(self):
        return ZoneInfo(self.tz or self.company_id.queue_tz or "Asia/Shanghai")

    def _watch_facts(self, now):
        """{id: Facts in UTC}."""
        self.env.cr.execute("SELECT max(beat_at) FROM his_process WHERE name = 'his_gateway'")
        (beat,) = self.env.cr.fetchone()
        given = {"quarter": now - timedelta(minutes=15), "ids": self.ids}
        self.env.cr.execute(_FACTS, given)
        return {
            number: watch.Facts(last, oldest, int(received), int(failed), since, beat, bool(beat))
            for number, last, oldest, received, failed, since in self.env.cr.fetchall()
        }

    def _watch_usual(self, now):
        """{id: messages an hour by kind of day, in the hospital's hours}."""
        self.env.cr.execute(_BUCKETS, [self.ids, now - timedelta(days=PROFILE_DAYS)])
        buckets = {}
        for number, at, n in self.env.cr.fetchall():
            buckets.setdefault(number, []).append((at, int(n)))
        found = {}
        for interface in self:
            zone = interface._watch_zone()
            mine = [(_at(at, zone), n) for at, n in buckets.get(interface.id, ())]
            found[interface.id] = watch.profile(mine, _at(now, zone))
        return found

    def _on_interface_alarm(self, alarm):
        """Hook: an alarm was raised. Whoever looks after faults hears of it (device.fault)."""
        self.ensure_one()
        spoken = alarm._spoken()
        title = spoken.env._("Interface %s", self.name)
        self.env["device.fault"]._raised(self.company_id, alarm._source(), title, spoken.text)

    def _on_interface_well(self, alarm):
        """Hook: an alarm is over."""
        self.ensure_one()
        self.env["device.fault"]._over(self.company_id, alarm._source())


def _at(moment, zone):
    """Naive UTC as the naive clock of the hospital."""
    return moment and moment.replace(tzinfo=timezone.utc).astimezone(zone).replace(tzinfo=None)


def _local(facts, zone):
    return watch.Facts(
        _at(facts.last_at, zone),
        _at(facts.oldest_at, zone),
        facts.received,
        facts.failed,
        _at(facts.open_since, zone),
        _at(facts.beat_at, zone),
        facts.runs,
    )
