"""The one list of pinned versions that is not in requirements*.lock or package-lock.json."""

import json

from house.paths import TOOLS


def load():
    return json.loads((TOOLS / "pins.json").read_text(encoding="utf-8"))
