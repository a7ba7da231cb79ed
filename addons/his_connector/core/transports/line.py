"""What every interface may say of its lines: who may call, TLS, how many at once, secrets."""

import ipaddress
from collections.abc import Mapping

from .problem import Problem, missing, no_number, plain_secret

SECRETS = ("password", "key", "token", "secret")


def check(settings: Mapping[str, object]) -> list[Problem]:
    """What is wrong with ``allow``, ``tls``, ``connections``, and with secrets written out."""
    found = no_number(settings, "connections", 1, 1024)
    allow = settings.get("allow")
    if allow is not None and not _networks(allow):
        found.append(
            Problem(
                "allow",
                "“allow” is a list of networks such as 10.1.2.0/24",
                "“allow”为网段列表，例如 10.1.2.0/24",
            )
        )
    out = settings.get("out")
    found += _tls(settings, "certificate")
    if isinstance(out, Mapping):
        found += _tls(out)
        found += plain_secret({n: out[n] for n in SECRETS if isinstance(out.get(n), str)}, *SECRETS)
    return found


def _tls(settings: Mapping[str, object], *needed: str) -> list[Problem]:
    """A listening line needs a certificate; one that calls needs nothing but the object."""
    tls = settings.get("tls")
    if tls is None:
        return []
    if not isinstance(tls, Mapping):
        return [Problem("tls", "“tls” is an object {…}", "“tls”须为对象 {…}")]
    return missing(tls, *needed) if not settings.get("host") else []


def _networks(allow: object) -> bool:
    if not isinstance(allow, list):
        return False
    try:
        for one in allow:
            ipaddress.ip_network(str(one), strict=False)
    except ValueError:
        return False
    return True
