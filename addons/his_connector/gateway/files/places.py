"""Where files lie. All three places do the same five things; a file appears whole or not at all."""

import asyncio
import contextlib
import ftplib  # hospitals have it; TLS where the server can
import io
import os
import posixpath
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from .. import reach
from ..database.drivers import secret
from ..patience import within

SECONDS = 20
PART = ".part"


class PlaceError(Exception):
    """The place cannot be reached, or does not let us."""


@dataclass(frozen=True)
class Entry:
    """A file as listed."""

    name: str
    size: int
    modified: str


class Place(Protocol):
    """A folder. Every method raises PlaceError."""

    async def entries(self) -> list[Entry]:
        """The files in it."""

    async def read(self, name: str, limit: int) -> bytes:
        """The first ``limit`` + 1 bytes of a file."""

    async def move(self, name: str, folder: str) -> None:
        """Into a folder below, whose file of this name it replaces."""

    async def write(self, name: str, body: bytes) -> None:
        """A file that appears whole."""

    async def close(self) -> None:
        """Leave."""


def open_place(settings: Mapping[str, Any]) -> Place:
    """The place of an interface's settings (way, folder, host, …)."""
    return {"folder": Folder, "ftp": Ftp, "sftp": Sftp}[str(settings.get("way"))](settings)


class Folder:
    """A folder of this machine, also a mounted share."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.folder = Path(str(settings["folder"]))

    async def entries(self) -> list[Entry]:
        return await self._do(self._entries)

    async def read(self, name: str, limit: int) -> bytes:
        return await self._do(self._read, name, limit)

    async def move(self, name: str, folder: str) -> None:
        await self._do(self._move, name, folder)

    async def write(self, name: str, body: bytes) -> None:
        await self._do(self._write, name, body)

    async def close(self) -> None:
        return None

    async def _do(self, work: Any, *args: Any) -> Any:
        try:
            return await within(asyncio.to_thread(work, *args), SECONDS)
        except (OSError, asyncio.TimeoutError) as error:
            raise PlaceError(_reason(error)) from error

    def _entries(self) -> list[Entry]:
        with os.scandir(self.folder) as found:
            return [
                Entry(one.name, one.stat().st_size, str(one.stat().st_mtime_ns))
                for one in found
                if one.is_file(follow_symlinks=False)
            ]

    def _read(self, name: str, limit: int) -> bytes:
        with (self.folder / name).open("rb") as file:
            return file.read(limit + 1)

    def _move(self, name: str, folder: str) -> None:
        (self.folder / folder).mkdir(exist_ok=True)
        (self.folder / name).replace(self.folder / folder / name)

    def _write(self, name: str, body: bytes) -> None:
        draft = self.folder / (name + PART)
        with draft.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / name)


class Ftp:
    """A folder of an FTP server; ``tls`` for FTPS. One connection, made again when it is lost."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.settings = settings
        self.folder = str(settings["folder"])
        self._ftp: ftplib.FTP | None = None
        self._lock = asyncio.Lock()

    async def entries(self) -> list[Entry]:
        return await self._do(self._entries)

    async def read(self, name: str, limit: int) -> bytes:
        return await self._do(self._read, name, limit)

    async def move(self, name: str, folder: str) -> None:
        await self._do(self._move, name, folder)

    async def write(self, name: str, body: bytes) -> None:
        await self._do(self._write, name, body)

    async def close(self) -> None:
        ftp, self._ftp = self._ftp, None
        if ftp:
            ftp.close()

    async def _do(self, work: Any, *args: Any) -> Any:
        async with self._lock:
            try:
                return await asyncio.to_thread(self._work, work, *args)
            except (OSError, EOFError, *ftplib.all_errors) as error:
                await self.close()
                raise PlaceError(_reason(error)) from error

    def _work(self, work: Any, *args: Any) -> Any:
        if self._ftp is None:
            self._ftp = self._connect()
        return work(self._ftp, *args)

    def _connect(self) -> ftplib.FTP:
        settings = self.settings
        encoding = str(settings.get("encoding") or "utf-8")
        kind = ftplib.FTP_TLS if settings.get("tls") else ftplib.FTP
        ftp = kind(timeout=SECONDS, encoding=encoding)  # type: ignore[call-arg]
        reach.ensure_now({"host": settings["host"]})
        ftp.connect(str(settings["host"]), int(settings.get("port") or 21))
        ftp.login(str(settings["user"]), secret(str(settings.get("password") or "")))
        if isinstance(ftp, ftplib.FTP_TLS):
            ftp.prot_p()
        ftp.voidcmd("TYPE I")
        ftp.cwd(self.folder)
        return ftp

    def _entries(self, ftp: ftplib.FTP) -> list[Entry]:
        try:
            facts = [(n, f) for n, f in ftp.mlsd() if f.get("type") == "file"]
            return [Entry(n, int(f.get("size", 0)), f.get("modify", "")) for n, f in facts]
        except ftplib.error_perm:  # a server without MLSD, such as vsftpd
            return self._entries_by_size(ftp)

    def _entries_by_size(self, ftp: ftplib.FTP) -> list[Entry]:
        found = []
        try:
            names = ftp.nlst()
        except ftplib.error_perm as error:
            if str(error).startswith("550"):  # an empty folder
                return []
            raise
        for name in names:
            with contextlib.suppress(ftplib.error_perm):  # a folder has no size
                ftp.voidcmd("TYPE I")
                found.append(Entry(posixpath.basename(name), ftp.size(name) or 0, ""))
        return found

    def _read(self, ftp: ftplib.FTP, name: str, limit: int) -> bytes:
        parts, size = [], 0
        with ftp.transfercmd(f"RETR {name}") as data:
            data.settimeout(SECONDS)
            while size <= limit and (part := data.recv(65536)):
                parts.append(part)
                size += len(part)
        if size > limit:
            raise PlaceError("too big")
        ftp.voidresp()
        return b"".join(parts)

    def _move(self, ftp: ftplib.FTP, name: str, folder: str) -> None:
        with contextlib.suppress(ftplib.error_perm):
            ftp.mkd(folder)
        target = f"{folder}/{name}"
        with contextlib.suppress(ftplib.error_perm):
            ftp.delete(target)
        ftp.rename(name, target)

    def _write(self, ftp: ftplib.FTP, name: str, body: bytes) -> None:
        ftp.storbinary(f"STOR {name + PART}", io.BytesIO(body))
        with contextlib.suppress(ftplib.error_perm):
            ftp.delete(name)
        ftp.rename(name + PART, name)


