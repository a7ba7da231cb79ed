"""What an interface's settings must say, transport by transport: checked before it is switched on.

A transport is a module here with ``check(settings) -> [Problem]`` and one of the same name in
``gateway/transports`` with ``async def poll(interface, store)`` that runs until cancelled.
"""

from collections.abc import Callable, Mapping

from . import database, dicom, dll, files, frames, line, out, web
from .problem import Problem

Check = Callable[[Mapping[str, object]], list[Problem]]
CHECKS: dict[str, Check] = {
    "database": database.check,
    "files": files.check,
    "dicom": dicom.check,
    "frames": frames.check,
    "rest": web.check,
    "soap": web.check_soap,
    "fhir": web.check_fhir,
    "dll": dll.check,
}


def check(transport: str, settings: Mapping[str, object]) -> list[Problem]:
    """Everything that keeps an interface from working, [] when nothing does."""
    found = CHECKS.get(transport)
    problems = found(settings) if found else []
    return [*problems, *line.check(settings), *out.check(settings)]
