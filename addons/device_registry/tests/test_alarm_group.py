"""One cause is one alarm; nights are quiet; servers tell of themselves through their agent."""

import importlib.util
import json
import os
import tempfile
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tests.common import TEST_CURSOR_COOKIE_NAME
from odoo.tools import file_path

from .common import DeviceCase


@tagged("post_install", "-at_install")
class TestAlarmGroup(DeviceCase):
    def setUp(self):
        super().setUp()
        known = self.env["maintenance.equipment"].search([("device_token_hash", "!=", False)])
        known._revoke_token()
        self.boxes = self.env["maintenance.equipment"].create(
            [
                {
                    "name": f"Box {n}",
                    "device_kind": "hall_screen",
                    "network_port": f"SW-1/{n}" if n < 4 else f"SW-2/{n}",
                    "company_id": self.screen.company_id.id,
                }
                for n in range(8)
            ]
        )
        self.boxes._pair()
        self.beat(self.boxes)

    def beat(self, boxes, **report):
        for box in boxes:
            self.public("device.heartbeat")._beat(box.device_token, report)

    def sweep(self, **passed):
        self.clock.tick(**passed)
        self.env["device.alarm"]._sweep()

    def standing(self):
        return self.env["device.alarm"].search([("until", "=", False)], order="device_id")

    def test_a_dead_switch_is_one_alarm_with_followers(self):
        self.clock.tick(minutes=2)
        self.beat(self.boxes[4:])
        self.sweep(minutes=2)
        alarms = self.standing()
        self.assertEqual(alarms.device_id, self.boxes[:4])
        lead = alarms.filtered(lambda one: not one.lead_id)
        self.assertEqual((len(lead), lead.follower_n), (1, 3))
        self.assertIn("SW-1", lead.cause)

    def test_a_single_box_of_a_busy_switch_has_no_common_cause(self):
        self.clock.tick(minutes=2)
        self.beat(self.boxes[1:])
        self.sweep(minutes=2)
        self.assertEqual((len(self.standing()), self.standing().cause), (1, False))

    def test_a_cause_is_gone_when_its_boxes_come_back_one_by_one(self):
        self.clock.tick(minutes=2)
        self.beat(self.boxes[4:])
        self.sweep(minutes=2)
        for _minute in range(2):
            self.beat(self.boxes[1:])
            self.sweep(seconds=61)
        alarm = self.standing()
        self.assertEqual((alarm.device_id, alarm.cause), (self.boxes[0], False))
        self.assertFalse(alarm.lead_id)

    def test_who_looks_after_a_cause_looks_after_its_devices(self):
        self.clock.tick(minutes=2)
        self.beat(self.boxes[4:])
        self.sweep(minutes=2)
        self.standing().filtered(lambda one: not one.lead_id).action_acknowledge()
        self.assertEqual(set(self.standing().mapped("state")), {"seen"})

    def test_a_screen_that_is_off_at_night_is_an_alarm_only_in_the_morning(self):
        company = self.screen.company_id
        company.partner_id.tz = "Asia/Shanghai"
        company.write({"device_quiet_from": 20, "device_quiet_to": 6.5})
        self.sweep(hours=13)  # 08:30 by the hospital's clock, and on to 21:30
        self.assertFalse(self.standing().filtered(lambda one: one.since.hour == 13))
        self.env["device.alarm"].search([]).write({"until": self.clock.now})
        self.sweep(hours=8)  # 05:30
        self.assertFalse(self.standing())
        self.sweep(minutes=65)  # 06:35: boxes are starting
        self.assertFalse(self.standing())
        self.sweep(minutes=15)
        self.assertEqual(self.standing().device_id, self.boxes)

    def test_a_server_is_never_quiet(self):
        self.screen.company_id.write({"device_quiet_from": 0, "device_quiet_to": 23.9})
        self.boxes[0].device_kind = "server"
        self.sweep(minutes=5)
        self.assertEqual(self.standing().device_id, self.boxes[0])

    def test_a_server_without_an_agent_is_not_missed(self):
        quiet = self.env["maintenance.equipment"].create(
            {"name": "PC", "device_kind": "server", "company_id": self.screen.company_id.id}
        )
        quiet._pair()
        self.sweep(hours=1)
        self.assertNotIn(quiet, self.standing().device_id)

    def test_quiet_hours_are_hours(self):
        with self.assertRaises(ValidationError):
            self.screen.company_id.device_quiet_to = 25

    def test_a_full_disk_is_told_once_and_over_when_there_is_room(self):
        server = self.boxes[0]
        for share in (9, 12, 8):
            self.beat(server, free_share=share)
        (alarm,) = self.standing()
        self.assertEqual((alarm.kind, alarm.count), ("disk", 1))
        self.beat(server, free_share=16, services="odoo", backup_age_s=30 * 3600)
        self.assertEqual(set(self.standing().mapped("kind")), {"service", "backup"})
        self.beat(server, services="-", backup_age_s=3600)
        self.assertFalse(self.standing())


