"""Two hospitals of the tests' own, a screen in each, users of every group, a clock that stands."""

from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import TransactionCase, tagged

MORNING = datetime(2026, 3, 2, 0, 30)  # naive UTC, 08:30 in Shanghai
UNKNOWN = "x" * 43


class Clock:
    """The present as Odoo's fields tell it; it moves by ``tick`` alone."""

    def __init__(self):
        self.now = MORNING

    def __call__(self):
        return self.now

    def tick(self, **duration):
        """Let time pass: the arguments of a timedelta."""
        self.now += timedelta(**duration)


class Hospitals:
    """What both kinds of test cases need; ``set_up_hospitals`` makes it."""

    @classmethod
    def set_up_hospitals(cls):
        """One campus with a room and a screen in it, another hospital with a screen."""
        cls.hospital, cls.other_hospital = cls.env["res.company"].create(
            [{"name": "Hospital"}, {"name": "Other hospital"}]
        )
        both = cls.hospital + cls.other_hospital
        cls.env.user.company_ids += both
        context = {"allowed_company_ids": both.ids, "lang": "en_US"}
        cls.env = cls.env(context=cls.env.context | context)
        cls.campus = cls.make_site("Campus", "campus")
        cls.room = cls.make_site("Room 1", "room", cls.campus)
        cls.screen = cls.make_device("Screen", site_id=cls.room.id)
        cls.other_screen = cls.make_device("Other screen", company_id=cls.other_hospital.id)
        cls.plain = cls.make_user("plain")
        cls.viewer = cls.make_user("viewer", "device_registry.group_device_user")
        cls.manager = cls.make_user("manager", "device_registry.group_device_manager")
        cls.stranger = cls.make_user(
            "stranger", "device_registry.group_device_manager", company=cls.other_hospital
        )

    @classmethod
    def make_site(cls, name, kind, parent=None, **more):
        return cls.env["device.site"].create(
            {
                "name": name,
                "kind": kind,
                "parent_id": parent and parent.id,
                "company_id": cls.hospital.id,
                **more,
            }
        )

    @classmethod
    def make_device(cls, name, **more):
        values = {"name": name, "device_kind": "other", "company_id": cls.hospital.id}
        return cls.env["maintenance.equipment"].create(values | more)

    @classmethod
    def make_user(cls, login, *groups, company=None, kind="base.group_user"):
        company = company or cls.hospital
        return cls.env["res.users"].create(
            {
                "name": login,
                "login": f"{login}@devices.test",
                "password": f"{login}@devices.test",
                "company_id": company.id,
                "company_ids": [(6, 0, company.ids)],
                "group_ids": [(6, 0, [cls.env.ref(name).id for name in (kind, *groups)])],
            }
        )

    def seen_by(self, user, records):
        """These records as a person sees them who works in the own hospitals only."""
        return records.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)

    def public(self, model):
        """The model as a device route sees it: nobody is logged in."""
        public = self.env.ref("base.public_user")
        return self.env[model].with_user(public).with_context(allowed_company_ids=None)


@tagged("post_install", "-at_install")
class DeviceCase(Hospitals, TransactionCase):
    """Time stands where ``clock`` stands."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_hospitals()

    def setUp(self):
        super().setUp()
        self.clock = Clock()
        self.startPatcher(patch.object(fields.Datetime, "now", self.clock))
