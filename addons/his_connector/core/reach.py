"""Which addresses this system may call: a list of networks, kept by whoever runs the server.

A setting of an interface says where to call; people of the hospital write it. What it may name is
bounded here, so that nobody makes the gateway ask other machines of the hospital for him.

>>> outside(["10.1.2.3"], networks("10.0.0.0/8, 192.168.1.7"))
[]
>>> outside(["169.254.169.254", "10.1.2.3"], networks("10.0.0.0/8"))
['169.254.169.254']
"""

import ipaddress
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

PARAMETER = "his_connector.reachable"
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_URLS = ("url", "wsdl")


def networks(text: str) -> list[Network]:
    """The networks of the parameter, apart by commas or blanks. Raises ValueError naming one."""
    return [ipaddress.ip_network(word, strict=False) for word in re.split(r"[\s,;]+", text) if word]


def outside(addresses: Iterable[str], allowed: Sequence[Network]) -> list[str]:
    """Those of the addresses that may not be called; without any network all may be."""
    return [one for one in addresses if allowed and not _within(one, allowed)]


def hosts(settings: Mapping[str, Any]) -> list[str]:
    """The machines that an interface's settings call, ``out`` included, each once."""
    found = [str(settings["host"])] if settings.get("host") else []
    found += [urlsplit(str(settings[name])).hostname or "" for name in _URLS if settings.get(name)]
    out = settings.get("out")
    if isinstance(out, Mapping):
        found += hosts({key: value for key, value in out.items() if key != "out"})
    return [one for one in dict.fromkeys(found) if one]


def _within(text: str, allowed: Sequence[Network]) -> bool:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None) or address
    return any(mapped in network for network in allowed if network.version == mapped.version)
