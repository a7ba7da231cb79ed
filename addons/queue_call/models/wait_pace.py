"""How long calls have taken: today's by session, the last days' by queue and doctor."""

from dataclasses import dataclass, field
from datetime import timedelta

from odoo import api, models, tools

from ..core import pace
from ..core.ordering import Waiting
from .clock import aware, now_ms

DAYS = 14
_HALF_DAY_H = 3.5
# From one call of a room to its next. Where the next patient had only just come, the room had been
# idle: then the patient's own end counts, if it is known.
_CYCLES = """
    SELECT x.session_id, x.queue_id, x.practitioner_id, count(*), sum(ln(x.s)), sum(ln(x.s) ^ 2)
      FROM (
        SELECT t.*, greatest(%(short)s, least(%(long)s, extract(epoch FROM CASE
                 WHEN t.next_at - t.next_in >= interval '1 minute' THEN t.next_at
                 WHEN t.finished_at < coalesce(t.next_at, 'infinity') THEN t.finished_at
               END - t.at))) AS s
          FROM (
            SELECT c.session_id, e.queue_id, s.practitioner_id, c.at, e.finished_at,
                   lead(c.at) OVER w AS next_at, lead(e.checked_in_at) OVER w AS next_in
              FROM queue_session s
              JOIN queue_call c ON c.session_id = s.id
              JOIN queue_entry e ON e.id = c.entry_id
             WHERE {where} AND c.kind = 'call' AND c.undone IS NOT TRUE
            WINDOW w AS (PARTITION BY c.session_id ORDER BY c.id)) t) x
     WHERE x.s IS NOT NULL
     GROUP BY 1, 2, 3
"""
_COMERS = """
    SELECT e.queue_id, c.code, e.source, count(*), sum(e.return_count),
           count(DISTINCT e.line_id)
      FROM queue_entry e LEFT JOIN queue_class c ON c.id = e.class_id
     WHERE e.zone_id = %(zone)s AND e.service_date >= %(since)s AND e.service_date < %(day)s
           AND e.checked_in_at IS NOT NULL
     GROUP BY 1, 2, 3
"""


def today_samples(env, session_ids):
    """Return {session id: Sample} of the calls of these sessions."""
    found = {}
    for session, _queue, _doctor, *sums in _cycles(env, "s.id IN %(ids)s", ids=tuple(session_ids)):
        found[session] = found.get(session, pace.Sample()) + pace.Sample(*map(float, sums))
    return found


def _cycles(env, where, **params):
    if params.get("ids") == ():
        return []
    limits = {"short": pace.SHORTEST_S, "long": pace.LONGEST_S}
    env.cr.execute(_CYCLES.format(where=where), {**limits, **params})
    return env.cr.fetchall()


@dataclass
class Past:
    """What a zone's last days say: paces by queue and doctor, who checked in per hour."""

    everybody: pace.Sample = field(default_factory=pace.Sample)
    queues: dict = field(default_factory=dict)
    doctors: dict = field(default_factory=dict)
    streams: dict = field(default_factory=dict)

    def pace(self, queue, doctor):
        """Return the usual pace of a doctor in a queue, as far as the calls tell."""
        usual = pace.learn(pace.DEFAULT, self.everybody)
        usual = pace.learn(usual, self.queues.get(queue, pace.Sample()))
        own = self.doctors.get((queue, doctor)) if doctor else None
        return pace.learn(usual, own) if own else usual

    def add(self, queue, doctor, sample):
        """Count the calls of a doctor in a queue."""
        self.everybody += sample
        self.queues[queue] = self.queues.get(queue, pace.Sample()) + sample
        self.doctors[queue, doctor] = self.doctors.get((queue, doctor), pace.Sample()) + sample


class QueueZone(models.Model):
    _inherit = "queue.zone"

    @api.model
    @tools.ormcache("zone_id", "day")
    def _wait_past(self, zone_id, day):
        """Return the ``Past`` of a zone before ``day``; read once a day."""
        past = Past()
        params = {"zone": zone_id, "day": day, "since": day - timedelta(days=DAYS)}
        where = "s.zone_id = %(zone)s AND s.service_date >= %(since)s AND s.service_date < %(day)s"
        for _session, queue, doctor, *sums in _cycles(self.env, where, **params):
            past.add(queue, doctor, pace.Sample(*map(float, sums)))
        self._wait_streams(past, params)
        return past

    @api.model
    def _wait_streams(self, past, params):
        """Count who checked in per hour, by the rule under which each stands."""
        self.env.cr.execute(_COMERS, params)
        for queue, code, source, count, returns, half_days in self.env.cr.fetchall():
            one = Waiting(0, 0, aware(now_ms()), 0, class_code=code or "", source=source or "")
            policy = self.env["queue.queue"]._facts(queue).policy
            rates, back = past.streams.get(queue, ({}, 0.0))
            hours = half_days * _HALF_DAY_H
            rule = policy.class_of(one).code
            rates[rule] = rates.get(rule, 0.0) + count / hours
            past.streams[queue] = rates, back + (returns or 0) / hours
