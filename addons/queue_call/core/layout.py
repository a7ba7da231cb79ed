"""What stands where on a screen: the document of a layout, checked, and its size of type.

A document is plain JSON: ``{"regions": [{"id", "kind", "x", "y", "w", "h", "options"}], …}``.
Places are percent of the screen, so the same picture fills 720p and 4K. ``check`` names each
problem with its region and what to do about it; ``wire`` makes what a screen receives.

The size of type follows from where people stand. A sign is legible from an angle of sight of 16
minutes of arc (ISO 9241-303), so at 10 m a digit is at least 47 mm high: 6.8 % of the height of a
55 inch screen. One unit (``rem``) is 1/108 of the short side, times ``scale``; the styles set the
number of a call in ``CALL_REM`` units, and that is never smaller than the rule asks for. A region
that holds fewer lines in that size turns its pages; nothing is ever set smaller to fit more.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any, Literal

from .layout_kinds import CLEAR, REGION_KINDS, Option, Problem

Json = dict[str, Any]
Orientation = Literal["landscape", "portrait"]

SKINS = ("night", "day", "contrast", "warm")
ARC_MINUTES = 16
DIGIT_HEIGHT = 0.73
"""How much of its em a digit fills in the usual Chinese screen fonts."""
CALL_REM = 10.2
"""The size of a called number, in units; the styles use the same figure."""
UNITS = 108
MOST_REGIONS = 24
_SIDES = {"landscape": (16, 9), "portrait": (9, 16)}
_GRAIN = 0.01


def short_side_mm(inches: float) -> float:
    """Return the short side of a 16:9 screen of this diagonal.

    >>> round(short_side_mm(55))
    685
    """
    return inches * 25.4 * 9 / math.hypot(16, 9)


def digit_mm(distance_m: float) -> float:
    """Return how high a digit has to be to be read from this distance.

    >>> round(digit_mm(10), 1)
    46.5
    """
    return 2000 * distance_m * math.tan(math.radians(ARC_MINUTES / 60) / 2)


def min_height_percent(distance_m: float, inches: float, orientation: Orientation) -> float:
    """Return the least height of a called digit, in percent of the screen's height.

    >>> round(min_height_percent(10, 55, "landscape"), 1)
    6.8
    >>> round(min_height_percent(10, 55, "portrait"), 1)
    3.8
    """
    height = short_side_mm(inches)
    if orientation == "portrait":
        height *= 16 / 9
    return 100 * digit_mm(distance_m) / height


def scale(distance_m: float, inches: float) -> float:
    """Return by how much all type grows so that a called number is read from this distance.

    >>> scale(10, 55), scale(5, 55), round(scale(10, 43), 2)
    (0.986, 0.6, 1.26)
    """
    unit_mm = short_side_mm(inches) / UNITS
    wanted = digit_mm(distance_m) / DIGIT_HEIGHT / unit_mm / CALL_REM
    return round(max(0.6, wanted), 3)


def grid(orientation: Orientation, unit_scale: float = 1.0) -> tuple[float, float]:
    """Return width and height of a screen in units of type.

    >>> grid("landscape")
    (192.0, 108.0)
    """
    wide, high = _SIDES[orientation]
    return wide * 12 / unit_scale, high * 12 / unit_scale


# -- checking -------------------------------------------------------------------------------------
def check(document: object, orientation: Orientation = "landscape") -> list[Problem]:
    """Return what is wrong with a document, each with its region and a remedy."""
    if not isinstance(document, dict) or not isinstance(document.get("regions"), list):
        return [
            Problem(
                "",
                ("This is no layout.", "这不是布局。"),
                ("Start from a template.", "请从模板开始。"),
            )
        ]
    problems = _check_head(document)
    regions = document["regions"]
    if not 0 < len(regions) <= MOST_REGIONS:
        problems.append(
            Problem(
                "",
                (f"It has {len(regions)} regions.", f"共有{len(regions)}个区域。"),
                (f"Use 1 to {MOST_REGIONS}.", f"请设置1至{MOST_REGIONS}个。"),
            )
        )
    shaped = [one for one in regions if _shape(one, problems)]
    _check_names(shaped, problems)
    if not problems:
        units = grid(orientation, _scale_of(document))
        for one in shaped:
            problems += _check_region(one, units)
        problems += _overlaps(shaped)
        problems += _unseen(shaped)
    return problems


def _check_head(document: Json) -> list[Problem]:
    problems = []
    for name, (low, high) in {"inches": (10, 200), "distance_m": (1, 30)}.items():
        value = document.get(name, low)
        if not _number(value) or not low <= value <= high:
            problems.append(_limits("", name, low, high))
    clear = document.get("clear", {})
    if not isinstance(clear, dict) or set(clear) - set(CLEAR):
        problems.append(_unknown("", "clear", ", ".join(CLEAR)))
        return problems
    for name, option in CLEAR.items():
        if name in clear and not option.fits(clear[name]):
            problems.append(_limits("", name, option.low, option.high))
    return problems


def _shape(one: object, problems: list[Problem]) -> bool:
    """Note what makes a region unreadable; return whether it can be looked at closer."""
    name = str(one.get("id", "?")) if isinstance(one, dict) else "?"
    kind = one.get("kind") if isinstance(one, dict) else None
    if not isinstance(one, dict) or not isinstance(kind, str) or kind not in REGION_KINDS:
        problems.append(_unknown(name, str(kind), ", ".join(REGION_KINDS)))
        return False
    for side in "xywh":
        if not _number(one.get(side)):
            problems.append(_limits(name, side, 0, 100))
            return False
    return True


def _check_names(regions: list[Json], problems: list[Problem]) -> None:
    seen = set()
    for one in regions:
        name = one.get("id")
        if not isinstance(name, str) or not name.isidentifier() or name in seen:
            problems.append(
                Problem(
                    str(name),
                    ("Its name is missing, used twice, or no word.", "名称缺失、重复或含有符号。"),
                    ("Give each region a name of its own: a1, b2 …", "每个区域取不同的名称。"),
                )
            )
        seen.add(str(name))


def _check_region(one: Json, units: tuple[float, float]) -> list[Problem]:
    name, kind = one["id"], REGION_KINDS[one["kind"]]
    problems = []
    out = one["x"] + one["w"] > 100 + _GRAIN or one["y"] + one["h"] > 100 + _GRAIN
    if out or min(one["x"], one["y"]) < 0:
        problems.append(
            Problem(
                name,
                ("It leaves the screen.", "超出屏幕。"),
                ("Move it in or make it smaller.", "请移入屏幕或缩小。"),
            )
        )
    needs = [100 * least / whole for least, whole in zip(kind.least, units, strict=True)]
    for side, need, word in (("w", needs[0], ("wide", "宽")), ("h", needs[1], ("high", "高"))):
        if one[side] + _GRAIN < min(need, 100):
            percent = math.ceil(need * 10) / 10
            problems.append(
                Problem(
                    name,
                    (
                        f"It is {one[side]:g} % {word[0]}: too small for type of this size.",
                        f"{word[1]}{one[side]:g}%，放不下这个字号。",
                    ),
                    (
                        f"Make it at least {percent:g} % {word[0]}, or let people stand nearer.",
                        f"请设为至少{percent:g}%{word[1]}，或缩短观看距离。",
                    ),
                )
            )
    return problems + _check_options(name, one.get("options", {}), kind.options)


def _check_options(name: str, given: object, known: Mapping[str, Option]) -> list[Problem]:
    if not isinstance(given, dict):
        return [_unknown(name, "options", ", ".join(known))]
    problems = []
    for key, value in given.items():
        if key not in known:
            problems.append(_unknown(name, str(key), ", ".join(known) or "-"))
        elif not known[key].fits(value):
            problems.append(
                Problem(
                    name,
                    (f"“{key}” cannot be {value!r:.40}.", f"“{key}”不能是{value!r:.40}。"),
                    known[key].remedy(),
                )
            )
    return problems


def _overlaps(regions: list[Json]) -> list[Problem]:
    flat = [one for one in regions if not REGION_KINDS[one["kind"]].floats]
    problems = []
    for index, one in enumerate(flat):
        for other in flat[index + 1 :]:
            if _meet(one, other):
                problems.append(
                    Problem(
                        one["id"],
                        (f"It lies over {other['id']}.", f"与{other['id']}重叠。"),
                        ("Move one of the two, or make it smaller.", "请移动或缩小其中一个。"),
                    )
                )
    return problems


def _meet(one: Json, other: Json) -> bool:
    return all(
        one[place] + one[size] > other[place] + _GRAIN
        and other[place] + other[size] > one[place] + _GRAIN
        for place, size in (("x", "w"), ("y", "h"))
    )


def _unseen(regions: list[Json]) -> list[Problem]:
    if any(REGION_KINDS[one["kind"]].shows_calls for one in regions):
        return []
    return [
        Problem(
            "",
            ("No region shows who is called.", "没有显示呼叫的区域。"),
            ("Add a region of calls, rooms, chairs or pharmacy.", "请添加呼叫、诊室或药房区域。"),
        )
    ]


def _number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _limits(region: str, name: str, low: float | None, high: float | None) -> Problem:
    return Problem(
        region,
        (f"“{name}” is no number that can be used.", f"“{name}”不是可用的数字。"),
        (f"Give a number from {low} to {high}.", f"请填{low}至{high}之间的数字。"),
    )


def _unknown(region: str, name: str, known: str) -> Problem:
    return Problem(
        region,
        (f"“{name}” is not known.", f"不认识“{name}”。"),
        (f"Possible: {known}.", f"可用：{known}。"),
    )


# -- what a screen receives -----------------------------------------------------------------------
def _scale_of(document: Json) -> float:
    return scale(document.get("distance_m", 10), document.get("inches", 55))


def wire(key: str, document: Json, orientation: Orientation, skin: str) -> Json:
    """Return the layout as a screen gets it, with a hash that changes when anything does."""
    data = {
        "key": key,
        "width": _SIDES[orientation][0] * 120,
        "height": _SIDES[orientation][1] * 120,
        "skin": skin,
        "orientation": orientation,
        "scale": _scale_of(document),
        "clear": {name: one.default for name, one in CLEAR.items()} | document.get("clear", {}),
        "idle": document.get("idle") or {},
        "bilingual": document.get("bilingual", True),
        "regions": [one | {"options": _filled(one)} for one in document["regions"]],
    }
    text = json.dumps(data, sort_keys=True, ensure_ascii=False)
    return data | {"hash": hashlib.sha256(text.encode()).hexdigest()[:12]}


def _filled(region: Json) -> Json:
    known: Json = {name: one.default for name, one in REGION_KINDS[region["kind"]].options.items()}
    return known | dict(region.get("options", {}))
