"""python3 device_registry/gateway/start.py settings.json

Runs without Odoo: the package is entered by its folder, so that only ``gateway`` and ``core`` are
needed beside Python and pyserial.
"""

import importlib
import logging
import signal
import sys
import types
from pathlib import Path


def enter():
    """Make this add-on's folder importable without what it imports under Odoo; returns the app."""
    name, folder = "device_registry", Path(__file__).resolve().parents[1]
    if name not in sys.modules:
        package = types.ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package
    return importlib.import_module(f"{name}.gateway.app")


def main(arguments):
    """Run until the process is told to end."""
    if len(arguments) != 1:
        raise SystemExit("usage: start.py settings.json")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    app = enter()
    gateway = app.Gateway(app.load(arguments[0]))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_args: gateway.stop())
    gateway.run()


if __name__ == "__main__":
    main(sys.argv[1:])
