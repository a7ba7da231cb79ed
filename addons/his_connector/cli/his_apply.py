"""``odoo his_apply``: applies the HIS messages of a database to the queue."""

import logging

from odoo.cli import Command
from odoo.tools import config


class HisApply(Command):
    """Apply the messages of the inbox (options as of ``odoo``: -c FILE -d DATABASE)."""

    name = "his_apply"

    def run(self, args):
        config.parse_config(args, setup_logging=True)
        names = config["db_name"]
        if not names:
            self.parser.error("which database? give -d NAME")
        # Only now: importing the add-on needs Odoo to be set up.
        from odoo.addons.his_connector.core.masking import guard
        from odoo.addons.his_connector.worker.apply_loop import ApplyLoop

        guard(logging.getLogger().handlers)
        logging.getLogger(__name__).info("his_apply on %s", names[0])
        ApplyLoop(names[0]).run()
