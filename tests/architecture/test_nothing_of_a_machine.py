"""The project works in any folder and with any mirror of a registry."""

import re

import pytest
from sources import ROOT, tracked_files

# Written in pieces, so that this file does not find itself.
HOSTS = ["pypi" + ".org", "pythonhosted" + ".org", "registry.npmjs" + ".org",
         "deb.debian" + ".org", "security.debian" + ".org", "archive.ubuntu" + ".com"]  # fmt: skip
FOLDERS = ["/" + "work/", "/" + "root/", "/" + "home/"]
FORBIDDEN = re.compile("|".join(map(re.escape, HOSTS)) + r"|(?<![\w.$}~-])(" +
                       "|".join(map(re.escape, FOLDERS)) + ")")  # fmt: skip
BINARY = {".png", ".jpg", ".gif", ".ico", ".woff", ".woff2", ".mp3", ".ogg", ".wav", ".xlsx"}


def texts():
    for path in tracked_files():
        if path.suffix not in BINARY:
            yield path, path.read_text(encoding="utf-8", errors="replace")


def test_no_file_names_a_path_of_a_machine_or_a_registry():
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if FORBIDDEN.search(line)
    ]
    assert not found


@pytest.mark.parametrize("mark", ["<" * 7 + " ", ">" * 7 + " "])
def test_no_file_holds_an_unfinished_merge(mark):
    found = [
        p.relative_to(ROOT) for p, text in texts() if text.startswith(mark) or "\n" + mark in text
    ]
    assert not found
