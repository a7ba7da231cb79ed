"""SIU → commands. Events: HL7 v2.5.1 chapter 10."""

from . import fields
from .adt import (
    read_cancel,
    read_department,
    read_doctor,
    read_half_day,
    read_number,
    read_stamp,
    required,
)
from .causes import Refusal
from .commands import Command, Ignore, Person, Register, Service
from .hl7 import Message
from .person import read_person
from .profile import Profile

BOOK = ("S12",)
MOVE = ("S13", "S14")
CANCEL = {"S15": "his_cancelled", "S16": "his_cancelled", "S17": "his_cancelled"}
NO_SHOW = {"S26": "his_no_show"}
KNOWN = {f"S{number}" for number in range(12, 27)}


def read_siu(message: Message, event: str, version: str, profile: Profile) -> Command:
    """The command of an SIU message. Raises Refusal for a missing field or an unknown event."""
    if event not in KNOWN:
        raise Refusal("unsupported_event", f"SIU^{event}", "MSH-1-9")
    person = read_person(message, profile)
    if event in BOOK or event in MOVE:
        return _book(message, event, version, person, profile)
    reason = {**CANCEL, **NO_SHOW}.get(event)
    if reason:
        return read_cancel(message, version, person, "appointment", reason, profile)
    return Ignore(version, person, "event_not_used")


def _book(message: Message, event: str, version: str, person: Person, profile: Profile) -> Command:
    booked = fields.first(message, profile.path("appointment"))
    visit = fields.first(message, profile.path("visit")) or booked
    if not visit:
        required(message, profile.path("appointment"))
    stamp = read_stamp(message, profile.path("slot_time"), profile)
    if stamp is None:
        raise Refusal("missing_field", "SCH-11.4", "SCH-1-11")
    service = Service(
        department=read_department(message, profile.path("appointment_department")),
        doctor=read_doctor(message, profile.path("appointment_doctor")),
        at=stamp.at,
        has_time=stamp.has_time,
        half_day=read_half_day(message, profile),
        class_code=fields.code(message, profile.path("class"), (2,)),
    )
    number, moved = read_number(message, profile), event in MOVE
    return Register(version, person, visit, service, "appointment", number, moved, booked)
