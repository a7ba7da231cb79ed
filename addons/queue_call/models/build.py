"""Which edition of the light pages this server hands out, so that a page knows it is outdated."""

import hashlib
from functools import cache
from pathlib import Path

_ADDON = Path(__file__).parents[1]


@cache
def page_build() -> str:
    """Return a short hash of the pages' sources; computed once a process."""
    digest = hashlib.sha256()
    for path in sorted([*_ADDON.glob("static/src/**/*.*"), *_ADDON.glob("views/pages_*.xml")]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]
