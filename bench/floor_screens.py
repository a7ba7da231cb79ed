"""The floor of a call on screens: row + pg_notify, a raw websocket server that LISTENs, clients.

The server is an asyncio program that knows nothing but zones: what arrives on LISTEN is broadcast
to the sockets of that zone.
"""

import asyncio
import json
import os

import procs
import psycopg
from websockets.asyncio.server import broadcast, serve

PADDING = "x" * 700


class Relay:
    """Zone -> sockets; runs in its own process."""

    def __init__(self):
        self.zones = {}

    async def accept(self, socket):
        zone = socket.request.path.strip("/")
        members = self.zones.setdefault(zone, set())
        members.add(socket)
        try:
            await socket.wait_closed()
        finally:
            members.discard(socket)

    async def listen(self):
        connection = await psycopg.AsyncConnection.connect(
            dbname=os.environ["PGDATABASE"], autocommit=True
        )
        await connection.execute("LISTEN bench_screens")
        async for notice in connection.notifies():
            zone = json.loads(notice.payload)["zone"]
            broadcast(self.zones.get(str(zone), ()), notice.payload)

    async def run(self, port):
        async with serve(self.accept, "127.0.0.1", port, compression=None):
            await self.listen()


def relay(port):
    """Entry point of the server process."""
    asyncio.run(Relay().run(port))


class Sender:
    """Writes a row and notifies, as one transaction."""

    def __init__(self):
        procs.execute(
            "CREATE SCHEMA IF NOT EXISTS bench_floor;"
            "CREATE TABLE IF NOT EXISTS bench_floor.sent (id bigserial PRIMARY KEY, body text)"
        )
        self.connection = procs.connect()

    def send(self, zone, mark):
        body = json.dumps({"zone": zone, "mark": mark, "row": PADDING})
        with self.connection, self.connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_floor.sent (body) VALUES (%s)", (body,))
            cursor.execute("SELECT pg_notify('bench_screens', %s)", (body,))

    def close(self):
        self.connection.close()
        procs.execute("DROP SCHEMA IF EXISTS bench_floor CASCADE")
