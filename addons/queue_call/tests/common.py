"""A hospital of the tests' own: one zone, two rooms, two queues, a doctor, fixed dates."""

from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

DAY = date(2026, 3, 2)
MORNING = datetime(2026, 3, 2, 0, 30, tzinfo=timezone.utc)  # 08:30 in Shanghai


class Clock:
    """The present, as the add-on's models see it; every reading is one millisecond later."""

    def __init__(self, start=MORNING):
        self.now = start

    def __call__(self):
        self.now += timedelta(milliseconds=1)
        return self.now

    def tick(self, seconds):
        """Let time pass."""
        self.now += timedelta(seconds=seconds)


@tagged("post_install", "-at_install")
class QueueCase(TransactionCase):
    """Patients are registered with ``register``, time stands where ``clock`` stands."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hospital = cls.env["res.company"].create(
            {"name": "Test hospital", "queue_tz": "Asia/Shanghai"}
        )
        cls.hospital.partner_id.lang = "en_US"  # whatever the database's own language is
        cls.env.user.company_ids += cls.hospital
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.hospital.ids})
        cls.zone = cls.env["queue.zone"].create(
            {"name": "Zone", "code": "Z", "company_id": cls.hospital.id}
        )
        cls.room, cls.room2 = cls.env["queue.service.point"].create(
            [{"name": f"Room {n}", "zone_id": cls.zone.id} for n in (1, 2)]
        )
        cls.elderly, cls.emergency = cls.env["queue.class"].create(
            [
                {"name": code.title(), "code": code, "tag": tag, "company_id": cls.hospital.id}
                for code, tag in (("elderly", "E"), ("emergency", "!"))
            ]
        )
        cls.hospital._set_rules(
            {
                "class.elderly.mode": "mixed",
                "class.elderly.every": 2,
                "class.elderly.never_later": False,
                "class.elderly.rank": 10,
                "class.emergency.mode": "absolute",
                "class.emergency.rank": 10,
            }
        )
        cls.queue, cls.other = cls.env["queue.queue"].create(
            [
                {
                    "name": f"Queue {code}",
                    "code": code,
                    "prefix": code,
                    "zone_id": cls.zone.id,
                }
                for code in "AB"
            ]
        )
        cls.doctor = cls.make_user("doc", "queue_call.group_queue_doctor")
        cls.nurse = cls.make_user("nurse", "queue_call.group_queue_nurse")
        cls.manager = cls.make_user("boss", "queue_call.group_queue_manager")

    def setUp(self):
        super().setUp()
        self.clock = Clock()
        self.startPatcher(patch("odoo.addons.queue_call.models.clock.read", self.clock))

    @classmethod
    def make_user(cls, login, *groups, company=None):
        """Return an internal user of the test hospital with these groups."""
        company = company or cls.hospital
        return cls.env["res.users"].create(
            {
                "name": login,
                "login": f"{login}@{company.id}.test",
                "lang": "en_US",
                "company_id": company.id,
                "company_ids": [(6, 0, company.ids)],
                "group_ids": [(6, 0, [cls.env.ref(g).id for g in ("base.group_user", *groups)])],
            }
        )

    def request(self, n, queue=None, **more):
        """Return a registration request of patient ``n``."""
        queue = queue or self.queue
        patient = {"mrn": f"M{n}", "name": f"张小{n}", **more.pop("patient", {})}
        return {
            "company_id": queue.company_id.id,
            "patient": patient,
            "visit_ref": f"V{n}",
            "queue_id": queue.id,
            "service_date": DAY,
            "half_day": "am",
            **more,
        }

    def register(self, count, first=1, **more):
        """Register ``count`` patients; return their entries."""
        requests = [self.request(n, **more) for n in range(first, first + count)]
        return self.env["queue.entry"]._register_all(requests)

    def wait(self, count, first=1, **more):
        """Register patients and check them in; return their entries."""
        return self.register(count, first, **more)._check_in()

    def open(self, user=None, room=None, queues=None):
        """Open a session; return it with the user's environment."""
        sessions = self.env["queue.session"].with_user(user or self.doctor)
        sessions._open((room or self.room).id, (queues or self.queue).ids)
        self.number_events()
        return sessions._of_user()

    def number_events(self):
        """Do what a commit does before it commits; clear what was cached."""
        self.env.cr.flush()
        self.env.invalidate_all()

    @contextmanager
    def bus_messages(self):
        """Yield a list that holds (channel, type, payload) of what was sent inside."""
        sent = []

        def sendone(bus, channel, kind, payload):
            sent.append((channel, kind, payload))

        with patch.object(type(self.env["bus.bus"]), "_sendone", sendone):
            yield sent
            self.number_events()
