from odoo import api, models
from odoo.sql_db import Cursor
from psycopg2.extensions import ISOLATION_LEVEL_READ_COMMITTED


class QueueLock(models.AbstractModel):
    """How a queue request runs: READ COMMITTED, rows locked in one fixed order.

    Order of locks: session, lines (by id), entries (by id), number counters (by id), and only
    while committing the zones' event counters (by id). Who keeps to it can wait for another
    transaction but never in a ring.
    """

    _name = "queue.lock"
    _description = "Transactions of the queue"

    @api.model
    def _read_committed(self):
        """Begin the current transaction anew under READ COMMITTED; what was read is forgotten.

        To be called before anything was written. Does nothing on a read-only or test cursor, nor
        when the transaction is READ COMMITTED already. The pool resets the level by itself.
        """
        cr = self.env.cr
        if not isinstance(cr, Cursor) or cr.readonly:
            return
        if cr.connection.isolation_level == ISOLATION_LEVEL_READ_COMMITTED:
            return
        cr.rollback()
        cr.connection.set_isolation_level(ISOLATION_LEVEL_READ_COMMITTED)