class Sftp:
    """A folder of an SFTP server whose key is known: a stranger in between gets nothing."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.settings = settings
        self.folder = str(settings["folder"])
        self._connection: Any = None
        self._client: Any = None

    async def entries(self) -> list[Entry]:
        client = await self._open()
        found = await self._do(client.readdir(self.folder))
        return [
            Entry(one.filename, one.attrs.size or 0, str(one.attrs.mtime))
            for one in found
            if stat.S_ISREG(one.attrs.permissions or 0)
        ]

    async def read(self, name: str, limit: int) -> bytes:
        client = await self._open()

        async def work() -> bytes:
            async with client.open(self._path(name), "rb") as file:
                return bytes(await file.read(limit + 1))

        return await self._do(work())

    async def move(self, name: str, folder: str) -> None:
        client = await self._open()

        async def work() -> None:
            await client.makedirs(self._path(folder), exist_ok=True)
            await client.posix_rename(self._path(name), self._path(f"{folder}/{name}"))

        await self._do(work())

    async def write(self, name: str, body: bytes) -> None:
        client = await self._open()

        async def work() -> None:
            async with client.open(self._path(name + PART), "wb") as file:
                await file.write(body)
            await client.posix_rename(self._path(name + PART), self._path(name))

        await self._do(work())

    async def close(self) -> None:
        connection, self._connection, self._client = self._connection, None, None
        if connection:
            connection.close()

    def _path(self, name: str) -> str:
        return posixpath.join(self.folder, name)

    async def _open(self) -> Any:
        if self._client is None:
            try:
                import asyncssh
            except ImportError as error:
                raise PlaceError("Python package asyncssh is not installed") from error
            settings = self.settings
            key = asyncssh.import_public_key(str(settings["host_key"]))
            await self._do(reach.ensure(str(settings["host"])))
            self._connection = await self._do(
                asyncssh.connect(
                    str(settings["host"]), int(settings.get("port") or 22),
                    username=str(settings["user"]), known_hosts=([key], [], []),
                    password=secret(str(settings.get("password") or "")) or None,
                    client_keys=[settings["key_file"]] if settings.get("key_file") else None,
                    connect_timeout=SECONDS, config=None, agent_path=None,
                )
            )  # fmt: skip
            self._client = await self._do(self._connection.start_sftp_client())
        return self._client

    async def _do(self, work: Any) -> Any:
        import asyncssh

        try:
            return await within(work, SECONDS)
        except (asyncssh.Error, OSError, asyncio.TimeoutError) as error:
            await self.close()
            raise PlaceError(_reason(error)) from error


def _reason(error: BaseException) -> str:
    return (str(error).strip().split("\n")[0] or type(error).__name__)[:200]
