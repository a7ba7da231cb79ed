import base64
import os
import tempfile
from pathlib import Path
from unittest.mock import patch

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..models import service_release
from ..publish import servers
from .common import ServiceCase

PACKAGE = b"PK\x03\x04 new screens"


@tagged("post_install", "-at_install")
class TestRelease(ServiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        key = Ed25519PrivateKey.generate()
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        path = cls.folder / "key.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        cls.enterClassContext(patch.dict(os.environ, {service_release.KEY: str(path)}))
        cls.screens = cls.screen | cls.env["maintenance.equipment"].create(
            [
                {"name": f"Hall {n}", "company_id": cls.hospital.id, "device_kind": "hall_screen"}
                for n in range(5)
            ]
        )
        cls.portal = cls.user("it", "base.group_portal")

    def release(self, version="3.2.0"):
        self.clock_at("2026-03-02 23:00")
        return self.env["service.release"].create(
            {
                "name": version,
                "title": "Spring",
                "notes": "<p>New boards</p>",
                "file_ids": [(0, 0, {"name": "a.zip", "data": base64.b64encode(PACKAGE)})],
            }
        )

    def delivery(self, **more):
        release = self.release()
        release.action_publish()
        values = {"release_id": release.id, "company_id": self.hospital.id}
        return self.env["service.delivery"].with_user(self.boss).create(values | more)

    def wave(self, delivery, number):
        return delivery.device_ids.filtered(lambda one: one.wave == number)

    def test_a_release_is_signed_and_any_change_of_a_package_is_found(self):
        release = self.release()
        release.action_publish()
        self.assertTrue(release._verify())
        release.file_ids.sudo().data = base64.b64encode(b"other")
        self.assertFalse(release._verify())
        with self.assertRaises(UserError):
            release._bundle()

    def test_without_a_key_nothing_is_published(self):
        with patch.dict(os.environ, {service_release.KEY: ""}), self.assertRaises(UserError):
            self.release().action_publish()

    def test_what_is_published_is_not_changed(self):
        release = self.release().with_user(self.boss)
        release.action_publish()
        for act in (
            lambda: release.write({"notes": "x"}),
            lambda: release.file_ids.write({"data": base64.b64encode(b"x")}),
            lambda: release.file_ids.unlink(),
            lambda: release.unlink(),
        ):
            with self.assertRaises(UserError):
                act()

    def test_a_file_name_that_leaves_the_folder_is_refused(self):
        for name in ("../a.zip", "a b.zip", ".hidden", "a\\b", "手册.pdf"):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self.release(name).file_ids.name = name

    def test_the_portal_gives_a_package_to_the_hospitals_chosen_only(self):
        delivery = self.delivery()
        mine = self.env["service.delivery"].with_user(self.portal)
        self.assertEqual(mine._portal_file("3.2.0", "a.zip"), ("a.zip", PACKAGE))
        self.assertEqual(delivery.downloads, 1)
        self.assertIn(b"a.zip", mine._portal_file("3.2.0", "SHA256SUMS")[1])
        other = self.env["res.company"].create({"name": "Second"})
        self.portal.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        theirs = mine.with_user(self.portal).with_company(other)
        theirs = theirs.with_context(allowed_company_ids=other.ids)
        self.assertEqual(theirs._portal_file("3.2.0", "a.zip"), ("", b""))

    def test_a_withdrawn_release_is_seen_no_more(self):
        release = self.delivery().release_id.sudo()
        with self.assertRaises(ValidationError):
            release.action_withdraw()
        release.withdrawn_because = "kiosk prints twice"
        release.action_withdraw()
        mine = self.env["service.delivery"].with_user(self.portal)
        self.assertFalse(mine._portal_list()["deliveries"])

    def test_waves_go_one_by_one_and_only_in_the_window(self):
        delivery = self.delivery()
        delivery.action_plan()
        self.assertEqual([len(self.wave(delivery, n)) for n in (1, 2, 3)], [1, 1, 4])
        self.clock_at("2026-03-02 12:00")
        with self.assertRaises(UserError):
            delivery.action_next_wave()
        self.clock_at("2026-03-02 23:00")
        delivery.action_next_wave()
        self.assertEqual(set(self.wave(delivery, 1).mapped("state")), {"sent"})
        with self.assertRaises(UserError):
            delivery.action_next_wave()
        self.wave(delivery, 1).action_done()
        for number in (2, 3):
            delivery.action_next_wave()
            self.wave(delivery, number).action_done()
        self.assertEqual((delivery.state, delivery.progress), ("done", 100))

    def test_a_failure_stops_the_rollout_and_all_that_has_it_goes_back(self):
        delivery = self.delivery()
        delivery.action_next_wave()
        self.wave(delivery, 1).action_failed()
        self.assertEqual(delivery.state, "stopped")
        self.assertIn(self.wave(delivery, 1).device_id.name, delivery.stopped_because)
        with self.assertRaises(UserError):
            delivery.action_next_wave()
        delivery.action_roll_back()
        self.assertEqual(delivery.state, "back")
        self.assertEqual(set(self.wave(delivery, 1).mapped("state")), {"back"})
        self.assertEqual(set(self.wave(delivery, 3).mapped("state")), {"waiting"})

    def test_a_result_is_not_written_past_the_buttons(self):
        delivery = self.delivery()
        delivery.action_plan()
        with self.assertRaises(UserError):
            delivery.write({"state": "done"})
        with self.assertRaises(UserError):
            delivery.device_ids[:1].write({"state": "done"})
        with self.assertRaises(UserError):
            delivery.device_ids[:1].action_done()

    def test_a_server_that_is_not_there_is_told_and_not_taken_for_published(self):
        place = self.env["service.delivery.place"].create(
            {"name": "F", "company_id": self.hospital.id, "way": "ftp", "host": "127.0.0.1",
             "port": 9}
        )  # fmt: skip
        delivery = self.delivery(place_id=place.id)
        delivery.action_upload()
        self.assertTrue(delivery.publish_problem)
        self.assertFalse(delivery.published_at)

    def test_what_is_uploaded_is_packages_checksums_signature_and_key(self):
        place = self.env["service.delivery.place"].create(
            {"name": "F", "company_id": self.hospital.id, "way": "ftp", "host": "ftp.hospital"}
        )
        delivery = self.delivery(place_id=place.id)
        with patch.object(servers, "put") as put:
            delivery.action_upload()
        settings, files = put.call_args.args
        self.assertEqual((settings["host"], files["a.zip"]), ("ftp.hospital", PACKAGE))
        self.assertEqual(
            sorted(files), ["SHA256SUMS", "SHA256SUMS.sig", "a.zip", "release.pub.pem"]
        )
        self.assertTrue(delivery.published_at)

    def test_a_secret_comes_from_the_environment(self):
        with patch.dict(os.environ, {"HOSPITAL_FTP": "s3"}):
            self.assertEqual(servers.secret("${ENV:HOSPITAL_FTP}"), "s3")
        with self.assertRaises(servers.PublishError):
            servers.secret("${ENV:NOT_THERE}")
