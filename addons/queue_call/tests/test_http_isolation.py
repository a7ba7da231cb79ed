from odoo import api
from odoo.addons.queue_call.models.ir_http import _QUEUE_PATHS
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, get_db_name, tagged


@tagged("post_install", "-at_install")
class TestIsolation(TransactionCase):
    def test_queue_requests_are_recognised_by_their_path(self):
        mine = (
            "/queue/caller/do",
            "/queue/kiosk/take",
            "/web/dataset/call_button/queue.entry/action_check_in",
            "/web/dataset/call_kw/queue.desk.register/web_save",
        )
        others = (
            "/web/dataset/call_kw/queue.entry/web_read_group",
            "/web/dataset/call_kw/res.partner/write",
            "/website/queue/x",
        )
        self.assertTrue(all(_QUEUE_PATHS.match(path) for path in mine))
        self.assertFalse(any(_QUEUE_PATHS.match(path) for path in others))

    def test_the_transaction_is_read_committed_and_the_next_one_is_not(self):
        connection = db_connect(get_db_name())
        with connection.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            self.assertEqual(self.level(cr), "repeatable read")
            env["queue.lock"]._read_committed()
            self.assertEqual(self.level(cr), "read committed")
        with connection.cursor() as cr:
            self.assertEqual(self.level(cr), "repeatable read")

    def level(self, cr):
        cr.execute("SHOW transaction_isolation")
        return cr.fetchone()[0]
