"""A small hospital of its own for the tests of screens, caller and kiosk."""

import uuid

from odoo.addons.queue_call.models.clock import now_ms

TODAY_NAMES = ("张小明", "欧阳娜娜", "买买提·吐尔逊", "John Smith")


class ScreenHospital:
    """Mixin of test cases: two zones, three rooms, a doctor, screens, a kiosk, patients."""

    @classmethod
    def build(cls):
        cls.env["res.lang"]._activate_lang("en_US")  # the tests read English in any database
        env = cls.env
        cls.company = env["res.company"].create({"name": "Test hospital"})
        cls.env.user.company_ids += cls.company
        cls.zone = cls._zone("Internal", "T1")
        cls.other_zone = cls._zone("Skin", "T2", mask_mode="number_only")
        cls.queue = cls._queue(cls.zone, "General", "T1G", "A")
        cls.other_queue = cls._queue(cls.other_zone, "Skin", "T2G", "D")
        points = env["queue.service.point"].create(
            [
                {"name": name, "zone_id": zone.id, "sequence": i}
                for i, (name, zone) in enumerate(
                    [("Room 1", cls.zone), ("Room 2", cls.zone), ("Room 11", cls.other_zone)]
                )
            ]
        )
        cls.room, cls.room2, cls.other_room = points
        cls.doctor = cls._user("screen_doctor", "queue_call.group_queue_doctor")
        env["queue.practitioner"].create(
            {
                "name": "Dr Test",
                "code": "TDR",
                "company_id": cls.company.id,
                "user_id": cls.doctor.id,
                "default_point_id": cls.room.id,
                "queue_ids": [(6, 0, cls.queue.ids)],
            }
        )
        cls.hall = cls._device("Hall", "hall_screen", cls.zone)
        cls.door = cls._device("Door 1", "door_screen", cls.zone, cls.room)
        cls.door2 = cls._device("Door 2", "door_screen", cls.zone, cls.room2)
        cls.other_hall = cls._device("Skin hall", "hall_screen", cls.other_zone)
        cls.kiosk = cls._device("Kiosk", "kiosk", cls.zone)

    @classmethod
    def _zone(cls, name, code, **values):
        values |= {"name": name, "code": code, "company_id": cls.company.id}
        return cls.env["queue.zone"].create(values)

    @classmethod
    def _queue(cls, zone, name, code, prefix):
        values = {"name": name, "code": code, "zone_id": zone.id, "prefix": prefix}
        return cls.env["queue.queue"].create(values)

    @classmethod
    def _user(cls, login, group):
        return cls.env["res.users"].create(
            {
                "login": login,
                "name": login,
                "password": login,
                "lang": "en_US",
                "company_id": cls.company.id,
                "company_ids": [(6, 0, cls.company.ids)],
                "group_ids": [(6, 0, cls.env.ref(group).ids)],
            }
        )

    @classmethod
    def _device(cls, name, kind, zone, points=()):
        device = cls.env["maintenance.equipment"].create(
            {
                "name": name,
                "device_kind": kind,
                "company_id": cls.company.id,
                "queue_zone_id": zone.id,
                "queue_point_ids": [(6, 0, points and points.ids or [])],
            }
        )
        device._pair()
        return device

    @classmethod
    def patients(cls, names=TODAY_NAMES, queue=None, check_in=True, **patient):
        """Register patients of today; returns the entries in the order of the names."""
        queue = queue or cls.queue
        day, half = cls.company._queue_half_day(now_ms())
        entries = cls.env["queue.entry"]
        for name in names:
            mark = uuid.uuid4().hex[:10]
            entries |= cls.env["queue.entry"]._register_all(
                [
                    {
                        "company_id": cls.company.id,
                        "patient": {"mrn": f"M{mark}", "name": name} | patient,
                        "visit_ref": f"V{mark}",
                        "queue_id": queue.id,
                        "service_date": day,
                        "half_day": half,
                        "source": "appointment",
                    }
                ]
            )
        if check_in:
            entries._check_in()
        return entries

    def serve(self):
        """Open the doctor's room; returns his session."""
        sessions = self.env["queue.session"].with_user(self.doctor).with_company(self.company)
        sessions._caller_open()
        return sessions._of_user()

    def call_next(self):
        """Call a patient; returns the call."""
        self.serve()._call_next()
        self.number_events()
        return self.env["queue.call"].search([("zone_id", "=", self.zone.id)], limit=1)

    def number_events(self):
        """Do what the end of a transaction does: number the events, fill the bus."""
        self.env.cr.precommit.run()

    def screens(self):
        """The model as a visitor without login meets it."""
        return self.env["maintenance.equipment"].with_user(self.env.ref("base.public_user"))
