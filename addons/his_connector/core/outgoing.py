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


def shown(payload: Mapping[str, object]) -> dict[str, str]:
    """The facts of an event as a person reads and corrects them."""
    return {
        name: _text(value) if value is None or isinstance(value, str) else _json(value)
        for name, value in payload.items()
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def corrected(payload: Mapping[str, object], given: Mapping[str, str]) -> dict[str, object]:
    """The facts with what a person wrote; a number stays a number. Raises ValueError(name)."""
    before = shown(payload)
    return {
        name: old
        if given.get(name, before[name]) == before[name]
        else _like(old, name, given[name])
        for name, old in payload.items()
    }


def _like(old: object, name: str, text: str) -> object:
    if isinstance(old, str) or old is None:
        return text
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    kinds = (int, float) if type(old) in (int, float) else (type(old),)
    if type(value) not in kinds:
        raise ValueError(name)
    return value


def wanted(event: str, settings: Mapping[str, object]) -> bool:
    """Whether this interface wants to hear of such an event; without a list of all.

    ``settings``: what stands below ``out``.
    """
    known = settings.get("send")
    return not isinstance(known, list) or event in known


def _text(value: object) -> str:
    return "" if value is None or value is False else str(value)
