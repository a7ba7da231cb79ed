"""Events as files: one each, named after the event, whole or not at all."""

import json
from collections.abc import Mapping
from typing import Any

from ...core.outgoing import Event, fill
from ..database.drivers import NotConfigured
from ..files.places import PlaceError, open_place
from .base import Sent, Unreachable, Verdict

TEMPLATE = {"event_id": "$id", "visit_no": "$visit", "event": "$event", "event_time": "$at"}


class FileSender:
    """Settings below ``out``: ``folder`` (and way, host … where they differ), ``name``,
    ``template``, ``encoding``; ``line`` instead of a template writes one line of text."""

    def __init__(self, interface: Any) -> None:
        """Nothing is opened yet."""
        self.out: Mapping[str, Any] = interface.settings.get("out") or {}
        self.place = open_place({**interface.settings, **self.out})
        self._zone, self._codes = interface.profile.zone, self.out.get("events") or {}

    async def send(self, event: Event) -> Verdict:
        """Write the file of an event; the same event has the same name and replaces itself."""
        values = event.values(self._zone, self._codes)
        name = fill({"name": self.out.get("name") or "$id.json"}, values)["name"]
        try:
            await self.place.write(name.replace("/", "-"), self._body(values))
        except (PlaceError, NotConfigured) as error:
            return Unreachable(str(error))
        return Sent(name)

    async def close(self) -> None:
        """Leave the place."""
        await self.place.close()

    def _body(self, values: Mapping[str, str]) -> bytes:
        encoding = str(self.out.get("encoding") or "utf-8")
        if line := self.out.get("line"):
            text = fill({"line": line}, values)["line"] + "\r\n"
        else:
            text = json.dumps(
                fill(self.out.get("template") or TEMPLATE, values), ensure_ascii=False
            )
        return text.encode(encoding, "replace")
