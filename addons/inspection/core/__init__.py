"""Inspections in plain Python: no odoo, no I/O, no clock; ``now`` and ``today`` are arguments."""
