"""How long an entry was in which state, read from the event log: the base of every statistic.

One row a stay. ``part`` says what the time was: ``waited`` in the line or on the bench; ``walked``
from a call until the patient came or was given up; ``served`` with the doctor. Where nobody notes
that a patient has come in, a call that ends in "finished" was service. What was taken back within
its ten seconds counts by its seconds, but not as a recall or a no-show.
"""

SPANS = """
    SELECT v.entry_id, v.seq, v.verb, v.at,
           extract(epoch FROM lead(v.at) OVER w - v.at) / 60.0 AS minutes,
           CASE WHEN v.target IN ('waiting', 'benched') THEN 'waited'
                WHEN v.target = 'in_service' THEN 'served'
                WHEN v.target = 'called'
                     AND lead(v.verb) OVER w IN ('finish', 'hold', 'send_away', 'transfer')
                THEN 'served'
                WHEN v.target = 'called' THEN 'walked'
           END AS part,
           (max(CASE WHEN v.verb = 'call' THEN ARRAY[v.seq, v.session_id] END) OVER w)[2]
               AS session_id,
           EXISTS (SELECT FROM queue_event u
                    WHERE u.entry_id = v.entry_id AND u.undoes = v.seq) AS undone
      FROM queue_event v
     WHERE v.entry_id = {entry} AND (v.source != v.target OR v.verb = 'recall')
    WINDOW w AS (PARTITION BY v.entry_id ORDER BY v.seq)
"""
