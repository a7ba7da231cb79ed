"""What a loudspeaker says for one call: the full sentence, and the form when it is busy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from . import numbers, templates
from .names import Said, say_name
from .numbers import Words
from .phrase import Phrase
from .sandhi import Syllable, join
from .speak import Reader, Unreadable, pieces, spoken, tidy
from .templates import Template

Say = Literal["both", "name", "number"]
Tongue = Literal["zh", "en", "both"]
Priority = Literal["emergency", "call", "recall", "aside"]

_SCREEN = "屏幕所示位置"
_RUN = re.compile(r"[A-Za-z0-9]+|[^A-Za-z0-9]+")


@dataclass(frozen=True)
class Order:
    """One call to be said; ``reading``: the name's pinyin as the desk has corrected it."""

    number: str
    name: str = ""
    reading: str = ""
    room: str = ""
    window: bool = False
    kind: str = "clinic"
    class_code: str = ""
    recall: bool = False
    emergency: bool = False
    occasion: str = ""
    """A sentence that is not the call itself: ``prepare`` or ``passed``."""


@dataclass(frozen=True)
class Style:
    """How a loudspeaker zone speaks; ``own``: (occasion, class code) -> its own sentence."""

    say: Say = "both"
    tongue: Tongue = "zh"
    times: int = 2
    yao: bool = True
    own: Mapping[tuple[str, str], Template] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """``clips``: the full sentence; ``number``: the same without the name, for busy times.

    ``problem``: why the name is not said although it should be (see ``names.Said``).
    """

    clips: tuple[Phrase, ...]
    number: tuple[Phrase, ...]
    times: int
    priority: Priority
    problem: str = ""


def plan(order: Order, style: Style, reader: Reader) -> Plan:
    """Return what is said for a call.

    A name that cannot be read is not said; a room that cannot be read becomes 屏幕所示位置.
    Something is always said.
    """
    usual = templates.occasion(order.kind, order.class_code, order.window, order.recall)
    code = order.occasion or usual
    template = templates.choose(style.own, code, order.class_code)
    bare = _clips(templates.without_name(template.zh), order, None, style, reader)
    clips, problem = bare, ""
    if style.say != "number" and not template.number_only and "{name}" in template.zh:
        said = say_name(order.name, reader, order.reading)
        problem = said.problem
        if not problem:
            text = templates.without_number(template.zh) if style.say == "name" else template.zh
            clips = _clips(text, order, said, style, reader)
    english = () if style.tongue == "zh" else (_english(template.en, order),)
    if style.tongue == "en":
        clips = bare = english
    elif english:
        clips += english
    return Plan(clips, bare, style.times, _priority(order), problem)


def aside(order: Order, occasion: str) -> Order:
    """Return the order of a sentence beside a call: ``prepare`` or ``passed``."""
    return replace(order, occasion=occasion, recall=False, emergency=False)


def batch(
    numbers_: Sequence[str], room: str, style: Style, reader: Reader, code: str = "batch"
) -> tuple[Phrase, ...]:
    """Return one sentence for several numbers and one place, by the sentence of ``code``."""
    text = templates.without_name(templates.choose(style.own, code, "").zh)
    head, _cut, tail = text.partition(templates.CUT)
    before, _field, after = head.partition("{number}")
    last = len(numbers_) - 1
    found: list[Phrase] = []
    for at, number in enumerate(numbers_):
        piece = (before if at == 0 else "") + "{number}" + (after if at == last else "")
        found += _clips(piece, Order(number), None, style, reader)
    return tuple(found) + _clips(tail, Order("", room=room), None, style, reader)


def number_clip(number: str, style: Style, reader: Reader, code: str = "first") -> Phrase:
    """Return the clip of a number alone, as it is kept ready for days."""
    template = templates.choose(style.own, code, "")
    head = templates.without_name(template.zh).partition(templates.CUT)[0]
    return _clips(head, Order(number), None, style, reader)[0]


def notice(text: str, lang: str, reader: Reader) -> Phrase:
    """Return a notice as speech; characters that nobody can read are left out.

    >>> notice("Clinic closed", "en_US", lambda run: []).lang
    'en'
    """
    if not lang.startswith("zh"):
        return Phrase(" ".join(text.split()), (), "en")
    while True:
        try:
            said = tidy(join(words.said for words in pieces(text, reader)))
            return Phrase(_written(spoken(text)), said)
        except Unreadable as unknown:
            text = text.replace(unknown.char, "")


def _priority(order: Order) -> Priority:
    if order.occasion:
        return "aside"  # behind every call
    if order.emergency:
        return "emergency"
    return "recall" if order.recall else "call"


def _clips(
    text: str, order: Order, name: Said | None, style: Style, reader: Reader
) -> tuple[Phrase, ...]:
    found: list[Phrase] = []
    for clip in text.split(templates.CUT):
        found += _around_english(clip, order, name, style, reader)
    return tuple(one for one in found if one.syllables or one.lang == "en")


def _around_english(
    clip: str, order: Order, name: Said | None, style: Style, reader: Reader
) -> Iterator[Phrase]:
    """Yield the phrases of a clip; a name in Latin letters is one of its own, in English."""
    if name is None or not name.english or "{name}" not in clip:
        yield _phrase(clip, order, name, style, reader)
        return
    before, _field, after = clip.partition("{name}")
    yield _phrase(before, order, None, style, reader)
    yield Phrase(name.english, (), "en", private=True)
    yield _phrase(after, order, None, style, reader)


def _phrase(clip: str, order: Order, name: Said | None, style: Style, reader: Reader) -> Phrase:
    text, said, private = "", [], False
    for filled, part in templates.parts(clip):
        if part == "name" and filled:
            private = True
            words = [Words(name.text, tuple(map(Syllable, name.syllables)))] if name else []
        elif filled:
            words = _filled(part, order, style, reader)
        else:
            words = _readable(part, reader)
        text += "".join(one.text for one in words)
        said += [one.said for one in words]
    return Phrase(_written(text), tidy(join(said)), "zh", private)


def _written(text: str) -> str:
    """Return words as Chinese is written: full-width commas, none first or last."""
    return text.replace(",", "，").strip("，、 ")


def _filled(part: str, order: Order, style: Style, reader: Reader) -> list[Words]:
    if part == "number":
        return _number(order.number, style.yao, reader)
    try:
        return pieces(order.room, reader, place=True, yao=style.yao)
    except Unreadable:
        return pieces(_SCREEN, reader)


def _number(number: str, yao: bool, reader: Reader) -> list[Words]:
    found = []
    for run in _RUN.findall(number):
        found += [numbers.called(run, yao)] if run.isascii() and run.isalnum() else []
        found += [] if run.isascii() else _readable(run, reader)
    return found


def _readable(text: str, reader: Reader) -> list[Words]:
    """Return the pieces of a text without the characters that nobody can read."""
    while True:
        try:
            return pieces(text, reader)
        except Unreadable as unknown:
            text = text.replace(unknown.char, "")


def _english(text: str, order: Order) -> Phrase:
    spelt = " ".join(char for char in order.number if char.isascii() and char.isalnum())
    room = _english_room(order.room, order.window)
    return Phrase(text.format(number=spelt, room=room, name=""), (), "en")


def _english_room(room: str, window: bool) -> str:
    """Return a room's number in English; without one, where to look.

    >>> _english_room("CT 3号诊室", False), _english_room("抢救室", False)
    ('room 3', 'the room on the screen')
    """
    found = re.findall(r"\d+", room)
    word = "window" if window else "room"
    return f"{word} {found[0]}" if found else f"the {word} on the screen"
