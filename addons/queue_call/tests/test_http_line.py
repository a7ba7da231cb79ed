import socket
import time

from odoo.service.server import PreforkServer, WorkerHTTP
from odoo.tests import BaseCase, tagged

from ..models import http_line


@tagged("post_install", "-at_install")
class TestHttpLine(BaseCase):
    """Who has hung up is not served; who waits is. Real connections."""

    def setUp(self):
        super().setUp()
        self.door = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(self.door.close)

    def caller(self):
        client = socket.create_connection(self.door.getsockname())
        client.sendall(b"GET / HTTP/1.1\r\n\r\n")
        served, _address = self.door.accept()
        self.addCleanup(client.close)
        self.addCleanup(served.close)
        return client, served

    def test_a_page_that_waits_has_not_left(self):
        _client, served = self.caller()
        self.assertFalse(http_line.left(served))

    def test_a_page_that_gave_up_has_left_though_its_words_are_there(self):
        client, served = self.caller()
        client.close()
        end = time.monotonic() + 5
        while not http_line.left(served) and time.monotonic() < end:
            time.sleep(0.01)
        self.assertTrue(http_line.left(served))
        self.assertEqual(served.recv(3), b"GET")

    def test_the_workers_ask_before_they_serve(self):
        self.assertIs(WorkerHTTP.process_request, http_line.process_request)

    def test_there_is_room_for_a_hospital_at_the_door(self):
        server = PreforkServer.__new__(PreforkServer)
        server.socket = self.door
        self.door.listen(1)
        http_line.make_room(server)
        callers = [socket.create_connection(self.door.getsockname(), 1) for _ in range(200)]
        for one in callers:
            one.close()
