"""The server's doors, over HTTP with the gateway's token."""

import json
import urllib.error
import urllib.request

TIMEOUT_S = 5


class Refused(Exception):
    """The server does not know this token (any more): the gateway must be paired anew."""


class Wire:
    """One server."""

    def __init__(self, server, token):
        """``server``: its address, ``token``: of the gateway's device."""
        self.server, self.token = server.rstrip("/"), token

    def state(self, seq=""):
        """What pads and signs show, None for what is known by ``seq``. Raises OSError, Refused."""
        return self._ask(f"/device/gateway/state?seq={seq}")

    def press(self, presses):
        """Tell presses; what became of each, and what pads show now. Raises as ``state``."""
        return self._ask("/device/gateway/press", {"presses": presses})

    def beat(self, report):
        """A sign of life. Raises as ``state``."""
        return self._ask("/device/heartbeat", report)

    def _ask(self, path, body=None):
        headers = {"X-Device-Token": self.token}
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(body).encode()
        request = urllib.request.Request(self.server + path, data, headers)
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code == 401:
                raise Refused(self.server) from error
            raise OSError(f"{path}: {error.code}") from error
        except ValueError as error:
            raise OSError(f"{path}: no JSON") from error
