"""The process that owns the sockets: stores what the HIS sends, then answers. No Odoo in it."""
