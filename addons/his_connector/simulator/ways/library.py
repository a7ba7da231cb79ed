"""A vendor's library: compiled from its source here, it reads the registrations from a file."""

import argparse
import shutil
import subprocess
import threading
from pathlib import Path

from ..rows import CANCELLED
from .base import Way

SOURCE = Path(__file__).with_name("library.c")
NAMES = ("mrn", "name", "visit", "dept", "at", "state")


class Library(Way):
    """``his_sample.so`` and ``register.txt`` (GB18030) in ``--folder``."""

    TITLE = "a vendor's library (needs a C compiler), which reads a file"

    def __init__(self, options: argparse.Namespace, stop: threading.Event) -> None:
        """Compiles the library. Raises OSError without a compiler."""
        super().__init__(options, stop)
        self.rows: dict[str, dict[str, str]] = {}
        folder = Path(options.folder)
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / "register.txt"
        compiler = shutil.which("cc") or shutil.which("gcc")
        if compiler is None:
            raise OSError("a C compiler (cc or gcc) is needed for the simulated library")
        target = folder / "his_sample.so"
        subprocess.run(  # a source of ours
            [compiler, "-shared", "-fPIC", "-O1", "-o", str(target), str(SOURCE)], check=True
        )

    def give(self, row: dict[str, str]) -> tuple[str, str]:
        """The file as it is with this row, in one piece."""
        if row["state"] == CANCELLED:
            self.rows.pop(row["visit"], None)
        else:
            self.rows[row["visit"]] = row
        lines = ["\t".join(one[name] for name in NAMES) for one in self.rows.values()]
        draft = self._file.with_suffix(".part")
        draft.write_bytes("".join(f"{line}\n" for line in lines).encode("gb18030"))
        draft.replace(self._file)
        return "AA", ""
