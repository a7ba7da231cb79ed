"""ADT → commands. Events: HL7 v2.5.1 chapter 3; what they mean to a queue: queue-rules.

A01, A02, A03 … concern beds; they are understood and of no use here.
"""

from . import fields
from .causes import Refusal
from .commands import (
    Cancel,
    Code,
    Command,
    Ignore,
    MergePatients,
    Person,
    Register,
    Service,
    UpdatePatient,
)
from .hl7 import BadTimestamp, Message, Stamp, parse_timestamp
from .person import old_mrn, read_name, read_person
from .profile import Profile

REGISTER = {"A04": "walk_in", "A05": "appointment", "A14": "appointment"}
CANCEL = ("A11", "A27", "A38")
UPDATE = ("A08", "A28", "A31")
MERGE = ("A18", "A30", "A34", "A36", "A40", "A47")
KNOWN = {f"A{number:02}" for number in range(1, 63)}
HALF_DAYS = {
    "AM": "am", "1": "am", "S": "am", "上午": "am", "A": "am",
    "PM": "pm", "2": "pm", "X": "pm", "下午": "pm", "P": "pm",
}  # fmt: skip


def read_adt(message: Message, event: str, version: str, profile: Profile) -> Command:
    """The command of an ADT message. Raises Refusal for a missing field or an unknown event."""
    if event not in KNOWN:
        raise Refusal("unsupported_event", f"ADT^{event}", "MSH-1-9")
    person = read_person(message, profile)
    if event in REGISTER:
        return _register(message, event, version, person, profile)
    if event in CANCEL:
        return read_cancel(message, version, person, "preadmission", "his_cancelled", profile)
    if event in UPDATE:
        return UpdatePatient(version, person)
    if event in MERGE:
        return MergePatients(version, person, old_mrn(message))
    return Ignore(version, person, "event_not_used")


def _register(
    message: Message, event: str, version: str, person: Person, profile: Profile
) -> Command:
    if message.get("PV1", 2).upper() in ("I", "N"):
        return Ignore(version, person, "inpatient")
    department = read_department(message, profile.path("department"))
    stamp = read_stamp(message, profile.path("service_time"), profile)
    service = Service(
        department=department,
        doctor=read_doctor(message, profile.path("doctor")),
        at=stamp.at if stamp else None,
        has_time=bool(stamp and stamp.has_time),
        half_day=read_half_day(message, profile),
        class_code=fields.code(message, profile.path("class"), (2,)),
    )
    booked = fields.first(message, profile.path("preadmission"))
    visit = fields.first(message, profile.path("visit")) or booked
    visit = visit or f"{person.mrn}/{department.code}/{version[:8]}"
    number = read_number(message, profile)
    return Register(version, person, visit, service, REGISTER[event], number, False, booked)


def read_cancel(
    message: Message, version: str, person: Person, booking: str, reason: str, profile: Profile
) -> Cancel:
    """The cancellation of a visit; ``booking``: the path of its other number. Raises Refusal."""
    booked = fields.first(message, profile.path(booking))
    visit = fields.first(message, profile.path("visit")) or booked
    if not visit:
        required(message, profile.path("visit"))
    return Cancel(version, person, visit, reason, booked)


def required(message: Message, paths: str) -> str:
    """A value that must be there. Raises Refusal naming the first place looked at."""
    value = fields.first(message, paths)
    if not value:
        place = (paths.split() or ["?"])[0]
        raise Refusal("missing_field", place, place.split(".")[0].replace("-", "-1-"))
    return value


def read_department(message: Message, paths: str) -> Code:
    """The department's code and name. Raises Refusal when no field holds one."""
    found = fields.code(message, paths, (9, 2))
    return found if found else Code(required(message, paths))


def read_doctor(message: Message, paths: str) -> Code | None:
    """The doctor's code and name, None without one (XCN, or CE in AIG-3)."""
    for name, number, component in fields.parse_paths(paths):
        for segment in message.all(name):
            if value := segment.get(number, component).strip():
                person = name in ("PV1", "AIP")
                text = read_name(segment, number, 2) if person else segment.get(number, 2)
                return Code(value, text)
    return None


def read_stamp(message: Message, paths: str, profile: Profile) -> Stamp | None:
    """The time of service. Raises Refusal when the field holds something else."""
    for path in paths.split():
        text = fields.first(message, path)
        try:
            stamp = parse_timestamp(text, profile.zone)
        except BadTimestamp as error:
            raise Refusal("bad_value", path, path.split(".")[0].replace("-", "-1-")) from error
        if stamp:
            return stamp
    return None


def read_half_day(message: Message, profile: Profile) -> str:
    """ "am", "pm" or "" where no field is set for it or it holds something else."""
    said = fields.first(message, profile.path("half_day"))
    return HALF_DAYS.get(said.upper(), "") if said else ""


def read_number(message: Message, profile: Profile) -> int | None:
    """The number the HIS gave, when the interface says where it stands."""
    text = fields.first(message, profile.path("number"))
    return int(text) if text and text.isascii() and text.isdigit() else None
