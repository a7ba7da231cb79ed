"""What a HIS tells of many visits, and what must be true afterwards: the oracle of test_his_chaos.

Pure: a seed gives the same plan. Every step of a visit has an effect of its own, so one that is
lost, doubled or out of order shows in the state, in the name or in the number of places.
"""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from line import adt

DEPARTMENTS = ("0301", "0302", "0401")
A_DAY = 1500  # visits; the next ones are of the following day
NAMES = ("珅弢欧阳", "王小明", "買合木提", "李娜", "张三丰", "司马玘")


@dataclass(frozen=True)
class Step:
    """One message of a visit; ``at`` is when the HIS wrote it."""

    control: str
    event: str
    visit: str
    name: str
    at: datetime
    department: str
    day: date

    def text(self):
        """As HL7, with the day of the service in PV1-44."""
        return adt(
            self.control, self.event, mrn=f"P{self.visit}", name=self.name,
            visit=f"{self.visit}{'|' * 25}{self.day:%Y%m%d}", dept=self.department,
            at=self.at.strftime("%Y%m%d%H%M%S.%f")[:18] + "+0000",
        )  # fmt: skip


def make(prefix, messages, seed, now):
    """Visits as lists of steps, ``messages`` steps in all. ``now`` is aware."""
    chance, visits, left = random.Random(seed), [], messages
    while left:
        number = min(left, chance.randint(1, 7))
        visits.append(_visit(f"{prefix}v{len(visits)}", len(visits), number, chance, now))
        left -= number
    return visits


def _visit(visit, place, number, chance, now):
    begin = now - timedelta(minutes=chance.choice((0, 0, 0, 90)))  # some are a backlog
    day = now.date() + timedelta(days=1 + place // A_DAY)
    department, steps, event = DEPARTMENTS[place % 3], [], ""
    for turn in range(number):
        event = "A04" if event in ("", "A11") else chance.choice(("A08", "A08", "A11", "A04"))
        at = begin + timedelta(milliseconds=turn)
        name = f"{chance.choice(NAMES)}{turn}"
        control = f"{visit}s{turn}"
        steps.append(Step(control, event, visit, name, at, department, day))
    return steps


def share(visits, senders, seed):
    """A list of steps for each sender: visits mixed, the order of each one kept."""
    chance, found = random.Random(seed), []
    for place in range(senders):
        mine = [list(reversed(steps)) for steps in visits[place::senders]]
        running, steps = mine[:20], []
        waiting = mine[20:]
        while running:
            visit = chance.choice(running)
            steps.append(visit.pop())
            if not visit:
                running.remove(visit)
                running += [waiting.pop()] if waiting else []
        found.append(steps)
    return found


def expected(steps):
    """(name of the patient, states of the places) after the steps of a visit."""
    places, name = [], ""
    for step in steps:
        if step.event == "A11":
            places[-1] = "cancelled"
            continue
        name = step.name
        if step.event == "A04" and places[-1:] != ["registered"]:
            places.append("registered")
    return name, places


def now():
    """The moment a plan starts from."""
    return datetime.now(timezone.utc)
