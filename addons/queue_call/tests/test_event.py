import psycopg2
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from ..core.log import replay
from .common import QueueCase


class TestEvent(QueueCase):
    def events(self):
        return self.env["queue.event"].search([("zone_id", "=", self.zone.id)], order="seq")

    def test_events_of_a_zone_are_numbered_without_a_gap(self):
        session = self.open()
        self.wait(5)
        self.number_events()
        for _n in range(3):
            session._call_next()
            self.number_events()
        events = self.events()
        self.assertEqual(events.mapped("seq"), list(range(1, len(events) + 1)))
        self.assertEqual(self.zone._seq(), len(events))

    def test_what_is_rolled_back_takes_no_number(self):
        self.wait(1)
        self.number_events()
        before = self.zone._seq()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.register(1, first=2)
            raise UserError(self.env._("Cancelled"))
        self.wait(1, first=3)
        self.number_events()
        self.assertEqual(self.events().mapped("seq"), list(range(1, before + 3)))

    def test_one_message_covers_all_events_of_a_transaction(self):
        self.open()
        with self.bus_messages() as sent:
            self.wait(3)
        messages = [payload for _c, kind, payload in sent if kind == "queue_call/zone"]
        self.assertEqual(len(messages), 1)
        self.assertEqual(messages[0]["seq"] - messages[0]["from"], 5)
        self.assertEqual(messages[0]["parts"][0]["waiting"], 3)

    def test_nobody_changes_the_log_not_even_in_sql(self):
        event = self.register(1).event_ids
        self.number_events()
        event = self.events()[:1]
        for change in (lambda: event.write({"verb": "x"}), event.unlink):
            with self.assertRaises(UserError):
                change()
        for query in ("UPDATE queue_event SET verb = 'x'", "DELETE FROM queue_event"):
            with (
                self.assertRaises(psycopg2.errors.RaiseException),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(query)

    def test_the_log_of_a_day_replays_to_what_the_database_holds(self):
        session = self.open()
        self.wait(6)
        self.wait(2, first=7, class_code="elderly")
        keys = "_call_next _arrive _call_next _no_show _call_next _send_away _call_next _undo"
        for key in keys.split():
            getattr(session, key)()
            self.number_events()
        entries = self.env["queue.entry"].search([("queue_id", "=", self.queue.id)])
        entries.filtered(lambda one: one.state == "no_show")._return_no_show()
        entries.filtered(lambda one: one.state == "away")._return_from_tests()
        self.number_events()
        session._call_next()
        self.number_events()
        policy = self.env["queue.queue"]._facts(self.queue.id).policy
        played = replay(self.events()._core(), policy)
        self.assertEqual(played.states, {one.id: one.state for one in entries})
        line = self.env["queue.line"]._by_id(entries.line_id.ids)[entries.line_id.id]
        self.assertEqual(played.line, line.state())
        self.assertEqual(played.out_of_turn, [])

    def test_the_history_of_an_entry_can_be_read_by_the_nurse(self):
        entry = self.wait(1)
        self.number_events()
        labels = entry.with_user(self.nurse).event_ids.sorted("seq").mapped("verb_label")
        self.assertEqual(labels, ["Register", "Check in"])
