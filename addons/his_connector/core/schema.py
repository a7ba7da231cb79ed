"""The tables that gateway, apply process and Odoo share, as SQL. All times are naive UTC.

They are no ORM tables: the gateway writes them without Odoo, at thousands of rows a second.

The inbox has a partition for each day (UTC), so that old messages leave by dropping a table and
not row by row; ``his_inbox_rest`` takes what no day was made for. What was seen already is found
by a hash of it: ``his_dedup`` is partitioned by that.
"""

DEDUP_PARTS = 8

TABLES = """
CREATE SEQUENCE IF NOT EXISTS his_inbox_id_seq;
CREATE TABLE IF NOT EXISTS his_inbox (
    id bigint NOT NULL DEFAULT nextval('his_inbox_id_seq'),
    interface_id integer NOT NULL,
    company_id integer NOT NULL,
    received_at timestamp NOT NULL,
    source_at timestamp,
    peer varchar,
    control_id varchar,
    message_type varchar,
    stream varchar NOT NULL,
    mrn varchar,
    visit_ref varchar,
    charset varchar,
    size integer NOT NULL,
    body bytea NOT NULL,
    corrected text,
    state varchar NOT NULL,
    ack varchar,
    cause varchar,
    detail varchar,
    note varchar,
    code_kind varchar,
    code varchar,
    tries integer NOT NULL DEFAULT 0,
    next_at timestamp,
    done_at timestamp,
    entry_id integer,
    lane varchar NOT NULL DEFAULT 'live',
    PRIMARY KEY (id, received_at)
) PARTITION BY RANGE (received_at);
CREATE TABLE IF NOT EXISTS his_inbox_rest PARTITION OF his_inbox DEFAULT;
CREATE INDEX IF NOT EXISTS his_inbox_lane
    ON his_inbox (lane, id) WHERE state IN ('new', 'retry');
CREATE INDEX IF NOT EXISTS his_inbox_stream_open
    ON his_inbox (company_id, stream, id) WHERE state IN ('new', 'retry');
CREATE INDEX IF NOT EXISTS his_inbox_failed ON his_inbox (id) WHERE state = 'failed';
CREATE INDEX IF NOT EXISTS his_inbox_code
    ON his_inbox (interface_id, code_kind, code) WHERE state = 'failed';
CREATE INDEX IF NOT EXISTS his_inbox_control ON his_inbox (control_id);
CREATE INDEX IF NOT EXISTS his_inbox_mrn ON his_inbox (mrn);
CREATE INDEX IF NOT EXISTS his_inbox_visit ON his_inbox (visit_ref);
CREATE TABLE IF NOT EXISTS his_dedup (
    interface_id integer NOT NULL,
    key bytea NOT NULL,
    body_hash bytea NOT NULL,
    inbox_id bigint NOT NULL,
    received_at timestamp NOT NULL,
    PRIMARY KEY (interface_id, key)
) PARTITION BY HASH (interface_id, key);
CREATE TABLE IF NOT EXISTS his_link (
    company_id integer NOT NULL,
    kind varchar NOT NULL,
    external_id varchar NOT NULL,
    target varchar,
    version varchar NOT NULL,
    cancelled boolean NOT NULL DEFAULT false,
    PRIMARY KEY (company_id, kind, external_id)
);
CREATE TABLE IF NOT EXISTS his_counter (
    interface_id integer NOT NULL,
    minute timestamp NOT NULL,
    kind varchar NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (interface_id, minute, kind)
);
CREATE TABLE IF NOT EXISTS his_process (
    id serial UNIQUE,
    name varchar NOT NULL,
    host varchar NOT NULL,
    pid integer NOT NULL,
    started_at timestamp NOT NULL,
    beat_at timestamp NOT NULL,
    info varchar,
    PRIMARY KEY (name, host)
);
CREATE TABLE IF NOT EXISTS his_unmapped (
    id bigserial PRIMARY KEY,
    interface_id integer NOT NULL,
    company_id integer NOT NULL,
    kind varchar NOT NULL,
    code varchar NOT NULL,
    name varchar,
    first_at timestamp NOT NULL,
    last_at timestamp NOT NULL,
    UNIQUE (interface_id, kind, code)
);
CREATE TABLE IF NOT EXISTS his_outbox (
    id bigserial PRIMARY KEY,
    company_id integer NOT NULL,
    entry_id integer NOT NULL,
    visit_ref varchar,
    event varchar NOT NULL,
    payload jsonb NOT NULL,
    created_at timestamp NOT NULL
);
CREATE TABLE IF NOT EXISTS his_delivery (
    id bigserial PRIMARY KEY,
    outbox_id bigint NOT NULL REFERENCES his_outbox ON DELETE CASCADE,
    interface_id integer NOT NULL,
    company_id integer NOT NULL,
    stream varchar NOT NULL,
    state varchar NOT NULL DEFAULT 'new',
    tries integer NOT NULL DEFAULT 0,
    next_at timestamp NOT NULL,
    done_at timestamp,
    answer varchar,
    UNIQUE (outbox_id, interface_id)
);
CREATE INDEX IF NOT EXISTS his_delivery_open
    ON his_delivery (interface_id, id) WHERE state IN ('new', 'retry');
CREATE INDEX IF NOT EXISTS his_delivery_bad
    ON his_delivery (interface_id) WHERE state IN ('refused', 'expired');
CREATE TABLE IF NOT EXISTS his_correction (
    delivery_id bigint PRIMARY KEY REFERENCES his_delivery ON DELETE CASCADE,
    visit_ref varchar,
    payload jsonb NOT NULL
);
CREATE TABLE IF NOT EXISTS his_way (
    interface_id integer PRIMARY KEY,
    company_id integer NOT NULL,
    state varchar NOT NULL,
    failures integer NOT NULL DEFAULT 0,
    since timestamp,
    until timestamp,
    answered_at timestamp,
    said varchar,
    beat_at timestamp NOT NULL
);
"""

INBOX_CHANNEL = "his_inbox"
CONFIG_CHANNEL = "his_config"
DELIVERY_LOCK = 0x48495302  # with the interface: one deliverer per interface
APPLY_LOCK = 0x484953_01  # "HIS" 1: one apply process per database
