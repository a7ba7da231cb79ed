"""Files in: listed, settled, read whole, kept in the inbox, then moved away."""

import asyncio
import fnmatch
import hashlib
import logging
import re
from datetime import datetime, timezone
from typing import Any

from ...core import mllp, records, rows
from ...core.causes import Refusal
from ...core.intake import Item, judge, refused_body
from ..database.drivers import NotConfigured
from ..files.places import PART, Entry, PlaceError, open_place
from ..store import NotStored

_logger = logging.getLogger("his_gateway.files")

RETRY, WORST_RETRY = 1.0, 60.0
UNFINISHED = (PART, ".tmp", ".filepart", ".writing", ".swp")
DONE, ERROR = "done", "error"
MANY = 200  # files of one reading
_MESSAGE = re.compile(rb"(?:^|(?<=[\r\n]))(?=MSH.)")


class Inbound:
    """The folder of one interface."""

    def __init__(self, interface: Any, store: Any) -> None:
        """Nothing is opened yet."""
        self.interface, self.store = interface, store
        self.settings = interface.settings
        self.place = open_place(self.settings)
        self._seen: dict[str, Entry] = {}

    async def tick(self) -> int:
        """Take what is complete; how many files. Raises PlaceError, NotStored."""
        entries = await self.place.entries()
        names = {one.name for one in entries}
        ready = [one for one in entries if self._ready(one, names)]
        self._seen = {one.name: one for one in entries}
        for entry in sorted(ready, key=lambda one: one.name)[:MANY]:
            await self._take(entry)
            self._seen.pop(entry.name, None)
        return len(ready)

    def _ready(self, entry: Entry, names: set[str]) -> bool:
        """Complete: its marker is there, or it has not changed since the last look."""
        pattern = str(self.settings.get("pattern") or "*")
        if entry.name.lower().endswith(UNFINISHED) or not fnmatch.fnmatch(entry.name, pattern):
            return False
        if marker := str(self.settings.get("marker") or ""):
            return not entry.name.endswith(marker) and entry.name + marker in names
        return self._seen.get(entry.name) == entry

    async def _take(self, entry: Entry) -> None:
        profile = self.interface.profile
        body = await self.place.read(entry.name, profile.limit)
        items = self._items(entry.name, body)
        for begin in range(0, len(items), 500):
            await self.store.put(items[begin : begin + 500], profile, "file")
        bad = len(items) == 1 and items[0].state == "failed" and items[0].command is None
        await self.place.move(entry.name, ERROR if bad else DONE)
        if marker := str(self.settings.get("marker") or ""):
            await self.place.move(entry.name + marker, DONE)

    def _items(self, name: str, body: bytes) -> list[Item]:
        profile, now = self.interface.profile, datetime.now(timezone.utc)
        if len(body) > profile.limit:
            return [refused_body(body[:4096], Refusal("too_big", str(profile.limit)), profile)]
        if str(self.settings.get("format") or "hl7") == "hl7":
            return self._messages(body, now)
        try:
            found = records.parse(body, self.settings, profile.charset)
        except Refusal as refusal:
            return [refused_body(body, refusal, profile)]
        digest = hashlib.blake2b(body, digest_size=8).hexdigest()
        return [
            rows.judge_row(
                rows.encode_row({key.lower(): text for key, text in record.items()}, name),
                rows.item_key(profile, name, digest, place), f"{name}#{place}",
                profile, self.interface.codes, now,
            )
            for place, record in enumerate(found, start=1)
        ]  # fmt: skip

    def _messages(self, body: bytes, now: datetime) -> list[Item]:
        """HL7: one message, several, a batch, or MLLP frames written into a file."""
        body = body.replace(mllp.VT, b"").replace(mllp.FS, b"\r").lstrip(b"\xef\xbb\xbf\r\n\x00")
        batch = body[:3] in (b"FHS", b"BHS")
        parts = [body] if batch else [part for part in _MESSAGE.split(body) if part.strip()]
        return [
            item
            for part in parts or [body]
            for item in judge(
                mllp.Frame(mllp.Kind.MESSAGE, part, len(part)),
                self.interface.profile, self.interface.codes, now,
            ).items
        ]  # fmt: skip


async def poll(interface: Any, store: Any) -> None:
    """Look into the folder for ever; its loss is waited out and logged once."""
    inbound = Inbound(interface, store)
    interval, pause, lost = float(interface.settings.get("interval") or 5), RETRY, False
    try:
        while True:
            try:
                await inbound.tick()
                pause, lost = RETRY, False
                await asyncio.sleep(interval)
            except (PlaceError, NotStored, NotConfigured) as error:
                if not lost:
                    _logger.warning("interface %s: %s", interface.name, error)
                lost = True
                await asyncio.sleep(pause)
                pause = min(pause * 2, WORST_RETRY)
    finally:
        await inbound.place.close()
