"""HL7 v2 in the ER7 ("pipe") form: lazy reading, building, acknowledging."""

from .ack import Answer, build_ack, build_batch_answer
from .batch import split_batch
from .message import Message, NotHl7, Segment, build
from .timestamp import BadTimestamp, Stamp, parse_timestamp

__all__ = [
    "Answer",
    "BadTimestamp",
    "Message",
    "NotHl7",
    "Segment",
    "Stamp",
    "build",
    "build_ack",
    "build_batch_answer",
    "parse_timestamp",
    "split_batch",
]
