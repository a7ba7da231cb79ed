"""Which sender carries the events of an interface: by its transport, or by ``out.transport``."""

from collections.abc import Callable
from typing import Any

from .base import Sender
from .database import DatabaseSender
from .dll import DllSender
from .fhir import FhirSender
from .files import FileSender
from .frames import FrameSender
from .mllp import MllpSender
from .rest import RestSender
from .soap import SoapSender

SENDERS: dict[str, Callable[[Any], Sender]] = {
    "database": DatabaseSender,
    "dll": DllSender,
    "fhir": FhirSender,
    "files": FileSender,
    "frames": FrameSender,
    "mllp": MllpSender,
    "rest": RestSender,
    "soap": SoapSender,
}


def open_sender(interface: Any) -> Sender | None:
    """The sender of an interface that wants events (it has ``out``); None otherwise."""
    out = interface.settings.get("out")
    if not isinstance(out, dict):
        return None
    make = SENDERS.get(str(out.get("transport") or interface.transport))
    return make(interface) if make else None
