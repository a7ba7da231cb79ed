"""The simulated HIS by another way than MLLP: one for each of the sample interfaces.

What a way does is what a program of that HIS does; nothing of the gateway runs here. ``serving``
ways are asked by the gateway and answer until the user ends them.
"""

import argparse
import threading

from .base import Way
from .database import Staging, Views
from .dicom import Worklist
from .files import Files
from .frames import Frames
from .library import Library
from .served import Served
from .web import Fhir, Rest, Soap

WAYS: dict[str, type[Way]] = {
    "rest": Rest,
    "rest_poll": Served,
    "soap": Soap,
    "fhir": Fhir,
    "frames": Frames,
    "files": Files,
    "views": Views,
    "staging": Staging,
    "dicom": Worklist,
    "dll": Library,
}


def open_way(name: str, options: argparse.Namespace, stop: threading.Event) -> Way:
    """The way of this name; servers listen already. Raises OSError."""
    return WAYS[name](options, stop)
