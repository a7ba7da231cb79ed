"""The seam between the deliverer, who claims rows of the outbox, and the transports.

The deliverer calls ``send`` for one event of one interface and acts on the verdict: ``Sent`` ends
it, ``Refused`` waits for a person, ``Unreachable`` is tried again with the same id. A sender must
take it that an event comes twice: the id of an event never changes.
"""

from dataclasses import dataclass
from typing import Protocol

from ...core.outgoing import Event


@dataclass(frozen=True)
class Sent:
    """The other side has it, or had it already; ``answer``: what it said, if anything."""

    answer: str = ""


@dataclass(frozen=True)
class Refused:
    """The other side does not want it; sending it again would not help."""

    reason: str


@dataclass(frozen=True)
class Unreachable:
    """Nobody knows whether it arrived; it is sent again."""

    reason: str


Verdict = Sent | Refused | Unreachable


class Sender(Protocol):
    """One interface's way out."""

    async def send(self, event: Event) -> Verdict:
        """Tell the HIS of an event; never raises for what the other side does."""

    async def close(self) -> None:
        """Leave the other side."""
