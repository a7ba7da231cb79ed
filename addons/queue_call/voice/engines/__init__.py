"""Engines by preference: the first that can say a phrase says it."""

import logging

from .base import CannotSay, Engine
from .espeak import Espeak
from .kokoro import Kokoro

__all__ = ["CannotSay", "Engine", "ready"]

_logger = logging.getLogger("queue_voice")


def ready(model_folder: str, voice: str) -> list[Engine]:
    """Return the engines that work on this machine, the best first; [] leaves chime and screen."""
    found: list[Engine] = []
    for make in (lambda: Kokoro(model_folder, voice), Espeak):
        try:
            found.append(make())
        except CannotSay as error:
            _logger.info("engine not used: %s", error)
    return found
