"""Makes every add-on importable as a bare package, so that core is tested without Odoo.

``from queue_call.core import ordering`` works in any pytest run started in this clone. A bare
package is a module whose ``__path__`` is the folder: its ``__init__.py`` (which imports Odoo) is
not executed. Runs with the pytest-odoo plugin keep Odoo's own loading.
"""

import sys
import types
from pathlib import Path

ADDONS = Path(__file__).parent / "addons"


def register_bare(name, folder):
    """Put a package called ``name`` into ``sys.modules`` that finds its parts in ``folder``."""
    if name not in sys.modules:
        package = types.ModuleType(name)
        package.__path__ = [str(folder)]
        package.__file__ = str(folder / "__init__.py")
        sys.modules[name] = package


def pytest_configure(config):
    if config.pluginmanager.hasplugin("odoo"):
        return
    for manifest in sorted(ADDONS.glob("*/__manifest__.py")):
        addon = manifest.parent
        register_bare(addon.name, addon)
        register_bare(f"{addon.name}.tests", addon / "tests")
