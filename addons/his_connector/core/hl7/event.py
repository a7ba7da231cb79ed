"""An event of the queue as an HL7 message, by a template that is data.

A line of the template is a segment; ``$name`` is replaced by a value, escaped. What a HIS wants
differs, so the whole message is a setting; without one it is an ADT that names the visit, with
the event in a segment of our own (ZQS).
"""

import re
from collections.abc import Mapping, Sequence

from .escape import Separators, escape

TRIGGERS: Mapping[str, str] = {"checked_in": "ADT^A10", "check_in_undone": "ADT^A32"}
OTHER = "ADT^A08"
TEMPLATE = (
    "MSH|^~\\&|JIAOHAO|$facility|$receiver|$receiver_facility|$stamp||$trigger|$id|P|2.4"
    "|||$accept|$application||$charset",
    "EVN||$stamp",
    "PID|1||$mrn",
    "PV1|1|O|||||||||||||||||$visit",
    "ZQS|$event|$stamp|$state|$point|$number",
)
_NAME = re.compile(r"\$([a-z_]+)")
_SEPS = Separators()


def build_event(values: Mapping[str, str], template: Sequence[str] = ()) -> str:
    """The message; a name that nobody knows is empty."""
    lines = template or TEMPLATE
    return "".join(_NAME.sub(lambda found: _value(values, found[1]), line) + "\r" for line in lines)


def _value(values: Mapping[str, str], name: str) -> str:
    text = values.get(name, "")
    return text if name == "trigger" else escape(text, _SEPS)
