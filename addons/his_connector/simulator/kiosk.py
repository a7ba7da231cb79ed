"""People at kiosks: checks visits in over the kiosks' own address of the queue."""

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Sequence

PATIENCE = 10.0
TRIES = 5  # a registration takes a moment from the gateway to the queue
PAUSE = 0.5
_ASK_AGAIN = ("not_found", "unreachable")


class Kiosks:
    """All kiosks somebody may walk to; the first that accepts the visit counts."""

    def __init__(self, base_url: str, tokens: Sequence[str], stop: threading.Event) -> None:
        self.address = f"{base_url.rstrip('/')}/queue/kiosk/check_in"
        self.tokens, self.stop = tokens, stop
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def check_in(self, code: str) -> str:
        """Return "" when the visit is checked in, else why not, e.g. "elsewhere"."""
        why = "elsewhere"
        for _ in range(TRIES):
            answers = [self._ask(token, code) for token in self.tokens]
            if "" in answers:
                return ""
            why = next((one for one in answers if one != "elsewhere"), "elsewhere")
            if why not in _ASK_AGAIN or self.stop.wait(PAUSE):
                return why
        return why

    def _ask(self, token: str, code: str) -> str:
        request = urllib.request.Request(
            self.address,
            json.dumps({"code": code}).encode(),
            {"Content-Type": "application/json", "X-Device-Token": token},
        )
        try:
            with self._opener.open(request, timeout=PATIENCE) as answer:
                return "choice" if "choice" in json.load(answer) else ""
        except urllib.error.HTTPError as error:
            return _code_of(error)
        except (OSError, ValueError):
            return "unreachable"


def _code_of(error: urllib.error.HTTPError) -> str:
    """The code in {"error": {"code": …}}; a server in trouble counts as unreachable."""
    if error.code >= 500:
        return "unreachable"
    try:
        return str(json.load(error)["error"]["code"])
    except (ValueError, KeyError, TypeError):
        return f"HTTP {error.code}"
