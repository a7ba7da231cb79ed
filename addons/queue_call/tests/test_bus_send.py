import psycopg2
from odoo import sql_db
from odoo.addons.queue_call.models.bus_send import Caller
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestBusSend(TransactionCase):
    """The kept connection hears of a lost server only when it is used."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        _database, info = sql_db.connection_info_for("postgres")
        cls.listener = psycopg2.connect(**info)
        cls.addClassCleanup(cls.listener.close)
        cls.listener.autocommit = True
        cls.listener.cursor().execute("LISTEN imbus")

    def heard(self):
        self.listener.cursor().execute("SELECT 1")
        self.listener.poll()
        found = [note.payload for note in self.listener.notifies]
        self.listener.notifies.clear()
        return found

    def test_a_payload_is_told_and_the_connection_is_kept(self):
        caller = Caller()
        caller.notify(['["test","one"]'])
        kept = caller.connection
        caller.notify(['["test","two"]'])
        self.assertIs(caller.connection, kept)
        self.assertIn('["test","one"]', self.heard() + self.heard())
        kept.close()

    def test_a_lost_connection_is_made_again(self):
        caller = Caller()
        caller.notify(['["test","three"]'])
        self.listener.cursor().execute(
            "SELECT pg_terminate_backend(%s)", (caller.connection.info.backend_pid,)
        )
        caller.notify(['["test","four"]'])
        self.assertIn('["test","four"]', self.heard() + self.heard())
        caller.connection.close()

    def test_messages_of_a_transaction_are_rows_with_their_time(self):
        bus = self.env["bus.bus"].sudo()
        last = bus._bus_last_id()
        bus._sendone("queue-test", "first", {"n": 1})
        bus._sendone("queue-test", "second", {"n": 2})
        self.env.cr.precommit.run()
        rows = bus.search([("id", ">", last), ("channel", "like", "queue-test")], order="id")
        self.assertEqual([row.message.count("first") for row in rows], [1, 0])
        self.assertTrue(all(row.create_date for row in rows))
