"""Words that several sentences of core share, in English and Chinese side by side."""

from __future__ import annotations

from collections.abc import Mapping

_CLASSES: dict[str, tuple[str, str]] = {
    "": ("regular patient", "普通患者"),
    "*late": ("late patient", "迟到患者"),
    "appointment": ("appointment", "预约患者"),
    "walk_in": ("walk-in", "现场挂号患者"),
    "revisit": ("revisit", "回诊患者"),
}


def tongue(lang: str) -> int:
    """Return the column of the tables: 0 English, 1 Chinese."""
    return 1 if lang.startswith("zh") else 0


def class_name(code: str, column: int, names: Mapping[str, str]) -> str:
    """Return a class's name: the hospital's own, else a known word, else the code.

    >>> class_name("walk_in", 1, {}), class_name("elderly", 0, {"elderly": "over 80"})
    ('现场挂号患者', 'over 80')
    """
    if code in names:
        return names[code]
    return _CLASSES[code][column] if code in _CLASSES else code
