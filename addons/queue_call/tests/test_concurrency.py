"""Real cursors, real commits: what several people at once may never see."""

import threading
import uuid
from contextlib import contextmanager

from odoo import api
from odoo.orm.environments import Transaction
from odoo.orm.registry import Registry
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, get_db_name, tagged

from ..models.entry_arrival import CheckInRefused

_DOCTORS = 6
_PATIENTS = 60
_KIOSKS = 4
_NUMBERS_EACH = 10


@tagged("post_install", "-at_install")
class TestConcurrency(BaseCase):
    """Commits its own hospital, and takes it away again."""

    def setUp(self):
        super().setUp()
        self.orm = Registry(get_db_name())
        self.mark = uuid.uuid4().hex[:8]
        with self.environment() as env:
            self.build(env)
        self.addCleanup(self.clean)

    @contextmanager
    def environment(self):
        """Yield an environment on a cursor of its own, READ COMMITTED; commit at the end."""
        with db_connect(get_db_name()).cursor() as cr:
            cr.transaction = Transaction(self.orm)
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            env["queue.lock"]._read_committed()
            yield env

    def build(self, env):
        company = env["res.company"].create({"name": f"Concurrent {self.mark}"})
        env.user.company_ids += company
        self.company = company.id
        zone = env["queue.zone"].create(
            {"name": "Zone", "code": self.mark, "company_id": company.id}
        )
        queue = env["queue.queue"].create({"name": "Q", "code": self.mark, "zone_id": zone.id})
        rooms = env["queue.service.point"].create(
            [{"name": f"R{n}", "zone_id": zone.id} for n in range(_DOCTORS)]
        )
        users = env["res.users"].create(
            [
                {
                    "name": f"d{n}",
                    "login": f"{self.mark}-{n}",
                    "company_id": company.id,
                    "company_ids": [(6, 0, company.ids)],
                    "group_ids": [(4, env.ref("queue_call.group_queue_doctor").id)],
                }
                for n in range(_DOCTORS)
            ]
        )
        self.queue, self.zone, self.users = queue.id, zone.id, users.ids
        for user, room in zip(users, rooms, strict=True):
            env["queue.session"].with_user(user)._open(room.id, queue.ids)

    def clean(self):
        tables = (
            "queue_event queue_call queue_entry queue_session queue_visit queue_patient".split()
        )
        with db_connect(get_db_name()).cursor() as cr:
            cr.execute("ALTER TABLE queue_event DISABLE TRIGGER queue_event_append_only")
            for table in tables:
                cr.execute(f"DELETE FROM {table} WHERE company_id = %s", (self.company,))  # noqa: S608
            for table in ("queue_line", "queue_counter"):
                queues = "SELECT id FROM queue_queue WHERE zone_id = %s"
                cr.execute(f"DELETE FROM {table} WHERE queue_id IN ({queues})", (self.zone,))  # noqa: S608
            cr.execute("ALTER TABLE queue_event ENABLE TRIGGER queue_event_append_only")
            for table in ("queue_service_point", "queue_queue"):
                cr.execute(f"DELETE FROM {table} WHERE zone_id = %s", (self.zone,))  # noqa: S608
            cr.execute("DELETE FROM queue_zone WHERE id = %s", (self.zone,))
            cr.execute("UPDATE res_users SET active = FALSE WHERE id IN %s", (tuple(self.users),))

    def together(self, work, count):
        """Run ``work(n)`` in ``count`` threads at once; return results, fail on any error."""
        start, results, errors = threading.Barrier(count), [], []

        def run(n):
            threading.current_thread().dbname = get_db_name()
            start.wait()
            try:
                results.extend(work(n))
            except Exception as error:  # noqa: BLE001 - any error of a thread fails the test
                errors.append(repr(error))

        threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.assertEqual(errors, [])
        return results

    def test_doctors_pressing_next_at_once_never_get_the_same_patient(self):
        with self.environment() as env:
            queue = env["queue.queue"].browse(self.queue)
            for n in range(_PATIENTS):
                queue._issue_number(f"{self.mark}:{n}")

        def call_all(n):
            while True:
                with self.environment() as env:
                    session = env["queue.session"].with_user(self.users[n])._of_user()
                    state = session._call_next(uuid.uuid4().hex)
                    if state["message"]:
                        return
                yield state["current"]["number"]

        called = self.together(call_all, _DOCTORS)
        self.assertEqual(len(called), _PATIENTS)
        self.assertEqual(len(set(called)), _PATIENTS)
        self.check_log()

    def test_kiosks_at_once_give_each_number_once_and_leave_no_gap(self):
        def issue(n):
            for i in range(_NUMBERS_EACH):
                with self.environment() as env:
                    queue = env["queue.queue"].browse(self.queue)
                    number = queue._issue_number(f"{self.mark}:{n}:{i}").number_seq
                yield number

        numbers = self.together(issue, _KIOSKS)
        self.assertEqual(sorted(numbers), list(range(1, _KIOSKS * _NUMBERS_EACH + 1)))
        self.check_log()

    def test_a_patient_at_two_kiosks_in_the_same_second_is_checked_in_once(self):
        with self.environment() as env:
            entry = env["queue.queue"].browse(self.queue)._issue_number(f"{self.mark}:twice")
            entry._undo_check_in()

        def check_in(_n):
            with self.environment() as env:
                try:
                    env["queue.entry"].browse(entry.id)._check_in()
                except CheckInRefused as refused:
                    yield refused.code
                else:
                    yield "in"

        self.assertEqual(sorted(self.together(check_in, 4)), ["in", "known", "known", "known"])

    def test_one_request_sent_by_two_workers_acts_once(self):
        def same(_n):
            with self.environment() as env:
                queue = env["queue.queue"].browse(self.queue)
                number = queue._issue_number(f"{self.mark}:same").number
            yield number

        self.assertEqual(set(self.together(same, 4)), {"001"})

    def test_nobody_waits_for_a_patient_whose_details_are_being_changed(self):
        with self.environment() as env:
            queue = env["queue.queue"].browse(self.queue)
            first, second = (queue._issue_number(f"{self.mark}:{n}") for n in "ab")
        with self.environment() as env, self.environment() as other:
            env.cr.execute(
                "SELECT id FROM queue_entry WHERE id = %s FOR NO KEY UPDATE", (first.id,)
            )
            other.cr.execute("SET LOCAL lock_timeout = '2s'")
            session = other["queue.session"].with_user(self.users[0])._of_user()
            self.assertEqual(session._call_next()["current"]["entry"], second.id)

    def test_a_patient_of_two_queues_is_not_called_to_two_rooms_at_once(self):
        with self.environment() as env:
            second = env["queue.queue"].create(
                {"name": "Q2", "code": f"{self.mark}-2", "zone_id": self.zone}
            )
            room = env["queue.session"].search([("user_id", "=", self.users[1])]).point_id
            env["queue.session"].with_user(self.users[1])._open(room.id, second.ids)
            queues = [self.queue, second.id]

        def call_next(n):
            with self.environment() as env:
                session = env["queue.session"].with_user(self.users[n])._of_user()
                current = session._call_next(uuid.uuid4().hex)["current"]
            yield current and current["entry"]

        for turn in range(4):
            with self.environment() as env:
                entries = env["queue.entry"].browse(self.register(env, f"{turn}", queues))
                self.assertEqual(entries.mapped("state"), ["waiting", "waiting"])
            called = [one for one in self.together(call_next, 2) if one]
            self.assertEqual(len(called), 1)
            with self.environment() as env:
                env["queue.entry"].browse(called)._finish()
                entries = env["queue.entry"].browse(entries.ids)
                entries.filtered(lambda one: one.state == "waiting")._cancel("done")

    def register(self, env, mark, queues):
        """Register one patient in several queues and check him in; return the ids."""
        company = env["res.company"].browse(self.company)
        day, half = company._queue_half_day()
        patient = {"mrn": f"{self.mark}-{mark}", "name": "X"}
        requests = [
            {
                "company_id": self.company,
                "patient": patient,
                "visit_ref": f"{self.mark}-{mark}",
                "queue_id": queue,
                "service_date": day,
                "half_day": half,
            }
            for queue in queues
        ]
        return env["queue.entry"]._register_all(requests)._check_in().ids

    def check_log(self):
        with self.environment() as env:
            events = env["queue.event"].search([("zone_id", "=", self.zone)], order="seq")
            self.assertEqual(events.mapped("seq"), list(range(1, len(events) + 1)))
