"""What is told to a HIS without HL7: values put into the names that this hospital uses.

A template is data: ``{"visit_no": "$visit", "event": "$event", "source": "queue"}``. What begins
with ``$`` is replaced; codes of events are the hospital's own.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone, tzinfo

EVENTS = (
    "checked_in", "check_in_undone", "called", "in_service", "finished", "no_show", "undone",
)  # fmt: skip
_NAME = re.compile(r"\$([a-z_]+)")


@dataclass(frozen=True)
class Event:
    """A row of the outbox. ``at``: naive UTC; ``payload``: state, room and what others add."""

    id: int
    visit: str
    event: str
    at: datetime
    payload: Mapping[str, object] = field(default_factory=dict)

    def aware(self) -> datetime:
        """When it happened, with its zone."""
        return self.at.replace(tzinfo=timezone.utc)

    def values(self, zone: tzinfo, codes: Mapping[str, str]) -> dict[str, str]:
        """Everything a template may name; times in the hospital's zone."""
        local = self.aware().astimezone(zone)
        return {
            **{name: _text(value) for name, value in self.payload.items()},
            "id": f"queue-{self.id}",
            "visit": self.visit,
            "event": codes.get(self.event, self.event),
            "at": local.replace(tzinfo=None).isoformat(timespec="milliseconds"),
            "date": f"{local:%Y%m%d}",
            "time": f"{local:%H%M%S}",
            "payload": json.dumps(dict(self.payload), ensure_ascii=False, default=str),
        }


def fill(template: Mapping[str, object], values: Mapping[str, str]) -> dict[str, str]:
    """The template with its names replaced; a name that nobody knows is empty."""
    return {
        name: _NAME.sub(lambda found: values.get(found[1], ""), str(text))
        for name, text in template.items()
    }


def wanted(event: str, settings: Mapping[str, object]) -> bool:
    """Whether this interface wants to hear of such an event; without a list of all.

    ``settings``: what stands below ``out``.
    """
    known = settings.get("send")
    return not isinstance(known, list) or event in known


def _text(value: object) -> str:
    return "" if value is None or value is False else str(value)
