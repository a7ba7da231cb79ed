"""Alarms of interfaces: raised once, heard by a person, over by themselves."""

from datetime import timedelta
from unittest.mock import patch

from odoo.tests import new_test_user, tagged

from .common import NOW, HisCase

AT = NOW.replace(tzinfo=None, minute=30)  # Monday, 09:30 in the hospital


@tagged("post_install", "-at_install")
class TestWatch(HisCase):
    def setUp(self):
        super().setUp()
        self.env.cr.execute("DELETE FROM his_process")
        self.person = new_test_user(
            self.env,
            "his-keeper",
            groups="his_connector.group_his_manager",
            company_id=self.hospital.id,
            company_ids=[(6, 0, self.hospital.ids)],
        )
        self.interface.responsible_id = self.person
        self.env.cr.execute(
            "INSERT INTO his_counter (interface_id, minute, kind, n)"
            " SELECT %s, %s::timestamp - make_interval(days => d, mins => m), 'received', 9"
            " FROM generate_series(0, 14) d, generate_series(0, 40) m"
            " WHERE d > 0 OR m >= 20",
            [self.interface.id, AT],
        )

    def watch(self, at=AT):
        self.env["his.interface"]._cron_watch(at)
        self.env.invalidate_all()
        return self.interface.alarm_ids.filtered(lambda one: not one.until)

    def test_silence_asks_a_person_once_and_the_next_message_ends_it(self):
        heard = []
        fault = type(self.env["device.fault"])
        self.startPatcher(
            patch.object(fault, "_raised", lambda self, *told: heard.append(("on", told[1])))
        )
        self.startPatcher(
            patch.object(fault, "_over", lambda self, *told: heard.append(("off", told[1])))
        )
        alarm = self.watch()
        self.assertEqual(alarm.mapped("kind"), ["silence"])
        self.assertEqual(self.watch(AT + timedelta(minutes=1)), alarm)
        self.assertEqual(self.interface.activity_ids.user_id, self.person)
        self.assertIn("20", self.interface.alarm_now)
        self.env.cr.execute(
            "INSERT INTO his_counter VALUES (%s, %s, 'received', 1)",
            [self.interface.id, AT + timedelta(minutes=2)],
        )
        self.assertFalse(self.watch(AT + timedelta(minutes=2)))
        self.assertEqual(alarm.until, AT + timedelta(minutes=2))
        self.assertFalse(self.interface.activity_ids)
        source = f"his.interface,{self.interface.id},silence"
        mine = [told for told in heard if f",{self.interface.id}," in told[1]]
        self.assertEqual(mine, [("on", source), ("off", source)])

    def test_an_alarm_speaks_its_reader_s_language(self):
        self.env["res.lang"]._activate_lang("en_US")
        self.person.lang = "en_US"
        alarm = self.watch()
        self.assertEqual(self.interface.activity_ids.summary, alarm.with_context(lang="en_US").text)
        self.assertIn("Silent for 20 minutes", self.interface.activity_ids.summary)

    def test_a_dead_gateway_is_told_and_a_new_one_ends_it(self):
        self.env.cr.execute(
            "INSERT INTO his_process (name, host, pid, started_at, beat_at)"
            " VALUES ('his_gateway', 'h', 1, %s, %s)",
            [AT, AT - timedelta(minutes=9)],
        )
        self.assertEqual(self.watch().mapped("kind"), ["process"])
        self.env.cr.execute("UPDATE his_process SET beat_at = %s", [AT])
        self.assertEqual(self.watch().mapped("kind"), ["silence"])

    def test_a_line_that_is_open_is_told_and_shown(self):
        self.env.cr.execute("DELETE FROM his_counter")
        self.env.cr.execute(
            "INSERT INTO his_way (interface_id, company_id, state, since, beat_at)"
            " VALUES (%s, %s, 'open', %s, %s)",
            [self.interface.id, self.hospital.id, AT - timedelta(minutes=5), AT],
        )
        self.assertEqual(self.watch().mapped("kind"), ["breaker"])
        self.assertEqual(self.interface.way_state, "open")
