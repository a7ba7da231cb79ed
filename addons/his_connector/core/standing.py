"""What is known of a visit from earlier messages, and whether the next one may change it."""

from collections.abc import Mapping
from dataclasses import dataclass

from .causes import Refusal
from .commands import Cancel, Command, Register, Serve


@dataclass(frozen=True)
class Standing:
    """The newest message about a visit: its version, its patient, and if it cancelled it."""

    version: str
    mrn: str
    cancelled: bool = False


def canonical(command: Register | Cancel | Serve, refs: Mapping[str, str]) -> str:
    """The number the visit is kept under. ``refs``: every number known → that one."""
    for number in numbers(command):
        if number in refs:
            return refs[number]
    return command.visit_ref


def numbers(command: Register | Cancel | Serve) -> list[str]:
    """The numbers a message gives its visit."""
    return [number for number in (command.visit_ref, command.appointment) if number]


def check(command: Command, visit: str, known: Standing | None) -> None:
    """Raise Refusal when the message must not change the visit.

    Older than what is known: never. As old as a cancellation: no (it is a repeat). Of another
    patient: a person has to look.
    """
    if known is None:
        return
    if known.mrn and known.mrn != command.person.mrn:
        raise Refusal("other_patient", visit)
    if command.version < known.version:
        raise Refusal("visit_cancelled" if known.cancelled else "stale")
    if known.cancelled and isinstance(command, Register) and command.version == known.version:
        raise Refusal("visit_cancelled")
