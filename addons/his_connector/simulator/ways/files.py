"""Files in a folder that both sides see: one CSV a registration, which appears whole."""

import csv
import io
from pathlib import Path

from .base import Way

FIELDS = ("msg_id", "mrn", "name", "visit", "dept", "dept_name", "at", "state")


class Files(Way):
    """The folder of ``--folder``; nobody answers, what lies there counts as handed over."""

    TITLE = "files, CSV in a folder"

    def give(self, row: dict[str, str]) -> tuple[str, str]:
        """Write aside and rename. Raises OSError, as long as the folder is not there."""
        text = io.StringIO()
        writer = csv.DictWriter(text, FIELDS, extrasaction="ignore")
        writer.writeheader()
        writer.writerow(row)
        target = Path(self.options.folder) / f"reg-{row['msg_id']}.csv"
        draft = target.with_suffix(".part")
        draft.write_bytes(text.getvalue().encode())
        draft.replace(target)
        return "AA", ""
