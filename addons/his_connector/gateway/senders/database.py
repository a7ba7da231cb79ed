"""Events into a foreign database: a row inserted once, a row of theirs changed, a procedure."""

from collections.abc import Mapping
from typing import Any

from ...core.outgoing import Event, fill
from ..database.link import Database, Link, SourceError
from ..transports.database import link
from .base import Refused, Sent, Unreachable, Verdict

ALLOWED = {
    "insert": ("select", "insert"),
    "update": ("select", "update"),
    "procedure": ("procedure",),
}
COLUMNS = {"event_id": "$id", "visit_no": "$visit", "event": "$event", "event_time": "$at",
           "detail": "$payload"}  # fmt: skip


class DatabaseSender:
    """Settings below ``out``: ``way`` insert (view, columns, unique), update (view, key, set) or
    procedure (name, params, ok)."""

    def __init__(self, interface: Any, child: Link | None = None) -> None:
        """``child``: the process to use, by default the one of the driver."""
        settings = interface.settings
        self.out: Mapping[str, Any] = settings.get("out") or {}
        self.way = str(self.out.get("way") or "insert")
        self._zone, self._codes = interface.profile.zone, self.out.get("events") or {}
        name = f"out-{interface.profile.interface_id}"
        child = child or link(str(settings["driver"]))
        self._database = Database(child, name, settings, ALLOWED[self.way])

    async def send(self, event: Event) -> Verdict:
        """Write the event; a row that is there already is as good as sent."""
        values = event.values(self._zone, self._codes)
        try:
            return await getattr(self, f"_{self.way}")(values)
        except SourceError as error:
            if error.kind in ("lost", "notconfigured"):
                return Unreachable(str(error))
            return Refused(str(error))

    async def close(self) -> None:
        """The child is shared; it ends with the gateway."""

    async def _insert(self, values: Mapping[str, str]) -> Verdict:
        row = fill(self.out.get("columns") or COLUMNS, values)
        unique = self.out.get("unique") or "event_id"
        spec = {"view": self.out["view"], "row": row, "unless": {unique: row[unique]}}
        return Sent("" if await self._database("insert", spec) else "already there")

    async def _update(self, values: Mapping[str, str]) -> Verdict:
        key, change = fill(self.out["key"], values), fill(self.out["set"], values)
        spec = {"view": self.out["view"], "key": list(key), "marks": [[list(key.values()), change]]}
        if await self._database("mark", spec):
            return Sent()
        return Refused("no row of theirs has this key")

    async def _procedure(self, values: Mapping[str, str]) -> Verdict:
        params = [
            {**one, **({} if one.get("out") else fill({"value": one.get("value", "")}, values))}
            for one in self.out.get("params") or ()
        ]
        answer = await self._database("procedure", {"name": self.out["name"], "params": params})
        for name, good in (self.out.get("ok") or {}).items():
            if answer["out"].get(name) not in good:
                return Refused(f"{name} = {answer['out'].get(name)}")
        return Sent(" ".join(answer["out"].values()))
