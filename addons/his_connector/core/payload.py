"""Bodies that are no HL7 (XML, JSON, fixed width, delimited) on their way into the inbox. No I/O.

What makes a message the same one is the id its sender gave it (a header, or the field named by
``id_field``). A body without one is new each time it comes: applying the same fact twice changes
nothing, while two equal bodies may well be two events (booked, cancelled, booked again).
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from . import charset, codes, mllp, records, rows
from .causes import Refusal
from .intake import Item, judge, refused_body
from .profile import Profile


def judge_body(
    body: bytes,
    settings: Mapping[str, object],
    profile: Profile,
    maps: codes.CodeMap,
    now: datetime,
    given_id: str = "",
    extra: Mapping[str, str] | None = None,
) -> list[Item]:
    """What to keep of a body: at least one item. ``extra``: texts besides, ``$function``."""
    if len(body) > profile.limit:
        return [refused_body(body[: mllp.HEAD], Refusal("too_big", str(profile.limit)), profile)]
    form = form_of(body, settings)
    if form == "hl7":
        return list(judge(mllp.Frame(mllp.Kind.MESSAGE, body, len(body)), profile, maps, now).items)
    try:
        found = records.parse(body, {**settings, "format": form}, profile.charset)
    except Refusal as refusal:
        return [refused_body(body, refusal, profile)]
    except RecursionError:
        return [refused_body(body, Refusal("bad_value", form), profile)]
    if not found:
        return [refused_body(body, Refusal("missing_field", "records"), profile)]
    return judge_rows(found, body, settings, profile, maps, now, given_id, extra)


def judge_rows(
    found: Sequence[Mapping[str, str]],
    body: bytes,
    settings: Mapping[str, object],
    profile: Profile,
    maps: codes.CodeMap,
    now: datetime,
    given_id: str = "",
    extra: Mapping[str, str] | None = None,
) -> list[Item]:
    """The items of flat records that came in one body."""
    field, items = str(settings.get("id_field") or "").lower(), []
    digest = hashlib.blake2b(body, digest_size=8).hexdigest()
    for place, record in enumerate(found):
        texts = {name.lower(): text for name, text in record.items()} | dict(extra or {})
        own = given_id or texts.get(field, "")
        name = own or f"{digest} {now.isoformat()}"
        items.append(
            rows.judge_row(
                rows.encode_row(texts),
                rows.item_key(profile, "sent", name, place),
                own[:100] or f"{digest}#{place + 1}",
                profile, maps, now,
            )
        )  # fmt: skip
    return items


def form_of(body: bytes, settings: Mapping[str, object]) -> str:
    """The format set, or what the first character shows."""
    form = str(settings.get("format") or "")
    if form:
        return form
    head = body[:64].lstrip(b"\xef\xbb\xbf\r\n\t \0")
    if head[:3] in (b"MSH", b"FHS", b"BHS"):
        return "hl7"
    return "xml" if head[:1] == b"<" else "json"


def text_of(body: bytes, policy: charset.Policy) -> str:
    """The decoded body. Raises Refusal."""
    try:
        return charset.decode(body, policy).text.lstrip("\ufeff")
    except charset.Undecodable as error:
        raise Refusal("undecodable", str(error)) from error
