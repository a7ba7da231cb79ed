"""What runs beside the ports: one task per active interface of these transports."""

from collections.abc import Awaitable, Callable
from typing import Any

from . import database, dicom, dll, files

Poll = Callable[[Any, Any], Awaitable[None]]
POLLS: dict[str, Poll] = {
    "database": database.poll,
    "dicom": dicom.poll,
    "dll": dll.poll,
    "files": files.poll,
}
