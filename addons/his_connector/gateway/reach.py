"""The list of addresses that may be called, asked before each line is opened.

A name is resolved here and must lead inside with all its addresses. The list comes with the
configuration; while none is set, everything may be called.
"""

import asyncio
import socket
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from ..core.reach import Network, hosts, outside


class OutOfReach(OSError):
    """The address is not one that this system may call."""


class _List:
    """What may be called: one for the process, as the database has it."""

    networks: Sequence[Network] = ()


def allow(networks: Sequence[Network]) -> None:
    """From now on only these may be called; an empty list allows all."""
    _List.networks = tuple(networks)


async def ensure(host: str) -> None:
    """Return when ``host`` may be called. Raises OutOfReach, and OSError when nobody knows it."""
    if not _List.networks:
        return
    found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    _judge(host, [str(one[4][0]) for one in found])


async def ensure_url(url: str) -> None:
    """The same for the machine of an address."""
    await ensure(urlsplit(url).hostname or "")


async def ensure_settings(settings: Mapping[str, Any]) -> None:
    """The same for every machine that settings name."""
    for host in hosts(settings):
        await ensure(host)


def ensure_now(settings: Mapping[str, Any]) -> None:
    """The same for a program without a loop of its own."""
    for host in hosts(settings) if _List.networks else ():
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        _judge(host, [str(one[4][0]) for one in found])


def _judge(host: str, addresses: list[str]) -> None:
    if outside(addresses, _List.networks):
        raise OutOfReach(f"{host} is not among the addresses that may be called")
