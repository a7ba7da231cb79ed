"""``odoo service_verify``: finds any altered, removed or cut-off entry of the access logs."""

import sys

from odoo.cli import Command
from odoo.tools import config


class ServiceVerify(Command):
    """Verify the access logs of a database (options as of ``odoo``: -c FILE -d DATABASE).

    Environment SERVICE_ANCHOR="COMPANY_ID:NUMBER:DIGEST" compares with what a hospital kept.
    Exit code 1 when a log does not hold.
    """

    name = "service_verify"

    def run(self, args):
        config.parse_config(args, setup_logging=True)
        names = config["db_name"]
        if not names:
            self.parser.error("which database? give -d NAME")
        # Only now: importing the add-on needs Odoo to be set up.
        from ..models.access_verify import verify

        sys.exit(0 if verify(names[0]) else 1)
