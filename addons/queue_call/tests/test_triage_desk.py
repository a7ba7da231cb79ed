"""The triage desk: its state, its search and the log of it, its keys; and who may what."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, mute_logger
from psycopg2 import Error as DatabaseError

from .common import DAY, QueueCase


class TestTriageDesk(QueueCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.make_user("lead", "queue_call.group_queue_desk_lead")
        cls.auditor = cls.make_user("auditor", "queue_call.group_queue_auditor")
        cls.far = cls.env["queue.zone"].create(
            {"name": "Far", "code": "F", "company_id": cls.hospital.id}
        )
        cls.far_queue = cls.env["queue.queue"].create(
            {"name": "Far queue", "code": "FQ", "prefix": "F", "zone_id": cls.far.id}
        )

    def desk(self, user=None):
        return self.env["queue.desk"].with_user(user or self.nurse)

    def state(self, user=None, zones=None):
        self.number_events()
        return self.desk(user).desk_state(zones)

    def do(self, entry, verb, user=None, request_id=None, **params):
        result = self.desk(user).desk_do(entry.id, verb, params, request_id)
        self.number_events()
        return result

    def verbs(self, entry, user=None):
        return {one["verb"]: one for one in self.desk(user).desk_card(entry.id)["actions"]}

    def of(self, state, entry):
        return next(one for one in state["entries"] if one["id"] == entry.id)

    # -- state ---------------------------------------------------------------------------------
    def test_the_state_shows_the_waiting_in_the_order_of_the_calls(self):
        entries = self.wait(3)
        self.register(1, first=4)
        self.register(1, first=5, queue=self.far_queue)
        entries[2]._set_class(self.emergency)
        state = self.state()
        waiting = [one["id"] for one in state["entries"] if one["s"] == "waiting"]
        self.assertEqual(waiting, [entries[2].id, entries[0].id, entries[1].id])
        self.assertEqual([one["p"] for one in state["entries"]], [1, 2, 3, 0, 0])
        counts = next(q["counts"] for q in state["queues"] if q["id"] == self.queue.id)
        self.assertEqual((counts["all"], counts["waiting"], counts["registered"]), (4, 3, 1))

    def test_rooms_tell_who_is_there_and_how_full_the_bench_is(self):
        self.queue._set_rules({"bench_mode": "manual", "bench_limit": 2})
        entries = self.wait(3)
        self.open()._call_next()
        entries[1]._bench(self.room)
        rooms = {room["name"]: room for room in self.state()["rooms"]}
        here = rooms["Room 1"]
        self.assertEqual((here["state"], here["benched"], here["limit"]), ("open", 1, 2))
        self.assertEqual([one["id"] for one in here["current"]], [entries[0].id])
        self.assertEqual(rooms["Room 2"]["state"], "closed")

    def test_nobody_disappears(self):
        entries = self.wait(4)
        entries[0]._hold("x")
        session = self.open()
        session._call_next()
        session._no_show()
        session._call_next()
        session._send_away()
        self.register(1, first=9)
        ids = {one["id"] for one in self.state()["entries"]}
        self.assertEqual(len(ids), 5)
        self.clock.tick(24 * 3600)  # the next day only those whom a doctor left waiting remain
        left = {one["id"]: one for one in self.state()["entries"]}
        self.assertEqual({one["s"] for one in left.values()}, {"held", "away", "waiting"})
        self.assertTrue(all(one["left"] and one["day"] == "03-02" for one in left.values()))

    def test_a_queue_without_a_room_is_one_problem_of_the_queue(self):
        self.wait(2)
        state = self.state()
        queue = next(one for one in state["queues"] if one["id"] == self.queue.id)
        self.assertEqual((queue["open"], queue["lonely"]), (False, 2))
        self.assertFalse(any(one["problem"] for one in state["entries"]))
        self.open()
        queue = next(one for one in self.state()["queues"] if one["id"] == self.queue.id)
        self.assertEqual((queue["open"], queue["lonely"]), (True, 0))

    def test_a_problem_says_what_to_do(self):
        entry = self.wait(1)
        entry.sudo().problem = "card_shared"
        self.assertIn("ID card", self.of(self.state(), entry)["problem"])

    def test_the_queries_do_not_grow_with_the_waiting(self):
        self.open()
        self.wait(3)
        self.state()
        few = self.count_queries()
        self.wait(60, first=10)
        self.register(30, first=200)
        self.assertEqual(self.count_queries(), few)

    def count_queries(self):
        self.number_events()
        desk = self.desk()
        desk.desk_state()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        desk.desk_state()
        return self.env.cr.sql_log_count - before

    def test_forecasts_are_of_the_waiting_of_her_zones(self):
        entry = self.wait(1)
        with patch.object(
            type(entry), "_wait_ranges", lambda self: {one: (5, 9) for one in self.ids}
        ):
            self.assertEqual(self.desk().desk_ranges(), {str(entry.id): [5, 9]})
            self.nurse.queue_zone_ids = self.far
            self.assertEqual(self.desk().desk_ranges(), {})

    # -- zones ---------------------------------------------------------------------------------
    def test_a_nurse_sees_and_touches_her_zones_only(self):
        here, there = self.wait(1), self.wait(1, first=7, queue=self.far_queue)
        self.nurse.queue_zone_ids = self.far
        state = self.state()
        self.assertEqual([one["id"] for one in state["entries"]], [there.id])
        self.assertEqual([one["name"] for one in state["zones"]], ["Far"])
        self.assertEqual(self.state(zones=self.zone.ids)["shown"], self.far.ids)
        for method, args in (
            ("desk_card", ()),
            ("desk_slip", ()),
            ("desk_do", ("hold", {"reason": "x"})),
        ):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
                getattr(self.desk(), method)(here.id, *args)
        self.assertFalse(self.desk().desk_search("M1")["today"])
        with self.assertRaises(UserError):
            self.desk().desk_register({"queue": self.queue.id, "name": "王五"}, "r1")

    def test_only_nurses_work_at_the_desk(self):
        entry = self.wait(1)
        plain = self.make_user("plain")
        for user in (self.doctor, self.auditor, plain):
            with self.assertRaises(AccessError):
                self.state(user)
            with self.assertRaises(AccessError):
                self.desk(user).desk_search("M1")
            with self.assertRaises(AccessError):
                self.do(entry, "hold", user, reason="x")

    # -- search --------------------------------------------------------------------------------
    def test_a_patient_is_found_by_everything_that_he_can_show(self):
        patient = {
            "name": "单小明",
            "card_no": "88001",
            "insurance_no": "S77",
            "id_no": "11010119900101123X",
            "phone": "13800138000",
        }
        entry = self.register(1, patient=patient)
        texts = ("88001", "S77", "11010119900101123x", "13800138000", "8000", "M1", "V1")
        names = ("单小明", "小明", "sxm", "DXM", "shanxiaoming", "ｓｘｍ", entry.number, "1")
        for text in texts + names:
            found = [one["entry"] for one in self.desk().desk_search(text)["today"]]
            self.assertEqual(found, entry.ids, text)
        for text in ("xm", "88002", "王", "A0019", "%%", "__"):
            try:
                found = self.desk().desk_search(text)
            except UserError:
                continue
            self.assertFalse(found["today"] + found["patients"], text)

    def test_today_comes_before_other_days_and_patients_without_registration(self):
        name = {"name": "诸葛明"}
        today = self.wait(1, patient=name)
        other = self.register(1, first=2, patient=name, service_date="2026-03-09")
        patient = self.env["queue.patient"].create(
            {"mrn": "P", "name": "诸葛明", "company_id": self.hospital.id}
        )
        found = self.desk().desk_search("zgm")
        self.assertEqual([one["entry"] for one in found["today"]], today.ids)
        self.assertEqual([one["entry"] for one in found["other"]], other.ids)
        self.assertEqual(
            {one["patient"] for one in found["patients"]}, {patient.id, other.patient_id.id}
        )
        self.assertEqual((found["today"][0]["place"], found["today"][0]["s"]), (1, "waiting"))

    def test_the_key_follows_the_name_however_it_is_written(self):
        entry = self.register(1, patient={"name": "曾小明"})
        patient = entry.patient_id
        self.assertIn(" zxm", patient.search_key)
        patient.sudo().name = "欧阳娜"
        self.env.flush_all()
        self.assertIn(" oyn", patient.search_key)
        self.register(1, patient={"name": "王五"}, source_version="2")
        self.assertIn(" ww", patient.search_key)
        self.register(1, patient={"name": ""}, source_version="3")
        self.assertIn(" ww", patient.search_key)

    def test_one_letter_is_no_search(self):
        for text in ("z", " ", ""):
            with self.assertRaises(UserError):
                self.desk().desk_search(text)

    def test_a_search_uses_the_index_of_names(self):
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        plan = self.env.execute_query(
            SQL("EXPLAIN SELECT id FROM queue_patient WHERE search_key LIKE %s", "% zxm%")
        )
        if self.env.registry.has_trigram:
            self.assertIn("queue_patient__search_key_index", str(plan))

    # -- log of searches -----------------------------------------------------------------------
    def test_every_search_is_logged_masked_and_stays(self):
        entry = self.register(1, patient={"name": "张小明", "card_no": "6222000111"})
        for text in ("6222000111", "zxm", "张小明", "99999999"):
            self.desk().desk_search(text)
        logs = self.env["queue.access.log"].search([("user_id", "=", self.nurse.id)], order="id")
        self.assertEqual(logs.mapped("masked"), ["******0111", "z**", "张*明", "****9999"])
        self.assertEqual(logs.mapped("kind"), ["code", "letters", "name", "code"])
        self.assertEqual(logs.mapped("found"), [1, 1, 1, 0])
        self.assertEqual(logs.patient_ids, entry.patient_id)
        for user in (self.manager, self.auditor):
            self.assertTrue(logs.with_user(user).mapped("masked"))
        with self.assertRaises(AccessError):
            logs.with_user(self.nurse).read(["masked"])
        for change in (lambda: logs.write({"found": 9}), logs.unlink):
            with self.assertRaises(UserError):
                change()

    def test_the_database_itself_keeps_the_log(self):
        self.register(1)
        self.desk().desk_search("M1")
        for table in ("queue_access_log", "queue_access_log_patient"):
            query = SQL("DELETE FROM %s", SQL.identifier(table))
            with self.assertRaises(DatabaseError), mute_logger("odoo.sql_db"):
                with self.env.cr.savepoint():
                    self.env.cr.execute(query)

    # -- keys ----------------------------------------------------------------------------------
    def test_each_key_stands_for_one_verb_in_every_state(self):
        entry = self.register(1)
        for verb in ("check_in", "hold", "resume", "undo_check_in"):
            keys = [one["key"] for one in self.verbs(entry).values()]
            self.assertEqual(len(keys), len(set(keys)))
            self.assertIn(verb, self.verbs(entry))
            self.do(entry, verb, reason="x")

    def test_keys_do_what_they_say_and_are_taken_back(self):
        entry = self.register(1)
        self.do(entry, "check_in")
        self.assertEqual(entry.state, "waiting")
        undo = self.state()["undo"]
        self.assertIn(entry.number, undo["what"])
        self.desk().desk_undo("u1")
        self.number_events()
        self.assertEqual(entry.state, "registered")
        self.assertIsNone(self.state()["undo"])
        self.clock.tick(1)
        self.do(entry, "check_in")
        self.clock.tick(11)
        self.assertIsNone(self.state()["undo"])

    def test_a_key_sent_twice_acts_once(self):
        entry = self.wait(1)
        for _ in range(2):
            self.do(entry, "hold", request_id="same", reason="x")
        self.assertEqual(entry.state, "held")
        verbs = entry.event_ids.mapped("verb")
        self.assertEqual(verbs.count("hold"), 1)

    def test_a_transfer_leads_to_the_new_entry(self):
        entry = self.wait(1)
        result = self.do(entry, "transfer", queue=self.other.id, where="end", reason="x")
        there = self.env["queue.entry"].browse(result["entry"])
        self.assertEqual((there.queue_id, there.state), (self.other, "waiting"))

    def test_changes_reach_the_entry(self):
        entry = self.wait(2)[1]
        doctor = self.env["queue.practitioner"].create(
            {"name": "Li", "code": "L", "company_id": self.hospital.id}
        )
        self.do(entry, "set_class", **{"class": self.elderly.id, "reason": "x"})
        self.do(entry, "set_doctor", practitioner=doctor.id, reason="x")
        self.do(entry, "set_slot", slot="10:30", half_day="am", reason="x")
        self.do(entry, "set_ready", reason="x")
        self.do(entry, "move_hand", self.lead, hand="front", reason="x")
        self.assertEqual((entry.class_id, entry.practitioner_id), (self.elderly, doctor))
        self.assertEqual(str(entry.slot_start), "2026-03-02 02:30:00")
        self.assertEqual((entry.ready, entry.hand), (False, "front"))
        card = self.desk().desk_card(entry.id)
        self.assertEqual(card["slot"], "10:30")
        self.assertEqual({one["reason"] for one in card["history"]}, {"x", ""})

    def test_a_refused_check_in_says_why_and_the_lead_may_overrule(self):
        entry = self.register(1, half_day="pm")
        refused = self.do(entry, "check_in")["refused"]
        self.assertEqual(entry.state, "registered")
        self.assertTrue(refused["message"] and not refused["force"])
        self.assertTrue(self.do(entry, "check_in", self.lead)["refused"]["force"])
        with self.assertRaises(AccessError):
            self.do(entry, "check_in", force=True, reason="x")
        with self.assertRaises(UserError):
            self.do(entry, "check_in", self.lead, force=True)
        self.do(entry, "check_in", self.lead, force=True, reason="the doctor asked")
        self.assertEqual(entry.state, "waiting")

    def test_what_the_lead_alone_may_do_is_off_for_others(self):
        entry = self.wait(1)
        self.assertTrue(self.verbs(entry)["move_hand"]["off"])
        self.assertFalse(self.verbs(entry, self.lead)["move_hand"]["off"])
        for verb, params in (
            ("move_hand", {"hand": "front"}),
            ("transfer", {"queue": self.other.id, "where": "front"}),
        ):
            with self.assertRaises(AccessError):
                self.do(entry, verb, reason="x", **params)

    def test_a_mistake_is_answered_with_the_remedy(self):
        entry = self.wait(1)
        for verb, params in (
            ("hold", {}),
            ("fly", {}),
            ("transfer", {"reason": "x"}),
            ("set_slot", {"slot": "25:99", "reason": "x"}),
            ("resume", {}),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.do(entry, verb, **params)
        self.assertEqual(entry.state, "waiting")

    # -- registering, slip ---------------------------------------------------------------------
    def test_a_walk_in_is_registered_once_and_waits(self):
        values = {"queue": self.queue.id, "name": "王五", "class": self.elderly.id, "phone": "139"}
        one, two = (self.desk().desk_register(values, "r1")["entry"] for _ in range(2))
        entry = self.env["queue.entry"].browse(one)
        self.assertEqual(one, two)
        self.assertEqual((entry.state, entry.class_id), ("waiting", self.elderly))
        self.assertEqual((entry.service_date, entry.patient_id.phone), (DAY, "139"))

    def test_a_known_patient_keeps_his_number(self):
        patient = self.env["queue.patient"].create(
            {"mrn": "P1", "name": "王五", "company_id": self.hospital.id}
        )
        form = self.desk().desk_register_form(None, patient.id)
        self.assertEqual(form["patient"], patient.id)
        self.assertIn("王五", [field.get("value") for field in form["fields"]])
        values = {"queue": self.queue.id, "name": "王五", "patient": patient.id}
        entry = self.desk().desk_register(values, "r2")["entry"]
        self.assertEqual(self.env["queue.entry"].browse(entry).patient_id, patient)

    def test_an_extra_number_is_the_leads_and_wants_a_reason(self):
        values = {"queue": self.queue.id, "name": "王五", "extra": True, "reason": "x"}
        with self.assertRaises(AccessError):
            self.desk().desk_register(values, "r3")
        with self.assertRaises(UserError):
            self.desk(self.lead).desk_register({**values, "reason": ""}, "r4")
        entry = self.desk(self.lead).desk_register(values, "r5")["entry"]
        self.assertTrue(self.env["queue.entry"].browse(entry).extra)

    def test_the_slip_tells_number_place_and_the_phone_page(self):
        entry = self.wait(2)[1]
        slip = self.desk().desk_slip(entry.id)
        self.assertEqual((slip["n"], slip["place"]), (entry.number, 2))
        self.assertIn("/queue/place/", slip["phone"])
