"""A simulated HIS for demonstrations and tests: no real hospital, no real patient, no Odoo."""
