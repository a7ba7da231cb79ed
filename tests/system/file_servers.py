"""File servers of others: vsftpd from Debian, pyftpdlib, asyncssh."""

import asyncio
import contextlib
import logging
import subprocess
import threading
import time

import asyncssh
from foreign import free_port

from house import peers


@contextlib.contextmanager
def sftp(folder):
    """The server of asyncssh; settings to reach it."""
    home, key = folder / "files", folder / "key"
    home.mkdir()
    host, mine = (asyncssh.generate_private_key("ssh-ed25519") for _ in range(2))
    key.write_bytes(mine.export_private_key())
    key.chmod(0o600)
    (folder / "authorized").write_bytes(mine.export_public_key())

    async def listen():
        return await asyncssh.listen(
            "127.0.0.1", 0, server_host_keys=[host], sftp_factory=True, allow_scp=False,
            authorized_client_keys=str(folder / "authorized"),
        )  # fmt: skip

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    listener = asyncio.run_coroutine_threadsafe(listen(), loop).result(20)
    try:
        yield home, {
            "way": "sftp", "host": "127.0.0.1", "port": listener.get_port(), "user": "queue",
            "folder": str(home), "key_file": str(key),
            "host_key": host.export_public_key().decode(),
        }  # fmt: skip
    finally:
        loop.call_soon_threadsafe(listener.close)
        time.sleep(0.2)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


@contextlib.contextmanager
def ftp(folder, certificate=None):
    """pyftpdlib, which knows MLSD; settings to reach it. With a certificate: TLS only."""
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
    from pyftpdlib.servers import FTPServer

    home = folder / "files"
    home.mkdir()
    authorizer = DummyAuthorizer()
    authorizer.add_user("queue", "q1", str(home), perm="elradfmwMT")
    handler = type("Handler", (FTPHandler,), {"authorizer": authorizer})
    if certificate:
        more = {"certfile": str(certificate), "tls_control_required": True,
                "tls_data_required": True}  # fmt: skip
        handler = type("Handler", (TLS_FTPHandler,), {"authorizer": authorizer} | more)
    logging.getLogger("pyftpdlib").setLevel(logging.ERROR)
    server = FTPServer(("127.0.0.1", 0), handler)
    stop = threading.Event()

    def serve():
        while not stop.is_set():
            server.serve_forever(timeout=0.05, blocking=False, handle_exit=False)
        server.close_all()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield home, {"way": "ftp", "host": "127.0.0.1", "port": server.address[1],
                     "user": "queue", "password": "q1", "folder": "/"}  # fmt: skip
    finally:
        stop.set()
        thread.join(10)


@contextlib.contextmanager
def vsftpd(folder):
    """vsftpd without MLSD, for anonymous writers: it needs root to start."""
    root, port = peers.get(), free_port()
    top = folder / "ftp"
    home = top / "files"
    home.mkdir(parents=True)
    top.chmod(0o555)
    home.chmod(0o777)
    (folder / "config").write_text(
        f"listen=YES\nlisten_address=127.0.0.1\nlisten_port={port}\nbackground=NO\n"
        f"anonymous_enable=YES\nlocal_enable=NO\nwrite_enable=YES\nanon_upload_enable=YES\n"
        f"anon_mkdir_write_enable=YES\nanon_other_write_enable=YES\nanon_root={top}\n"
        "anon_world_readable_only=NO\nanon_umask=000\nftp_username=bin\nnopriv_user=nobody\n"
        f"secure_chroot_dir={folder}\nseccomp_sandbox=NO\npasv_address=127.0.0.1\n"
        "isolate_network=NO\nisolate=NO\n"
    )
    for parent in folder.parents[:3]:
        parent.chmod(parent.stat().st_mode | 0o011)
    folder.chmod(0o755)
    process = subprocess.Popen(
        [peers.program(root, "vsftpd"), folder / "config"], env=peers.environment(root),
        stderr=(folder / "log").open("wb"), stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(port, folder / "log")
        yield home, {"way": "ftp", "host": "127.0.0.1", "port": port, "user": "anonymous",
                     "password": "a", "folder": "/files"}  # fmt: skip
    finally:
        process.terminate()
        process.wait(20)


def _wait(port, log):
    import socket

    for _attempt in range(100):
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.1)
    raise RuntimeError(log.read_text(errors="replace"))
