"""A slip printer in the network: TCP port 9100. No transaction is open while it is talked to.

Printers behind a serial line or USB come with the device gateway; they take the same bytes.
"""

import logging
import socket

from ..core import escpos

_logger = logging.getLogger(__name__)
CONNECT_S, STATUS_S, SEND_S = 1.5, 0.4, 3.0


def print_slip(host, port, data):
    """Send bytes to a printer; return "printed", or why not.

    ``paper_out`` and ``printer_trouble`` are the printer's own words, heard before anything is
    sent; ``printer_away``: it does not answer. One that never tells its status is believed.
    """
    try:
        with socket.create_connection((host, port), timeout=CONNECT_S) as printer:
            state = escpos.status(_ask(printer))
            if state in ("paper_out", "printer_trouble"):
                return state
            printer.settimeout(SEND_S)
            printer.sendall(data)
            printer.shutdown(socket.SHUT_WR)
    except OSError as error:
        _logger.info("slip printer %s:%s does not answer: %s", host, port, error)
        return "printer_away"
    return "printed"


def _ask(printer):
    """Return the printer's status answers, as many as come in time."""
    printer.settimeout(STATUS_S)
    answers = b""
    for query in escpos.STATUS_QUERIES:
        printer.sendall(query)
        try:
            answers += printer.recv(1)
        except TimeoutError:
            break
    return answers
