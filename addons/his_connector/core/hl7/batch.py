"""Batches: ``FHS BHS MSH… MSH… BTS FTS`` in one frame (HL7 v2.5.1, chapter 2.10.3)."""

from .message import NotHl7, split_lines

_ENVELOPE = ("FHS", "BHS", "BTS", "FTS")


def split_batch(text: str) -> list[str]:
    """The messages of a text: those inside its envelope, or the text itself without one.

    Raises NotHl7 for an envelope that holds no message.
    """
    lines = split_lines(text)
    if not lines or lines[0][:3] not in ("FHS", "BHS"):
        return [text]
    messages: list[list[str]] = []
    for line in lines:
        if line.startswith("MSH"):
            messages.append([line])
        elif not line.startswith(_ENVELOPE) and messages:
            messages[-1].append(line)
    if not messages:
        raise NotHl7("a batch without a message")
    return ["\r".join(lines) + "\r" for lines in messages]
