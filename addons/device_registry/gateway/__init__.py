"""device_gateway: keypads and signs on serial lines, on a small PC without Odoo. See README.md."""
