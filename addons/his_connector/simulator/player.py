"""Plays steps at their times: waits, sends, checks in, counts."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from .hospital import ZONE
from .kiosk import Kiosks
from .line import Ack, Stopped
from .steps import CheckIn, Send, Step

_logger = logging.getLogger("his_simulator")

PROGRESS_SECONDS = 5.0


class Way(Protocol):
    """How messages reach the queue."""

    def send(self, control: str, body: bytes) -> Ack:
        """Hand one over until it is answered. Raises Stopped."""

    def close(self) -> None:
        """Leave the other side."""


@dataclass
class Tally:
    """What was sent and what was answered."""

    answers: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    check_ins: Counter[str] = field(default_factory=Counter)
    again: int = 0

    @property
    def content(self) -> bool:
        """True when every message was accepted."""
        return set(self.answers) <= {"AA"}

    def __str__(self) -> str:
        events = " ".join(f"{event} {count}" for event, count in sorted(self.events.items()))
        codes = ", ".join(f"{self.answers[code]} {code}" for code in ("AA", "AE", "AR"))
        text = f"{self.answers.total()} messages ({events}): {codes}; {self.again} sent again"
        if self.check_ins:
            refused = self.check_ins.total() - self.check_ins["ok"]
            text += f"; {self.check_ins['ok']} checked in, {refused} not"
        return text


class Player:
    """``speed``: seconds of the day that pass in one second; 0 is as fast as answers come."""

    def __init__(
        self, line: Way, kiosks: Kiosks | None, stop: threading.Event, speed: float
    ) -> None:
        self.line, self.kiosks, self.stop, self.speed = line, kiosks, stop, speed
        self.tally = Tally()
        self._told = time.monotonic()

    def play(self, steps: Iterable[Step], begin: datetime | None = None) -> Tally:
        """Play to the end or until stopped. ``begin``: the time of day now; else the first step."""
        started = time.monotonic()
        for step in steps:
            begin = begin or step.at
            if not self._wait(started, (step.at - begin).total_seconds()):
                break
            try:
                self._do(step)
            except Stopped:
                break
            self._tell(step)
        return self.tally

    def _wait(self, started: float, seconds: float) -> bool:
        """Wait until so much of the day has passed; False when the user ended it."""
        if self.speed:
            left = started + seconds / self.speed - time.monotonic()
            return not self.stop.wait(max(0.0, left))
        return not self.stop.is_set()

    def _do(self, step: Step) -> None:
        if isinstance(step, Send):
            self._send(step)
        elif self.kiosks:
            self._check_in(self.kiosks, step)

    def _send(self, step: Send) -> None:
        ack = self.line.send(step.control, step.body)
        self.tally.answers[ack.code] += 1
        self.tally.events[step.event] += 1
        self.tally.again += ack.tries - 1
        if ack.code != "AA":
            _logger.warning("%s: %s %s", step.control, ack.code, ack.text)

    def _check_in(self, kiosks: Kiosks, step: CheckIn) -> None:
        why = kiosks.check_in(step.code)
        self.tally.check_ins[why or "ok"] += 1
        if why:
            _logger.info("%s: not checked in: %s", step.code, why)

    def _tell(self, step: Step) -> None:
        if time.monotonic() - self._told >= PROGRESS_SECONDS:
            self._told = time.monotonic()
            _logger.info("%s  %s", f"{step.at.astimezone(ZONE):%H:%M}", self.tally)
