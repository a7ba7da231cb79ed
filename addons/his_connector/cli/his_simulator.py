"""``odoo his_simulator``: starts the simulated HIS, which is a process without Odoo."""

import os
import sys
from pathlib import Path

from odoo.cli import Command


class HisSimulator(Command):
    """Play the HIS of the demo hospital over MLLP (``--help`` shows the options)."""

    name = "his_simulator"

    def run(self, args):
        simulator = Path(__file__).resolve().parent.parent / "simulator"
        # Replaced, not forked: signals and the pid stay, Odoo's memory goes.
        os.execv(sys.executable, [sys.executable, str(simulator), *args])
