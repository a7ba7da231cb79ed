"""Settings of an interface: what is refused when it is saved, and what the gateway reads."""

from zoneinfo import ZoneInfo

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import HisCase


@tagged("post_install", "-at_install")
class TestInterface(HisCase):
    def test_the_core_reads_the_settings(self):
        self.interface.paths = '{"department": "PV1-10"}'
        profile = self.interface._profile()
        self.assertEqual(profile.zone, ZoneInfo("Asia/Shanghai"))
        self.assertEqual(profile.path("department"), "PV1-10")
        self.assertEqual(profile.path("visit"), "PV1-19")
        self.assertEqual(profile.limit, 16 * 1024 * 1024)

    def test_the_core_reads_the_code_map(self):
        codes = self.interface._codes()
        self.assertEqual(codes.departments["0301"], self.queues["heart"].id)
        self.assertEqual(codes.doctors["", "1001"].queue_id, self.queues["expert"].id)

    def test_paths_that_are_none_are_refused(self):
        for paths in ("{", "[1]", '{"department": "PV1"}', '{"colour": "PV1-3"}'):
            with self.assertRaises(ValidationError):
                self.interface.paths = paths

    def test_a_code_without_a_meaning_is_refused(self):
        with self.assertRaises(ValidationError):
            self._map("department", "0777")
        with self.assertRaises(ValidationError):
            self._map("doctor", "0777", queue_id=self.queues["heart"].id)

    def test_an_interface_with_messages_is_archived_not_deleted(self):
        self.receive(self.adt())
        with self.assertRaises(UserError):
            self.interface.unlink()

    def test_counts_tell_what_waits_for_a_person(self):
        self.receive(self.adt(dept="0999"))
        self.assertEqual(self.interface.failed_count, 1)

    def test_an_address_outside_the_list_is_refused_when_it_is_written(self):
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("his_connector.reachable", "10.0.0.0/8")
        self.interface.settings = '{"out": {"host": "10.1.2.3", "port": 2575}}'
        with self.assertRaises(ValidationError):
            self.interface.settings = '{"out": {"url": "http://169.254.169.254/x"}}'
        with self.assertRaises(ValidationError):
            parameters.set_param("his_connector.reachable", "10.0.0")
