"""The process: one thread a line, one that speaks with the server."""

import json
import logging
import threading
import time
from pathlib import Path

import serial

from .line import Line
from .outbox import Outbox
from .wire import Refused, Wire

_logger = logging.getLogger("device_gateway")
EVERY_S = 1.0  # how often the server is asked what is to be shown
BEAT_S = 30.0
AGAIN_S = 2.0  # after a fault of a port or of the network
VERSION = "gateway 1"


class Gateway:
    """``settings``: server, token or token_file, outbox, lines: [{port, baud, mode}]."""

    def __init__(self, settings):
        """Open the outbox; nothing is spoken yet."""
        self.wire = Wire(settings["server"], _token(settings))
        self.outbox = Outbox(settings["outbox"])
        self.lines = [Line(one, self.pressed) for one in settings["lines"]]
        self.pads, self.seq, self.seen, self.began = [], "", 0.0, time.monotonic()
        self.stopped, self.wake = threading.Event(), threading.Event()

    def pressed(self, address, key):
        """A key went down: keep it, then tell it at once."""
        self.outbox.add(address, key)
        self.wake.set()

    def run(self):
        """Work until ``stop``."""
        threads = [threading.Thread(target=self._line, args=(one,)) for one in self.lines]
        threads.append(threading.Thread(target=self._server))
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        self.outbox.close()

    def stop(self):
        """End all threads soon."""
        self.stopped.set()
        self.wake.set()

    # -- lines ------------------------------------------------------------------------------------
    def _line(self, line):
        while not self.stopped.is_set():
            try:
                line.turn(self.shown())
                self.stopped.wait(0.01)
            except (OSError, serial.SerialException) as error:
                _logger.warning("%s: %s", line.settings["port"], error)
                line.close()
                self.stopped.wait(AGAIN_S)
        line.close()

    def shown(self):
        """What pads and signs show: nothing that may be old, when the server is away."""
        if time.monotonic() - self.seen < 3 * EVERY_S + 2:
            return self.pads
        return [pad | {"number": ""} for pad in self.pads]

    # -- the server -------------------------------------------------------------------------------
    def _server(self):
        beat = 0.0
        while not self.stopped.is_set():
            pause = EVERY_S
            try:
                self._exchange()
                if time.monotonic() - beat > BEAT_S:
                    self.wire.beat(self._report())
                    beat = time.monotonic()
            except Refused:
                self.pads, self.seq, pause = (
                    [],
                    "",
                    AGAIN_S,
                )  # a gateway that was signed off shows nothing
                _logger.warning("the server knows this token no more: pair the gateway anew")
            except OSError as error:
                pause = AGAIN_S
                _logger.info("server: %s", error)
            self.wake.wait(pause)
            self.wake.clear()

    def _exchange(self):
        waiting = self.outbox.waiting()
        answer = self.wire.press(waiting) if waiting else self.wire.state(self.seq)
        self.outbox.answered([one["id"] for one in answer.get("results", ())])
        for one in answer.get("results", ()):
            if one["verdict"] != "done":
                _logger.info("press %s: %s %s", one["id"], one["verdict"], one["message"])
        if answer["pads"] is not None:
            self.pads = answer["pads"]
        self.seq, self.seen = answer["seq"], time.monotonic()

    def _report(self):
        return {
            "version": VERSION,
            "uptime_s": int(time.monotonic() - self.began),
            "queue_len": len(self.outbox.waiting()),
        }


def _token(settings):
    if settings.get("token_file"):
        return Path(settings["token_file"]).read_text(encoding="utf-8").strip()
    return settings["token"]


def load(path):
    """Read a settings file (JSON)."""
    return json.loads(Path(path).read_text(encoding="utf-8"))
