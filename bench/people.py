"""The pages of a large hospital in one process: screens, callers, kiosks, as their scripts behave.

JSON lines over stdin/stdout with ``hospital``: first {screens, callers, kiosks, http, ws}, then
{seconds, calls_s, takes_s} for each run. Out: how many are connected; the figures of a run.
"""

import asyncio
import contextlib
import json
import random
import sys
import time
import uuid
from datetime import datetime, timezone

from websockets.asyncio.client import connect

PAINT_S = 0.033  # two frames
ACK_S = 0.03


class Http:
    """Requests to one server, a connection each: a worker that is kept waits for its page."""

    def __init__(self, host, port):
        self.host, self.port, self.sent = host, port, 0

    async def ask(self, method, path, headers, body=None):
        """Return the JSON of an answer; raises OSError for anything but 200."""
        self.sent += 1
        data = b"" if body is None else json.dumps(body).encode()
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: {self.host}:{self.port}",
            "Connection: close",
            "Content-Type: application/json",
            f"Content-Length: {len(data)}",
            *(f"{key}: {value}" for key, value in headers.items()),
        ]
        reader, writer = await asyncio.open_connection(self.host, self.port)
        try:
            writer.write("\r\n".join([*lines, "", ""]).encode() + data)
            head, _gap, answer = (await reader.read(-1)).partition(b"\r\n\r\n")
        finally:
            writer.close()
        status = head.split(b"\r\n", 1)[0].decode("latin-1")
        if " 200 " not in status:
            raise OSError(status or "no answer")
        return json.loads(answer)


