"""A message leaves without an ORM record and without a connection of its own.

Odoo creates ``bus.bus`` records and then opens a new connection to the database ``postgres`` for
each transaction that sends, because its pool keeps none to that database: together some 9 ms of
each call. Here the rows are inserted at once and the connection for the NOTIFY is kept.
"""

import os
import threading

import psycopg2
from odoo import fields, models, sql_db
from odoo.addons.bus.models.bus import ODOO_NOTIFY_FUNCTION, get_notify_payloads
from odoo.tools import OrderedSet

_ROWS = "bus.bus.values"
_CHANNELS = "bus.bus.channels"


class Caller:
    """The kept connection of one process; safe for several threads."""

    def __init__(self):
        self.lock = threading.Lock()
        self.pid = self.connection = None

    def notify(self, payloads):
        """Tell all Odoo processes of the cluster that there is something on these channels."""
        with self.lock:
            try:
                self._send(payloads)
            except psycopg2.Error:  # the server was restarted: once more, afresh
                self.connection = None
                self._send(payloads)

    def _send(self, payloads):
        if self.connection is None or self.connection.closed or self.pid != os.getpid():
            self._connect()
        with self.connection.cursor() as cr:
            for payload in payloads:
                cr.execute(f"SELECT {ODOO_NOTIFY_FUNCTION}('imbus', %s)", (payload,))

    def _connect(self):
        """Connect; what a parent process had open is its own and not touched."""
        _database, info = sql_db.connection_info_for("postgres")
        self.connection = psycopg2.connect(**info)
        self.connection.autocommit = True
        self.pid = os.getpid()


_caller = Caller()


class BusBus(models.Model):
    _inherit = "bus.bus"

    def _ensure_hooks(self):
        cr = self.env.cr
        if _ROWS not in cr.precommit.data:
            cr.precommit.data[_ROWS] = []
            cr.precommit.add(self._insert_collected)
        if _CHANNELS not in cr.postcommit.data:
            cr.postcommit.data[_CHANNELS] = OrderedSet()
            cr.postcommit.add(self._notify_collected)

    def _insert_collected(self):
        rows, now, user = self.env.cr.precommit.data.pop(_ROWS), fields.Datetime.now(), self.env.uid
        self.env.cr.execute_values(
            "INSERT INTO bus_bus (channel, message, create_uid, create_date, write_uid, write_date)"
            " VALUES %s",
            [(row["channel"], row["message"], user, now, user, now) for row in rows],
        )

    def _notify_collected(self):
        channels = self.env.cr.postcommit.data.pop(_CHANNELS)
        _caller.notify(get_notify_payloads(list(channels)))