@tagged("post_install", "-at_install")
class TestAgent(DeviceCase, HttpCase):
    """The agent as it is copied to a server, against the real door."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        path = file_path("device_registry/agent/jiaohao_agent.py")
        spec = importlib.util.spec_from_file_location("jiaohao_agent", path)
        cls.agent = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(cls.agent)

    def run_agent(self, *more):
        self.env.flush_all()
        real = self.agent.urllib.request.urlopen

        def opened(request, timeout):  # a test's server takes only what bears its key
            request.add_header("Cookie", f"{TEST_CURSOR_COOKIE_NAME}={self.http_request_key}")
            return real(request, timeout=timeout)

        with (
            patch.dict(os.environ, {"JIAOHAO_TOKEN": self.screen.device_token}),
            patch.object(self.agent.urllib.request, "urlopen", opened),
            self.allow_requests(),
        ):
            return self.agent.main(["--server", self.base_url(), "--once", *more])

    def test_it_tells_disk_uptime_and_the_age_of_the_newest_backup(self):
        self.screen._pair()
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "base.tar"
            file.write_text("x")
            stamp = file.stat().st_mtime - timedelta(hours=3).total_seconds()
            os.utime(file, (stamp, stamp))
            self.assertEqual(self.run_agent("--backups", folder), 0)
        figures = self.screen._last_figures()
        self.assertEqual(round(figures["backup_age_h"][0]), 3)
        self.assertTrue(0 <= figures["free_share"][0] <= 100)
        self.assertGreater(figures["uptime_days"][0], 0)
        self.assertEqual(figures["version"][0], "agent 1")

    def test_a_server_that_is_away_is_no_crash(self):
        self.screen._pair()
        with patch.dict(os.environ, {"JIAOHAO_TOKEN": self.screen.device_token}):
            told = self.agent.main(["--server", "http://127.0.0.1:9", "--once"])
        self.assertEqual(told, 1)

    def test_services_are_named_when_they_stand_still(self):
        def run(command, **_more):
            return type("Done", (), {"returncode": 0 if command[-1] == "odoo" else 3})

        self.assertEqual(self.agent.services(["odoo", "nginx"], run), {"services": "nginx"})
        self.assertEqual(self.agent.services(["odoo"], run), {"services": "-"})
        self.assertEqual(self.agent.services([], run), {})

    def test_a_standby_without_an_answer_is_left_out(self):
        def run(*_command, **_more):
            return type("Done", (), {"returncode": 2, "stdout": b""})

        self.assertEqual(self.agent.replica("dbname=x", run), {})
        self.assertEqual(self.agent.replica("", run), {})

    def test_the_clock_is_compared_with_the_servers(self):
        answer = {"now": "2026-03-02T00:30:00.500Z"}
        at = 1772411400.5 + 2
        self.assertEqual(self.agent.skew_ms(answer, at - 0.1, at + 0.1), 2000)
        self.assertEqual(json.loads(json.dumps(answer)), answer)

    def test_without_a_token_it_says_what_to_do(self):
        with patch.dict(os.environ, {"JIAOHAO_TOKEN": ""}), self.assertRaises(SystemExit) as told:
            self.agent.main(["--server", "http://x", "--once"])
        self.assertIn("JIAOHAO_TOKEN", str(told.exception))
