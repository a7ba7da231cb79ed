"""How a notice leaves the house: the request each sort of notifier makes, and what an answer means.

Plain data in, plain data out; who opens the connection is not decided here. A notifier is one of:

``sink``     nothing leaves: the notice stands in the log, to try everything without a paid service
``wecom``    a group robot of WeCom (企业微信), which mentions the person by telephone number
``sms``      an HTTP gateway for text messages that takes JSON
``webhook``  any HTTP address that takes JSON
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

Kind = Literal["sink", "wecom", "sms", "webhook"]
_SECRET = re.compile(r"\$\{ENV:(JIAOHAO_[A-Z0-9_]*)\}")
_DIGITS = re.compile(r"[^0-9+]")


class NotSendable(ValueError):
    """What a notifier lacks before anything can be sent; the text names it."""


@dataclass(frozen=True)
class Notice:
    """One notice to one person. ``key`` stays the same when it is sent again; ``link``: where it
    is answered."""

    key: str
    name: str
    phone: str
    title: str
    text: str
    link: str = ""


@dataclass(frozen=True)
class Settings:
    """A notifier's settings. ``secret`` goes out as a bearer token of ``sms`` and ``webhook``."""

    kind: Kind
    url: str = ""
    secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class Request:
    """An HTTP POST of JSON."""

    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = b""


def request(settings: Settings, notice: Notice, environ: Mapping[str, str]) -> Request | None:
    """Return the request that carries a notice; None for a sink, which needs none.

    ``${ENV:JIAOHAO_…}`` in address and secret is taken from ``environ``. Raises NotSendable.
    """
    if settings.kind == "sink":
        return None
    url = filled(settings.url, environ)
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise NotSendable("address: http:// or https:// expected")
    if settings.kind in ("sms", "wecom") and not dialled(notice.phone):
        raise NotSendable(f"telephone number of {notice.name} is missing")
    headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": notice.key}
    secret = filled(settings.secret, environ)
    if secret and settings.kind != "wecom":
        headers["Authorization"] = f"Bearer {secret}"
    body = _BODIES[settings.kind](notice)
    return Request(url, headers, json.dumps(body, ensure_ascii=False).encode())


def verdict(kind: Kind, status: int, body: bytes) -> str:
    """Return "" when the other side took the notice, else what it said.

    >>> verdict("wecom", 200, b'{"errcode": 93000, "errmsg": "invalid webhook url"}')
    '93000 invalid webhook url'
    """
    if not 200 <= status < 300:
        return f"HTTP {status}"
    told = _object(body)
    code = told.get("errcode", told.get("code", 0))
    if kind == "wecom" and "errcode" not in told:
        return "no errcode in the answer"
    if kind != "webhook" and str(code).lower() not in ("0", "ok", "200"):
        return f"{code} {told.get('errmsg') or told.get('message') or ''}".strip()[:200]
    return ""


def filled(text: str, environ: Mapping[str, str]) -> str:
    """Return the text with ``${ENV:JIAOHAO_…}`` replaced. Raises NotSendable for one not set."""

    def value(match: re.Match[str]) -> str:
        if match[1] not in environ:
            raise NotSendable(f"{match[1]} is not set in the server's environment")
        return environ[match[1]]

    return _SECRET.sub(value, text)


def dialled(phone: str) -> str:
    """Return a telephone number as it is dialled.

    >>> dialled("138-0000 0000")
    '13800000000'
    """
    return _DIGITS.sub("", phone)


def veiled(phone: str) -> str:
    """Return a telephone number with its middle hidden, for logs.

    >>> veiled("138-0000-1234")
    '138****1234'
    """
    digits = dialled(phone)
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) > 7 else "****" if digits else ""


def _object(body: bytes) -> Mapping[str, object]:
    try:
        told = json.loads(body or b"{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _wecom(notice: Notice) -> dict[str, object]:
    lines = [notice.title, notice.link, notice.text]
    content = "\n".join(line for line in lines if line)
    while len(content.encode()) > 2048:  # WeCom's limit is in bytes
        content = content[: -max(1, (len(content.encode()) - 2048) // 4)]
    return {
        "msgtype": "text",
        "text": {"content": content, "mentioned_mobile_list": [dialled(notice.phone)]},
    }


def _sms(notice: Notice) -> dict[str, object]:
    text = f"{notice.title} {notice.link}".strip()
    return {"id": notice.key, "phone": dialled(notice.phone), "text": text[:300]}


def _webhook(notice: Notice) -> dict[str, object]:
    return {
        "id": notice.key,
        "name": notice.name,
        "phone": dialled(notice.phone),
        "title": notice.title,
        "text": notice.text,
        "link": notice.link,
    }


_BODIES = {"wecom": _wecom, "sms": _sms, "webhook": _webhook}
