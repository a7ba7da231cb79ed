"""PID → Person: which of the numbers is which, and the name as people write it."""

import re
from datetime import date

from .causes import Refusal
from .commands import Person
from .hl7 import BadTimestamp, Message, Segment, parse_timestamp
from .profile import Profile

_MRN = ("MR", "PI", "PN", "PT", "")
_CARD = ("CARD", "PC", "JZK", "VCN", "AN")
_IDENTITY = ("NI", "NNCHN", "IDCARD", "SS", "PPN")
_INSURANCE = ("HC", "SB", "YB", "MI", "NIIP")
SEX = {
    "M": "m", "1": "m", "男": "m", "男性": "m", "MALE": "m",
    "F": "f", "2": "f", "女": "f", "女性": "f", "FEMALE": "f",
    "U": "u", "O": "u", "A": "u", "N": "u", "0": "u", "9": "u", "未知": "u",
}  # fmt: skip
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def read_person(message: Message, profile: Profile) -> Person:
    """The patient of a message. Raises Refusal when PID or PID-3 is missing."""
    pid = message.segment("PID")
    numbers = _numbers(pid) if pid else {}
    mrn = _pick(numbers, _MRN) or next(iter(numbers.values()), "")
    if pid is None or not mrn:
        raise Refusal("missing_field", "PID-3", "PID-1-3")
    return Person(
        mrn=mrn,
        name=read_name(pid, 5),
        sex=SEX.get(pid.get(8).upper(), ""),
        birth_date=_birth_date(pid, profile),
        card_no=_pick(numbers, _CARD),
        insurance_no=_pick(numbers, _INSURANCE),
        id_no=_pick(numbers, _IDENTITY) or pid.get(19),
        phone=pid.get(13) or pid.get(13, 12) or pid.get(14),
    )


def read_name(segment: Segment, number: int, family: int = 1) -> str:
    """A name (XPN; XCN with ``family=2``): Chinese characters preferred, family name first."""
    first = ""
    for repeat in segment.repeats(number):
        name = _full_name(segment, repeat, family)
        if _WIDE.search(name):
            return name
        first = first or name
    return first


def old_mrn(message: Message) -> str:
    """MRG-1: the number that ends in a merge. Raises Refusal when it is missing."""
    mrg = message.segment("MRG")
    number = (_pick(_numbers(mrg, 1), _MRN) or mrg.get(1)) if mrg else ""
    if not number:
        raise Refusal("missing_field", "MRG-1", "MRG-1-1")
    return number


def _full_name(segment: Segment, repeat: str, family: int) -> str:
    if family == 1 and repeat.isalnum():
        return repeat
    parts = [segment.part(repeat, family + step).strip() for step in (0, 1, 2)]
    if _WIDE.search("".join(parts)):
        return "".join(parts)
    surname, given, middle = parts
    return " ".join(part for part in (given, middle, surname) if part)


def _numbers(segment: Segment, number: int = 3) -> dict[str, str]:
    """Identifier type (CX-5) → number; the first of a type counts."""
    found: dict[str, str] = {}
    for repeat in segment.repeats(number):
        value = segment.part(repeat, 1).strip()
        if value:
            found.setdefault(segment.part(repeat, 5).strip().upper(), value)
    return found


def _pick(numbers: dict[str, str], kinds: tuple[str, ...]) -> str:
    return next((numbers[kind] for kind in kinds if kind in numbers), "")


def _birth_date(pid: Segment, profile: Profile) -> date | None:
    try:
        stamp = parse_timestamp(pid.get(7), profile.zone)
    except BadTimestamp:
        return None  # a typing error in a birthday must not keep a patient from the queue
    return stamp.at.astimezone(profile.zone).date() if stamp else None
