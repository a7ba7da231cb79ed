"""The renderer: makes the clips that screens speak, in a process of its own, without Odoo."""
