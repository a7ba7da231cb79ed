"""The table of clips that renderer and Odoo share, as SQL. All times are naive UTC.

It is no ORM table: the renderer writes it without Odoo, and a call must not wait for it.
"""

CHANNEL = "queue_voice"
MAX_TRIES = 3

TABLES = """
CREATE TABLE IF NOT EXISTS queue_voice_clip (
    key char(40) PRIMARY KEY,
    phrase jsonb NOT NULL,
    private boolean NOT NULL,
    voice varchar NOT NULL,
    speed real NOT NULL,
    priority int NOT NULL,
    state varchar NOT NULL DEFAULT 'wanted',
    wanted_at timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    claimed_at timestamp,
    ready_at timestamp,
    tries int NOT NULL DEFAULT 0,
    error varchar,
    engine varchar,
    duration_ms int,
    lufs real,
    audio bytea
);
CREATE INDEX IF NOT EXISTS queue_voice_clip_wanted
    ON queue_voice_clip (priority, wanted_at) WHERE state IN ('wanted', 'rendering');
CREATE INDEX IF NOT EXISTS queue_voice_clip_age ON queue_voice_clip (wanted_at) WHERE private;
CREATE TABLE IF NOT EXISTS queue_voice_renderer (
    host varchar NOT NULL,
    pid int NOT NULL,
    beat_at timestamp NOT NULL,
    engines varchar NOT NULL,
    made bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (host)
);
"""

WANT = """
INSERT INTO queue_voice_clip AS c (key, phrase, private, voice, speed, priority)
SELECT key, phrase::jsonb, (phrase::jsonb ->> 'private')::boolean,
       %(voice)s, %(speed)s, %(priority)s
  FROM unnest(%(keys)s::text[], %(phrases)s::text[]) AS wanted (key, phrase)
    ON CONFLICT (key) DO UPDATE SET priority = excluded.priority
 WHERE c.state = 'wanted' AND c.priority > excluded.priority
RETURNING 1
"""
"""Wants clips; a clip that is there or wanted as soon is not touched, so that no call waits."""

CLAIM = """
UPDATE queue_voice_clip SET state = 'rendering', claimed_at = now() AT TIME ZONE 'UTC',
       tries = tries + 1
 WHERE key = (
       SELECT key FROM queue_voice_clip
        WHERE state = 'wanted'
           OR state = 'rendering'
              AND claimed_at < (now() AT TIME ZONE 'UTC') - interval '90 s'
        ORDER BY priority, wanted_at LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING key, phrase, speed, tries, priority, voice
"""
"""Takes one clip for 90 s: after a crash another round takes it again."""
RECORDINGS = "SELECT words, audio FROM queue_voice_recording WHERE pack_id = %s"
"""The recordings of a pack, WAV in Base64 as Odoo keeps it."""
KEEP = """
UPDATE queue_voice_clip SET state = 'ready', ready_at = now() AT TIME ZONE 'UTC', audio = %s,
       duration_ms = %s, lufs = %s, engine = %s, error = NULL WHERE key = %s
"""
FAIL = """
UPDATE queue_voice_clip SET state = CASE WHEN tries >= %s THEN 'failed' ELSE 'wanted' END,
       error = %s WHERE key = %s
"""
BEAT = """
INSERT INTO queue_voice_renderer (host, pid, beat_at, engines, made)
VALUES (%(host)s, %(pid)s, now() AT TIME ZONE 'UTC', %(engines)s, %(made)s)
ON CONFLICT (host) DO UPDATE SET pid = excluded.pid, beat_at = excluded.beat_at,
       engines = excluded.engines, made = excluded.made
"""
