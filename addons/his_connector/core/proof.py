"""Whether a caller over HTTP may speak, and how we prove ourselves to others. No I/O.

``key``: a header holds a secret. ``basic``: user and password. ``hmac``: ``X-Timestamp`` and
``X-Signature`` = hexadecimal HMAC-SHA256 over timestamp, method, path and body: a signature is
good for one request, within five minutes. Comparisons take the same time whatever is wrong.
"""

import base64
import binascii
import hashlib
import hmac
import ipaddress
from collections.abc import Iterable, Mapping

WAYS = ("key", "hmac", "basic", "none")
SKEW_SECONDS = 300


def sign(secret: str, stamp: str, method: str, path: str, body: bytes) -> str:
    """The signature of a request."""
    head = f"{stamp}\n{method.upper()}\n{path}\n".encode()
    return hmac.new(secret.encode(), head + body, hashlib.sha256).hexdigest()


def proven(
    settings: Mapping[str, object],
    headers: Mapping[str, str],
    request: tuple[str, str, bytes],
    now: float,
) -> bool:
    """``request``: method, path, body; ``settings``: auth, key, user, password, resolved;
    ``headers``: names in lower case. Without a way, nobody is."""
    way = settings.get("auth")
    if way == "none":
        return True
    if way == "key":
        header = str(settings.get("header") or "x-api-key").lower()
        return _same(headers.get(header, ""), settings.get("key"))
    if way == "basic":
        user, password = _basic(headers.get("authorization", ""))
        right = _same(user, settings.get("user"))
        return _same(password, settings.get("password")) and right
    return way == "hmac" and _signed(settings, headers, request, now)


def allowed(address: str, networks: Iterable[str]) -> bool:
    """Whether an address is in one of the networks; an empty list allows all."""
    networks = list(networks)
    if not networks:
        return True
    try:
        given = ipaddress.ip_address(address)
        return any(given in ipaddress.ip_network(one, strict=False) for one in networks)
    except ValueError:
        return False


def _signed(
    settings: Mapping[str, object],
    headers: Mapping[str, str],
    request: tuple[str, str, bytes],
    now: float,
) -> bool:
    stamp, secret = headers.get("x-timestamp", ""), str(settings.get("key") or "")
    if not secret or not stamp.isdecimal() or abs(int(stamp) - now) > SKEW_SECONDS:
        return False
    return _same(headers.get("x-signature", "").lower(), sign(secret, stamp, *request))


def _basic(header: str) -> tuple[str, str]:
    scheme, _, coded = header.partition(" ")
    try:
        text = base64.b64decode(coded.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    user, _, password = text.partition(":")
    return (user, password) if scheme.lower() == "basic" else ("", "")


def _same(given: str, wanted: object) -> bool:
    return bool(wanted) and hmac.compare_digest(given.encode(), str(wanted).encode())
