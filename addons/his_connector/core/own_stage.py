"""``his_stage``: a schema of ours that a hospital may write into and read from. PostgreSQL.

The hospital's role gets this schema alone, never a table of the queue: what it reads are views
that run with their owner's rights, what it writes goes through triggers that keep a row that is
being worked on from being changed under our hands.
"""

from .stage import IN, ddl

SCHEMA = "his_stage"
READER, WRITER = "his_stage_ro", "his_stage_rw"
VIEWS = {
    "v_queue_state": """
SELECT e.id AS entry_no, v.visit_ref AS visit_no, c.name AS hospital, q.code AS queue_code,
    q.name AS queue_name, e.number, e.state, e.service_date, e.half_day, d.code AS doctor_code,
    p.name AS room, e.registered_at, e.checked_in_at, e.called_at, e.started_at, e.finished_at
FROM public.queue_entry e
JOIN public.queue_visit v ON v.id = e.visit_id
JOIN public.queue_queue q ON q.id = e.queue_id
JOIN public.res_company c ON c.id = e.company_id
LEFT JOIN public.queue_practitioner d ON d.id = e.practitioner_id
LEFT JOIN public.queue_service_point p ON p.id = e.point_id
WHERE e.service_date >= current_date - 7""",
    "v_queue_event": """
SELECT o.id AS event_no, o.visit_ref AS visit_no, c.name AS hospital, o.event,
    o.created_at AS event_time, o.payload AS detail
FROM public.his_outbox o JOIN public.res_company c ON c.id = o.company_id
WHERE o.created_at >= localtimestamp - interval '7 days'""",
}
_GUARD = f"""
CREATE OR REPLACE FUNCTION {SCHEMA}.guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user <> (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = tg_relid) THEN
        IF tg_op = 'INSERT' THEN
            NEW.status := '0'; NEW.err_msg := NULL; NEW.upd_time := NULL;
            NEW.ins_time := localtimestamp(3);
        ELSIF OLD.status NOT IN ('0', '2') THEN
            RAISE EXCEPTION '处理中或已处理的记录不能修改 (status %)', OLD.status;
        ELSE
            NEW.status := '0'; NEW.err_msg := NULL; NEW.id := OLD.id;
        END IF;
    END IF;
    RETURN NEW;
END $$"""  # noqa: S608
_TRIGGER = f"""
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON {SCHEMA}.{IN.name}
FOR EACH ROW EXECUTE FUNCTION {SCHEMA}.guard()"""


def statements() -> list[str]:
    """What our own account runs: schema, table, views, trigger. May be run again."""
    made = [
        text.replace("CREATE TABLE ", "CREATE TABLE IF NOT EXISTS ").replace(
            "CREATE INDEX ", "CREATE INDEX IF NOT EXISTS "
        )
        for text in ddl("postgresql", (IN,), SCHEMA)
    ]
    views = [
        text
        for name, body in VIEWS.items()
        for text in (
            f"DROP VIEW IF EXISTS {SCHEMA}.{name}",
            f"CREATE VIEW {SCHEMA}.{name} AS {body.strip()}",
        )
    ]
    return [
        f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}",
        *made,
        *views,
        _GUARD.strip(),
        f"DROP TRIGGER IF EXISTS guard ON {SCHEMA}.{IN.name}",
        _TRIGGER.strip(),
        _again(),
    ]


def _again() -> str:
    """Views made anew are open again to a hospital that had them."""
    grant = f"GRANT SELECT ON {', '.join(f'{SCHEMA}.{name}' for name in VIEWS)} TO {READER}"
    return (
        f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{READER}')"
        f" AND has_schema_privilege('{READER}', '{SCHEMA}', 'USAGE')"
        f" THEN {grant}; END IF; END $$"
    )


def opening(login: str) -> list[str]:
    """What the server's administrator runs to open the schema for the hospital's login."""
    views = ", ".join(f"{SCHEMA}.{name}" for name in VIEWS)
    return [
        *(_role(name) for name in (READER, WRITER)),
        f"GRANT {READER} TO {WRITER}",
        f"GRANT USAGE ON SCHEMA {SCHEMA} TO {READER}",
        f"GRANT SELECT ON {views}, {SCHEMA}.{IN.name} TO {READER}",
        f"GRANT INSERT, UPDATE ON {SCHEMA}.{IN.name} TO {WRITER}",
        f"ALTER ROLE {login} SET search_path = {SCHEMA}",
        f"ALTER ROLE {login} CONNECTION LIMIT 10",
        f"GRANT {WRITER} TO {login}",
    ]


def _role(name: str) -> str:
    return (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}')"
        f" THEN CREATE ROLE {name} NOLOGIN; END IF; END $$"
    )
