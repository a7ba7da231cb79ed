"""Service clocks in plain Python: no odoo, no I/O, no clock; ``now`` is always an argument."""
