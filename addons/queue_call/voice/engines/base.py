"""What an engine is: it says a phrase, or says that it cannot."""

from typing import Protocol

from ...core.voice.phrase import Phrase
from ..sound import Pcm


class CannotSay(Exception):
    """This engine is not there, or cannot say this phrase; the next one is asked."""


class Engine(Protocol):
    """``name`` is shown to people and stands beside each clip."""

    name: str

    def say(self, phrase: Phrase, speed: float) -> Pcm:
        """Return the sound of a phrase. Raises CannotSay."""
        ...
