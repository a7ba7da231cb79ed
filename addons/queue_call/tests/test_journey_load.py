"""Real cursors: rooms of different lines, all called at once, never hold one patient."""

import uuid

from odoo.sql_db import db_connect
from odoo.tests import get_db_name, tagged

from .test_concurrency import TestConcurrency as Concurrent

_VISITS = 12
_ROOMS = 4


@tagged("post_install", "-at_install")
class TestJourneyLoad(Concurrent):
    """Each visit stands in two queues; rooms of both call until nobody is left."""

    # What the base class tests is tested there.
    for _name in [name for name in dir(Concurrent) if name.startswith("test_")]:
        locals()[_name] = None
    del _name

    def build(self, env):
        result = super().build(env)
        second = env["queue.queue"].create(
            {"name": "Q2", "code": f"{self.mark}-2", "zone_id": self.zone}
        )
        self.second = second.id
        rooms = env["queue.session"].search([("zone_id", "=", self.zone)]).sorted("id")
        for n, session in enumerate(rooms):
            if n % 2:
                session.queue_ids = second
                session.flush_recordset()
                session.with_user(session.user_id)._opened()
        return result

    def clean(self):
        with db_connect(get_db_name()).cursor() as cr:
            cr.execute("ALTER TABLE queue_event DISABLE TRIGGER queue_event_append_only")
            for table in ("queue_event", "queue_call", "queue_entry"):
                cr.execute(f"DELETE FROM {table} WHERE company_id = %s", (self.company,))  # noqa: S608
            cr.execute("ALTER TABLE queue_event ENABLE TRIGGER queue_event_append_only")
            cr.execute("DELETE FROM queue_session WHERE company_id = %s", (self.company,))
            for table in ("queue_line", "queue_counter"):
                cr.execute(f"DELETE FROM {table} WHERE queue_id = %s", (self.second,))  # noqa: S608
        return super().clean()

    def test_two_rooms_in_different_lines_never_hold_one_patient(self):
        with self.environment() as env:
            queue = env["queue.queue"].browse(self.queue)
            for n in range(_VISITS):
                entry = queue._issue_number(f"{self.mark}:{n}")
                entry.visit_id._add_stops(env["queue.queue"].browse(self.second))
        held = """
            SELECT patient_id FROM queue_entry WHERE company_id = %s
               AND state IN ('called', 'in_service') GROUP BY patient_id HAVING count(*) > 1
        """

        def call_all(n):
            for _turn in range(_VISITS * 4):
                with self.environment() as env:
                    session = env["queue.session"].with_user(self.users[n])._of_user()
                    state = session._call_next(uuid.uuid4().hex)
                    env.cr.execute(held, (self.company,))
                    yield "double" if env.cr.fetchall() else "one"
                if state["message"]:  # whoever is left is at another room now, or nobody is
                    with self.environment() as env:
                        session = env["queue.session"].with_user(self.users[n])._of_user()
                        if session._staff_state()["current"]:
                            session._finish()

        self.assertEqual(set(self.together(call_all, _ROOMS)), {"one"})
        with self.environment() as env:
            done = env["queue.entry"].search([("company_id", "=", self.company)])
            self.assertEqual(len(done), 2 * _VISITS)
            self.assertLessEqual(len(done.filtered(lambda one: one.state == "waiting")), 2)
        self.check_log()
