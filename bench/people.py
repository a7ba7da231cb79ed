"""The pages of a large hospital in one process: screens, callers, kiosks, as their scripts behave.

As these do, a page gives a question up that hangs, sends its reports until the server has them,
fetches the state when the beat knows more than it was told, and connects again.

JSON lines over stdin/stdout with ``hospital``: first {screens, callers, kiosks, http, ws}, then
{seconds, calls_s, takes_s} for a run, {step: begin|end} around a restart of the server. Out: how
many are connected; the figures of each.
"""

import asyncio
import json
import random
import sys
import time
import uuid
from datetime import datetime, timezone

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

PAINT_S = 0.033  # two frames
ACK_S = 0.03
HANGS_S = {"pulse": 3, "state": 9, "ack": 3, "other": 9}  # of a server that beats
RETRY_S = 4
SETTLE_S = 0.25  # how long a message may lag behind a beat
OUTBOX_S = 30  # how long reports are awaited after a run
LAG_S = 0.05


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


class Page:
    """What one page holds."""

    def __init__(self, facts):
        self.facts, self.seq, self.reports, self.known = facts, None, {}, set()
        self.sending = self.looking = False
        self.queue, self.act, self.names, self.held = facts.get("queue"), None, {}, []
        self.headers = (
            {"Cookie": facts["cookie"]} if "cookie" in facts else {"X-Device-Token": facts["token"]}
        )
        self.mark = uuid.uuid4().hex[:16]


