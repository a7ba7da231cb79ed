"""Background processes: started detached, found again by pid and start time, ended cleanly."""

import json
import os
import signal
import subprocess
from pathlib import Path

from house import command, network
from house.files import write
from house.report import Stop

GRACE = 10  # seconds between SIGTERM and SIGKILL


def started_at(pid):
    """What tells a process from a later one with the same pid; None if it is gone or a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except (OSError, IndexError):
        return None
    return None if fields[0] in "ZX" else f"{boot}:{fields[19]}"


def children(pid):
    """Pids whose parent is ``pid``."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except (OSError, IndexError):
                continue
            if int(fields[1]) == pid and fields[0] not in "ZX":
                found.append(int(entry.name))
    return sorted(found)


class Service:
    """One program that runs in the background.

    ``ready`` is asked until it returns true; ``folder`` holds its pid file and log.
    """

    def __init__(self, name, folder, argv, env=None, ready=lambda: True, patience=90):
        self.name, self.folder, self.argv, self.env = name, Path(folder), argv, env or {}
        self.ready, self.patience = ready, patience
        self.log = self.folder / f"{name}.log"
        self.pidfile = self.folder / f"{name}.pid"
        self.process = None

    @property
    def pid(self):
        """Of the process this service started and which still runs, else None."""
        if self.process and self.process.poll() is not None:
            self.process = None
        try:
            known = json.loads(self.pidfile.read_text())
        except (OSError, ValueError):
            return None
        return known["pid"] if started_at(known["pid"]) == known["started"] else None

    @property
    def alive(self):
        return self.pid is not None

    def start(self, *more):
        """Start unless it runs; returns when it is ready. ``more`` are further arguments."""
        if not self.alive:
            self.spawn(*more)
        self.wait()

    def spawn(self, *more):
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                list(map(str, (*self.argv, *more))),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env=command.environment(self.env),
                cwd="/",
            )
        pid = self.process.pid
        write(self.pidfile, json.dumps({"pid": pid, "started": started_at(pid)}))

    def wait(self):
        if not network.wait(self.ready, self.patience, lambda: self.alive):
            what = "did not become ready" if self.alive else "ended at once"
            lines = command.tail(self.log) if self.log.exists() else ""
            raise Stop(f"{self.name} {what}. The end of {self.log}:\n{lines}")

    def stop(self):
        """SIGTERM; after a while SIGKILL to its whole group. True if it ran."""
        return self._end(signal.SIGTERM)

    def kill(self):
        """SIGKILL at once, to the process and those it started."""
        return self._end(signal.SIGKILL)

    def restart(self, *more):
        self.stop()
        self.start(*more)

    def _end(self, how):
        pid = self.pid
        if pid is not None:
            self._signal(pid, how, group=how == signal.SIGKILL)
            if not network.wait(lambda: self.pid is None, GRACE, pause=0.05):
                self._signal(pid, signal.SIGKILL, group=True)
                network.wait(lambda: self.pid is None, GRACE, pause=0.05)
        self.pidfile.unlink(missing_ok=True)
        return pid is not None

    @staticmethod
    def _signal(pid, how, group):
        try:
            os.killpg(pid, how) if group else os.kill(pid, how)
        except ProcessLookupError:
            pass
