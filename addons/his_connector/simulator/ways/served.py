"""A HIS that is asked: its registrations of a day as a JSON list over HTTP."""

import argparse
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from .base import Way


class Served(Way):
    """``GET /register?day=2026-11-23`` → ``{"data": {"list": [...]}}``; latest states only."""

    TITLE, PORT, serving = "REST that is asked, a JSON list of the day", 8081, True

    def __init__(self, options: argparse.Namespace, stop: threading.Event) -> None:
        """Listens at once. Raises OSError."""
        super().__init__(options, stop)
        self.rows: dict[str, dict[str, str]] = {}
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer((self.host, self.port), _handler(self))
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def give(self, row: dict[str, str]) -> tuple[str, str]:
        """From now on it is in the list."""
        with self._lock:
            self.rows[row["visit"]] = row
        return "AA", ""

    def of_day(self, day: str) -> list[dict[str, str]]:
        """The registrations of a day, all of them without one."""
        with self._lock:
            return [row for row in self.rows.values() if row["at"].startswith(day)]

    def close(self) -> None:
        """Answer nobody any more."""
        self._server.shutdown()
        self._server.server_close()


def _handler(way: Served) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # a name of the library
            address = urlsplit(self.path)
            if address.path != "/register":
                self.send_error(404)
                return
            rows = way.of_day(parse_qs(address.query).get("day", [""])[0])
            body = json.dumps({"data": {"list": rows}}, ensure_ascii=False).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Who asked is of no interest, and the address names a day only."""

    return Handler
