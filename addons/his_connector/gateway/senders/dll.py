"""Events by a call of a vendor's library."""

from typing import Any

from ...core.outgoing import Event, fill
from ..dll.worker import DllError, DllWorker
from .base import Refused, Sent, Unreachable, Verdict


class DllSender:
    """Settings: ``script``; below ``out``: ``fields``, ``wanted``, ``ok`` {name: [values]}."""

    def __init__(self, interface: Any) -> None:
        """Raises ScriptError."""
        self.out = interface.settings.get("out") or {}
        self._zone, self._codes = interface.profile.zone, self.out.get("events") or {}
        self._worker = DllWorker(interface.settings["script"])
        self._repeatable = bool(interface.settings["script"].get("repeatable"))

    async def send(self, event: Event) -> Verdict:
        """Call the library. After a crash nobody knows whether it acted: only a script that says
        ``repeatable`` is called again with the same event."""
        values = event.values(self._zone, self._codes)
        try:
            answer = await self._worker.call(
                fill(self.out.get("fields") or {}, values), self.out.get("wanted") or ()
            )
        except DllError as error:
            if error.effect == "unknown" and self._repeatable:
                return Unreachable(str(error))
            return Refused(str(error))
        for name, good in (self.out.get("ok") or {}).items():
            if str(answer["values"].get(name)) not in good:
                return Refused(f"{name} = {answer['values'].get(name)}")
        return Sent()

    async def close(self) -> None:
        """End the children."""
        await self._worker.stop()
