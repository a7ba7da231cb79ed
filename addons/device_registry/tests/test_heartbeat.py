from odoo.addons.device_registry.core.token import DeviceRefused

from .common import MORNING, UNKNOWN, DeviceCase

REPORT = {
    "version": "19.0.1",
    "audio": "on",
    "uptime_s": 60,
    "skew_ms": -20,
    "heap_mb": 40,
    "free_mb": 900,
    "queue_len": 0,
}


class TestHeartbeat(DeviceCase):
    def setUp(self):
        super().setUp()
        (self.screen + self.other_screen)._pair()

    def beat(self, report=None, device=None):
        token = (device or self.screen).device_token
        return self.public("device.heartbeat")._beat(token, REPORT if report is None else report)

    def kept(self, device=None):
        return (device or self.screen).heartbeat_ids.read([*REPORT, "last_seen"])

    def test_the_server_tells_its_time(self):
        self.assertEqual(self.beat(), {"ok": True, "now": "2026-03-02T00:30:00.000Z"})

    def test_a_report_is_kept_as_it_was_told(self):
        self.beat()
        (kept,) = self.kept()
        self.assertEqual({key: kept[key] for key in REPORT}, REPORT)
        self.assertEqual(self.screen.last_seen, MORNING)

    def test_a_later_report_takes_the_place_of_the_earlier_one(self):
        self.beat()
        self.clock.tick(seconds=30)
        self.beat({"uptime_s": 90})
        (kept,) = self.kept()
        self.assertEqual((kept["uptime_s"], kept["version"]), (90, False))
        self.assertEqual(self.screen.last_seen, self.clock.now)

    def test_each_device_has_its_own_report(self):
        self.beat()
        self.clock.tick(seconds=45)
        self.beat({"uptime_s": 1}, self.other_screen)
        self.assertEqual(self.kept()[0]["uptime_s"], 60)
        self.assertEqual(self.kept(self.other_screen)[0]["uptime_s"], 1)

    def test_a_device_is_online_then_late_then_lost(self):
        self.beat()
        both = self.screen + self.other_screen
        for seconds, presence, ago in (
            (0, "online", "0 s ago"),
            (90, "online", "1 min ago"),
            (1, "late", "1 min ago"),
            (509, "late", "10 min ago"),
            (1, "lost", "10 min ago"),
            (86400, "lost", "1 days ago"),
        ):
            self.clock.tick(seconds=seconds)
            both.invalidate_recordset()
            self.assertEqual(both.mapped("presence"), [presence, "never"], seconds)
            self.assertEqual(both.mapped("online"), [presence == "online", False])
            self.assertEqual(self.screen.seen_ago, ago)

    def test_devices_are_found_by_being_online(self):
        self.beat()
        ours = [("id", "in", (self.screen + self.other_screen).ids)]
        devices = self.env["maintenance.equipment"]
        for domain, found in (
            ([("online", "=", True)], self.screen),
            ([("online", "=", False)], self.other_screen),
            ([("online", "!=", True)], self.other_screen),
        ):
            self.assertEqual(devices.search(ours + domain), found, domain)
        self.clock.tick(seconds=91)
        self.assertFalse(devices.search([*ours, ("online", "=", True)]))

    def test_a_device_that_was_signed_off_is_not_online_but_says_when_it_was_seen(self):
        self.beat()
        self.screen._revoke_token()
        self.assertFalse(self.screen.online or self.screen.presence)
        self.assertEqual(self.screen.last_seen, MORNING)
        online = [("id", "=", self.screen.id), ("online", "=", True)]
        self.assertFalse(self.env["maintenance.equipment"].search(online))

    def test_a_box_that_takes_over_starts_without_the_report_of_the_one_before(self):
        self.beat()
        self.beat(device=self.other_screen)
        self.screen._pair()
        self.assertEqual(self.screen.presence, "never")
        self.assertFalse(self.kept())
        self.assertEqual(self.other_screen.presence, "online")

    def test_what_is_no_number_or_absurd_is_left_out(self):
        for wrong in ("60", True, None, [], {}, 10**30, -(10**30), 1e400, float("nan")):
            with self.subTest(wrong):
                self.beat({"uptime_s": wrong, "heap_mb": 5})
                self.assertEqual(self.kept()[0]["uptime_s"], 0)
                self.assertEqual(self.kept()[0]["heap_mb"], 5)

    def test_a_text_the_database_could_not_take_is_cleaned_and_cut(self):
        self.beat({"version": "a\x00b\ud800c" + "x" * 500})
        self.assertEqual(self.kept()[0]["version"], ("abc" + "x" * 500)[:64])

    def test_what_is_not_asked_for_is_ignored(self):
        self.beat({"device_id": self.other_screen.id, "last_seen": "1999-01-01", "x": {}})
        self.assertEqual(self.screen.last_seen, MORNING)
        self.assertFalse(self.other_screen.heartbeat_ids)

    def test_a_report_that_is_no_object_is_still_a_sign_of_life(self):
        for report in ([], "x", 7):
            self.assertTrue(self.beat(report)["ok"])
        self.assertTrue(self.screen.online)

    def test_an_unknown_or_revoked_device_leaves_no_sign(self):
        token = self.screen.device_token
        self.screen._revoke_token()
        for wrong, code in ((UNKNOWN, "unknown"), (None, "unknown"), (token, "revoked")):
            with self.assertRaises(DeviceRefused) as refused:
                self.public("device.heartbeat")._beat(wrong, REPORT)
            self.assertEqual(refused.exception.code, code)
        self.assertFalse(self.screen.heartbeat_ids)

    def test_a_sign_of_life_writes_nothing_on_the_device_itself(self):
        self.env.flush_all()
        stamp, messages = self.screen.write_date, self.screen.message_ids
        self.clock.tick(seconds=30)
        self.beat()
        self.env.flush_all()
        self.screen.invalidate_recordset()
        self.assertEqual(self.screen.write_date, stamp)
        self.assertEqual(self.screen.message_ids, messages)

    def test_a_sign_of_life_costs_few_queries(self):
        self.beat()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(6):  # 4 of its own, 2 for loudspeakers where there are queues
            self.beat()
