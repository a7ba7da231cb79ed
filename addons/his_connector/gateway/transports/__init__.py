"""What runs beside the ports: one task per active interface of these transports."""

from collections.abc import Awaitable, Callable
from typing import Any

from . import database, dicom, dll, fhir, files, frames, rest, soap

Poll = Callable[[Any, Any], Awaitable[None]]
POLLS: dict[str, Poll] = {
    "database": database.poll,
    "dicom": dicom.poll,
    "dll": dll.poll,
    "fhir": fhir.poll,
    "files": files.poll,
    "frames": frames.poll,
    "rest": rest.poll,
    "soap": soap.poll,
}
