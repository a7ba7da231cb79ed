"""Runs with Odoo's libraries: a hospital's year of tickets, and what its statement costs."""

import io
import time
from datetime import date, datetime, timezone

import xlsxwriter

YEAR = date(2026, 1, 1), date(2026, 12, 1)
MADE = datetime(2027, 1, 1, tzinfo=timezone.utc)
TICKETS = """
    INSERT INTO service_ticket (number, name, company_id, kind, service, channel, state,
        reported_at, entered_at, device_id, user_id, urgency, severity_state, covered, score,
        hospital_stands, basics_blocked, something_wrong, workaround)
    SELECT 'BENCH' || g, 'Screen black ' || g, %(company)s, 'fault', 'onsite', 'hotline',
        'closed', at, at, (%(devices)s)[1 + g %% 100], %(user)s, '3', 'agreed', true, g %% 5 + 1,
        'no', 'yes', 'no', 'no'
    FROM (SELECT g, timestamp '2026-01-01' + (g %% 360) * interval '1 day' AS at
          FROM generate_series(1, %(count)s) g) days
"""
CLOCKS = """
    INSERT INTO service_clock (ticket_id, company_id, position, kind, severity, started_at,
        due_at, status, stopped_at, elapsed_hours, remaining_hours, told)
    SELECT t.id, t.company_id, k.n, k.kind,
        (ARRAY['disaster', 'severe', 'error', 'request'])[1 + t.id %% 4],
        t.reported_at, t.reported_at + interval '2 hour',
        CASE WHEN (t.id + k.n) %% 10 = 0 THEN 'met_late' ELSE 'met' END,
        t.reported_at + interval '1 hour', 1,
        CASE WHEN (t.id + k.n) %% 10 = 0 THEN -3 ELSE 1 END, 0
    FROM service_ticket t,
        (VALUES (0, 'respond'), (1, 'depart'), (2, 'arrive'), (3, 'resolve'), (4, 'report'))
            k(n, kind)
    WHERE t.number LIKE 'BENCH%%'
"""


def statement(env, count):
    """Make a year of tickets, take the times of a statement of it, and forget the tickets."""
    from odoo.addons.maintenance_contract.report import pages, sheets

    _make(env, count)
    facts = env["service.sla.fact"].with_context(lang="zh_CN")
    found = {}
    pages.draw({"title": "", "footer": "", "parts": []})  # fonts are read once a process
    content = _timed(found, "counted", lambda: facts._content(env.company, *YEAR, MADE))
    _timed(found, "page", lambda: pages.draw(content["page"]))
    _timed(found, "workbook", lambda: sheets.draw(content["book"]))
    _timed(found, "floor", lambda: _floor(env, found))
    env.cr.rollback()
    return found


def _make(env, count):
    values = {"company_id": env.company.id, "device_kind": "hall_screen"}
    devices = env["maintenance.equipment"].create(
        [values | {"name": f"Bench {number}"} for number in range(100)]
    )
    env.flush_all()
    values = {"company": env.company.id, "devices": devices.ids, "user": env.uid, "count": count}
    env.cr.execute(TICKETS, values)
    env.cr.execute(CLOCKS, {})
    env.cr.execute("ANALYZE service_ticket, service_clock")
    env.invalidate_all()


def _timed(found, name, work):
    begin = time.perf_counter()
    done = work()
    found[name] = time.perf_counter() - begin
    return done


def _floor(env, found):
    env.cr.execute(
        "SELECT number, kind, severity_id, user_id, due_at::text, stopped_at::text, late_hours"
        " FROM service_sla_fact WHERE company_id = %s ORDER BY due_at DESC, id DESC",
        [env.company.id],
    )
    rows = env.cr.fetchall()
    found["facts"] = len(rows)
    with xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True}) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
