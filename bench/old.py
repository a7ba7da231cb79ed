"""Years of a hospital in a few statements: entries, calls and events of days long past."""

DAYS = 250

# One row an old patient in each of the zones; days before the hospital's today.
_PEOPLE = """
    INSERT INTO queue_patient (company_id, mrn, name)
    SELECT %(company)s, 'old-' || n, '张小明' FROM generate_series(1, %(people)s) n
        ON CONFLICT DO NOTHING;
    INSERT INTO queue_visit (company_id, visit_ref, patient_id)
    SELECT company_id, mrn, id FROM queue_patient WHERE mrn LIKE 'old-%%'
        ON CONFLICT DO NOTHING;
    CREATE TEMP TABLE old_visit AS
    SELECT row_number() OVER (ORDER BY id) AS n, id, patient_id FROM queue_visit
     WHERE visit_ref LIKE 'old-%%';
    CREATE TEMP TABLE old_zone AS
    SELECT row_number() OVER (ORDER BY q.id) AS z, q.id AS queue, q.zone_id AS zone,
           min(p.id) AS point, min(d.id) AS doctor, min(d.user_id) AS usr
      FROM queue_queue q JOIN queue_service_point p ON p.zone_id = q.zone_id
      CROSS JOIN (SELECT min(id) AS id, min(user_id) AS user_id FROM queue_practitioner
                   WHERE user_id IS NOT NULL) d
     WHERE q.id = ANY(%(queues)s) GROUP BY q.id;
    INSERT INTO queue_line (queue_id, service_date, half_day, checkin_no, normals_called)
    SELECT queue, %(day)s::date - d, half, 0, 0
      FROM old_zone, generate_series(1, %(days)s) d, unnest(ARRAY['am', 'pm']) half
    ON CONFLICT DO NOTHING;
    INSERT INTO queue_session (company_id, zone_id, point_id, practitioner_id, user_id,
           service_date, first_date, half_day, state, chair, opened_at, closed_at)
    SELECT %(company)s, z.zone, z.point, z.doctor, z.usr, l.service_date, l.service_date,
           l.half_day, 'closed', 1, l.service_date + interval '1 hour',
           l.service_date + interval '4 hours'
      FROM old_zone z JOIN queue_line l ON l.queue_id = z.queue AND l.service_date < %(day)s;
    INSERT INTO queue_queue_queue_session_rel (queue_session_id, queue_queue_id)
    SELECT s.id, z.queue FROM old_zone z JOIN queue_session s ON s.zone_id = z.zone
     WHERE s.state = 'closed' AND s.service_date < %(day)s ON CONFLICT DO NOTHING;
    ANALYZE old_visit, old_zone, queue_line, queue_session;
"""
_ENTRIES = """
    INSERT INTO queue_entry (company_id, visit_id, patient_id, queue_id, zone_id, line_id,
           service_date, half_day, number, number_seq, state, registered_at, checked_in_at,
           checkin_no, called_at, started_at, finished_at, recall_count, return_count, point_id,
           session_id, source, late, extra, ready, round_no)
    SELECT %(company)s, v.id, v.patient_id, z.queue, z.zone, l.id, l.service_date, l.half_day,
           'B' || k, k, CASE WHEN k %% 15 = 0 THEN 'no_show' ELSE 'finished' END,
           s.opened_at, s.opened_at + k * interval '1 minute', k,
           s.opened_at + k * interval '3 minutes', s.opened_at + k * interval '3 minutes',
           s.opened_at + k * interval '3 minutes' + interval '2 minutes', 0, 0, s.point_id, s.id,
           'walk_in', FALSE, FALSE, TRUE, 1
      FROM old_zone z
      JOIN queue_line l ON l.queue_id = z.queue AND l.service_date < %(day)s
      JOIN queue_session s ON s.zone_id = z.zone AND s.service_date = l.service_date
           AND s.half_day = l.half_day AND s.state = 'closed'
      CROSS JOIN generate_series(1, %(each)s) k
      JOIN old_visit v ON v.n = k;
    INSERT INTO queue_call (company_id, zone_id, entry_id, point_id, session_id, number, attempt,
           kind, at, withdrawn_at)
    SELECT company_id, zone_id, id, point_id, session_id, number, 1, 'call', called_at, finished_at
      FROM queue_entry WHERE service_date < %(day)s AND session_id IS NOT NULL;
    ANALYZE queue_entry;
    INSERT INTO queue_event (company_id, zone_id, seq, at, verb, source, target, entry_id, queue_id,
           line_id, action, session_id, point_id)
    SELECT e.company_id, e.zone_id, c.seq + row_number() OVER (
             PARTITION BY e.zone_id ORDER BY e.service_date, e.half_day, e.number_seq, v.verb),
           CASE v.verb WHEN 'call' THEN e.called_at ELSE e.finished_at END,
           v.verb, v.source, v.target, e.id, e.queue_id, e.line_id, 'old-' || e.id, e.session_id,
           e.point_id
      FROM queue_entry e JOIN queue_zone_counter c ON c.zone_id = e.zone_id
      CROSS JOIN (VALUES ('call', 'waiting', 'called'), ('finish', 'called', 'finished'))
           v(verb, source, target)
     WHERE e.service_date < %(day)s AND e.session_id IS NOT NULL;
    UPDATE queue_zone_counter c SET seq = greatest(
           c.seq, (SELECT max(seq) FROM queue_event v WHERE v.zone_id = c.zone_id))
     WHERE zone_id IN (SELECT zone FROM old_zone);
    DROP TABLE old_visit, old_zone;
"""


def add(env, queues, count):
    """Give these queues ``count`` entries of earlier days, each with a call and two events."""
    each = max(1, count // (len(queues) * DAYS * 2))
    values = {
        "company": env.company.id,
        "queues": queues,
        "day": env.company._queue_half_day()[0],
        "days": DAYS,
        "people": each,
        "each": each,
    }
    env.cr.execute(
        "INSERT INTO queue_zone_counter (zone_id, seq) SELECT zone_id, 0 FROM queue_queue"
        " WHERE id = ANY(%s) ON CONFLICT DO NOTHING",
        (queues,),
    )
    env.cr.execute(_PEOPLE, values)
    env.cr.execute(_ENTRIES, values)
    env.cr.commit()
    return each * len(queues) * DAYS * 2
