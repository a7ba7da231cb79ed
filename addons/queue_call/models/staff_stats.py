"""A doctor's own figures of the day, and whom he sent for tests."""

from odoo import models


class QueueSession(models.Model):
    _inherit = "queue.session"

    def _stats_json(self):
        """Return the user's figures of today, and what he must know or None.

        Counted are all his sessions of the day, mornings and afternoons, each patient once by
        the session that has him last.
        """
        self.env.cr.execute(
            """
            SELECT e.served, e.missed, e.minutes, l.number, l.problem, l.state
              FROM (SELECT count(*) FILTER (WHERE state = 'finished') AS served,
                           count(*) FILTER (WHERE state = 'no_show') AS missed,
                           avg(extract(epoch FROM finished_at - coalesce(started_at, called_at))
                               / 60) FILTER (WHERE state = 'finished') AS minutes
                      FROM queue_entry
                     WHERE session_id IN (
                           SELECT o.id FROM queue_session o JOIN queue_session s
                               ON s.user_id = o.user_id AND s.service_date = o.service_date
                            WHERE s.id = %(session)s)) e
              LEFT JOIN (SELECT x.number, x.problem, x.state
                           FROM queue_call c JOIN queue_entry x ON x.id = c.entry_id
                          WHERE c.session_id = %(session)s ORDER BY c.id DESC LIMIT 1) l ON TRUE
            """,
            {"session": self.id},
        )
        served, missed, minutes, number, problem, state = self.env.cr.fetchone()
        stats = {
            "served": served,
            "no_show": missed,
            "mean_min": None if minutes is None else round(float(minutes), 1),
        }
        return stats, self._notice(number, problem, state)

    def _away_json(self):
        """Return the patients whom this user's sessions of today sent for tests."""
        self.env.cr.execute(
            """
            SELECT e.id, e.number, p.name FROM queue_entry e
              JOIN queue_patient p ON p.id = e.patient_id
              JOIN queue_session o ON o.id = e.session_id
              JOIN queue_session s ON s.user_id = o.user_id AND s.service_date = o.service_date
             WHERE s.id = %s AND e.state = 'away' ORDER BY e.id
            """,
            (self.id,),
        )
        return [
            {"entry": entry, "number": number, "name": name}
            for entry, number, name in self.env.cr.fetchall()
        ]
