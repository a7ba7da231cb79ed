"""``python addons/his_connector/simulator``: plays the HIS of the demo hospital."""

import sys
import types
from pathlib import Path

ADDON = Path(__file__).resolve().parent.parent


def register_bare_package() -> None:
    """Make ``his_connector`` importable without the add-on's ``__init__``, which needs Odoo."""
    package = types.ModuleType(ADDON.name)
    package.__path__ = [str(ADDON)]
    sys.modules.setdefault(ADDON.name, package)


if __name__ == "__main__":
    register_bare_package()
    from his_connector.simulator.app import main

    sys.exit(main(sys.argv[1:]))
