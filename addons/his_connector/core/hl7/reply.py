"""What the other side said to a message of ours: MSA of one acknowledgement or of a batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from .batch import split_batch
from .escape import Separators
from .message import Message, NotHl7
from .timestamp import format_stamp

_SEPS = Separators()


@dataclass(frozen=True)
class Reply:
    """``code``: MSA-1; ``control``: MSA-2, the message that is meant; ``text``: why not."""

    code: str
    control: str
    text: str = ""

    @property
    def accepted(self) -> bool:
        """True when the other side keeps it."""
        return self.code in ("AA", "CA")

    @property
    def repeat(self) -> bool:
        """True when only sending it again can help: AR and CR speak of the receiver's state."""
        return self.code in ("AR", "CR")


def read_replies(text: str) -> list[Reply]:
    """The acknowledgements of a frame, in order. Raises NotHl7 when it holds none."""
    messages = [Message(part) for part in split_batch(text)]
    found = [
        Reply(
            segment.get(1).upper(),
            segment.text(2).strip(),
            segment.text(3) or message.get("ERR", 8) or message.get("ERR", 7),
        )
        for message in messages
        for segment in message.all("MSA")[:1]
    ]
    if not found:
        raise NotHl7("no MSA segment")
    return found


def build_batch(messages: Sequence[str], control: str, now: datetime) -> str:
    """Messages in one file with one batch: ``FHS BHS … BTS FTS``. ``now`` is aware."""
    stamp = format_stamp(now)
    head = _SEPS.field.join([_SEPS.msh2, "JIAOHAO", "", "", "", stamp, "", "", "", control])
    return f"FHS|{head}\rBHS|{head}\r{''.join(messages)}BTS|{len(messages)}\rFTS|1\r"
