"""Acknowledgements in the original mode: MSH, MSA and, for a refusal, ERR.

MSA-3 and ERR-7 are ASCII, so that every sender can show them; ERR-8 carries the Chinese
sentence when the sender's charset can.
"""

from dataclasses import dataclass
from datetime import datetime

from .escape import Separators, escape
from .message import Message
from .timestamp import format_stamp

_DEFAULT = Separators()


@dataclass(frozen=True)
class Answer:
    """What to tell the sender. ``code``: AA, AE or AR; ``hl7_code``: HL7 table 0357."""

    code: str
    text: str = ""
    hl7_code: str = ""
    location: str = ""
    user_text: str = ""


def build_ack(source: Message | None, answer: Answer, ack_id: str, now: datetime) -> str:
    """The ACK for ``source`` (None: it was not understood at all). ``now`` is aware."""
    seps = source.seps if source else _DEFAULT
    lines = [_header(source, seps, ack_id, now)]
    control = source.msh.field(10) if source else ""
    lines.append(_join(seps, "MSA", answer.code, control, escape(answer.text, seps)))
    if answer.code != "AA":
        lines.append(_error(seps, answer))
    return "".join(line + "\r" for line in lines)


def build_batch_answer(acks: list[str], now: datetime) -> str:
    """The answers to a batch in one batch: one frame in, one frame out."""
    head = _join(_DEFAULT, "BHS", _DEFAULT.msh2, "JIAOHAO", "", "", "", format_stamp(now))
    return f"{head}\r{''.join(acks)}BTS|{len(acks)}\r"


def _header(source: Message | None, seps: Separators, ack_id: str, now: datetime) -> str:
    stamp = format_stamp(now)
    if source is None:
        return _join(
            seps, "MSH", seps.msh2, "JIAOHAO", "", "", "", stamp, "", "ACK", ack_id, "P", "2.4"
        )
    msh = source.msh
    event = msh.get(9, 2)
    kind = f"ACK{seps.component}{escape(event, seps)}" if event else "ACK"
    fields = ["MSH", seps.msh2, msh.field(5), msh.field(6), msh.field(3), msh.field(4), stamp]
    fields += ["", kind, ack_id, msh.field(11) or "P", msh.field(12) or "2.4"]
    charset = msh.field(18)
    return _join(seps, *fields, *([""] * 5 + [charset] if charset else []))


def _error(seps: Separators, answer: Answer) -> str:
    location = seps.component.join(answer.location.split("-")) if answer.location else ""
    return _join(
        seps, "ERR", "", location, answer.hl7_code, "E", "", "",
        escape(answer.text, seps), escape(answer.user_text, seps),
    )  # fmt: skip


def _join(seps: Separators, *fields: str) -> str:
    return seps.field.join(fields)
