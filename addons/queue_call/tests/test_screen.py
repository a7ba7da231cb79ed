import contextlib
import json
import threading
from datetime import timedelta

from odoo.addons.bus.models.bus import ImDispatch, get_notify_payloads
from odoo.addons.device_registry.core.token import DeviceRefused
from odoo.exceptions import ValidationError
from odoo.tests import HttpCase, TransactionCase, tagged

from ..models import bus_dispatch
from ..models.build import page_build
from ..models.bus_send import Caller
from ..models.clock import iso, now_ms
from .screen_case import TODAY_NAMES, ScreenHospital

WRONG = "w" * 43


class ScreenCase(ScreenHospital, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.build()


@tagged("post_install", "-at_install")
class TestSnapshot(ScreenCase):
    def state(self, device):
        return self.screens()._screen_state(device.device_token)

    def test_a_hall_shows_every_room_and_a_door_its_own(self):
        self.serve()
        rows = [row["name"] for row in self.state(self.hall)["rows"]]
        self.assertEqual(rows, ["Room 1", "Room 2"])
        door = self.state(self.door)
        self.assertEqual([row["name"] for row in door["rows"]], ["Room 1"])
        self.assertEqual(door["screen"]["points"], [f"p{self.room.id}"])

    def test_a_door_without_rooms_shows_none_rather_than_all(self):
        self.door.queue_point_ids = False
        self.assertEqual(self.state(self.door)["rows"], [])

    def test_a_call_is_in_the_snapshot_with_number_masked_name_and_room(self):
        self.patients(TODAY_NAMES[:1])
        call = self.call_next()
        found = self.state(self.hall)["calls"]
        self.assertEqual(
            [(one["id"], one["name"], one["room"], one["kind"]) for one in found],
            [(call.id, "张*明", "Room 1", "call")],
        )
        self.assertEqual(self.state(self.hall)["rows"][0]["current"][0]["call"], call.id)
        self.assertEqual(self.state(self.door2)["calls"], [])

    def test_a_withdrawn_or_old_call_is_not_announced_again(self):
        self.patients()
        self.call_next()
        self.serve()._undo()
        self.assertEqual(self.state(self.hall)["calls"], [])
        call = self.call_next()
        self.env.cr.execute(
            "UPDATE queue_call SET at = at - interval '91 s' WHERE id = %s", (call.id,)
        )
        self.assertEqual(self.state(self.hall)["calls"], [])

    def test_no_full_name_reaches_a_screen(self):
        self.patients()
        for _name in TODAY_NAMES:
            self.call_next()
            wire = json.dumps(self.state(self.hall), ensure_ascii=False)
            for name in TODAY_NAMES:
                self.assertNotIn(name, wire)

    def test_no_full_name_is_put_on_the_bus(self):
        self.patients()
        self.call_next()
        sent = self.env["bus.bus"].sudo().search([], order="id desc", limit=20).mapped("message")
        wire = json.dumps([json.loads(one) for one in sent], ensure_ascii=False)
        self.assertIn("queue_call/zone", wire)
        for name in TODAY_NAMES:
            self.assertNotIn(name, wire)

    def test_a_zone_of_numbers_only_gives_no_name_at_all(self):
        self.patients(queue=self.other_queue)
        state = self.state(self.other_hall)
        people = [one for row in state["rows"] for one in row["next"]]
        self.assertFalse([one for one in people if one["name"]])

    def test_the_pulse_agrees_with_the_snapshot_and_costs_one_query(self):
        self.patients()
        self.call_next()
        screens, token = self.screens(), self.hall.device_token
        screens._screen_pulse(token)
        with self.assertQueryCount(1):
            pulse = screens._screen_pulse(token)
        self.assertEqual(pulse["seq"], self.state(self.hall)["seq"])
        self.assertEqual(pulse["build"], page_build())

    def test_wrong_and_revoked_tokens_are_told_apart(self):
        token = self.hall.device_token
        self.hall._revoke_token()
        for method in ("_screen_pulse", "_screen_state", "_screen_page"):
            with self.subTest(method), self.assertRaises(DeviceRefused) as refused:
                getattr(self.screens(), method)(token)
            self.assertEqual(refused.exception.code, "revoked")
            for wrong in (WRONG, "", None, "../etc"):
                with self.subTest(wrong), self.assertRaises(DeviceRefused) as refused:
                    getattr(self.screens(), method)(wrong)
                self.assertEqual(refused.exception.code, "unknown")

    def test_a_screen_cannot_show_rooms_of_another_zone(self):
        with self.assertRaises(ValidationError):
            self.door.queue_point_ids = self.other_room

    def test_each_kind_of_device_has_its_own_page(self):
        self.assertEqual(self.hall._device_home_url(), f"/queue/screen/{self.hall.device_token}")
        self.assertEqual(self.kiosk._device_home_url(), f"/queue/kiosk/{self.kiosk.device_token}")


@tagged("post_install", "-at_install")
class TestAcknowledgement(ScreenCase):
    def setUp(self):
        super().setUp()
        self.patients()
        self.call = self.call_next()

    def ack(self, device, *calls, at=None):
        proof = self.env["queue.call"]._proof
        at = at or iso(now_ms())
        shown = [{"call": call, "at": at, "proof": proof(call)} for call in calls]
        return self.screens()._screen_ack(device.device_token, {"shown": shown})

    def acks(self):
        return self.env["queue.call.ack"].search([("call_id", "=", self.call.id)])

    def age(self, seconds):
        self.env.cr.execute(
            "UPDATE queue_call SET at = %s WHERE id = %s",
            (now_ms() - timedelta(seconds=seconds), self.call.id),
        )
        self.call.invalidate_recordset()

    def test_the_hall_and_the_door_of_the_room_are_expected(self):
        delivery = self.call._delivery()
        self.assertEqual((delivery["shown"], delivery["expected"]), (0, 2))
        self.assertEqual(delivery["missing"], ["Hall", "Door 1"])
        self.assertEqual(delivery["state"], "pending")

    def test_a_screen_without_token_or_in_the_archive_is_not_expected(self):
        self.door._revoke_token()
        self.hall.active = False
        self.env.flush_all()
        self.assertEqual(self.call._delivery()["state"], "none")

    def test_a_call_shown_on_both_is_shown(self):
        self.ack(self.hall, self.call.id)
        self.ack(self.door, self.call.id)
        self.assertEqual(self.call._delivery()["state"], "shown")
        self.assertEqual(self.call._delivery()["shown"], 2)

    def test_after_three_seconds_the_missing_screens_are_named(self):
        self.ack(self.hall, self.call.id)
        self.age(3.5)
        delivery = self.call._delivery()
        self.assertEqual((delivery["state"], delivery["missing"]), ("partial", ["Door 1"]))

    def test_the_same_acknowledgement_counts_once(self):
        for _again in range(3):
            self.assertTrue(self.ack(self.hall, self.call.id)["ok"])
        self.assertEqual(len(self.acks()), 1)

    def test_a_screen_speaks_only_for_calls_of_its_zone(self):
        self.ack(self.other_hall, self.call.id)
        self.ack(self.kiosk, self.call.id)
        self.assertFalse(self.acks())

    def test_a_wrong_clock_cannot_date_a_picture_before_its_call(self):
        self.ack(self.hall, self.call.id, at="2001-01-01T00:00:00.000Z")
        self.ack(self.door, self.call.id, at="2101-01-01T00:00:00.000Z")
        for ack in self.acks():
            self.assertGreaterEqual(ack.shown_at, self.call.at)
            self.assertLessEqual(ack.shown_at, ack.received_at)

    def test_nonsense_is_answered_and_changes_nothing(self):
        token = self.hall.device_token
        proof = self.env["queue.call"]._proof(self.call.id)
        item = {"call": self.call.id, "at": "yesterday", "proof": proof}
        nonsense = [{}, {"shown": None}, {"shown": "x"}, {"shown": [None, 7, {"call": "1"}]}]
        nonsense += [
            {"shown": [{"call": True}, {"call": -1}, {"call": 2**40}, {"call": 999999999}]}
        ]
        for body in nonsense:
            self.assertTrue(self.screens()._screen_ack(token, body)["ok"])
        self.assertFalse(self.acks())
        self.screens()._screen_ack(token, {"shown": [item]})
        self.assertEqual(len(self.acks()), 1)

    def test_staff_of_the_zone_hear_once_when_all_have_it_without_a_name(self):
        self.number_events()
        last = self.env["bus.bus"].sudo()._bus_last_id()
        self.ack(self.hall, self.call.id)
        self.number_events()
        self.assertEqual(self.env["bus.bus"].sudo()._bus_last_id(), last)  # the door lacks it
        self.ack(self.door, self.call.id)
        self.number_events()
        sent = self.env["bus.bus"].sudo().search([("id", ">", last)])
        self.assertEqual(len(sent), 1)
        hint = json.loads(sent.message)
        self.assertEqual(hint["type"], "queue_call/staff")
        self.assertEqual(hint["payload"]["calls"], [self.call.id])


@tagged("post_install", "-at_install")
class TestChannels(ScreenCase):
    def channel(self, name, user=None):
        user = user or self.env.ref("base.public_user")
        return self.env["ir.websocket"].with_user(user)._queue_channel(name)

    def test_a_device_hears_its_zone_and_nothing_else(self):
        self.assertEqual(self.channel(f"queue_call.device:{self.hall.device_token}"), self.zone)
        self.assertEqual(
            self.channel(f"queue_call.device:{self.other_hall.device_token}"), self.other_zone
        )

    def test_wrong_revoked_and_archived_devices_hear_nothing(self):
        token = self.hall.device_token
        self.hall._revoke_token()
        self.door.active = False
        self.env.flush_all()
        for wrong in (token, self.door.device_token, WRONG, "", "%", "1"):
            self.assertFalse(self.channel(f"queue_call.device:{wrong}"))

    def test_the_desk_is_heard_by_its_staff_only(self):
        name = f"queue_call.staff:{self.zone.id}"
        self.assertEqual(self.channel(name, self.doctor), (self.zone, "staff"))
        self.assertIsNone(self.channel(name))
        portal = self._user("screen_portal", "base.group_portal")
        self.assertIsNone(self.channel(name, portal))
        clerk = self._user("screen_clerk", "base.group_user")
        self.assertIsNone(self.channel(name, clerk))

    def test_a_nurse_of_another_zone_or_hospital_hears_nothing(self):
        name = f"queue_call.staff:{self.zone.id}"
        self.doctor.queue_zone_ids = self.other_zone
        self.assertIsNone(self.channel(name, self.doctor))
        stranger = self._user("screen_stranger", "queue_call.group_queue_nurse")
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        stranger.write({"company_ids": [(6, 0, elsewhere.ids)], "company_id": elsewhere.id})
        self.assertIsNone(self.channel(name, stranger))

    def test_odd_names_of_zones_are_no_channel(self):
        for odd in ("", "x", "-1", "1.5", "1 OR 1", "9" * 6):
            self.assertIsNone(self.channel(f"queue_call.staff:{odd}", self.doctor))

    def test_our_names_never_pass_as_they_are(self):
        names = ["queue_call.device:guess", "queue_call.staff:999999", "other"]
        websockets = self.env["ir.websocket"].with_user(self.doctor)
        ours = [websockets._queue_channel(name) for name in names[:2]]
        self.assertEqual(ours, [self.env["queue.zone"], None])

    def test_the_bus_wakes_all_once_it_listens_and_hears_what_is_told_then(self):
        self.assertIs(ImDispatch.run, bus_dispatch.run)
        dispatch, woken = ImDispatch(), []

        class Told(Exception):
            pass

        class Socket:
            def trigger_notification_dispatching(self):
                woken.append(self)
                if len(woken) == 2:
                    raise Told
                Caller().notify(get_notify_payloads([["db", "a"]]))

        def listen():
            with contextlib.suppress(Told):
                dispatch.loop()

        dispatch._channels_to_ws[("db", "a")] = {Socket()}
        bus = threading.Thread(target=listen, daemon=True)
        bus.start()
        bus.join(20)
        self.assertFalse(bus.is_alive(), "what was told to a listening bus is heard")
        self.assertEqual(len(woken), 2)


@tagged("post_install", "-at_install")
class TestRoutes(ScreenHospital, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.build()

    def get(self, path, token):
        return self.url_open(path, headers={"X-Device-Token": token})

    def test_a_screen_opens_without_login_and_without_a_cookie(self):
        answer = self.url_open(f"/queue/screen/{self.hall.device_token}")
        self.assertEqual(answer.status_code, 200)
        self.assertIn('id="jh-config"', answer.text)
        self.assertNotIn("Set-Cookie", answer.headers)
        self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
        self.assertNotIn("//fonts.", answer.text)

    def test_the_page_is_light(self):
        html = self.url_open(f"/queue/screen/{self.hall.device_token}").text
        paths = [part.split('"')[0] for part in html.split('"/web/assets/')[1:]]
        self.assertEqual(len(paths), 2)
        sent = sum(
            int(
                self.url_open(f"/web/assets/{path}", headers={"Accept-Encoding": "gzip"}).headers[
                    "Content-Length"
                ]
            )
            for path in paths
        )
        self.assertLess(sent, 180_000, "bytes before compression; a third of it on the wire")

    def test_pulse_state_and_acknowledgement_answer_by_token(self):
        token = self.hall.device_token
        self.assertEqual(self.get("/queue/screen/pulse", token).json()["seq"], self.zone._seq())
        self.assertEqual(self.get("/queue/screen/state", token).json()["v"], 1)
        answer = self.url_open(
            "/queue/screen/ack", json={"shown": []}, headers={"X-Device-Token": token}
        )
        self.assertTrue(answer.json()["ok"])

    def test_a_wrong_token_gets_401_with_a_remedy_and_a_page_that_says_how_to_pair(self):
        for path in ("/queue/screen/pulse", "/queue/screen/state", "/queue/kiosk/state"):
            answer = self.get(path, WRONG)
            self.assertEqual(answer.status_code, 401)
            self.assertIn("/device/pair", answer.json()["error"]["remedy"])
        page = self.url_open(f"/queue/screen/{WRONG}")
        self.assertEqual(page.status_code, 401)
        self.assertIn("/device/pair", page.text)

    def test_a_paired_screen_without_a_zone_says_what_is_missing(self):
        device = self._device("New", "hall_screen", self.zone)
        device.queue_zone_id = False
        page = self.url_open(f"/queue/screen/{device.device_token}")
        self.assertEqual(page.status_code, 200)
        self.assertIn("queue zone", page.text)
        self.assertNotIn("jh-config", page.text)
