"""Private TCP frames."""

from collections.abc import Mapping

from ..frames import KINDS, WAYS, read_layout
from .problem import Problem, no_number, not_one_of

FORMATS = ("", "xml", "json", "csv", "fixed", "hl7")


def check(settings: Mapping[str, object]) -> list[Problem]:
    """What is wrong with the settings."""
    found = not_one_of({"frame": settings.get("frame") or "length"}, "frame", WAYS)
    found += not_one_of({"length": settings.get("length") or "binary"}, "length", KINDS)
    found += not_one_of({"format": settings.get("format") or ""}, "format", FORMATS)
    found += no_number(settings, "gap", 0.05, 60) + no_number(settings, "port", 1, 65535)
    if not found:
        try:
            read_layout(settings)
        except ValueError as error:
            name = str(error)[:40]
            found.append(Problem(name, f"“{name}” does not fit the frame", f"“{name}”与帧格式不符"))
    return found
