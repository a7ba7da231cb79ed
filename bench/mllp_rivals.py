"""What a hospital's programmer writes in an afternoon: python-hl7, one commit for each message."""

import asyncio
import contextlib
import sys
from pathlib import Path

import procs

TABLE = """
CREATE TABLE IF NOT EXISTS bench_hl7 (id bigserial PRIMARY KEY, control varchar UNIQUE, body text)
"""


def python_hl7(port):
    """Serve ``port``: parse, insert, commit, acknowledge. Durable, as ours is."""
    asyncio.run(_listen(port))


async def _listen(port):
    here = Path(__file__).parent  # whose hl7.py is not the package meant
    sys.path[:] = [path for path in sys.path if Path(path).resolve() != here]
    sys.modules.pop("hl7", None)
    from hl7.mllp import start_hl7_server

    procs.execute(TABLE)
    connection = procs.connect(autocommit=True)

    def keep(message):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO bench_hl7 (control, body) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                [str(message["MSH.F10"]), str(message)],
            )

    async def serve(reader, writer):
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while not writer.is_closing():
                message = await reader.readmessage()
                keep(message)
                writer.writemessage(message.create_ack())
                await writer.drain()

    server = await start_hl7_server(serve, host="127.0.0.1", port=port, encoding="utf-8")
    async with server:
        await server.serve_forever()
