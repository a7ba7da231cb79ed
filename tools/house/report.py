"""What a person sees: steps with their time, tables, and how a failure is told."""

import sys
import threading
import time
from contextlib import contextmanager

PULSE = 10  # seconds between two signs of life of a long step


class Stop(Exception):
    """Ends the command. ``what`` went wrong, and ``remedy``: what the person can do."""

    def __init__(self, what, remedy=""):
        super().__init__(what)
        self.remedy = remedy


def say(text=""):
    print(text, flush=True)


class Progress:
    """Numbered steps on standard output; the total is known beforehand."""

    def __init__(self, total):
        self.total, self.number, self.began = total, 0, time.monotonic()

    @contextmanager
    def step(self, title, folder=None):
        """One step. While it runs, the growth of ``folder`` is shown every few seconds."""
        self.number += 1
        head = f"[{self.number}/{self.total}] {title}"
        say(f"{head} …")
        began, done = time.monotonic(), threading.Event()
        watch = threading.Thread(target=_watch, args=(done, began, folder), daemon=True)
        watch.start()
        try:
            yield
        finally:
            done.set()
            watch.join()
        spent = time.monotonic() - began
        if spent >= 1:
            say(f"      done in {spent:.0f} s")

    @property
    def elapsed(self):
        return time.monotonic() - self.began


def _watch(done, began, folder):
    before = _megabytes(folder)
    while not done.wait(PULSE):
        grown = _megabytes(folder) - before
        size = f", {grown:.0f} MB so far" if grown >= 1 else ""
        say(f"      … {time.monotonic() - began:.0f} s{size}")


def _megabytes(folder):
    if folder is None or not folder.exists():
        return 0
    total = 0
    for path in folder.rglob("*"):
        try:
            if path.is_file() and not path.is_symlink():
                total += path.stat().st_size
        except OSError:
            continue  # a partial file that was just renamed
    return total / 1e6


def table(rows, head):
    """Rows as aligned columns; Chinese characters take two places."""
    lines = [head, *rows]
    widths = [max(_width(line[i]) for line in lines) for i in range(len(head))]
    say("  ".join("─" * width for width in widths))
    for line in lines:
        say(
            "  ".join(c + " " * (w - _width(c)) for c, w in zip(line, widths, strict=True)).rstrip()
        )
        if line is head:
            say("  ".join("─" * width for width in widths))
    say("  ".join("─" * width for width in widths))


def _width(text):
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)


def fail(error):
    """Tell a Stop on standard error."""
    print(f"\nStopped: {error}", file=sys.stderr)
    if error.remedy:
        print(f"  What to do: {error.remedy}", file=sys.stderr)
