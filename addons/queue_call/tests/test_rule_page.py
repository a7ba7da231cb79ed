from odoo.exceptions import AccessError, UserError

from .common import QueueCase


class TestRulePage(QueueCase):
    def setUp(self):
        super().setUp()
        self.page = self.env["queue.rule"].with_user(self.manager).with_company(self.hospital)
        self.key = f"queue-{self.queue.id}"

    def rule(self, scope, code):
        return next(one for one in scope["rules"] if one["code"] == code)

    def save(self, changes, reason="because", key=None):
        key = key or self.key
        return self.page.page_save(key, changes, reason, self.page.page_scope(key)["seen"])

    def test_the_tree_counts_what_each_scope_has_set_itself(self):
        self.zone._set_rules({"bench_mode": "auto"})
        tree = self.page.page_tree()
        (hospital,) = [one for one in tree["hospitals"] if one["name"] == "Test hospital"]
        (zone,) = hospital["zones"]
        self.assertEqual((hospital["own"], zone["own"]), (6, 1))
        self.assertEqual([one["own"] for one in zone["queues"]], [0, 0])
        self.assertTrue(tree["can_write"])

    def test_a_row_says_where_its_value_comes_from_and_what_a_reset_leads_to(self):
        self.zone._set_rules({"max_returns": 4})
        self.queue._set_rules({"max_returns": 1, "basis": "number"})
        scope = self.page.page_scope(self.key)
        row = self.rule(scope, "max_returns")
        self.assertEqual((row["own"], row["above"], row["above_name"]), (1, 4, "Zone"))
        row = self.rule(scope, "basis")
        self.assertEqual(
            (row["own"], row["above"], row["above_name"]), ("number", "check_in", "Default")
        )
        row = self.rule(scope, "class.elderly.every")
        self.assertEqual((row["own"], row["above"], row["above_name"]), (None, 2, "Test hospital"))
        self.assertIn(
            "{class.elderly.every}", self.rule(scope, "class.elderly.mode")["says"]["mixed"]
        )

    def test_the_worst_case_follows_changes_that_are_not_saved(self):
        self.assertIn("Elderly: 1 after every 2", self.page.page_scope(self.key)["bound"])
        changed = self.page.page_check(self.key, {"class.elderly.every": 5})
        self.assertIn("Elderly: 1 after every 5", changed["bound"])
        self.assertEqual(changed["errors"], [])
        self.assertEqual(self.queue._rule_values(), {})

    def test_impossible_settings_name_the_field_and_save_nothing(self):
        changes = {"bench_mode": "auto", "bench_limit": 0, "max_returns": 1}
        answer = self.save(changes)
        self.assertEqual([one["code"] for one in answer["errors"]], ["bench_limit"])
        self.assertIn("Enter at least 1", answer["errors"][0]["text"])
        answer = self.save({"max_returns": "many"})
        self.assertEqual([one["code"] for one in answer["errors"]], ["max_returns"])
        self.assertEqual(self.queue._rule_values(), {})

    def test_saving_wants_a_reason_and_is_logged(self):
        self.assertEqual(self.save({"max_returns": 1}, " ")["errors"][0]["code"], "reason")
        scope = self.save({"max_returns": 1, "basis": "slot"}, "trial")
        change = scope["changes"][-1]
        self.assertEqual((change["who"], change["reason"]), ("boss", "trial"))
        self.assertEqual({one["new"] for one in scope["changes"]}, {"1", "Appointment slot"})

    def test_the_last_saving_is_taken_back_once(self):
        self.save({"max_returns": 1})
        self.assertEqual(self.save({"max_returns": 5, "basis": "slot"})["can_undo"], 2)
        scope = self.page.page_undo(self.key)
        self.assertEqual(self.queue._rule_values(), {"max_returns": 1})
        self.assertEqual((scope["can_undo"], len(scope["changes"])), (0, 5))
        with self.assertRaises(UserError):
            self.page.page_undo(self.key)

    def test_a_page_that_is_out_of_date_saves_nothing(self):
        seen = self.page.page_scope(self.key)["seen"]
        self.queue._set_rules({"max_returns": 6})
        with self.assertRaises(UserError):
            self.page.page_save(self.key, {"max_returns": 1}, "late", seen)
        self.assertEqual(self.queue._rule_values(), {"max_returns": 6})

    def test_what_is_missing_is_said(self):
        empty = self.env["queue.zone"].create(
            {"name": "Empty", "code": "E", "company_id": self.hospital.id}
        )
        notes = " ".join(self.page.page_scope(f"zone-{empty.id}")["notes"])
        self.assertIn("no room or window", notes)
        self.assertIn("no queue", notes)
        self.queue.zone_id = empty
        self.assertIn("no room", " ".join(self.page.page_scope(self.key)["notes"]))
        empty.active = False
        self.assertIn("archived", " ".join(self.page.page_scope(self.key)["notes"]))
        self.assertEqual(self.page.page_scope(f"zone-{self.zone.id}")["notes"], [])

    def test_a_nurse_reads_and_writes_nothing(self):
        page = self.env["queue.rule"].with_user(self.nurse)
        self.assertFalse(page.page_tree()["can_write"])
        seen = page.page_scope(self.key)["seen"]
        with self.assertRaises(AccessError):
            page.page_save(self.key, {"max_returns": 1}, "why not", seen)
        with self.assertRaises(AccessError):
            page.page_undo(self.key)

    def preview(self, changes, day="usual", key=None):
        return self.page.page_preview(key or self.key, changes, self.queue.id, day)

    def test_the_preview_of_a_made_up_day_says_who_moves_and_saves_nothing(self):
        answer = self.preview({"class.elderly.mode": "absolute"})
        self.assertTrue(answer["moved"])
        gained = [one for one in answer["moved"] if one["class_name"] == "Elderly"]
        self.assertTrue(gained)
        for one in gained:
            self.assertLess(one["new_order"], one["old_order"])
        worst = answer["moved"][0]
        self.assertEqual(worst["extra"], worst["new_wait"] - worst["old_wait"])
        self.assertEqual(len(answer["people"]), 90)
        self.assertIn("Elderly", [one["class_name"] for one in answer["waits"]])
        self.assertEqual(self.preview({})["moved"], [])
        names = [one["class_name"] for one in self.preview({"class.staff.mode": "mixed"})["waits"]]
        self.assertIn("Hospital staff", names)
        self.assertEqual(self.queue._rule_values(), {})

    def test_a_change_above_does_not_move_the_queue_that_has_its_own_value(self):
        change, zone = {"basis": "number"}, f"zone-{self.zone.id}"
        self.assertTrue(self.preview(change, key=zone)["moved"])
        self.queue._set_rules({"basis": "check_in"})
        self.assertEqual(self.preview(change, key=zone)["moved"], [])

    def test_a_recorded_day_can_be_played(self):
        self.wait(5)
        self.wait(1, first=6, class_code="elderly")
        session = self.open()
        for _n in range(6):
            self.clock.tick(300)
            session._call_next()
            self.number_events()
        self.assertEqual([one["id"] for one in self.page.page_queues(self.key)], self.queue.ids)
        day = self.page.page_days(self.key, self.queue.id)[0]
        self.assertEqual(day["name"], "Recorded: 2026-03-02 Morning, 6 called")
        same = self.preview({}, day["key"])
        self.assertEqual((same["moved"], len(same["people"])), ([], 6))
        moved = self.preview({"class.elderly.mode": "absolute"}, day["key"])["moved"]
        self.assertIn("A006", [one["number"] for one in moved])
        with self.assertRaises(UserError):
            self.page.page_preview(f"queue-{self.other.id}", {}, self.other.id, day["key"])

    def test_another_hospital_is_neither_shown_nor_changed(self):
        other = self.env["res.company"].create({"name": "Other hospital"})
        stranger = self.make_user("s", "queue_call.group_queue_manager", company=other)
        page = (
            self.env["queue.rule"].with_user(stranger).with_context(allowed_company_ids=other.ids)
        )
        self.assertEqual([one["name"] for one in page.page_tree()["hospitals"]], ["Other hospital"])
        for scope in (self.queue, self.zone, self.hospital):
            kind = {"queue.queue": "queue", "queue.zone": "zone"}.get(scope._name, "hospital")
            key = f"{kind}-{scope.id}"
            for ask in (
                lambda key=key: page.page_scope(key),
                lambda key=key: page.page_check(key, {}),
                lambda key=key: page.page_queues(key),
                lambda key=key: page.page_days(key, self.queue.id),
                lambda key=key: page.page_preview(key, {}, self.queue.id, "usual"),
                lambda key=key: page.page_save(key, {"max_returns": 1}, "mine now", False),
                lambda key=key: page.page_undo(key),
            ):
                with self.assertRaises(UserError):
                    ask()
        for key in ("queue-0", "moon-1", "queue-x", False):
            with self.assertRaises(UserError):
                page.page_scope(key)