class People:
    """Everybody; ``receipts`` are [(call, seconds)] of screens, ``acks`` those that were kept."""

    def __init__(self, facts):
        self.facts, self.http = facts, Http(*facts["http"])
        self.receipts, self.failures, self.presses, self.busy = [], [], {}, set()
        self.connected, self.states, self.live = 0, set(), set()
        for one in facts["callers"]:
            one["headers"] = {"Cookie": one["cookie"]}

    async def open(self):
        gate = asyncio.Semaphore(20)
        tasks = [self._open(self._screen, one, gate) for one in self.facts["screens"]]
        tasks += [self._open(self._caller, one, gate) for one in self.facts["callers"]]
        self.tasks = [asyncio.create_task(one) for one in tasks]
        self.tasks += [asyncio.create_task(self._kiosk(one)) for one in self.facts["kiosks"]]
        wanted = len(tasks)
        for _ in range(1200):
            if self.connected >= wanted:
                break
            await asyncio.sleep(0.1)
        return self.connected

    async def _open(self, run, one, gate):
        headers = {"Cookie": one["cookie"]} if "cookie" in one else {}
        async with gate:
            socket = await connect(
                self.facts["ws"], compression=None, proxy=None, open_timeout=60, max_queue=None,
                ping_interval=None, origin=self.facts["origin"], user_agent_header=None,
                additional_headers=headers,
            )  # fmt: skip
            data = {"channels": one["channels"], "last": self.facts["last"]}
            await socket.send(json.dumps({"event_name": "subscribe", "data": data}))
        self.connected += 1
        await run(socket, one)

    # -- screens ---------------------------------------------------------------------------------
    async def _screen(self, socket, one):
        headers = {"X-Device-Token": one["token"]}
        mark = uuid.uuid4().hex[:16]
        chores = [
            self._every(20, self.http.ask, "GET", "/queue/screen/pulse", headers),
            self._every(150, self.http.ask, "GET", "/queue/screen/state", headers),
            self._every(40, self.http.ask, "POST", "/device/heartbeat", headers, {"page": mark}),
        ]
        self.tasks += [asyncio.create_task(chore) for chore in chores]
        async for text in socket:
            when = time.monotonic()
            for note in json.loads(text):
                if note["message"]["type"] == "queue_call/zone":
                    calls = note["message"]["payload"]["calls"]
                    self.receipts += [(call["id"], when) for call in calls]
                    if calls:
                        self._begin(self._ack(headers, mark, calls))

    async def _ack(self, headers, mark, calls):
        await asyncio.sleep(PAINT_S)
        at = datetime.now(timezone.utc).isoformat()
        await asyncio.sleep(ACK_S)
        shown = [{"call": call["id"], "at": at, "proof": call["proof"]} for call in calls]
        body = {"shown": shown, "skew_ms": 0, "page": mark}
        await self._try(self.http.ask("POST", "/queue/screen/ack", headers, body))

    # -- staff and kiosks ------------------------------------------------------------------------
    async def _caller(self, socket, one):
        self.tasks.append(asyncio.create_task(self._every(20, self._rpc, one, "pulse")))
        async for text in socket:
            for note in json.loads(text):
                if note["message"]["type"] == "queue_call/staff" and id(one) not in self.states:
                    self.states.add(id(one))
                    self._begin(self._look(one))

    async def _look(self, one):
        await asyncio.sleep(0.4 * random.random())
        self.states.discard(id(one))
        await self._try(self._rpc(one, "state"))

    async def _rpc(self, one, what, **params):
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        answer = await self.http.ask("POST", f"/queue/caller/{what}", one["headers"], body)
        if "error" in answer:
            raise OSError(str(answer["error"])[:300])
        return answer["result"]

    async def _kiosk(self, one):
        headers = {"X-Device-Token": one["token"]}
        await self._every(2, self.http.ask, "GET", "/queue/kiosk/pulse", headers)

    async def _take(self, one):
        body = {"queue": one["queue"], "request_id": str(uuid.uuid4())}
        headers = {"X-Device-Token": one["token"]}
        await self._try(self.http.ask("POST", "/queue/kiosk/take", headers, body))

    async def _press(self, one):
        begun = time.monotonic()
        try:
            told = await self._rpc(one, "do", verb="next", request_id=str(uuid.uuid4()))
            if told.get("delivery"):
                self.presses[told["delivery"]["call"]] = (begun, time.monotonic())
        except OSError as error:
            self.failures.append(repr(error)[:300])
        self.busy.discard(id(one))

    # -- a run -----------------------------------------------------------------------------------
    async def run(self, seconds, calls_s, takes_s):
        self.receipts, self.presses, self.failures, self.http.sent = [], {}, [], 0
        end = time.monotonic() + seconds
        await asyncio.gather(
            self._stream(end, calls_s, self._someone_presses),
            self._stream(end, takes_s, self._someone_takes),
        )
        await asyncio.sleep(4)
        took = [(call, when - self.presses[call][0]) for call, when in self.receipts
                if call in self.presses]  # fmt: skip
        return {
            "calls": len(self.presses),
            "receipts": took,
            "presses": [done - begun for begun, done in self.presses.values()],
            "failures": self.failures,
            "requests": self.http.sent,
        }

    async def _stream(self, end, rate, act):
        """Do something at random moments, ``rate`` times a second."""
        while time.monotonic() < end:
            await asyncio.sleep(random.expovariate(rate))
            act()

    def _someone_presses(self):
        free = [one for one in self.facts["callers"] if id(one) not in self.busy]
        one = random.choice(free)
        self.busy.add(id(one))
        self._begin(self._press(one))

    def _someone_takes(self):
        self._begin(self._take(random.choice(self.facts["kiosks"])))

    async def _every(self, seconds, ask, *args):
        await asyncio.sleep(seconds * random.random())
        while True:
            await self._try(ask(*args))
            await asyncio.sleep(seconds * random.uniform(0.8, 1.2))

    def _begin(self, work):
        """Start something; the loop itself holds no task."""
        task = asyncio.create_task(work)
        self.live.add(task)
        task.add_done_callback(self.live.discard)

    async def _try(self, asked):
        try:
            await asked
        except (OSError, ValueError, asyncio.IncompleteReadError) as error:
            self.failures.append(repr(error)[:300])


async def main():
    loop = asyncio.get_running_loop()

    async def order():
        text = await loop.run_in_executor(None, sys.stdin.readline)
        return json.loads(text) if text else None

    people = People(await order())
    print(json.dumps(await people.open()), flush=True)
    while asked := await order():
        print(json.dumps(await people.run(**asked)), flush=True)
    for task in people.tasks:
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.gather(*people.tasks, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(main())
