"""The one place where this add-on reads the clock."""

from datetime import datetime, timezone

from odoo import fields


def utc_now():
    """Now, aware UTC, from Odoo's clock (tests move it)."""
    return aware(fields.Datetime.now())


def precise_now():
    """Now, aware UTC, with its fraction of a second: what a phone's clock is compared with."""
    return datetime.now(timezone.utc)


def aware(naive):
    """Odoo's naive UTC as aware UTC; None and False give None."""
    return naive.replace(tzinfo=timezone.utc) if naive else None


def iso(moment: datetime):
    """ISO 8601 in UTC with milliseconds and Z, as all our JSON carries times."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
