"""Why a patient in the line is not called yet, and what a called one is asked to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .kinds import Kind, Text
from .words import tongue

_MISSING = (
    "Still to do before you can be called: {missing}. Your place is kept.",
    "叫号前还需完成：{missing}。您的排队位置保留。",
)
_UNTIL = ("You are called after {time}.", "{time}之后叫号。")
_SEAT = (
    "All seats are taken; you are called when one is free.",
    "座位已满，有空位后叫号。",
)
_ELSEWHERE = (
    "You are being called or served at {place} now; called here afterwards, your place is kept.",
    "您正在{place}就诊或被呼叫，结束后再叫号，排队位置保留。",
)
_WALKING = (
    "You have just been served elsewhere; called here when you have had time to walk.",
    "您刚在别处结束，预留步行时间后叫号。",
)
_NOT_READY = (
    "The desk has noted that you are not ready; your place is kept.",
    "分诊台标记您尚未准备好，排队位置保留。",
)


@dataclass(frozen=True)
class Hindrance:
    """What may keep a patient from being called; nothing of it costs him the place.

    ``missing``: names of preparations; ``until``: wall clock time before which he is not called;
    ``place``: where he is called or served now, ``walking``: he has just left; ``no_seat``.
    """

    step: str = ""
    ready: bool = True
    missing: Sequence[str] = ()
    until: str = ""
    place: str = ""
    walking: bool = False
    no_seat: bool = False


def why_not(kind: Kind, one: Hindrance, lang: str) -> str:
    """Return why he is not called yet, in one sentence; empty if nothing keeps him.

    >>> from .kind_catalogue import KINDS
    >>> why_not(KINDS["infusion"], Hindrance("ready", no_seat=True), "en_US")
    'All seats are taken; you are called when one is free.'
    """
    return _reason(kind, one)[tongue(lang)].format(
        missing=("、" if tongue(lang) else ", ").join(one.missing),
        time=one.until,
        place=one.place,
    )


def _reason(kind: Kind, one: Hindrance) -> Text:
    if one.missing:
        return _MISSING
    if not one.ready:
        step = kind.step(one.step)
        return (step and step.wait) or _NOT_READY
    rest = (
        (one.until, _UNTIL),
        (one.place, _ELSEWHERE),
        (one.walking, _WALKING),
        (one.no_seat, _SEAT),
    )
    return next((text for holds, text in rest if holds), ("", ""))


def step_names(kind: Kind, lang: str) -> dict[str, str]:
    """Return {step: name} of a kind, in a language."""
    return {step.code: step.name[tongue(lang)] for step in kind.steps.values()}


def call_words(kind: Kind, point: str, lang: str) -> str:
    """Return what a called patient is asked to do.

    >>> from .kind_catalogue import KINDS
    >>> call_words(KINDS["pharmacy"], "3号窗口", "zh_CN")
    '请到3号窗口取药'
    """
    return kind.says[tongue(lang)].format(point=point)
