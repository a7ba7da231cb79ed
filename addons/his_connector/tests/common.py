"""A hospital with two departments and an expert, and messages as the gateway stores them."""

from datetime import datetime, timezone
from unittest.mock import patch

from odoo.addons.his_connector.core import mllp
from odoo.addons.his_connector.core.intake import judge
from odoo.tests import TransactionCase

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=timezone.utc)  # 09:00 in the hospital
INSERT = """
    WITH key AS (SELECT nextval('his_inbox_id_seq') AS id), kept AS (
        INSERT INTO his_dedup (interface_id, key, body_hash, inbox_id, received_at)
        SELECT %(interface)s, %(key)s, %(hash)s, id, %(at)s FROM key
        ON CONFLICT DO NOTHING RETURNING inbox_id)
    INSERT INTO his_inbox (id, interface_id, company_id, received_at, next_at, control_id,
        message_type, stream, mrn, visit_ref, charset, size, body, state, ack, cause, detail,
        code_kind, code)
    SELECT inbox_id, %(interface)s, %(company)s, %(at)s, %(at)s, %(control)s, %(type)s, %(stream)s,
        %(mrn)s, %(visit)s, %(charset)s, %(size)s, %(body)s, %(state)s, %(ack)s, %(cause)s,
        %(detail)s, %(kind)s, %(code)s FROM kept RETURNING id
"""


class HisCase(TransactionCase):
    """Own data only; times are fixed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Messages that lie in the database already are not ours to apply.
        cls.env.cr.execute("UPDATE his_inbox SET next_at = 'infinity' WHERE next_at IS NOT NULL")
        cls.hospital = cls.env["res.company"].create(
            {"name": "甲医院", "queue_tz": "Asia/Shanghai"}
        )
        cls.queues = cls._make_queues(cls.hospital)
        cls.doctor = cls.env["queue.practitioner"].create(
            {"name": "李建国", "code": "1001", "company_id": cls.hospital.id}
        )
        cls.interface = cls.env["his.interface"].create(
            {"name": "HIS", "port": 40001, "company_id": cls.hospital.id}
        )
        cls._map("department", "0301", queue_id=cls.queues["heart"].id)
        cls._map("department", "0302", queue_id=cls.queues["lung"].id)
        expert = {"practitioner_id": cls.doctor.id, "queue_id": cls.queues["expert"].id}
        cls._map("doctor", "1001", **expert)

    def setUp(self):
        super().setUp()
        # The queue refuses a check-in on another day than that of the messages.
        self.startPatcher(patch("odoo.addons.queue_call.models.clock.read", lambda: NOW))

    @classmethod
    def _make_queues(cls, hospital):
        zone = cls.env["queue.zone"].create(
            {"name": "诊区", "code": f"Z{hospital.id}", "company_id": hospital.id}
        )
        values = {"zone_id": zone.id}
        return {
            name: cls.env["queue.queue"].create({**values, "name": name, "code": name, "prefix": p})
            for name, p in (("heart", "A"), ("expert", "B"), ("lung", "C"))
        }

    @classmethod
    def _map(cls, kind, code, **target):
        values = {"interface_id": cls.interface.id, "kind": kind, "code": code, **target}
        return cls.env["his.code.map"].create(values)

    # -- messages -------------------------------------------------------------------------------
    def adt(self, event="A04", control="M1", mrn="P1", visit="V1", dept="0301", **key):
        """``at``: MSH-7 and EVN-2; ``doctor``; ``service_at``: PV1-44; ``name``; ``tail``."""
        at = key.get("at", "20260302085500")
        pv1 = f"PV1|1|O|{dept}^^^^^^^^某科||{key.get('booked', '')}||{key.get('doctor', '')}"
        return "\r".join(
            [
                f"MSH|^~\\&|HIS|H1|QUEUE|H1|{at}||ADT^{event}|{control}|P|2.4",
                f"EVN|{event}|{at}",
                f"PID|1||{mrn}^^^H1^MR||{key.get('name', '张三')}||19800101|M",
                pv1 + "|" * 12 + visit + "|" * 25 + key.get("service_at", ""),
                key.get("tail", ""),
            ]
        )

    def siu(self, event="S12", control="S1", mrn="P1", booked="APT1", **key):
        """``start``: SCH-11.4; ``at``: MSH-7; ``dept``; ``doctor``."""
        at = key.get("at", "20260302085500")
        return "\r".join(
            [
                f"MSH|^~\\&|HIS|H1|QUEUE|H1|{at}||SIU^{event}|{control}|P|2.4",
                f"SCH|PL1|{booked}|||||||||^^^{key.get('start', '20260302143000')}",
                f"PID|1||{mrn}^^^H1^MR||张三",
                f"AIL|1||{key.get('dept', '0301')}",
                f"AIP|1||{key.get('doctor', '')}",
            ]
        )

    def receive(self, text, charset="utf-8"):
        """Store a message as the gateway does; return its row (empty for a duplicate)."""
        self.env.flush_all()
        body = text.encode(charset)
        profile, codes = self.interface._profile(), self.interface._codes()
        frame = mllp.Frame(mllp.Kind.MESSAGE, body, len(body))
        (item,) = judge(frame, profile, codes, NOW).items
        facts, code = item.facts(), item.unmapped[0] if item.unmapped else None
        self.env.cr.execute(INSERT, self._row(item, facts, None if item.accepted else code))
        found = self.env.cr.fetchone()
        return self.env["his.message"].browse(found or [])

    def _row(self, item, facts, code):
        return {
            "interface": self.interface.id, "company": self.hospital.id, "key": item.key,
            "hash": item.body_hash, "at": NOW.replace(tzinfo=None), "control": facts.control_id,
            "type": facts.message_type, "stream": facts.stream, "mrn": facts.mrn,
            "visit": facts.visit, "charset": item.charset, "size": item.size, "body": item.body,
            "state": item.state, "ack": item.answer.code, "cause": item.cause or None,
            "detail": item.detail or None, "kind": code.kind if code else None,
            "code": code.code if code else None,
        }  # fmt: skip

    def apply(self):
        """Apply everything that is due."""
        apply = self.env["his.apply"]
        apply._apply(apply._due(100))
        self.env.invalidate_all()

    def process(self, *texts):
        """Receive and apply messages one by one; return the row of the last."""
        for text in texts:
            message = self.receive(text)
            self.apply()
        return message

    def entries(self, visit="V1"):
        """The queue entries of a visit, oldest first."""
        domain = [("company_id", "=", self.hospital.id), ("visit_id.visit_ref", "=", visit)]
        return self.env["queue.entry"].search(domain, order="id")
