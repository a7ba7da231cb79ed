"""The layouts to start from: one for each kind of screen, lying and standing."""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping
from typing import Any

Json = dict[str, Any]

SCREEN_KINDS: Mapping[str, tuple[str, str]] = {
    "hall": ("Hall", "候诊大厅"),
    "door": ("Door", "诊室门口"),
    "pharmacy": ("Pharmacy", "药房"),
    "exam": ("Examination", "检查"),
    "blood": ("Blood draw", "采血"),
    "infusion": ("Infusion", "输液"),
    "report": ("Report collection", "取报告"),
    "combined": ("Combined", "综合"),
}
_STEPS = {"exam": "exam", "infusion": "infusion", "injection": "infusion", "surgery": "exam"}


def default_kind(device: str, queues: Collection[str]) -> str:
    """Return the kind of screen for a device (hall or door) of a zone with queues of these kinds.

    >>> default_kind("hall", {"clinic"}), default_kind("hall", {"pharmacy"})
    ('hall', 'pharmacy')
    >>> default_kind("hall", {"blood", "report"}), default_kind("door", {"clinic"})
    ('combined', 'door')
    """
    if device == "door":
        return "door"
    kinds = {_STEPS.get(one, one if one in SCREEN_KINDS else "hall") for one in queues}
    if len(kinds) > 1:
        return "combined"
    return kinds.pop() if kinds else "hall"


def _at(kind: str, x: float, y: float, w: float, h: float, **options: Any) -> Json:
    return {"kind": kind, "x": x, "y": y, "w": w, "h": h, "options": options}


def _steps_lying(queue: str) -> list[Json]:
    return [
        _at("rooms", 1.5, 13, 57, 78, next=False),
        _at("steps", 59.5, 13, 39, 78, queue=queue),
    ]


def _steps_standing(queue: str) -> list[Json]:
    return [_at("rooms", 2, 9, 96, 42), _at("steps", 2, 52, 96, 40, queue=queue)]


_LYING: Mapping[str, list[Json]] = {
    "hall": [_at("rooms", 1.5, 13, 97, 78)],
    "door": [_at("chairs", 1.5, 13, 97, 78)],
    "pharmacy": [_at("pharmacy", 1.5, 13, 97, 78)],
    "exam": _steps_lying("exam"),
    "blood": [
        _at("rooms", 1.5, 13, 60, 78, next=False),
        _at("next", 62.5, 13, 36, 78, columns=2),
    ],
    "infusion": _steps_lying("infusion"),
    "report": [
        _at("rooms", 1.5, 13, 60, 78, next=False),
        _at("next", 62.5, 13, 36, 78, columns=2),
    ],
    "combined": [
        _at("rooms", 1.5, 13, 60, 78, next=False),
        _at("called", 62.5, 13, 36, 38.5),
        _at("next", 62.5, 52.5, 36, 38.5, columns=2),
    ],
}
_STANDING: Mapping[str, list[Json]] = {
    "hall": [_at("rooms", 2, 9, 96, 83.5)],
    "door": [_at("chairs", 2, 9, 96, 83.5)],
    "pharmacy": [_at("pharmacy", 2, 9, 96, 83.5)],
    "exam": _steps_standing("exam"),
    "blood": [_at("rooms", 2, 9, 96, 52, next=False), _at("next", 2, 62, 96, 30.5, columns=3)],
    "infusion": _steps_standing("infusion"),
    "report": [_at("rooms", 2, 9, 96, 42, next=False), _at("next", 2, 52, 96, 40.5, columns=3)],
    "combined": [
        _at("rooms", 2, 9, 96, 42, next=False),
        _at("called", 2, 52, 96, 20),
        _at("next", 2, 73, 96, 19.5, columns=3),
    ],
}


def default_document(kind: str, orientation: str) -> Json:
    """Return the document of a kind of screen, to be used as it is or changed."""
    lying = orientation == "landscape"
    middle = copy.deepcopy((_LYING if lying else _STANDING)[kind])
    frame = (
        (_at("header", 1.5, 1.5, 97, 11), _at("passed", 1.5, 91.8, 84, 7.2), 13, 78)
        if lying
        else (_at("header", 2, 1, 96, 7.5), _at("passed", 2, 93.2, 78, 6), 12, 76)
    )
    header, passed, top, high = frame
    popup = _at("calls", 4, top, 92, high)
    regions = [header, *middle, passed, popup]
    if kind == "door":
        regions.remove(popup)
        regions.append(_at("calls", 4, 60, 92, 39))
    for number, one in enumerate(regions, start=1):
        one["id"] = f"{one['kind']}{number}"
    return {"v": 1, "inches": 43 if kind == "door" else 55,
            "distance_m": 5 if kind == "door" else 10, "regions": regions}  # fmt: skip
