"""An interface and a store without a database, and a transport that serves on a free port."""

import asyncio
import contextlib
import socket
from types import SimpleNamespace

from samples import CODES, PROFILE

from his_connector.core.mapping import load
from his_connector.gateway.store import NotStored, Outcome

RULES = [
    {"target": "mrn", "source": "mrn"},
    {"target": "name", "source": "name"},
    {"target": "visit", "source": "visit"},
    {"target": "department", "source": "dept"},
]


class MemoryStore:
    """What a gateway's store does, kept in a dict."""

    def __init__(self):
        self.rows, self.down = {}, False

    async def put(self, items, profile, peer):
        if self.down:
            raise NotStored("down")
        outcomes = []
        for item in items:
            known = self.rows.get(item.key)
            self.rows.setdefault(item.key, item)
            outcomes.append(Outcome(1, known is None, known and known.body_hash))
        return outcomes

    @property
    def accepted(self):
        return [item for item in self.rows.values() if item.accepted]


def interface(transport, settings, rules=RULES, port=0):
    profile = SimpleNamespace(**{**vars(PROFILE), "plan": load({"rules": rules})})
    profile.path = PROFILE.path
    return SimpleNamespace(
        name="test", transport=transport, settings=settings, profile=profile, codes=CODES, port=port
    )


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.asynccontextmanager
async def served(poll, one, store):
    """Run a transport until the block ends; its port is open inside."""
    one.port = one.port or free_port()
    task = asyncio.create_task(poll(one, store))
    try:
        for _ in range(200):
            with contextlib.suppress(OSError):
                _reader, writer = await asyncio.open_connection("127.0.0.1", one.port)
                writer.close()
                break
            await asyncio.sleep(0.02)
            if task.done():
                task.result()
        yield one.port
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
