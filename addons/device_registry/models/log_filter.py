"""Keeps the tokens in our pages' addresses out of the server's log."""

import logging

from ..core.token import masked


class TokensMasked(logging.Filter):
    """The access log names each address; a device's page carries its secret there."""

    def filter(self, record):
        record.msg = masked(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(map(masked, record.args))
        return True


# Who writes the addresses of requests: the threaded server and workers, the evented server.
for _name in ("werkzeug", "longpolling"):
    logging.getLogger(_name).addFilter(TokensMasked())
