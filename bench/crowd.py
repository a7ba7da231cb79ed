"""Many websocket clients in one process; talks JSON lines over stdin/stdout with ``screens``.

First line in: the targets. Then ``{"expect": n}`` and ``{"patience": s}`` in turn. Out: the number
connected, an acknowledgement, the receipts as [mark, zone, when].
"""

import asyncio
import json
import sys
import time

from websockets.asyncio.client import connect


class Crowd:
    """``kind`` tells how a mark is found in a message: floor or bus."""

    def __init__(self, kind):
        self.marks = {"floor": _floor_marks, "bus": _bus_marks}[kind]
        self.receipts, self.expected, self.enough = [], 0, asyncio.Event()
        self.sockets = []

    async def open(self, targets, ramp):
        gate = asyncio.Semaphore(20)
        tasks = []
        for target in targets:
            tasks.append(asyncio.create_task(self._open(target, gate)))
            await asyncio.sleep(1 / ramp)
        done = await asyncio.gather(*tasks, return_exceptions=True)
        for error in {repr(one) for one in done if isinstance(one, Exception)}:
            print(f"a screen could not connect: {error}", file=sys.stderr)
        return sum(one is None for one in done)

    async def _open(self, target, gate):
        url, subscription, zone, headers = target
        async with gate:
            socket = await connect(
                url, compression=None, proxy=None, open_timeout=60, ping_interval=None,
                origin=headers.get("Origin"), user_agent_header=None, max_queue=None,
            )  # fmt: skip
            if subscription:
                await socket.send(json.dumps({"event_name": "subscribe", "data": subscription}))
        self.sockets.append(asyncio.create_task(self._read(socket, zone)))

    async def _read(self, socket, zone):
        async for text in socket:
            when = time.monotonic()
            for mark in self.marks(text):
                self.receipts.append((mark, zone, when))
            if len(self.receipts) >= self.expected:
                self.enough.set()

    async def serve(self, lines):
        while order := await lines():
            if "expect" in order:
                self.receipts, self.expected = [], order["expect"]
                self.enough.clear()
                _say("ready")
            else:
                try:
                    await asyncio.wait_for(self.enough.wait(), order["patience"])
                except asyncio.TimeoutError:
                    print("some receipts are missing", file=sys.stderr)
                _say(self.receipts)


def _floor_marks(text):
    return [json.loads(text)["mark"]]


def _bus_marks(text):
    return [
        call["id"]
        for one in json.loads(text)
        if one["message"]["type"] == "queue_call/zone"
        for call in one["message"]["payload"]["calls"]
    ]


def _say(message):
    print(json.dumps(message), flush=True)


async def main(kind, ramp):
    loop = asyncio.get_running_loop()

    async def lines():
        text = await loop.run_in_executor(None, sys.stdin.readline)
        return json.loads(text) if text else None

    crowd = Crowd(kind)
    _say(await crowd.open(await lines(), ramp))
    await crowd.serve(lines)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], float(sys.argv[2])))
