from odoo.exceptions import AccessError, ValidationError

from ..core.policy import ClassRule
from .common import QueueCase


class TestRules(QueueCase):
    def policy(self, queue=None):
        return self.env["queue.queue"]._facts((queue or self.queue).id).policy

    def test_the_nearest_scope_decides_each_rule_alone(self):
        self.hospital._set_rules({"no_show_after": 5, "max_returns": 7})
        self.zone._set_rules({"no_show_after": 4})
        self.queue._set_rules({"no_show_after": 1})
        policy, other = self.policy(), self.policy(self.other)
        self.assertEqual((policy.no_show_after, policy.max_returns), (1, 7))
        self.assertEqual((other.no_show_after, other.max_returns), (4, 7))
        self.queue._set_rules({"no_show_after": None})
        self.zone._set_rules({"no_show_after": None})
        self.assertEqual(self.policy().no_show_after, 5)

    def test_another_hospital_keeps_its_own_rules(self):
        stranger = self.env["res.company"].create({"name": "Other hospital"})
        stranger._set_rules({"max_returns": 9})
        self.assertEqual(self.policy().max_returns, 2)

    def test_what_a_scope_has_set_itself_can_be_asked(self):
        self.zone._set_rules({"bench_mode": "auto", "finish_on_next": "false"})
        self.assertEqual(self.zone._rule_values(), {"bench_mode": "auto", "finish_on_next": False})
        settings = self.queue._rule_settings()
        self.assertEqual(settings["bench_mode"].origin, "zone")
        self.assertEqual(settings["class.elderly.every"].origin, "hospital")
        self.assertEqual(settings["basis"].origin, "default")

    def test_a_class_of_the_hospital_has_the_rules_of_its_code(self):
        self.assertEqual(self.policy().rule("elderly"), ClassRule("elderly", "mixed", 10, 2))
        self.assertEqual(self.policy().rule("emergency1"), ClassRule("emergency1", "absolute", 1))
        self.assertEqual(self.policy().rule("staff").mode, "normal")

    def test_the_rules_of_a_class_go_with_it_unless_a_shared_class_has_the_code(self):
        self.queue._set_rules({"class.emergency.every": 4, "class.elderly.every": 4})
        (self.emergency + self.elderly).unlink()
        self.assertEqual(self.queue._rule_values(), {"class.elderly.every": 4})
        self.assertEqual(self.policy().rule("elderly").every, 4)

    def test_the_code_of_a_class_can_stand_in_the_code_of_a_rule(self):
        for code in ("*late", "", "a b", "{x}"):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.env["queue.class"].create({"name": "C", "code": code})

    def test_a_change_of_a_rule_counts_at_the_next_call(self):
        session = self.open()
        self.wait(2)
        late = self.wait(1, first=3, class_code="elderly")
        self.assertEqual(late.position, 3)
        self.zone._set_rules({"class.elderly.mode": "absolute"})
        self.assertEqual(session._call_next()["current"]["number"], late.number)

    def test_a_queue_without_rules_calls_by_check_in(self):
        entries = self.register(2)
        entries[1]._check_in()
        entries[0]._check_in()
        self.assertEqual(self.open()._call_next()["current"]["number"], "A002")

    def test_what_cannot_be_is_refused_with_field_and_remedy(self):
        for values, words in (
            ({"max_returns": -1}, "“Returns at most”: “-1” cannot be. Enter a whole number"),
            ({"class.elderly.every": 0}, "from 1 to 99"),
            ({"basis": "alphabet"}, "Choose one of: Registration number"),
            ({"class.martian.mode": "absolute"}, "no patient class “martian”"),
            ({"colour": "red"}, "no rule “colour”"),
            ({"bench_mode": "auto", "bench_limit": 0}, "Enter at least 1"),
        ):
            with self.assertRaises(ValidationError) as caught:
                self.queue._set_rules({"no_show_after": 9, **values})
            self.assertIn(words, str(caught.exception))
            self.assertEqual(self.queue._rule_values(), {})

    def test_a_hospital_cannot_break_what_a_queue_below_has_set(self):
        self.queue._set_rules({"early_mode": "minutes", "early_minutes": 25})
        with self.assertRaises(ValidationError) as caught:
            self.hospital._set_rules({"slot_minutes": 15, "late_after_min": 10})
        self.assertIn("In Queue A", str(caught.exception))
        self.queue._set_rules({"slot_minutes": 30})
        self.hospital._set_rules({"slot_minutes": 15, "late_after_min": 10})

    def test_only_managers_of_the_hospital_set_rules(self):
        for user in (self.nurse, self.doctor):
            with self.assertRaises(AccessError):
                self.queue.with_user(user)._set_rules({"max_returns": 1})
        other = self.env["res.company"].create({"name": "Other hospital"})
        stranger = self.make_user("s", "queue_call.group_queue_manager", company=other)
        for scope in (self.hospital, self.zone, self.queue):
            mine = scope.with_user(stranger).with_context(allowed_company_ids=other.ids)
            with self.assertRaises(AccessError):
                mine._set_rules({"max_returns": 1})
        self.queue.with_user(self.manager)._set_rules({"max_returns": 1})
        self.assertEqual(self.policy().max_returns, 1)

    def test_each_change_is_logged_from_what_to_what(self):
        self.queue.with_user(self.manager)._set_rules({"max_returns": 1}, "fewer returns")
        self.queue._set_rules({"max_returns": 1})
        self.queue._set_rules({"max_returns": None})
        log = self.env["queue.rule.change"].search([("queue_id", "=", self.queue.id)])
        self.assertEqual(log.mapped("new_words"), ["(inherited)", "1"])
        self.assertEqual(log[1].create_uid, self.manager)
        self.assertEqual((log[1].label, log[1].reason), ("Returns at most", "fewer returns"))
