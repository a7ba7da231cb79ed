"""Presses that the server has not answered yet: kept in a file, told until they are."""

import sqlite3
import threading
import time
import uuid

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS press (n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL,"
    " address INTEGER NOT NULL, key INTEGER NOT NULL, at REAL NOT NULL)"
)


class Outbox:
    """Safe for several threads; what ``add`` has returned survives a power cut."""

    def __init__(self, path):
        """``path``: of the file, which is made when it is not there."""
        self.lock = threading.Lock()
        self.link = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self.link.execute("PRAGMA journal_mode=WAL")
        self.link.execute("PRAGMA synchronous=FULL")
        self.link.execute(SCHEMA)

    def add(self, address, key):
        """Keep a press; returns the id under which it acts once."""
        ident = uuid.uuid4().hex
        with self.lock:
            self.link.execute(
                "INSERT INTO press (id, address, key, at) VALUES (?, ?, ?, ?)",
                (ident, address, key, time.time()),
            )
        return ident

    def waiting(self, most=50):
        """The oldest presses as the server reads them, with how long they have waited."""
        with self.lock:
            rows = self.link.execute(
                "SELECT id, address, key, at FROM press ORDER BY n LIMIT ?", (most,)
            ).fetchall()
        now = time.time()
        return [
            {"id": ident, "address": address, "key": key, "age_ms": max(0, int(1000 * (now - at)))}
            for ident, address, key, at in rows
        ]

    def answered(self, idents):
        """The server has said what became of these."""
        with self.lock:
            self.link.executemany("DELETE FROM press WHERE id = ?", [(one,) for one in idents])

    def close(self):
        """Leave the file."""
        with self.lock:
            self.link.close()
