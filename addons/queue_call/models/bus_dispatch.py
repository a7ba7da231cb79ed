"""The bus hears all that was told: from before it listened, and one second after a database error.

Three faults of Odoo's dispatcher leave sockets open and silent, and it has no seam for them:

* it starts with the first socket, and what is told until PostgreSQL has taken its LISTEN is heard
  by nobody, so every socket looks once when it has;
* after any error, e.g. a restart of PostgreSQL, it sleeps 50 s: here one;
* the last socket that leaves a channel takes with it one that comes in the same moment, so coming
  and leaving are done one at a time.
"""

import logging
import selectors
import threading
import time

from odoo import sql_db
from odoo.addons.bus.models.bus import TIMEOUT, ImDispatch, hashable, stop_event
from odoo.addons.bus.tools import orjson

_logger = logging.getLogger(__name__)

RETRY_S = 1.0

_door = threading.RLock()
_subscribe = ImDispatch.subscribe
_unsubscribe = ImDispatch.unsubscribe


def subscribe(self, *args):
    with _door:
        _subscribe(self, *args)


def unsubscribe(self, *args):
    with _door:
        _unsubscribe(self, *args)


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


def loop(self):
    """Listen, let every socket look for what it missed, and wake those that are told something."""
    with sql_db.db_connect("postgres").cursor() as cr, selectors.DefaultSelector() as selector:
        cr.execute("LISTEN imbus")
        cr.commit()  # pylint: disable=invalid-commit
        connection = cr._cnx
        selector.register(connection, selectors.EVENT_READ)
        wake(self, list(self._channels_to_ws))
        while not stop_event.is_set():
            if selector.select(TIMEOUT):
                connection.poll()
                wake(self, _told(connection))


def _told(connection):
    """Return the channels of the notifications that have come."""
    channels = []
    while connection.notifies:
        channels.extend(orjson.loads(connection.notifies.pop().payload))
    return map(hashable, channels)


def wake(dispatch, channels):
    """Let the sockets of these channels look."""
    with _door:
        sockets = set().union(*(dispatch._channels_to_ws.get(one, ()) for one in channels))
    for socket in sockets:
        socket.trigger_notification_dispatching()


ImDispatch.subscribe = subscribe
ImDispatch.unsubscribe = unsubscribe
ImDispatch.run = run
ImDispatch.loop = loop
