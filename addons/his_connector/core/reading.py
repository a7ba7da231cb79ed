"""One message → one command, with everything that can be wrong told as a Refusal."""

from datetime import datetime, timedelta, timezone

from .adt import read_adt
from .causes import Refusal
from .commands import Command
from .hl7 import BadTimestamp, Message, NotHl7, parse_timestamp
from .profile import Profile
from .siu import read_siu

READERS = {"ADT": read_adt, "SIU": read_siu}
_FUTURE = timedelta(days=1)


def parse(text: str) -> Message:
    """The message of a text. Raises Refusal("not_hl7")."""
    try:
        return Message(text)
    except NotHl7 as error:
        raise Refusal("not_hl7", str(error)) from error


def read_command(message: Message, profile: Profile, received_at: datetime) -> Command:
    """What the message asks for. ``received_at`` is aware. Raises Refusal."""
    if not message.control_id:
        raise Refusal("no_control_id", "", "MSH-1-10")
    kind, event = message.kind
    reader = READERS.get(kind)
    if reader is None:
        raise Refusal("unsupported_type", f"{kind}^{event}" if event else kind, "MSH-1-9")
    return reader(message, event, read_version(message, profile, received_at), profile)


def read_version(message: Message, profile: Profile, received_at: datetime) -> str:
    """When the source wrote it: EVN-2, else MSH-7, else the time of receipt; sortable, UTC.

    A source whose clock is more than a day ahead is not believed: one such message would
    make every later one look old.
    """
    for text in (message.get("EVN", 2), message.msh.get(7)):
        try:
            stamp = parse_timestamp(text, profile.zone)
        except BadTimestamp:
            continue
        if stamp and stamp.at <= received_at + _FUTURE:
            return format_version(stamp.at)
    return format_version(received_at)


def format_version(at: datetime) -> str:
    """A point in time as a text that sorts."""
    at = at.astimezone(timezone.utc)
    date = f"{at.year:04}{at.month:02}{at.day:02}"
    return f"{date}{at.hour:02}{at.minute:02}{at.second:02}{at.microsecond:06}"


def parse_version(version: str) -> datetime:
    """The point in time (aware, UTC) of ``format_version``."""
    places = ((0, 4), (4, 6), (6, 8), (8, 10), (10, 12), (12, 14), (14, 20))
    year, month, day, hour, minute, second, micro = (int(version[a:b]) for a, b in places)
    return datetime(year, month, day, hour, minute, second, micro, timezone.utc)
