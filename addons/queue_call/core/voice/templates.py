"""The sentences of a loudspeaker as data, and how an administrator may change them.

``{number}``, ``{name}`` and ``{room}`` are filled in; ``|`` cuts a sentence into clips: what stands
before it is the same for every patient with this number and is kept ready for days, what stands
behind it is made for one patient and forgotten in the evening.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

PLACEHOLDERS = ("number", "name", "room")
CUT = "|"
LONGEST = 80

_FIELD = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[，,、]?\{name\}[，,、]?")
_NUMBER = re.compile(r"\{number\}号?[，,、]?")


@dataclass(frozen=True)
class Template:
    """A sentence in both languages; ``number_only``: never with a name."""

    zh: str
    en: str
    number_only: bool = False


_GO = "Number {number}, please go to {room}."

TEMPLATES: Mapping[str, Template] = {
    "first": Template("请{number}号|{name}，到{room}就诊", _GO),
    "revisit": Template("请复诊{number}号|{name}，到{room}就诊", _GO),
    "recall": Template("请{number}号|{name}，尽快到{room}", "Number {number}, last call: {room}."),
    "batch": Template("请{number}号|到{room}", "Numbers {number}, please go to {room}."),
    "prepare": Template(
        "请{number}号|{name}，到{room}门口准备", "Number {number}, please get ready at {room}."
    ),
    "passed": Template(
        "{number}号|{name}，已过号，请到分诊台",
        "Number {number} was missed. Please come to the desk.",
    ),
    "window": Template("请{number}号|{name}，到{room}办理", _GO),
    "pharmacy": Template("请{number}号|到{room}取药", _GO, number_only=True),
    "lab": Template("请{number}号|到{room}抽血", _GO, number_only=True),
    "exam": Template("请{number}号|{name}，到{room}检查", _GO),
    "infusion": Template("请{number}号|{name}，到{room}输液", _GO),
    "report": Template("请{number}号|到{room}取报告", _GO, number_only=True),
}
"""Occasion -> the usual sentence."""

_BY_KIND = {
    "pharmacy": "pharmacy",
    "blood": "lab",
    "exam": "exam",
    "infusion": "infusion",
    "injection": "infusion",
    "report": "report",
    "insurance": "window",
}
_ANY = "any"


class TemplateError(ValueError):
    """A sentence that cannot be said; ``key`` of ``PROBLEMS``, ``word`` that is at fault."""

    def __init__(self, key: str, word: str = "") -> None:
        """Say it in English."""
        self.key, self.word = key, word
        super().__init__(PROBLEMS[key].format(word=word))


PROBLEMS = {
    "empty": "The sentence is empty.",
    "long": "The sentence is longer than 80 characters: nobody listens so long.",
    "placeholder": "{word} is unknown. Use {{number}}, {{name}} and {{room}}.",
    "number": "The sentence lacks {{number}}: whoever is not called by name would not be"
    " called at all.",
    "cut": "The sentence has more than one |. Put it behind the number.",
    "early_name": "{{name}} stands before |: the clip with the number would be another one for"
    " everybody. Put the name behind it.",
}


def check(text: str) -> None:
    """Raise TemplateError for a sentence that cannot be said."""
    if not text.strip():
        raise TemplateError("empty")
    if len(text) > LONGEST:
        raise TemplateError("long")
    for word in _FIELD.findall(text):
        if word not in PLACEHOLDERS:
            raise TemplateError("placeholder", "{" + word + "}")
    if set("{}") & set(_FIELD.sub("", text)):
        raise TemplateError("placeholder", "{ }")
    if "{number}" not in text:
        raise TemplateError("number")
    if text.count(CUT) > 1:
        raise TemplateError("cut")
    if CUT in text and "{name}" in text.split(CUT)[0]:
        raise TemplateError("early_name")


def occasion(kind: str, class_code: str, window: bool, recall: bool) -> str:
    """Return which sentence a call takes when the zone has none of its own.

    >>> occasion("clinic", "revisit", False, False), occasion("blood", "", True, True)
    ('revisit', 'lab')
    """
    if kind in _BY_KIND:
        return _BY_KIND[kind]
    if recall:
        return "recall"
    if class_code == "revisit":
        return "revisit"
    return "window" if window else "first"


def choose(own: Mapping[tuple[str, str], Template], code: str, class_code: str) -> Template:
    """Return the sentence: the zone's own for the class, its own for all, the usual one."""
    for key in ((code, class_code), (_ANY, class_code), (code, "")):
        if key in own and (key[1] or key[0] != _ANY):
            return own[key]
    return TEMPLATES[code]


def without_name(text: str) -> str:
    """Return a sentence for the number alone.

    >>> without_name("请{number}号|{name}，到{room}就诊")
    '请{number}号|到{room}就诊'
    """
    return _NAME.sub("", text)


def without_number(text: str) -> str:
    """Return a sentence for the name alone, as one clip.

    >>> without_number("请{number}号|{name}，到{room}就诊")
    '请{name}，到{room}就诊'
    """
    return _NUMBER.sub("", text).replace(CUT, "")


def parts(text: str) -> list[tuple[bool, str]]:
    """Return [(is a placeholder, text or its name)].

    >>> parts("请{number}号")
    [(False, '请'), (True, 'number'), (False, '号')]
    """
    found = []
    for at, piece in enumerate(_FIELD.split(text)):
        if piece:
            found.append((at % 2 == 1, piece))
    return found
