"""What becomes of one frame: what to store, what to answer. No I/O, ``now`` is an argument.

An answer is true only if it says what is done: AA for what is stored and understood, AE or AR
with the reason for everything else, which is stored all the same so that an operator sees why.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from . import charset, codes, mllp
from .causes import Refusal, sentence
from .commands import Command, Register
from .hl7 import (
    Answer,
    Message,
    NotHl7,
    answers_wanted,
    build_ack,
    build_batch_answer,
    split_batch,
)
from .profile import Profile
from .reading import parse, parse_version, read_command

_NO_CHINESE = ("", "ascii", "latin-1")  # charsets in which a sender could not read it


@dataclass(frozen=True)
class Facts:
    """What a row of the inbox is found by. ``stream``: messages of one stream keep their order."""

    control_id: str = ""
    message_type: str = ""
    stream: str = ""
    mrn: str = ""
    visit: str = ""
    source_at: datetime | None = None  # naive UTC, as the tables keep it


@dataclass(frozen=True)
class Item:
    """One row for the inbox and its answer. ``body`` are the bytes as received."""

    body: bytes
    size: int
    state: str  # "new" (to be applied), "ignored" or "failed"
    key: bytes
    body_hash: bytes
    answer: Answer
    message: Message | None = None
    command: Command | None = None
    cause: str = ""
    detail: str = ""
    charset: str = ""
    note: str = ""
    unmapped: tuple[codes.Unmapped, ...] = ()
    control: str = ""  # what it is found by when it is no HL7 message
    kind: str = ""

    @property
    def accepted(self) -> bool:
        """True when the answer is AA."""
        return self.answer.code == "AA"

    def facts(self) -> Facts:
        """The searchable facts; all messages of a patient are one stream."""
        message, command = self.message, self.command
        control = message.control_id if message else self.control
        kind = "^".join(message.kind).strip("^") if message else self.kind
        if command is None:
            return Facts(control, kind, self.key.hex())
        mrn = command.person.mrn
        source_at = parse_version(command.version).replace(tzinfo=None)
        return Facts(control, kind, mrn, mrn, command.visit, source_at)


@dataclass(frozen=True)
class Intake:
    """All rows of one frame. ``answered`` is False for what no sender waits to hear about."""

    items: tuple[Item, ...]
    charset: str
    batch: bool = False
    answered: bool = True


def judge(frame: mllp.Frame, profile: Profile, maps: codes.CodeMap, now: datetime) -> Intake:
    """Decide on a frame. ``now`` is aware."""
    if frame.kind is not mllp.Kind.MESSAGE:
        return _odd_frame(frame, profile)
    try:
        decoded = charset.decode(frame.body, profile.charset)
    except charset.Undecodable as error:
        return _undecodable(frame, str(error), profile)
    try:
        texts = split_batch(decoded.text)
    except NotHl7 as error:
        refusal = Refusal("not_hl7", str(error))
        return Intake((_refused(frame.body, refusal, None, profile),), decoded.charset)
    if len(texts) == 1 and texts[0] is decoded.text:
        item = _judge_text(decoded, decoded.text, frame.body, profile, maps, now)
        return Intake((item,), decoded.charset)
    items = tuple(
        _judge_text(decoded, text, charset.encode(text, decoded.charset), profile, maps, now)
        for text in texts
    )
    return Intake(items, decoded.charset, batch=True)


def answer(
    intake: Intake, answers: list[Answer], new_id: Callable[[], str], now: datetime
) -> bytes:
    """The frames to send back, b"" where the sender wants none.

    ``answers``: one per item, what the store made of it.
    """
    if intake.charset in _NO_CHINESE:
        answers = [replace(said, user_text="") for said in answers]
    acks = [
        build_ack(item.message, one, new_id(), now)
        for item, said in zip(intake.items, answers, strict=True)
        for one in answers_wanted(item.message, said)
    ]
    texts = [build_batch_answer(acks, now)] if intake.batch and acks else acks
    coding = intake.charset or "ascii"
    return b"".join(mllp.encode(charset.encode(text, coding)) for text in texts)


def refuse(item: Item, cause: str, detail: str = "") -> Answer:
    """The answer to an item that could be read but not kept (or not taken)."""
    return refusal_answer(Refusal(cause, detail))


def accepted_key(message: Message, body: bytes, profile: Profile) -> bytes:
    """What makes a message the same one: sender, control id and, by setting, the body."""
    parts = [message.msh.field(3), message.msh.field(4), message.control_id]
    digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16)
    if profile.reused_id == "new":
        digest.update(_digest(body))
    return digest.digest()


def _digest(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=16).digest()


def _judge_text(
    decoded: charset.Decoded,
    text: str,
    body: bytes,
    profile: Profile,
    maps: codes.CodeMap,
    now: datetime,
) -> Item:
    message: Message | None = None
    command: Command | None = None
    try:
        message = parse(text)
        command = read_command(message, profile, now)
        unmapped = check_codes(command, profile, maps)
    except Refusal as refusal:
        return _refused(body, refusal, message, profile, decoded, command)
    note = f"MSH-18: {decoded.declared}" if decoded.lied else ""
    return Item(
        body=body,
        size=len(body),
        state="new",
        key=accepted_key(message, body, profile),
        body_hash=_digest(body),
        answer=Answer("AA"),
        message=message,
        command=command,
        charset=decoded.charset,
        note=note,
        unmapped=unmapped,
    )


def check_codes(
    command: Command, profile: Profile, maps: codes.CodeMap
) -> tuple[codes.Unmapped, ...]:
    """Codes that the map lacks. Raises Refusal where the interface refuses such messages."""
    if not isinstance(command, Register):
        return ()
    try:
        target = codes.resolve(command.service, maps, profile.unknown_doctor == "refuse")
    except Refusal as refusal:
        if profile.unmapped == "refuse":
            raise
        found = codes.unmapped_of(refusal, command.service)
        return (found,) if found else ()
    return target.unmapped


def _refused(
    body: bytes,
    refusal: Refusal,
    message: Message | None,
    profile: Profile,
    decoded: charset.Decoded | None = None,
    command: Command | None = None,
) -> Item:
    digest = _digest(body)
    known = f"refused\x1f{refusal.cause.code}".encode() + digest
    unmapped = (
        codes.unmapped_of(refusal, command.service) if isinstance(command, Register) else None
    )
    return Item(
        body=body,
        size=len(body),
        state="failed",
        key=hashlib.blake2b(known, digest_size=16).digest(),
        body_hash=digest,
        answer=refusal_answer(refusal),
        message=message,
        command=command,
        cause=refusal.cause.code,
        detail=refusal.detail,
        charset=decoded.charset if decoded else "",
        unmapped=(unmapped,) if unmapped else (),
    )


def refused_body(body: bytes, refusal: Refusal, profile: Profile) -> Item:
    """A body that cannot be read at all, kept for a person."""
    return _refused(body, refusal, None, profile)


def refusal_answer(refusal: Refusal) -> Answer:
    """What a sender is told of a refusal."""
    cause = refusal.cause
    return Answer(
        cause.ack,
        sentence(cause.code, refusal.detail, "en_US"),
        cause.hl7,
        refusal.location,
        sentence(cause.code, refusal.detail, "zh_CN"),
    )


def _odd_frame(frame: mllp.Frame, profile: Profile) -> Intake:
    """Junk, cut off or too big: kept, and refused where a sender waits."""
    causes = {
        mllp.Kind.JUNK: "no_framing",
        mllp.Kind.STRAY: "no_framing",
        mllp.Kind.CUT: "cut",
        mllp.Kind.OVERSIZE: "too_big",
    }
    detail = str(profile.limit) if frame.kind is mllp.Kind.OVERSIZE else ""
    refusal = Refusal(causes[frame.kind], detail)
    item = _refused(frame.body, refusal, _header_of(frame.body, profile), profile)
    return Intake((replace(item, size=frame.size),), "", answered=frame.kind is not mllp.Kind.STRAY)


def _undecodable(frame: mllp.Frame, tried: str, profile: Profile) -> Intake:
    refusal = Refusal("undecodable", tried, "MSH-1-18")
    item = _refused(frame.body, refusal, _header_of(frame.body, profile), profile)
    return Intake((item,), "ascii")


def _header_of(body: bytes, profile: Profile) -> Message | None:
    """The header of a body that is otherwise unusable, so that the ACK names its control id."""
    text = body[:4096].decode("latin-1").replace("ï»¿", "")
    try:
        return Message(text)
    except NotHl7:
        return None
