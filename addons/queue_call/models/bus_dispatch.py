"""The bus listens again one second after a database error, and wakes every socket then.

Odoo's dispatcher sleeps 50 s after any error, e.g. a restart of PostgreSQL, while all sockets stay
open and silent. It has no seam for this, so its ``run`` is replaced; its ``loop`` is Odoo's own.
"""

import logging
import threading
import time

from odoo.addons.bus.models.bus import ImDispatch, stop_event

_logger = logging.getLogger(__name__)

RETRY_S = 1.0
SETTLE_S = 0.3  # after this time the new loop listens, so that nothing falls between


def run(self):
    """Dispatch until the server stops, whatever happens to the database."""
    while not stop_event.is_set():
        try:
            self.loop()
        except Exception as error:  # noqa: BLE001 - any failure must end in another attempt
            if stop_event.is_set():
                return
            _logger.info("Bus: listening again in %s s after: %s", RETRY_S, error)
            time.sleep(RETRY_S)
            _wake_later(self)


def _wake_later(dispatch):
    timer = threading.Timer(SETTLE_S, _wake, (dispatch,))
    timer.daemon = True
    timer.start()


def _wake(dispatch):
    """Let every socket look for what it missed."""
    sockets = set().union(*list(dispatch._channels_to_ws.values()))
    for socket in sockets:
        socket.trigger_notification_dispatching()


ImDispatch.run = run
