"""Every two seconds the server tells its sockets how far their zone is, before they ask.

380 screens and 276 callers that ask over HTTP every two seconds cost more than all calls of a peak
hour. A beat is one query for all and a small frame for each; a page that hears none asks as before.
The same round closes sockets whose token was taken back or whose device has moved to another zone,
and flags calls that screens have not shown in time.
"""

import json
import logging
import threading
import time
from datetime import timedelta

from odoo import SUPERUSER_ID, api, modules
from odoo.addons.bus.models.bus import stop_event
from odoo.addons.bus.websocket import CloseCode, ConnectionState
from odoo.modules.registry import Registry

from .build import page_build
from .bus_feed import feeds, note, tell
from .clock import iso, now_ms

_logger = logging.getLogger(__name__)

PERIOD_S = 2.0
SPREAD_S = 1.5  # the sockets are told over so long, so that calls are not kept waiting
GROUP = 20


class Beat(threading.Thread):
    """Tells the sockets of this process. Started by the first one."""

    def __init__(self):
        super().__init__(daemon=True, name=f"{__name__}.Beat")
        self.lock, self.looked = threading.Lock(), {}

    def join_in(self, socket, zone_id, token_hash=None):
        """Tell this socket the sequence of a zone from now on."""
        socket._queue_zone, socket._queue_token = zone_id, token_hash
        feeds.sockets[id(socket)] = socket
        with self.lock:
            # In a test of pages the only connection is the test's own: nothing runs beside it.
            quiet = stop_event.is_set() or modules.module.current_test
            if not quiet and not self.is_alive():
                self.start()

    def run(self):
        """Beat until the server stops, whatever happens to the database."""
        while not stop_event.wait(PERIOD_S - SPREAD_S):
            sockets = [one for one in list(feeds.sockets.values()) if self._lives(one)]
            begun = time.monotonic()
            for db in {one._db for one in sockets}:
                self._database(db, [one for one in sockets if one._db == db])
            time.sleep(max(0, SPREAD_S - (time.monotonic() - begun)))

    def _lives(self, socket):
        if socket.state is ConnectionState.CLOSED:
            feeds.leave(socket)
            return False
        return hasattr(socket, "_queue_zone")

    def _database(self, db, sockets):
        try:
            with Registry(db).cursor() as cr:
                notes, devices = self._read(cr, sockets)
                self._flag_late(db, cr)
        except Exception as error:  # noqa: BLE001 - a database that restarts is no end
            _logger.info("No beat of %s: %s", db, error)
            return
        groups = [sockets[first : first + GROUP] for first in range(0, len(sockets), GROUP)]
        for group in groups:
            for socket in group:
                self._one(socket, notes, devices)
            time.sleep(SPREAD_S / len(groups))

    def _read(self, cr, sockets):
        """Return ({zone: note}, {token hash: zone}) as of now."""
        zones = list({one._queue_zone for one in sockets})
        cr.execute("SELECT zone_id, seq FROM queue_zone_counter WHERE zone_id = ANY(%s)", (zones,))
        seqs = dict(cr.fetchall())
        tokens = [one._queue_token for one in sockets if one._queue_token]
        cr.execute(
            "SELECT device_token_hash, queue_zone_id FROM maintenance_equipment"
            " WHERE device_token_hash = ANY(%s) AND active",
            (tokens,),
        )
        now, build = iso(now_ms()), page_build()
        return {zone: _note(zone, seqs.get(zone, 0), build, now) for zone in zones}, dict(
            cr.fetchall()
        )

    def _one(self, socket, notes, devices):
        token = socket._queue_token
        if token and devices.get(token) != socket._queue_zone:
            socket.close(CloseCode.RESTART)  # the page connects anew, or learns that it may not
        else:
            tell(socket, notes[socket._queue_zone])

    def _flag_late(self, db, cr):
        now = now_ms()
        since = self.looked.get(db, now - timedelta(seconds=PERIOD_S))
        env = api.Environment(cr, SUPERUSER_ID, {})
        env = env(context={"lang": env.company.partner_id.lang})
        env["queue.call"]._flag_late(since, now)
        self.looked[db] = now


def _note(zone, seq, build, now):
    payload = {"zone": zone, "seq": seq, "build": build, "now": now}
    return note(0, json.dumps({"type": "queue_call/beat", "payload": payload}))


beat = Beat()
