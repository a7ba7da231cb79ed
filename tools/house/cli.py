"""The verbs of make."""

import importlib
import signal
import sys

from house.paths import ROOT
from house.report import Stop, fail, say

VERBS = {
    "run": ("house.run", "run"),
    "down": ("house.run", "down"),
    "status": ("house.run", "status"),
    "shell": ("house.run", "shell"),
    "update": ("house.run", "update"),
    "clean": ("house.run", "clean"),
    "voice": ("house.voice", "fetch"),
    "setup": ("house.setup", "setup"),
    "test": ("house.tests", "test"),
    "unit": ("house.tests", "unit"),
    "tour": ("house.tests", "tour"),
    "lint": ("house.lint", "lint"),
    "fmt": ("house.lint", "fmt"),
    "check": ("house.lint", "check"),
    "pot": ("house.translations", "export"),
    "bench": ("house.bench", "bench"),
    "chaos": ("house.chaos", "chaos"),
}


def main(arguments):
    """Exit code. One verb; the rest of the arguments goes to it."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if not arguments or arguments[0] not in VERBS:
        return usage()
    module, function = VERBS[arguments[0]]
    try:
        result = getattr(importlib.import_module(module), function)(*arguments[1:])
    except Stop as error:
        fail(error)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted. Run the same command again; what was finished is kept.")
        return 130
    return int(result or 0)


def usage():
    say("Jiaohao 叫号. The verbs:\n")
    for line in (ROOT / "Makefile").read_text(encoding="utf-8").splitlines():
        name, mark, text = line.partition(": ## ")
        if mark:
            say(f"  make {name:7} {text}")
    return 0
