"""What managers read: nobody counts twice, and the times add up."""

import base64
import zipfile
from io import BytesIO
from xml.etree import ElementTree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .common import DAY, QueueCase

_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read_xlsx(data):
    """Return {sheet name: rows of cell texts} of a workbook, read from its XML."""
    with zipfile.ZipFile(BytesIO(data)) as book:
        root = ElementTree.fromstring(book.read("xl/workbook.xml"))
        names = [one.get("name") for one in root.iter(f"{_NS}sheet")]
        texts = [
            "".join(part.text or "" for part in one.iter(f"{_NS}t"))
            for one in ElementTree.fromstring(book.read("xl/sharedStrings.xml")).iter(f"{_NS}si")
        ]
        sheets = {}
        for number, name in enumerate(names, 1):
            root = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
            sheets[name] = [
                [_cell(cell, texts) for cell in row.iter(f"{_NS}c")]
                for row in root.iter(f"{_NS}row")
            ]
        return sheets


def _cell(cell, texts):
    value = cell.find(f"{_NS}v")
    if value is None:
        return None
    return texts[int(value.text)] if cell.get("t") == "s" else float(value.text)


class TestStatistic(QueueCase):
    def stat(self, **domain):
        self.number_events()
        wanted = [("company_id", "=", self.hospital.id), *((k, "=", v) for k, v in domain.items())]
        return self.env["queue.statistic"].search(wanted)

    def pass_time(self, minutes):
        self.clock.tick(60 * minutes)
        self.number_events()

    def test_waiting_walking_and_service_are_told_apart(self):
        session = self.open()
        entry = self.wait(1)
        self.pass_time(10)
        session._call_next()
        self.pass_time(2)
        session._recall()
        self.pass_time(1)
        session._arrive()
        self.pass_time(6)
        session._finish()
        row = self.stat()
        self.assertEqual(row.id, entry.id)
        self.assertAlmostEqual(row.waited, 10, delta=0.1)
        self.assertAlmostEqual(row.walked, 3, delta=0.1)
        self.assertAlmostEqual(row.served, 6, delta=0.1)
        self.assertEqual((row.registered, row.called, row.finished, row.recalls), (1, 1, 1, 1))
        self.assertEqual((row.hour, row.weekday, row.half_day), ("08", "1", "am"))

    def test_a_call_that_ends_in_finished_was_service(self):
        session = self.open()
        self.wait(2)
        session._call_next()
        self.pass_time(4)
        session._call_next()
        row = self.stat(state="finished")
        self.assertAlmostEqual(row.served, 4, delta=0.1)
        self.assertFalse(row.walked)

    def test_a_transferred_patient_counts_once_where_he_ended(self):
        entry = self.wait(1)
        third = self.queue.copy({"code": "C", "name": "Queue C"})
        entry = entry._transfer(self.other)
        entry._transfer(third)
        row = self.stat()
        self.assertEqual((len(row), row.queue_id), (1, third))

    def test_a_cancelled_registration_made_again_counts_once(self):
        entry = self.register(1)
        entry._cancel()
        self.assertEqual(self.stat().cancelled, 1)
        new = self.register(1, again=True)
        self.assertNotEqual(new, entry)
        row = self.stat()
        self.assertEqual((row.id, row.cancelled, row.registered), (new.id, 0, 1))

    def test_what_was_taken_back_does_not_count(self):
        session = self.open()
        self.wait(1)
        session._call_next()
        self.number_events()
        session._undo()
        row = self.stat()
        self.assertEqual((row.called, row.state), (0, "waiting"))
        session._call_next()
        self.clock.tick(20)
        self.number_events()
        session._no_show()
        self.number_events()
        session._undo()
        row = self.stat()
        self.assertEqual((row.called, row.no_shows), (1, 0))

    def test_no_shows_returns_and_revisits_stay_one_row(self):
        session = self.open()
        entry = self.wait(1)
        session._call_next()
        self.pass_time(1)
        session._no_show()
        self.number_events()
        self.assertEqual(self.stat().missed, 1)
        entry._return_no_show()
        self.pass_time(5)
        session._call_next()
        self.pass_time(1)
        session._arrive()
        self.pass_time(3)
        session._send_away()
        self.pass_time(30)
        entry._return_from_tests()
        self.pass_time(7)
        session._call_next()
        session._arrive()
        self.pass_time(2)
        session._finish()
        row = self.stat()
        self.assertEqual(
            (len(row), row.no_shows, row.returns, row.revisits, row.missed), (1, 1, 1, 1, 0)
        )
        self.assertAlmostEqual(row.waited, 12, delta=0.2)
        self.assertAlmostEqual(row.served, 5, delta=0.2)

    def test_idle_is_open_time_without_pause_walking_and_service(self):
        session = self.open()
        self.wait(1)
        self.pass_time(10)  # idle
        session._call_next()
        self.pass_time(2)
        session._arrive()
        self.pass_time(8)
        session._finish()
        session._pause()
        self.pass_time(15)
        session._resume()
        self.pass_time(5)  # idle
        session._close()
        self.number_events()
        row = self.env["queue.room.time"].search([("id", "=", session.id)])
        figures = [row.opened, row.paused, row.walked, row.served, row.idle]
        for found, expected in zip(figures, (40, 15, 2, 8, 15), strict=True):
            self.assertAlmostEqual(found, expected, delta=0.2)
        self.assertEqual(row.calls, 1)

    def test_groups_add_up_to_the_registered(self):
        self.wait(5)
        self.register(3, first=10, queue=self.other)
        self.number_events()
        rows = self.env["queue.statistic"]._read_group(
            [("company_id", "=", self.hospital.id)], ["queue_id"], ["registered:sum"]
        )
        self.assertEqual(dict(rows), {self.queue: 5, self.other: 3})

    # -- the report ------------------------------------------------------------------------------
    def report(self, user=None, **values):
        form = self.env["queue.report"].with_user(user or self.manager)
        form = form.with_company(self.hospital)
        return form.create({"date_from": DAY, "date_to": DAY, **values})

    def test_the_report_holds_what_the_statistics_say(self):
        session = self.open()
        self.wait(4)._wait_ranges()
        self.pass_time(10)
        session._call_next()
        self.pass_time(5)
        session._finish()
        self.number_events()
        report = self.report()
        action = report.action_make()
        self.assertIn(f"/{report.id}/file/", action["url"])
        sheets = read_xlsx(base64.b64decode(report.file))
        self.assertEqual(len(sheets), 8)
        queues = sheets["By queue"]
        self.assertIn(self.hospital.name, queues[0][0])
        head, row, total = queues[-3], queues[-2], queues[-1]
        self.assertEqual(row[0], self.queue.display_name)
        figures = dict(zip(head[1:], row[1:], strict=True))
        self.assertEqual((figures["Registered"], figures["Served"]), (4, 1))
        self.assertEqual(row[1:], total[1:])
        self.assertEqual(sheets["By hour"][-2][:2], ["08:00", 4])
        told = dict(zip(*sheets["Waiting times told"][-3:-1], strict=True))
        self.assertIn("Held (%)", told)

    def test_the_report_shows_the_zones_chosen_and_a_period_that_can_be(self):
        far = self.env["queue.zone"].create(
            {"name": "Far", "code": "F", "company_id": self.hospital.id}
        )
        self.register(2)
        self.number_events()
        sheets = read_xlsx(self.made(zone_ids=far.ids))
        self.assertEqual(sheets["By queue"][-1][:2], ["All", 0])
        with self.assertRaises(UserError):
            self.report(date_to="2026-02-01").action_make()
        with self.assertRaises(UserError):
            self.report(date_from="2020-02-01").action_make()

    def made(self, **values):
        report = self.report(**values)
        report.action_make()
        return base64.b64decode(report.file)

    def test_nurses_read_no_statistics(self):
        with self.assertRaises(AccessError):
            self.report(self.nurse)
        for model in ("queue.statistic", "queue.room.time", "queue.wait.error"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.nurse).search([])

    def test_the_wizard_opens_for_managers(self):
        with Form(self.env["queue.report"].with_user(self.manager)) as form:
            self.assertLess(form.date_from, form.date_to)
