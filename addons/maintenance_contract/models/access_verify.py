"""Verification of all access logs of a database, for the command line."""

import os
import sys

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry


def verify(database, anchor=None):
    """Print one line a hospital; returns whether all logs hold.

    ``anchor``: "COMPANY_ID:NUMBER:DIGEST", default from the environment (SERVICE_ANCHOR).
    """
    hospital, kept = _anchor(anchor or os.environ.get("SERVICE_ANCHOR", ""))
    good = True
    with Registry(database).cursor(readonly=True) as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        for company in env["res.company"].search([]):
            outside = kept if company.id == hospital else None
            sentence, holds = env["service.access.entry"]._report(company, outside)
            sys.stdout.write(f"{sentence}\n")
            good = good and holds
    return good


def _anchor(text):
    if not text:
        return 0, None
    hospital, number, digest = text.split(":")
    return int(hospital), (int(number), digest)
