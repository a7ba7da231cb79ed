"""Which message is applied first, in the database's own order."""

from unittest.mock import patch

from odoo.tests import tagged

from ..worker.apply_loop import ApplyLoop
from .common import HisCase


@tagged("post_install", "-at_install")
class TestLanes(HisCase):
    def test_a_live_message_overtakes_a_backlog(self):
        backlog = [
            self.lane("backlog", self.adt(control=f"B{n}", mrn=f"PB{n}", visit=f"VB{n}"))
            for n in range(20)
        ]
        live = self.receive(self.adt(control="L", mrn="PL", visit="VL"))
        due = self.env["his.apply"]._due(10)
        self.assertIn(live.id, [one.id for one in due])
        self.assertEqual([one.id for one in due][:9], [one.id for one in backlog[:9]])

    def test_a_mass_transfer_waits_behind_a_backlog_but_moves(self):
        bulk = [self.lane("bulk", self.stranger(f"K{n}")) for n in range(12)]
        backlog = [self.lane("backlog", self.stranger(f"B{n}")) for n in range(12)]
        due = {one.id for one in self.env["his.apply"]._due(10)}
        self.assertEqual(due, {one.id for one in backlog[:8] + bulk[:2]})

    def test_a_live_message_brings_the_earlier_ones_of_its_patient(self):
        strangers = [self.lane("backlog", self.stranger(f"B{n}")) for n in range(20)]
        first = self.lane("backlog", self.adt())
        last = self.receive(self.adt("A11", control="M2", at="20260302090000"))
        due = [one.id for one in self.env["his.apply"]._due(5)]
        self.assertEqual(due[-2:], [first.id, last.id])
        self.assertNotIn(strangers[-1].id, due)
        apply = self.env["his.apply"]
        apply._apply(apply._due(5))
        self.env.invalidate_all()
        self.assertEqual((first.state, last.state), ("done", "done"))
        self.assertEqual(self.entries().state, "cancelled")

    def test_one_poisoned_message_of_five_hundred_stands_alone_with_its_cause(self):
        messages = [self.receive(self.stranger(f"N{n}")) for n in range(500)]
        poison = self.receive(self.adt(control="BAD", mrn="PBAD", visit="VBAD"))
        after = self.receive(self.adt("A11", "AFTER", "PBAD", "VBAD", at="20260302090000"))
        loop = self.loop("VBAD")
        while loop._step():
            loop._size = 500
        self.env.invalidate_all()
        self.assertEqual({message.state for message in messages}, {"done"})
        self.assertEqual((poison.state, poison.cause), ("failed", "refused_by_queue"))
        self.assertEqual(after.cause, "unknown_visit")  # what follows is not held up
        self.assertLess(loop.transactions, 30)

    def loop(self, poisoned):
        """The loop of ``odoo his_apply`` in savepoints of this test; one visit is refused."""
        register = type(self.env["queue.entry"])._register_all

        def refuse(entries, requests, ignored=None):
            if any(request["visit_ref"] == poisoned for request in requests):
                raise ValueError(poisoned)
            return register(entries, requests, ignored=ignored)

        self.startPatcher(patch.object(type(self.env["queue.entry"]), "_register_all", refuse))
        self.startPatcher(patch("odoo.addons.his_connector.models.his_apply._logger.warning"))
        loop = ApplyLoop(self.env.cr.dbname)
        loop.transactions, loop._size = 0, 500

        def transaction(work):
            loop.transactions += 1
            with self.env.cr.savepoint():
                return work(self.env["his.apply"])

        loop._transaction = transaction
        return loop

    def stranger(self, name):
        return self.adt(control=name, mrn=f"P{name}", visit=f"V{name}")

    def lane(self, lane, text):
        message = self.receive(text)
        self.env.cr.execute("UPDATE his_inbox SET lane = %s WHERE id = %s", [lane, message.id])
        return message
