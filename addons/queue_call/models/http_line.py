"""The line before the HTTP workers: long enough for a hospital, and without those who have left.

Odoo's workers share a socket with room for 8 connections per worker. When 656 pages come back at
once, the rest is dropped by the kernel and sent again after ever longer pauses; a worker that takes
such a connection waits two seconds for words that come later, and serves nobody. And a page that
has given a question up leaves it in the line: answering it would keep a full server full, for
pages that ask anew. Odoo has no seam for either.
"""

import socket

import odoo.service.server as odoo_server
from odoo.service.server import PreforkServer, WorkerHTTP

ROOM = 1024
_CLOSE_WAIT = 8  # Linux, tcp_states.h: the other side has closed, we have not

_process = WorkerHTTP.process_request


def left(client):
    """Has the other side of this connection hung up already?

    A command that was given up is sent again under its request id; it was not begun here.
    """
    return client.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == _CLOSE_WAIT


def process_request(self, client, addr):
    if left(client):
        client.close()
    else:
        _process(self, client, addr)


def make_room(server):
    """Let more connections wait at the door of this server."""
    if isinstance(server, PreforkServer) and getattr(server, "socket", None):
        server.socket.listen(ROOM)


WorkerHTTP.process_request = process_request
make_room(odoo_server.server)
