"""Puts files on an FTP, FTPS or SFTP server; each appears whole and is read back.

A certificate or host key that is not the one given ends the attempt: a stranger in between gets
neither password nor package.
"""

import contextlib
import ftplib  # hospitals have it; FTPS where the server can
import hashlib
import io
import os
import posixpath
import re
import ssl

SECONDS = 30
PART = ".part"
_ENV = re.compile(r"^\$\{ENV:([A-Z][A-Z0-9_]*)\}$")


class PublishError(Exception):
    """The server cannot be reached, does not let us, or holds something else than was sent."""


def put(settings, files):
    """Write ``files`` ({name: bytes}) to the server of ``settings`` and read each back.

    ``settings``: way (ftp, ftps, sftp), host, port, user, password (or ``${ENV:NAME}``), folder,
    certificate (PEM, FTPS with an own authority), host_key and key_file (SFTP). Raises
    PublishError.
    """
    try:
        back = (_sftp if settings["way"] == "sftp" else _ftp)(settings, files)
    except (OSError, EOFError, *ftplib.all_errors) as error:
        raise PublishError(_reason(error)) from error
    for name, data in files.items():
        if back.get(name) != hashlib.sha256(data).hexdigest():
            raise PublishError(f"{name}: what lies on the server is not what was sent")


def secret(given):
    """Return a password, read from the environment when it says so. Raises PublishError."""
    found = _ENV.match(given or "")
    if not found:
        return given or ""
    if found[1] not in os.environ:
        raise PublishError(f"the environment variable {found[1]} is not set")
    return os.environ[found[1]]


def _ftp(settings, files):
    with contextlib.closing(_connect(settings)) as ftp:
        back = {}
        for name, data in files.items():
            ftp.storbinary(f"STOR {name + PART}", io.BytesIO(data))
            with contextlib.suppress(ftplib.error_perm):  # most servers do not rename over a file
                ftp.delete(name)
            ftp.rename(name + PART, name)
            digest = hashlib.sha256()
            ftp.retrbinary(f"RETR {name}", digest.update)
            back[name] = digest.hexdigest()
        return back


def _connect(settings):
    if settings["way"] == "ftps":
        context = ssl.create_default_context(cadata=settings.get("certificate") or None)
        ftp = ftplib.FTP_TLS(timeout=SECONDS, encoding="utf-8", context=context)
    else:
        ftp = ftplib.FTP(timeout=SECONDS, encoding="utf-8")
    try:
        ftp.connect(settings["host"], int(settings.get("port") or 21))
        ftp.login(settings.get("user") or "", secret(settings.get("password")))
        if settings["way"] == "ftps":
            ftp.prot_p()
        ftp.cwd(settings.get("folder") or "/")
    except BaseException:
        ftp.close()
        raise
    return ftp


def _sftp(settings, files):
    try:
        import asyncssh
    except ImportError as error:
        raise PublishError("Python package asyncssh is not installed") from error
    import asyncio

    async def work():
        key = asyncssh.import_public_key(settings.get("host_key") or "")
        connection = asyncssh.connect(
            settings["host"], int(settings.get("port") or 22),
            username=settings.get("user") or "", known_hosts=([key], [], []),
            password=secret(settings.get("password")) or None,
            client_keys=[settings["key_file"]] if settings.get("key_file") else None,
            connect_timeout=SECONDS, config=None, agent_path=None,
        )  # fmt: skip
        async with connection as link, link.start_sftp_client() as client:
            return {
                name: await _carry(client, settings.get("folder") or ".", name, data)
                for name, data in files.items()
            }

    try:
        return asyncio.run(asyncio.wait_for(work(), SECONDS * 10))
    except (asyncssh.Error, asyncssh.KeyImportError, asyncio.TimeoutError) as error:
        raise PublishError(_reason(error)) from error


async def _carry(client, folder, name, data):
    path = posixpath.join(folder, name)
    async with client.open(path + PART, "wb") as file:
        await file.write(data)
    await client.posix_rename(path + PART, path)
    async with client.open(path, "rb") as file:
        return hashlib.sha256(await file.read()).hexdigest()


def _reason(error):
    return (str(error).strip().split("\n")[0] or type(error).__name__)[:200]
