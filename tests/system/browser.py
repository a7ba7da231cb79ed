"""Headless Chromium over its DevTools protocol: only what our tests need."""

import base64
import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import websocket

FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run "
    "--disable-extensions --disable-background-networking --disable-component-update "
    "--disable-sync --mute-audio --autoplay-policy=no-user-gesture-required "
    "--disable-background-timer-throttling --remote-allow-origins=* "
    "--remote-debugging-port=0 --lang=zh-CN --no-proxy-server"
).split()
_WAYS = ("Left", "Up", "Right", "Down")
KEYS = {f"F{n}": (111 + n, f"F{n}") for n in range(1, 13)}
KEYS |= {f"Arrow{way}": (n, f"Arrow{way}") for n, way in enumerate(_WAYS, start=37)}
KEYS |= {"Insert": (45, "Insert"), "Delete": (46, "Delete")}
KEYS |= {"Enter": (13, "Enter"), "Escape": (27, "Escape"), "Tab": (9, "Tab"), " ": (32, "Space")}


class JsError(Exception):
    """The page threw."""


class Connection:
    """One DevTools socket; commands are answered in order, events are handed to sessions."""

    def __init__(self, url):
        self.socket = websocket.create_connection(url, timeout=30, suppress_origin=True)
        self.number = 0
        self.listeners = {}

    def send(self, method, session=None, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        self.socket.send(json.dumps(message))
        return self._answer(self.number, method)

    def _answer(self, number, method):
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") == number:
                if "error" in message:
                    raise JsError(f"{method}: {message['error'].get('message')}")
                return message["result"]
            self._event(message)

    def _event(self, message):
        listener = self.listeners.get(message.get("sessionId"))
        if listener and "method" in message:
            listener(message["method"], message.get("params", {}))


class Browser:
    """The process; every page has its own cookies (an own browser context)."""

    def __init__(self, chromium, folder):
        self.chromium, self.folder = chromium, Path(folder)

    def __enter__(self):
        self.log = (self.folder / "chromium.log").open("wb")
        self.process = subprocess.Popen(
            [self.chromium, *FLAGS, f"--user-data-dir={self.folder}/profile", "about:blank"],
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
            env={**os.environ, "HOME": str(self.folder)},
        )
        try:
            self.connection = Connection(self._address())
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_exc):
        self.connection.socket.close()
        self._end()

    def _end(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        self.log.close()

    def _address(self):
        path = self.folder / "chromium.log"
        for _ in range(600):
            found = re.search(r"listening on (ws://\S+)", path.read_text(errors="replace"))
            if found:
                return found.group(1)
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError("Chromium did not start:\n" + path.read_text(errors="replace")[-3000:])

    def page(self):
        return Page(self.connection)


class Page:
    """One tab. Times in seconds."""

    def __init__(self, connection):
        self.connection = connection
        self.console = []
        context = connection.send("Target.createBrowserContext")["browserContextId"]
        target = connection.send(
            "Target.createTarget", url="about:blank", browserContextId=context
        )["targetId"]
        self.context, self.target = context, target
        self.session = connection.send("Target.attachToTarget", targetId=target, flatten=True)[
            "sessionId"
        ]
        connection.listeners[self.session] = self._heard
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.send(f"{domain}.enable")
        self.size(1920, 1080)

    def send(self, method, **params):
        return self.connection.send(method, session=self.session, **params)

    def _heard(self, method, params):
        if method == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            text = details.get("exception", {}).get("description") or details.get("text", "")
            self.console.append(f"exception: {text}")
        elif method == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning"):
            words = [str(a.get("value", a.get("description", ""))) for a in params["args"]]
            self.console.append(f"{params['type']}: {' '.join(words)}")
        elif method == "Log.entryAdded" and params["entry"]["level"] == "error":
            entry = params["entry"]
            self.console.append(f"log: {entry['text']} {entry.get('url', '')}")

    def open(self, url):
        result = self.send("Page.navigate", url=url)
        if result.get("errorText"):
            raise JsError(f"{url}: {result['errorText']}")
        self.wait("document.readyState === 'complete' && location.href !== 'about:blank'", 30)

    def use(self, session):
        for cookie in session.jar:
            self.send(
                "Network.setCookie", name=cookie.name, value=cookie.value, url=session.base_url
            )

    def eval(self, expression):
        result = self.send(
            "Runtime.evaluate",
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
            userGesture=True,
        )
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            raise JsError(details.get("exception", {}).get("description") or details["text"])
        return result["result"].get("value")

    def wait(self, condition, timeout=10):
        end = time.monotonic() + timeout
        problem = ""
        while True:
            try:
                value = self.eval(condition)
                if value:
                    return value
            except JsError as error:  # the page may just be changing
                problem = str(error)
            if time.monotonic() > end:
                raise TimeoutError(f"{timeout} s: {condition} {problem}")
            time.sleep(0.05)

    def text(self, css="body"):
        return self.eval(f"(document.querySelector({json.dumps(css)}) || {{}}).innerText || ''")

    def click(self, css):
        self.wait(f"!!document.querySelector({json.dumps(css)})")
        self.eval(f"document.querySelector({json.dumps(css)}).click()")

    def type(self, css, text):
        self.wait(f"!!document.querySelector({json.dumps(css)})")
        self.eval(f"document.querySelector({json.dumps(css)}).focus()")
        self.send("Input.insertText", text=text)

    def key(self, key, ctrl=False):
        code, name = KEYS.get(key, (ord(key.upper()[0]), f"Key{key.upper()}"))
        params = {
            "key": key,
            "code": name,
            "windowsVirtualKeyCode": code,
            "modifiers": 2 if ctrl else 0,
        }
        self.send("Input.dispatchKeyEvent", type="rawKeyDown", **params)
        self.send("Input.dispatchKeyEvent", type="keyUp", **params)

    def offline(self, gone):
        self.send(
            "Network.emulateNetworkConditions",
            offline=bool(gone),
            latency=0,
            downloadThroughput=-1,
            uploadThroughput=-1,
        )

    def hide(self, asleep):
        self.send("Page.setWebLifecycleState", state="frozen" if asleep else "active")

    def size(self, width, height):
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def screenshot(self, path):
        data = self.send("Page.captureScreenshot", format="png")["data"]
        Path(path).write_bytes(base64.b64decode(data))

    def close(self):
        self.connection.listeners.pop(self.session, None)
        self.connection.send("Target.disposeBrowserContext", browserContextId=self.context)
