"""HL7 v2 in the ER7 ("pipe") form: lazy reading, building, acknowledging."""

from .ack import Answer, build_ack, build_batch_answer
from .batch import split_batch
from .enhanced import answers_wanted
from .event import build_event
from .message import Message, NotHl7, Segment, build
from .reply import Reply, build_batch, read_replies
from .timestamp import BadTimestamp, Stamp, format_stamp, parse_timestamp

__all__ = [
    "Answer",
    "BadTimestamp",
    "Message",
    "NotHl7",
    "Reply",
    "Segment",
    "Stamp",
    "answers_wanted",
    "build",
    "build_ack",
    "build_batch",
    "build_batch_answer",
    "build_event",
    "format_stamp",
    "parse_timestamp",
    "read_replies",
    "split_batch",
]
