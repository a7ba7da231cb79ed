"""Everything a patient can meet at a kiosk: what he is told to do next, and the slip."""

import contextlib
import socket
import threading
import uuid
from datetime import timedelta

from odoo.tests import HttpCase, TransactionCase, tagged

from ..core import escpos
from ..models import kiosk_check_in
from ..models.clock import now_ms
from ..models.equipment_kiosk import KioskRefused
from ..models.slip_printer import print_slip
from .screen_case import ScreenHospital

READY, NO_PAPER, OPEN = b"\x12\x12\x12", b"\x1a\x32\x72", b"\x1a\x16\x12"


class KioskCase(ScreenHospital):
    """A kiosk that patients walk up to."""

    def one(self, **patient):
        return self.patients(["张小明"], check_in=False, **patient)

    def ask(self, code, device=None, **more):
        token = (device or self.kiosk).device_token
        return self.screens()._kiosk_check_in(token, {"code": code} | more)

    def refused(self, code, *args, **kwargs):
        """Ask; return what the patient is told, after checking that it is complete."""
        with self.assertRaises(KioskRefused) as caught:
            self.ask(*args, **kwargs)
        self.assertEqual(caught.exception.code, code)
        told = caught.exception.told
        for words in (told["title"], told["remedy"]):
            self.assertTrue(words["zh"] and words["en"])
            self.assertNotIn("%(", words["zh"] + words["en"])
            self.assertNotIn("张小明", words["zh"] + words["en"])
        return told


