"""Stamps, locks and checksums: what makes an interrupted set-up mend itself when run again."""

import fcntl
import hashlib
import os
from contextlib import contextmanager

from house.report import Stop, say


def sha256(path):
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def fingerprint(*parts):
    """Short name for a set of texts; changes when any of them does."""
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:12]


def tree_fingerprint(folder, suffixes):
    """Changes when a file below with one of the suffixes does."""
    paths = sorted(p for p in folder.rglob("*") if p.suffix in suffixes and p.is_file())
    return fingerprint(*(f"{p.relative_to(folder)}:{sha256(p)}" for p in paths))


def stamped(folder, key):
    """True when ``folder`` was finished for ``key``."""
    stamp = folder / ".complete"
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == key


def stamp(folder, key):
    """Written last: says that ``folder`` is whole."""
    write(folder / ".complete", key)


def write(path, text, mode=0o644):
    """Replace a file at one stroke, so that nobody reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as file:
        file.write(text)
    draft.replace(path)


@contextmanager
def exclusive(path, what):
    """Only one process at a time; a second one says so and waits."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Another {what} is at work here; waiting for it …")
            fcntl.flock(file, fcntl.LOCK_EX)
        except OSError as error:
            raise Stop(f"cannot lock {path}: {error}", "put the clone on a local disk") from error
        yield