class People:
    """Everybody; ``receipts`` are [(call, seconds)] of screens."""

    def __init__(self, facts):
        self.facts, self.http = facts, Http(*facts["http"])
        self.screens = [Page(one) for one in facts["screens"]]
        self.callers = [Page(one) for one in facts["callers"]]
        self.kiosks = [Page(one) for one in facts["kiosks"]]
        self.receipts, self.failures, self.presses, self.busy = [], [], {}, set()
        self.unanswered = self.looks = 0
        self.open_sockets, self.tasks, self.live, self.lags = {}, [], set(), []
        self.asked, self.back = [], {}  # moments of questions; page -> when it heard again

    async def open(self):
        gate = asyncio.Semaphore(20)
        tasks = [self._stay(page, self._screen_hears, gate) for page in self.screens]
        tasks += [self._stay(page, self._caller_hears, gate) for page in self.callers]
        wanted = len(tasks)
        for page in self.screens:
            tasks += [
                self._every(20, self._ask, page, "GET", "/queue/screen/pulse", kind="pulse"),
                self._every(150, self._fetch, page),
                self._every(40, self._ask, page, "POST", "/device/heartbeat", {"page": page.mark}),
            ]
        tasks += [self._every(20, self._rpc, page, "pulse", kind="pulse") for page in self.callers]
        tasks += [
            self._every(2, self._ask, page, "GET", "/queue/kiosk/pulse", kind="pulse")
            for page in self.kiosks
        ]
        self.tasks = [asyncio.create_task(one) for one in [*tasks, self._lag()]]
        for _ in range(1200):
            if len(self.open_sockets) >= wanted:
                break
            await asyncio.sleep(0.1)
        return len(self.open_sockets)

    async def _lag(self):
        """How late this process itself is: its own share of all that it measures."""
        while True:
            due = time.monotonic() + LAG_S
            await asyncio.sleep(LAG_S)
            self.lags.append(time.monotonic() - due)

    # -- sockets ---------------------------------------------------------------------------------
    async def _stay(self, page, hears, gate):
        """Keep a socket, as ``core/connection.js`` does: ever longer pauses, spread."""
        failures = 0
        while True:
            try:
                async with gate:
                    socket = await self._connect(page)
                failures = 0
                await self._read(page, socket, hears)
            except (OSError, asyncio.TimeoutError, WebSocketException):
                pass
            self.open_sockets.pop(id(page), None)
            await self._lost(page, min(8, 0.7 * 2**failures) * random.uniform(0.8, 1.2))
            failures = min(8, failures + 1)

    async def _lost(self, page, pause):
        """Knock until the server answers; the socket follows at once, or after its pause."""
        end, knock = time.monotonic() + pause, 0.25
        while time.monotonic() < end:
            try:
                await asyncio.wait_for(self._pulse(page), 1)
            except (OSError, ValueError, asyncio.TimeoutError, asyncio.IncompleteReadError):
                knock = min(1, knock * 2)
                await asyncio.sleep(knock * random.uniform(0.6, 1.4))
            else:
                await asyncio.sleep(SETTLE_S)
                return

    async def _pulse(self, page):
        if page.facts.get("cookie"):
            await self._rpc(page, "pulse", kind="pulse")
        else:
            await self._ask(page, "GET", "/queue/screen/pulse", kind="pulse")

    async def _connect(self, page):
        cookie = {"Cookie": page.headers["Cookie"]} if "Cookie" in page.headers else {}
        socket = await connect(
            self.facts["ws"], compression=None, proxy=None, open_timeout=8, max_queue=None,
            ping_interval=None, origin=self.facts["origin"], user_agent_header=None,
            additional_headers=cookie,
        )  # fmt: skip
        data = {"channels": page.facts["channels"], "last": self.facts["last"]}
        await socket.send(json.dumps({"event_name": "subscribe", "data": data}))
        return socket

    async def _read(self, page, socket, hears):
        self.open_sockets[id(page)] = socket
        async for text in socket:
            when = time.monotonic()
            self.back.setdefault(id(page), when)
            for note in json.loads(text):
                kind, told = note["message"]["type"], note["message"]["payload"]
                if kind == "queue_call/beat":
                    self._beat(page, told["seq"])
                else:
                    hears(page, kind, told, when)

    def _beat(self, page, seq):
        if page.seq is None:
            page.seq = seq
        elif seq > page.seq and not page.looking:
            page.looking = True
            self._begin(self._settle(page, seq))

    async def _settle(self, page, seq):
        """The message of a beat may be on its way; else what it told is fetched."""
        await asyncio.sleep(SETTLE_S)
        if page.seq < seq:
            await self._try(self._fetch(page) if page in self.screens else self._look(page))
        page.looking = False

    # -- screens ---------------------------------------------------------------------------------
    def _screen_hears(self, page, kind, told, when):
        if kind != "queue_call/zone":
            return
        page.seq = max(page.seq or 0, told["seq"])
        self._show(page, told["calls"], when)

    def _show(self, page, calls, when):
        fresh = [call for call in calls if call["id"] not in page.known]
        page.known.update(call["id"] for call in fresh)
        self.receipts += [(call["id"], when) for call in fresh]
        if fresh:
            self._begin(self._report(page, fresh))

    async def _fetch(self, page):
        state = await self._ask(page, "GET", "/queue/screen/state", kind="state")
        page.seq = max(page.seq or 0, state["seq"])
        self._show(page, state["calls"], time.monotonic())

    async def _report(self, page, calls):
        await asyncio.sleep(PAINT_S)
        at = datetime.now(timezone.utc).isoformat()
        for call in calls:
            page.reports[call["id"]] = {"call": call["id"], "at": at, "proof": call["proof"]}
        await asyncio.sleep(ACK_S)
        if not page.sending:
            page.sending = True
            await self._deliver(page)
            page.sending = False

    async def _deliver(self, page):
        """As ``services/reporter.js``: until the server has it."""
        failures = 0
        while page.reports:
            batch = dict(page.reports)
            body = {"shown": list(batch.values()), "skew_ms": 0, "page": page.mark}
            if await self._try(self._ask(page, "POST", "/queue/screen/ack", body, kind="ack")):
                page.reports = {key: one for key, one in page.reports.items() if key not in batch}
                failures = 0
            else:
                await asyncio.sleep(min(8, 2**failures) * random.uniform(0.5, 1.5))
                failures += 1

    # -- staff and kiosks ------------------------------------------------------------------------
    def _caller_hears(self, page, kind, told, _when):
        """As ``caller.js``: what comes while a key is under way waits for the key's answer."""
        if kind != "queue_call/staff":
            return
        if id(page) in self.busy:
            page.held.append(told)
        elif self._must_look(page, told) and not page.looking:
            page.looking = True
            self._begin(self._look_soon(page))

    def _must_look(self, page, told):
        """As ``core/staff.js``: a page asks for what the hint does not tell whole."""
        if "from" not in told:
            call = page.facts.get("call")
            return call in told["calls"] and not any(
                one["call"] == call for one in told["deliveries"]
            )
        before, page.seq = page.seq or 0, max(page.seq or 0, told["seq"])
        if told["seq"] <= before:
            return False
        if told["from"] > before + 1:
            return True
        if set(told["acts"]) == {page.act}:
            return False
        mine, point = page.queue in told["queues"], page.facts["point"]
        if point in told["points"] or (told["look"] and (mine or not told["queues"])):
            return True
        parts = [one for one in told["parts"] if point in one["points"]]
        return page.queue in told["lined"] and not (
            parts and all(str(one["entry"]) in page.names for one in parts[0]["next"])
        )

    async def _look_soon(self, page):
        await asyncio.sleep(0.4 * random.random())
        page.looking = False
        await self._try(self._look(page))

    async def _look(self, page):
        self.looks += 1
        self._take_state(page, await self._rpc(page, "state", kind="state"))

    def _take_state(self, page, state):
        page.seq = max(page.seq or 0, state["seq"])
        page.act, page.names = state["act"], state["names"]

    async def _rpc(self, page, what, kind="other", **params):
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        answer = await self._ask(page, "POST", f"/queue/caller/{what}", body, kind)
        if "error" in answer:
            raise OSError(str(answer["error"])[:300])
        return answer["result"]

    async def _ask(self, page, method, path, body=None, kind="other"):
        self.asked.append(time.monotonic())
        asked = self.http.ask(method, path, page.headers, body)
        try:
            return await asyncio.wait_for(asked, HANGS_S[kind])
        except asyncio.TimeoutError as error:
            raise OSError(f"{path}: no answer in {HANGS_S[kind]} s") from error

    async def _take(self, page):
        body = {"queue": page.queue, "request_id": str(uuid.uuid4())}
        await self._try(self._ask(page, "POST", "/queue/kiosk/take", body))

    async def _press(self, page):
        begun = time.monotonic()
        try:
            told = await self._rpc(page, "do", verb="next", request_id=str(uuid.uuid4()))
            if told.get("refused") or not told.get("delivery"):
                raise OSError(f"not called: {told.get('message')}")
            page.facts["call"] = told["delivery"]["call"]
            self._take_state(page, told)
            self.presses[page.facts["call"]] = (begun, time.monotonic())
        except OSError as error:
            self.failures.append(repr(error)[:300])
            self.unanswered += 1
        self.busy.discard(id(page))
        held, page.held = page.held, []
        for hint in held:
            self._caller_hears(page, "queue_call/staff", hint, None)

    # -- a run -----------------------------------------------------------------------------------
    async def run(self, seconds, calls_s, takes_s):
        self.receipts, self.presses, self.failures, self.lags = [], {}, [], []
        self.http.sent = self.unanswered = self.looks = 0
        end = time.monotonic() + seconds
        await asyncio.gather(
            self._stream(end, calls_s, self._someone_presses),
            self._stream(end, takes_s, self._someone_takes),
        )
        sent, looks = self.http.sent, self.looks
        for _ in range(OUTBOX_S * 10):
            if not self.busy and not any(page.reports for page in self.screens):
                break
            await asyncio.sleep(0.1)
        await asyncio.sleep(3)  # whoever missed a message learns so from the next beat
        took = [(call, when - self.presses[call][0]) for call, when in self.receipts
                if call in self.presses]  # fmt: skip
        return {
            "receipts": took,
            "calls": list(self.presses),
            "presses": [done - begun for begun, done in self.presses.values()],
            "unanswered": self.unanswered,
            "failures": self.failures,
            "requests": sent,
            "looks": looks,
            "lags": self.lags,
            "unsent": sum(len(page.reports) for page in self.screens),
        }

    async def restart(self, step, seconds=60):
        """``begin``: forget who heard what. ``end``: when each page heard the server again."""
        if step == "begin":
            self.back, self.asked = {}, []
            return True
        end = time.monotonic() + seconds
        wanted = len(self.screens) + len(self.callers)
        while len(self.back) < wanted and time.monotonic() < end:
            await asyncio.sleep(0.1)
        return {"back": list(self.back.values()), "asked": self.asked}

    async def _stream(self, end, rate, act):
        """Do something at random moments, ``rate`` times a second."""
        while time.monotonic() < end:
            await asyncio.sleep(random.expovariate(rate))
            act()

    def _someone_presses(self):
        free = [page for page in self.callers if id(page) not in self.busy]
        page = random.choice(free)
        self.busy.add(id(page))
        self._begin(self._press(page))

    def _someone_takes(self):
        self._begin(self._take(random.choice(self.kiosks)))

    async def _every(self, seconds, ask, *args, **more):
        await asyncio.sleep(seconds * random.random())
        while True:
            done = await self._try(ask(*args, **more))
            pause = seconds if done else min(seconds, RETRY_S)
            await asyncio.sleep(pause * random.uniform(0.8, 1.2))

    def _begin(self, work):
        """Start something; the loop itself holds no task."""
        task = asyncio.create_task(work)
        self.live.add(task)
        task.add_done_callback(self.live.discard)

    async def _try(self, asked):
        """Has it been answered?"""
        try:
            await asked
        except (OSError, ValueError, asyncio.IncompleteReadError) as error:
            self.failures.append(repr(error)[:300])
            return False
        return True


async def main():
    loop = asyncio.get_running_loop()

    async def order():
        text = await loop.run_in_executor(None, sys.stdin.readline)
        return json.loads(text) if text else None

    people = People(await order())
    print(json.dumps(await people.open()), flush=True)
    while asked := await order():
        answer = people.restart(**asked) if "step" in asked else people.run(**asked)
        print(json.dumps(await answer), flush=True)
    for task in people.tasks:
        task.cancel()
    await asyncio.wait(people.tasks, timeout=5)


if __name__ == "__main__":
    asyncio.run(main())
