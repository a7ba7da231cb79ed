"""Rows of foreign sources on their way into the inbox, and back out of it. No I/O.

A row is kept as JSON: its texts by name, ``$view`` where it was read and ``$deleted`` when it is
gone. What makes a row the same one is its source, its key, its content and how often it changed.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from . import codes
from .causes import Refusal
from .commands import Command, Register
from .convert import Source
from .hl7 import Answer
from .intake import Item, check_codes, refusal_answer
from .mapping import DELETED, Plan, apply, flatten
from .profile import Profile
from .reading import parse, read_command

VIEW = "$view"


def row_hash(texts: Mapping[str, str]) -> bytes:
    """The same for the same content, whatever order its columns came in."""
    digest = hashlib.blake2b(digest_size=16)
    for name, text in sorted(texts.items()):
        digest.update(f"{name}\x1f{text}\x1e".encode("utf-8", "surrogatepass"))
    return digest.digest()


def row_key(texts: Mapping[str, str], names: Iterable[str]) -> str:
    """The values of the key columns as one text."""
    return "\x1f".join(texts.get(name.lower(), "").strip() for name in names)


def encode_row(texts: Mapping[str, str], view: str = "", deleted: bool = False) -> bytes:
    """The body that the inbox keeps."""
    marks = {**({VIEW: view} if view else {}), **({DELETED: "1"} if deleted else {})}
    return json.dumps({**texts, **marks}, ensure_ascii=False, sort_keys=True).encode(
        "utf-8", "replace"
    )


def decode_row(text: str) -> dict[str, str]:
    """The texts of a body. Raises Refusal when it is none."""
    try:
        row = json.loads(text)
    except ValueError as error:
        raise Refusal("bad_value", "JSON") from error
    if not isinstance(row, dict):
        raise Refusal("bad_value", "JSON")
    return flatten(row)


def read_row(text: str, profile: Profile, received_at: datetime) -> Command:
    """The command of a kept row by the interface's mapping. Raises Refusal."""
    return command_of(decode_row(text), profile, received_at)


def read_any(text: str, profile: Profile, received_at: datetime) -> Command:
    """The command of a body of the inbox, HL7 message or row. Raises Refusal."""
    if profile.plan is not None and text.startswith("{"):
        return read_row(text, profile, received_at)
    return read_command(parse(text), profile, received_at)


def command_of(texts: Mapping[str, object], profile: Profile, received_at: datetime) -> Command:
    """The command of a row. Raises Refusal naming the first column that is wrong."""
    plan = profile.plan
    if not isinstance(plan, Plan):
        raise Refusal("missing_field", "mapping")
    result = apply(plan, texts, Source(profile.zone, plan.maps), received_at)
    if isinstance(result, list):
        raise result[0].refusal()
    return result


def item_key(profile: Profile, *parts: object) -> bytes:
    """What makes a row of an interface the same one."""
    text = "\x1f".join(map(str, ("row", profile.interface_id, *parts)))
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()


def judge_row(
    body: bytes,
    key: bytes,
    control: str,
    profile: Profile,
    maps: codes.CodeMap,
    now: datetime,
) -> Item:
    """What to keep of a row: to be applied, or kept for a person with its cause. ``now`` aware."""
    digest = hashlib.blake2b(body, digest_size=16).digest()
    command: Command | None = None
    refusal: Refusal | None = None
    unmapped: tuple[codes.Unmapped, ...] = ()
    try:
        command = read_row(body.decode(), profile, now)
        unmapped = check_codes(command, profile, maps)
    except Refusal as error:
        refusal = error
        found = codes.unmapped_of(error, command.service) if isinstance(command, Register) else None
        unmapped = (found,) if found else ()
    return Item(
        body=body,
        size=len(body),
        state="failed" if refusal else "new",
        key=key,
        body_hash=digest,
        answer=refusal_answer(refusal) if refusal else Answer("AA"),
        command=command,
        cause=refusal.cause.code if refusal else "",
        detail=refusal.detail if refusal else "",
        charset="utf-8",
        unmapped=unmapped,
        control=control,
        kind="ROW",
    )
