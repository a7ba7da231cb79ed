"""Ports of this machine."""

import socket
import time


def is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def answers(port):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def choose(wanted, taken=()):
    """``wanted`` if it is free, else the next free one, else any."""
    for port in range(wanted, wanted + 50):
        if port not in taken and is_free(port):
            return port
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait(ready, seconds, alive=lambda: True, pause=0.1):
    """Poll until ``ready()``; False when time is up or ``alive()`` no longer holds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if ready():
            return True
        if not alive():
            return False
        time.sleep(pause)
    return False
