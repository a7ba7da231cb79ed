"""Who stands at which step of a queue that has steps, as a screen receives it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .board import Person
from .kinds import Kind
from .words import tongue

MOST = 30
"""People sent of one step; ``n`` counts all."""

Json = dict[str, Any]


@dataclass(frozen=True)
class Standing:
    """A patient at a step; ``place``: the window or seat where he is, in words."""

    step: str
    person: Person
    place: str = ""


def steps_json(
    key: int, name: str, kind: Kind, people: Iterable[Standing], lang: str = "zh_CN"
) -> Json:
    """Return a queue's steps with their people, in the order of the kind.

    A step that ends the visit is left out: who is done is no longer on the screen.
    """
    at: dict[str, list[Standing]] = {}
    for one in people:
        step = kind.step(one.step)
        if step and not step.end:
            at.setdefault(step.code, []).append(one)
    steps = [
        {
            "code": step.code,
            "name": step.name[tongue(lang)],
            "name_en": step.name[0],
            "n": len(at.get(step.code, ())),
            "people": [_told(one) for one in at.get(step.code, [])[:MOST]],
        }
        for step in kind.steps.values()
        if not step.end
    ]
    return {"queue": f"q{key}", "kind": kind.code, "name": name, "steps": steps}


def _told(one: Standing) -> Json:
    more: Mapping[str, str] = {"tag": one.person.tag, "place": one.place}
    told = {"number": one.person.number, "name": one.person.name}
    return told | {name: value for name, value in more.items() if value}