@tagged("post_install", "-at_install")
class TestKioskCases(KioskCase, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.build()

    def setUp(self):
        super().setUp()
        kiosk_check_in._ID4._tries.clear()

    def moved(self, verb, entry=None):
        entry = entry or self.one()
        getattr(entry._check_in(), verb)()
        return entry

    def test_an_id_number_in_small_letters_is_found(self):
        entry = self.one(id_no="11010119400101123X")
        self.assertEqual(self.ask("11010119400101123x")["number"], entry.number)

    def test_a_mobile_number_is_found_however_it_is_written(self):
        for n, typed in enumerate(("13812340000", "+86 138-1234-0001", "138 1234 0002")):
            entry = self.one(phone=f"1381234000{n}")
            self.assertEqual(self.ask(typed)["number"], entry.number)

    def test_a_family_with_one_phone_tells_the_end_of_the_id_number(self):
        first = self.one(phone="13800000000", id_no="11010119400101123X")
        second = self.one(phone="13800000000", id_no="110101194001014321")
        self.assertEqual(self.ask("13800000000"), {"ask": "id4"})
        self.assertEqual(self.ask("13800000000", id4="123x")["number"], first.number)
        self.assertEqual((first.state, second.state), ("waiting", "registered"))

    def test_the_end_of_an_id_number_cannot_be_tried_out(self):
        self.one(phone="13800000000", id_no="110101194001011111")
        self.one(phone="13800000000", id_no="110101194001012222")
        for wrong in ("0000", "", "1", "11", "3333", "4444", "5555", "6666", "7777"):
            if wrong:
                self.refused("id4_wrong", "13800000000", id4=wrong)
        self.refused("id4_wrong", "13800000000", id4="1111")

    def test_a_family_without_id_numbers_goes_to_the_desk(self):
        self.one(phone="13800000000")
        self.one(phone="13800000000")
        self.refused("shared", "13800000000")

    def test_the_slips_code_is_the_patients_own(self):
        entry, other = self.one(), self.one()
        ticket = self.ask(entry.visit_id._phone_url())
        self.assertEqual((ticket["number"], other.state), (entry.number, "registered"))
        self.refused("not_found", "https://h/queue/place/" + "x" * 43)

    def test_another_zone_says_where_and_how_to_get_there(self):
        self.other_zone.way_hint = "3楼东侧"
        entry = self.patients(["张小明"], queue=self.other_queue, check_in=False)
        told = self.refused("elsewhere", entry.visit_id.visit_ref)
        self.assertIn("Skin", told["remedy"]["zh"])
        self.assertIn("3楼东侧", told["remedy"]["zh"])

    def test_on_hold_cancelled_and_moved(self):
        self.refused("held", self.moved("_hold").patient_id.mrn)
        self.refused("cancelled", self.moved("_cancel").patient_id.mrn)

    def test_the_fee_is_paid_first_where_the_rule_says_so(self):
        self.queue._set_rules({"unpaid_check_in": False})
        entry = self.one()
        entry.sudo().paid = False
        entry.flush_recordset()
        self.assertEqual(self.refused("unpaid", entry.patient_id.mrn)["icon"], "money")
        self.assertEqual(entry.state, "registered")

    def test_another_half_day_says_from_when(self):
        self.company.queue_noon = 23.99
        entry = self.one()
        self.env.cr.execute("UPDATE queue_entry SET half_day = 'pm' WHERE id = %s", (entry.id,))
        entry.invalidate_recordset()
        told = self.refused("wrong_half_day", entry.patient_id.mrn)
        self.assertIn("下午", told["title"]["zh"])
        self.assertIn("23:59", told["remedy"]["en"])

    def test_another_day_is_named(self):
        day, half = self.company._queue_half_day(now_ms())
        request = {
            "company_id": self.company.id,
            "patient": {"mrn": "LATER", "name": "张小明"},
            "visit_ref": "LATER",
            "queue_id": self.queue.id,
            "service_date": day + timedelta(days=3),
            "half_day": half,
        }
        self.env["queue.entry"]._register_all([request])
        told = self.refused("wrong_day", "LATER")
        self.assertIn(str(day + timedelta(days=3)), told["title"]["zh"])

    def test_a_stopped_clinic_sends_to_the_desk(self):
        entry = self.one()._check_in()
        entry.sudo().problem = "clinic_closed"
        entry.flush_recordset()
        self.refused("stopped", entry.patient_id.mrn)

    def test_who_missed_the_call_returns_as_often_as_the_rule_allows(self):
        self.queue._set_rules({"max_returns": 1})
        entry = self.one()._check_in()
        for expected in ("returned", None):
            self.call_next()
            self.serve()._no_show()
            entry.invalidate_recordset()
            if expected:
                self.assertEqual(self.ask(entry.patient_id.mrn)["what"], expected)
        self.refused("no_show_max", entry.patient_id.mrn)

    def test_back_from_tests_at_the_kiosk_or_at_the_desk(self):
        self.queue._set_rules({"revisit_kiosk": False})
        entry = self.one()._check_in()
        self.call_next()
        self.serve()._send_away()
        entry.invalidate_recordset()
        self.refused("away", entry.patient_id.mrn)
        self.queue._set_rules({"revisit_kiosk": True})
        self.assertEqual(self.ask(entry.patient_id.mrn)["what"], "back")

    def test_a_finished_patient_with_results_stands_in_line_again_once(self):
        entry = self.one()._check_in()
        url = entry.visit_id._phone_url()
        self.call_next()
        self.serve()._finish()
        entry.invalidate_recordset()
        for code in (entry.patient_id.mrn, url):
            self.assertTrue(self.refused("finished", code)["revisit"])
        ticket = self.ask(url, revisit=True)
        self.assertEqual(ticket["what"], "back")
        self.assertNotEqual(ticket["number"], entry.number)
        again = self.ask(url)
        self.assertEqual((again["what"], again["number"]), ("known", ticket["number"]))

    def test_a_late_patient_is_let_in_and_told_so(self):
        entry = self.one()
        entry.sudo().slot_start = now_ms() - timedelta(minutes=90)
        entry.flush_recordset()
        self.queue._set_rules({"late_after_min": 30, "late_mode": "after_n"})
        ticket = self.ask(entry.patient_id.mrn)
        self.assertTrue(ticket["late"])

    def test_a_used_up_quota_is_told_before_and_after_the_touch(self):
        self.env["queue.quota"].create({"queue_id": self.queue.id, "limit": 1})
        state = self.screens()._kiosk_state(self.kiosk.device_token)
        self.assertEqual([one["left"] for one in state["queues"]], [1])
        for expected in ("A001", None):
            body = {"queue": f"q{self.queue.id}", "request_id": str(uuid.uuid4())}
            if expected:
                ticket = self.screens()._kiosk_take(self.kiosk.device_token, body)
                self.assertEqual(ticket["number"], expected)
            else:
                with self.assertRaises(KioskRefused) as refused:
                    self.screens()._kiosk_take(self.kiosk.device_token, body)
                self.assertEqual(refused.exception.code, "full")

    def test_a_faster_kiosk_is_no_fault_of_the_patient(self):
        entry = self.one()
        entry._check_in()  # the other kiosk, after this one had read its state
        device = self.env["maintenance.equipment"].sudo()._kiosk(self.kiosk.device_token)
        stale = entry.with_env(device.env)
        self.env.cache.update(stale, stale._fields["state"], ["registered"])
        self.assertEqual(stale.state, "registered")
        self.assertEqual(device._check_in_one(stale)["what"], "known")

    # -- one kiosk for all zones ------------------------------------------------------------------
    def test_one_kiosk_for_all_zones_knows_every_zone_and_queue(self):
        self.kiosk.queue_all_zones = True
        state = self.screens()._kiosk_state(self.kiosk.device_token)
        self.assertEqual({one["name"]["en"] for one in state["zones"]}, {"Internal", "Skin"})
        self.assertEqual({one["name"] for one in state["queues"]}, {"General", "Skin"})
        entry = self.patients(["张小明"], queue=self.other_queue, check_in=False)
        ticket = self.ask(entry.patient_id.mrn)
        self.assertEqual((ticket["what"], ticket["name"]), ("checked_in", ""))
        body = {"queue": f"q{self.other_queue.id}", "request_id": str(uuid.uuid4())}
        ticket = self.screens()._kiosk_take(self.kiosk.device_token, body)
        self.assertEqual(ticket["zone"]["en"], "Skin")

    def test_a_kiosk_of_several_zones_hears_of_each(self):
        def seq():
            self.env.flush_all()
            return self.screens()._kiosk_pulse(self.kiosk.device_token)["seq"]

        before = seq()
        self.patients(["张小明"], queue=self.other_queue)
        self.number_events()
        self.assertEqual(seq(), before)
        self.kiosk.queue_zone_ids = self.other_zone
        self.assertGreater(seq(), before)

    def test_a_kiosk_of_another_hospital_serves_nobody_here(self):
        other = self.env["res.company"].create({"name": "Other"})
        zone = self.env["queue.zone"].create({"name": "X", "code": "X", "company_id": other.id})
        stranger = self.env["maintenance.equipment"].create(
            {
                "name": "Stranger",
                "device_kind": "kiosk",
                "company_id": other.id,
                "queue_zone_id": zone.id,
                "queue_all_zones": True,
            }
        )
        stranger._pair()
        entry = self.one()
        for code in (entry.patient_id.mrn, entry.visit_id._phone_url()):
            self.refused("not_found", code, device=stranger)
        self.assertEqual(entry.state, "registered")

    def test_a_slip_is_given_for_tickets_of_this_kiosk_only(self):
        entry = self.one()
        key = self.ask(entry.patient_id.mrn)["key"]
        slip, _job = self.screens()._kiosk_slip(self.kiosk.device_token, {"key": key})
        self.assertEqual(slip["slip"]["number"], entry.number)
        number, mark = key.split(".")
        for wrong in (f"{int(number) + 1}.{mark}", number, "", None, f"{number}.é", f"{number}."):
            with self.assertRaises(KioskRefused):
                self.screens()._kiosk_slip(self.kiosk.device_token, {"key": wrong})


@contextlib.contextmanager
def printer(answers=READY, silent=False):
    """A real printer as far as a socket can tell: yields (port, received bytes)."""
    received, server = bytearray(), socket.create_server(("127.0.0.1", 0))

    def serve():
        with contextlib.suppress(OSError):
            while True:
                line, _address = server.accept()
                with line:
                    while part := line.recv(4096):
                        received.extend(part)
                        for query, answer in zip(escpos.STATUS_QUERIES, answers, strict=True):
                            if query in part and not silent:
                                line.sendall(bytes((answer,)))

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server.getsockname()[1], received
    finally:
        server.shutdown(socket.SHUT_RDWR)  # close alone would leave the thread accepting
        server.close()
        thread.join(0.1)


@tagged("post_install", "-at_install")
class TestSlipPrinter(KioskCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.build()

    def post(self, path, body):
        headers = {"X-Device-Token": self.kiosk.device_token}
        return self.url_open(f"/queue/kiosk/{path}", json=body, headers=headers).json()

    def take(self):
        body = {"queue": f"q{self.queue.id}", "request_id": str(uuid.uuid4())}
        return self.post("take", body)

    def use(self, port):
        self.kiosk.write(
            {
                "slip_printer": "network",
                "slip_printer_host": "127.0.0.1",
                "slip_printer_port": port,
            }
        )

    def test_a_slip_comes_out_of_a_printer_in_the_network_and_again_when_asked(self):
        with printer() as (port, received):
            self.use(port)
            ticket = self.take()
            for _ in range(2):
                answer = self.post("slip", {"key": ticket["key"], "print": True})
                self.assertEqual(answer["result"], "printed")
        self.assertEqual(received.count(escpos.CUT), 2)
        self.assertIn(ticket["number"].encode(), received)
        self.assertIn(answer["slip"]["url"].encode(), received)

    def test_no_paper_and_an_open_cover_are_told_and_nothing_is_sent(self):
        for answers, expected in ((NO_PAPER, "paper_out"), (OPEN, "printer_trouble")):
            with printer(answers) as (port, received):
                self.use(port)
                ticket = self.take()
                answer = self.post("slip", {"key": ticket["key"], "print": True})
                self.assertEqual(answer["result"], expected)
                self.assertEqual(answer["slip"]["number"], ticket["number"])
                self.assertNotIn(escpos.INIT, received)

    def test_a_printer_that_is_away_costs_nobody_the_number(self):
        with socket.socket() as nobody:  # bound, so that the port stays free; nobody listens
            nobody.bind(("127.0.0.1", 0))
            self.use(nobody.getsockname()[1])
            ticket = self.take()
            answer = self.post("slip", {"key": ticket["key"], "print": True})
        self.assertEqual(answer["result"], "printer_away")
        self.assertEqual(answer["slip"]["number"], ticket["number"])
        entry = self.env["queue.entry"].search([("number", "=", ticket["number"])], limit=1)
        self.assertEqual(entry.state, "waiting")

    def test_a_printer_that_never_tells_its_state_is_believed(self):
        with printer(silent=True) as (port, received):
            self.assertEqual(print_slip("127.0.0.1", port, b"\x1b\x40hello"), "printed")
        self.assertTrue(received.endswith(b"hello"))

    def test_a_slip_that_is_only_looked_at_is_not_printed(self):
        with printer() as (port, received):
            self.use(port)
            answer = self.post("slip", {"key": self.take()["key"]})
        self.assertIsNone(answer["result"])
        self.assertFalse(received)

    def test_a_network_printer_needs_an_address(self):
        with self.assertRaisesRegex(Exception, "Printer address"):
            self.kiosk.write({"slip_printer": "network", "slip_printer_host": False})

    def test_a_refusal_over_http_has_both_languages(self):
        error = self.post("check_in", {"code": "nothing"})["error"]
        self.assertEqual(error["code"], "not_found")
        self.assertEqual(set(error["told"]["remedy"]), {"zh", "en"})
