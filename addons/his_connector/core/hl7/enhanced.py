"""Which acknowledgements a sender asks for (HL7 v2.5.1, chapter 2.9.3).

Original mode: MSH-15 and MSH-16 are empty, one answer AA, AE or AR. Enhanced mode: MSH-15 says
when the sender wants to know that a message is kept (CA, CE, CR), MSH-16 when it wants to know
what became of it (AA, AE, AR); both may be wanted. Here a message is judged before it is kept,
so that both are known at once: the accept acknowledgement goes first.
"""

from dataclasses import replace

from .ack import Answer
from .message import Message

_ACCEPT = {"AA": "CA", "AE": "CE", "AR": "CR"}


def answers_wanted(message: Message | None, answer: Answer) -> list[Answer]:
    """The answers to send, in order; [] where the sender wants none."""
    accept = message.get("MSH", 15).strip().upper() if message else ""
    application = message.get("MSH", 16).strip().upper() if message else ""
    if not accept and not application:
        return [answer]
    found = [replace(answer, code=_ACCEPT[answer.code])] if _wanted(accept, answer) else []
    return [*found, answer] if _wanted(application, answer) else found


def _wanted(condition: str, answer: Answer) -> bool:
    """AL always, NE (or nothing) never, ER on errors, SU on success; what is unknown: always."""
    if condition in ("", "NE"):
        return False
    if condition in ("ER", "SU"):
        return (answer.code == "AA") == (condition == "SU")
    return True
