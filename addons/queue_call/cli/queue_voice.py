"""``odoo queue_voice``: starts the renderer, which is a process without Odoo."""

import os
import sys
from pathlib import Path

from odoo.cli import Command


class QueueVoice(Command):
    """Render the clips that screens speak (``--help`` shows the options)."""

    name = "queue_voice"

    def run(self, args):
        renderer = Path(__file__).resolve().parent.parent / "voice"
        # Replaced, not forked: signals and the pid stay, Odoo's memory goes.
        os.execv(sys.executable, [sys.executable, str(renderer), *args])
