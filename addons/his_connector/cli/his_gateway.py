"""``odoo his_gateway``: starts the gateway, which is a process without Odoo."""

import os
import sys
from pathlib import Path

from odoo.cli import Command


class HisGateway(Command):
    """Receive HL7 v2 over MLLP into the inbox (``--help`` shows the options)."""

    name = "his_gateway"

    def run(self, args):
        gateway = Path(__file__).resolve().parent.parent / "gateway"
        # Replaced, not forked: signals and the pid stay, Odoo's memory goes.
        os.execv(sys.executable, [sys.executable, str(gateway), *args])
