"""Ports of this machine."""

import fcntl
import os
import socket
import tempfile
import time
from pathlib import Path

_HELD = {}  # port -> open lock file: kept until this process ends


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


def choose(wanted, taken=(), ours=False):
    """``wanted`` if it is free, else the next free one, else any.

    The port stays reserved for this process: a second run that chooses at the same moment, before
    anybody listens, takes another one. ``ours``: this run had the port before, maybe reserved by
    the process that started this one; it is taken again.
    """
    if ours and is_free(wanted):
        return wanted
    for port in range(wanted, wanted + 50):
        if port not in taken and is_free(port) and _reserve(port):
            return port
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _reserve(port):
    """Whether this process holds the port's lock file now."""
    if port in _HELD:
        return True
    folder = Path(tempfile.gettempdir()) / f"jiaohao-ports-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    lock = (folder / str(port)).open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return False
    _HELD[port] = lock
    return True


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
