import random

from odoo.exceptions import UserError

from ..core.states import FINAL
from .common import QueueCase

_STEPS = 70
_SEEDS = (1, 2, 3)


class TestNobodyDisappears(QueueCase):
    """Whatever staff does, in any order: who is not done with stands in a list of the desk."""

    def setUp(self):
        super().setUp()
        self.queue._set_rules({"bench_mode": "auto", "bench_limit": 2})
        self.sessions = [self.open(), self.open(self.manager, self.room2)]

    def on_the_desk(self):
        self.number_events()
        state = self.env["queue.desk"].with_user(self.manager).desk_state(self.zone.ids)
        return {one["id"]: one["s"] for one in state["entries"]}

    def open_entries(self):
        domain = [("zone_id", "=", self.zone.id), ("state", "not in", list(FINAL))]
        return {one.id: one.state for one in self.env["queue.entry"].search(domain)}

    def do_something(self, dice, count):
        entry = self.env["queue.entry"].browse(dice.choice(sorted(self.open_entries()) or [0]))
        room = dice.choice(self.sessions)
        acts = {
            "register": lambda: self.register(1, first=count),
            "wait": lambda: self.wait(1, first=count, half_day=dice.choice(["am", "am", "pm"])),
            "next": lambda: room._call_next(),
            "key": lambda: getattr(room, dice.choice(["_arrive", "_no_show", "_send_away"]))(),
            "pause": lambda: room._pause(),
            "resume": lambda: room._resume(),
            "move": lambda: entry._apply(dice.choice(list(entry._available_moves()[entry.id]))),
            "transfer": lambda: entry._transfer(dice.choice([self.queue, self.other]), reason="x"),
            "hold": lambda: entry._hold("x"),
            "hand": lambda: entry._move_hand(dice.choice(["front", "end", None]), "x"),
            "class": lambda: entry._set_class(dice.choice([self.elderly, self.emergency])),
            "undo": lambda: self.env["queue.entry"]._undo_last(),
        }
        name = dice.choice([*acts, "wait", "next", "next", "key"])
        with self.env.cr.savepoint():
            acts[name]()

    def test_whoever_is_not_done_with_stands_on_the_desk_after_every_step(self):
        reached = set()
        for seed in _SEEDS:
            dice = random.Random(seed)
            for step in range(_STEPS):
                self.clock.tick(dice.choice([1, 3, 30]))
                try:
                    self.do_something(dice, seed * 1000 + step)
                except (UserError, KeyError):
                    self.env.invalidate_all()  # refused with a sentence: nothing has changed
                standing = self.open_entries()
                self.assertEqual(self.on_the_desk(), standing, f"seed {seed}, step {step}")
                reached.update(standing.values())
        self.assertGreaterEqual(reached, {"waiting", "benched", "away", "no_show", "held"})

    def test_a_room_that_closes_leaves_its_patients_on_the_desk(self):
        self.wait(6)
        self.sessions[0]._call_next()
        self.sessions[0]._close()
        self.sessions[1]._close()
        desk = self.on_the_desk()
        self.assertEqual(desk, self.open_entries())
        self.assertEqual(len(desk), 6)
