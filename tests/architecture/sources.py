"""Reads the sources of the add-ons for the architecture tests."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ADDONS = ROOT / "addons"


def addons():
    """Names of our add-ons."""
    return sorted(path.parent.name for path in ADDONS.glob("*/__manifest__.py"))


def manifest(addon):
    return ast.literal_eval((ADDONS / addon / "__manifest__.py").read_text(encoding="utf-8"))


@cache
def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def python_files(pattern):
    """Python files below addons/ that match, e.g. ``*/core/**/*.py``."""
    return sorted(ADDONS.glob(pattern))


def tracked_files():
    """Every file under version control or about to be, that exists."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return sorted(path for path in paths if path.is_file())


def where(path, node):
    return f"{path.relative_to(ROOT)}:{node.lineno}"
