"""``python addons/queue_call/voice`` or ``odoo queue_voice``: render wanted clips.

The add-on's own package imports Odoo; a bare one of the same name, made here, does not.
"""

import sys
import types
from pathlib import Path

ADDON = Path(__file__).resolve().parent.parent


def register_bare_package() -> None:
    """Make ``queue_call`` importable without running the add-on's ``__init__``."""
    package = types.ModuleType(ADDON.name)
    package.__path__ = [str(ADDON)]
    sys.modules.setdefault(ADDON.name, package)


if __name__ == "__main__":
    register_bare_package()
    from queue_call.voice.app import main

    sys.exit(main(sys.argv[1:]))
