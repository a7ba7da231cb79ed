"""What all ways share: a row goes out until somebody says what became of it."""

import argparse
import json
import logging
import threading
from typing import Any, ClassVar

from ..line import PAUSES, Ack, Stopped

_logger = logging.getLogger("his_simulator")


class Way:
    """Subclasses say how a row goes out in ``give``."""

    TITLE: ClassVar[str] = ""
    PORT: ClassVar[int] = 0
    serving: ClassVar[bool] = False

    def __init__(self, options: argparse.Namespace, stop: threading.Event) -> None:
        """``options``: of the command line; ``stop``: the user has had enough."""
        self.options, self.stop = options, stop
        self.host, self.port = options.host, options.port or self.PORT

    def give(self, row: dict[str, str]) -> tuple[str, str]:
        """Hand a row over: (AA or AE, what was said). Raises OSError when nobody answered."""
        raise NotImplementedError

    def send(self, control: str, body: bytes) -> Ack:
        """Hand a row over until it is answered. Raises Stopped."""
        row: dict[str, Any] = json.loads(body)
        tries = 0
        while not self.stop.is_set():
            tries += 1
            try:
                code, text = self.give(row)
                return Ack(code, text, tries)
            except OSError as error:
                _logger.warning("%s: no answer (%s), trying again", control, error)
            self.stop.wait(PAUSES[min(tries, len(PAUSES)) - 1])
        raise Stopped

    def close(self) -> None:
        """Leave the other side."""
