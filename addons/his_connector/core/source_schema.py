"""Tables of what is read from foreign sources: rows known, state, audit. All times naive."""

TABLES = """
CREATE TABLE IF NOT EXISTS his_source (
    id serial UNIQUE,
    interface_id integer PRIMARY KEY,
    company_id integer NOT NULL,
    state varchar NOT NULL DEFAULT 'ok',
    cause varchar,
    detail varchar,
    columns jsonb,
    clock timestamp,
    polled_at timestamp,
    swept_at timestamp,
    known integer NOT NULL DEFAULT 0,
    lag_ms integer NOT NULL DEFAULT 0,
    overlap_ms integer NOT NULL DEFAULT 0,
    reconciled_on date,
    difference jsonb,
    decision varchar
);
ALTER TABLE his_source ADD COLUMN IF NOT EXISTS resync_from date;
ALTER TABLE his_source ADD COLUMN IF NOT EXISTS resync_to date;
CREATE TABLE IF NOT EXISTS his_row (
    interface_id integer NOT NULL,
    key varchar NOT NULL,
    hash bytea NOT NULL,
    seq integer NOT NULL,
    day date NOT NULL,
    changed timestamp,
    body bytea NOT NULL,
    gone boolean NOT NULL DEFAULT false,
    inbox_id bigint,
    PRIMARY KEY (interface_id, key)
);
CREATE INDEX IF NOT EXISTS his_row_day ON his_row (interface_id, day);
CREATE INDEX IF NOT EXISTS his_row_waiting
    ON his_row (interface_id) WHERE inbox_id IS NOT NULL;
CREATE TABLE IF NOT EXISTS his_statement (
    id bigserial UNIQUE,
    interface_id integer NOT NULL,
    company_id integer NOT NULL,
    hour timestamp NOT NULL,
    kind varchar NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (interface_id, hour, kind)
);
CREATE TABLE IF NOT EXISTS his_reconcile (
    id bigserial PRIMARY KEY,
    interface_id integer NOT NULL,
    company_id integer NOT NULL,
    day date NOT NULL,
    at timestamp NOT NULL,
    ours integer NOT NULL,
    theirs integer NOT NULL,
    missing integer NOT NULL,
    changed integer NOT NULL,
    extra integer NOT NULL,
    detail jsonb
);
"""

POLL_LOCK = 0x484953  # with the interface's id: one poller of an interface per database
