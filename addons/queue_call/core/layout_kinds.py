"""Kinds of regions of a screen: their options, and the least room that they need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .words import tongue

Text = tuple[str, str]
Value = str | int | float | bool


@dataclass(frozen=True)
class Problem:
    """What is wrong with a region (empty: with the whole layout), and what to do about it."""

    region: str
    text: Text
    remedy: Text

    def words(self, lang: str) -> str:
        """Return the problem as one line.

        >>> Problem("a1", ("It leaves the screen.", ""), ("Move it.", "")).words("en_US")
        'a1: It leaves the screen. Move it.'
        """
        column = tongue(lang)
        gap = "" if column else " "
        place = self.region + ("：" if column else ": ") if self.region else ""
        return f"{place}{self.text[column]}{gap}{self.remedy[column]}"


@dataclass(frozen=True)
class Option:
    """One option: a choice, a number within limits, a switch or a text (``most`` characters)."""

    name: Text
    default: Value = ""
    choices: Mapping[str, Text] | None = None
    low: float | None = None
    high: float | None = None
    most: int = 500

    def fits(self, value: object) -> bool:
        """Return whether a value can be used."""
        if self.choices is not None:
            return isinstance(value, str) and value in self.choices
        if isinstance(self.default, bool):
            return isinstance(value, bool)
        if isinstance(self.default, str):
            return isinstance(value, str) and len(value) <= self.most
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return number and (self.low or 0) <= float(str(value)) <= (self.high or 1e6)

    def remedy(self) -> Text:
        """Return what can be given instead."""
        if self.choices is not None:
            known = ", ".join(self.choices)
            return f"Possible: {known}.", f"可用：{known}。"
        if isinstance(self.default, bool):
            return "Say true or false.", "请填是或否。"
        if isinstance(self.default, str):
            return f"Write at most {self.most} characters.", f"最多{self.most}个字。"
        return (
            f"Give a number from {self.low} to {self.high}.",
            f"请填{self.low}至{self.high}之间的数字。",
        )


@dataclass(frozen=True)
class RegionKind:
    """A kind of region. ``least``: width and height in units of type; ``floats``: may lie over."""

    name: Text
    least: tuple[float, float] = (10, 6)
    shows_calls: bool = False
    floats: bool = False
    options: Mapping[str, Option] = field(default_factory=dict)


def _seconds(name: Text, default: int, low: int, high: int) -> Option:
    return Option(name, default, low=low, high=high)


CLEAR: Mapping[str, Option] = {
    "popup_s": _seconds(("A call stands large for (s)", "呼叫弹窗停留（秒）"), 9, 4, 60),
    "called_s": _seconds(("A called number stays in the list for (s)", "已呼叫号保留（秒）"),
                         600, 30, 7200),
    "passed_s": _seconds(("A missed number stays in the list for (s)", "过号保留（秒）"),
                         3600, 60, 86400),
    "idle_s": _seconds(("With nobody called, the idle text follows after (s)",
                        "无呼叫后转为待机（秒）"), 300, 10, 86400),
}  # fmt: skip
"""The four times after which a screen clears what it shows."""

_TITLE = Option(("Title", "标题"), "", most=40)
_TAGS = Option(("Class tags beside the number", "显示人群标签"), True)
_ROWS = Option(("Columns", "列数"), 1, low=1, high=6)
_TEXT = Option(("Text", "文字"), "", most=2000)
_EN = Option(("Text in English", "英文文字"), "", most=2000)
_ALIGN = Option(
    ("Alignment", "对齐"),
    "left",
    {"left": ("left", "左"), "center": ("middle", "中"), "right": ("right", "右")},
)
_LIST = {"title": _TITLE, "columns": _ROWS, "tags": _TAGS}

REGION_KINDS: Mapping[str, RegionKind] = {
    "header": RegionKind(("Heading", "标题栏"), (60, 9), options={
        "title": _TITLE, "clock": Option(("With the time", "显示时间"), True)}),
    "clock": RegionKind(("Time and date", "时钟"), (24, 9)),
    "rooms": RegionKind(("Rooms", "诊室列表"), (90, 20), True, options={
        "tags": _TAGS,
        "next": Option(("With those who are next", "显示候诊"), True),
        "closed": Option(("Closed rooms, too", "显示未开诊室"), False)}),
    "calls": RegionKind(("Pop-up of a call", "呼叫弹窗"), (60, 20), True, True),
    "called": RegionKind(("Latest calls", "最近呼叫"), (40, 14), True, options=_LIST),
    "next": RegionKind(("Next", "候诊"), (30, 14), options=_LIST),
    "benched": RegionKind(("Waiting at the door", "门前候诊"), (30, 14), options=_LIST),
    "passed": RegionKind(("Missed", "过号"), (30, 7), options={
        **_LIST, "most": Option(("At most", "最多"), 20, low=1, high=20)}),
    "doctor": RegionKind(("Doctor", "医生介绍"), (40, 30), options={
        "photo": Option(("Photo", "照片"), True),
        "introduction": Option(("Introduction", "简介"), True)}),
    "chairs": RegionKind(("Room with its chairs", "诊室（诊位）"), (56, 40), True, options={
        "tags": _TAGS, "doctor": Option(("Doctor", "医生"), True)}),
    "pharmacy": RegionKind(("Pharmacy", "药房"), (90, 36), True, options={
        "by": Option(("Called", "叫号显示"), "list", {
            "list": ("in one list", "统一列表"), "window": ("per window", "按窗口")}),
        "tags": _TAGS}),
    "steps": RegionKind(("Steps", "流程"), (60, 20), options={
        "queue": Option(("Kind of queue", "队列类型"), "", most=20), "tags": _TAGS}),
    "text": RegionKind(("Text", "文字"), (10, 5), options={
        "text": _TEXT, "text_en": _EN, "align": _ALIGN,
        "roll": Option(("Rolling", "滚动"), False)}),
    "image": RegionKind(("Logo", "院徽"), (6, 6)),
    "qr": RegionKind(("QR code", "二维码"), (16, 16), options={
        "text": Option(("Address", "网址"), "", most=300), "title": _TITLE}),
    "media": RegionKind(("Health education", "宣教"), (30, 20), options={
        "sound": Option(("With the sound of films", "播放视频声音"), False),
        "text": Option(("While nothing plays", "无节目时显示"), "", most=60)}),
    "ticker": RegionKind(("Rolling text", "滚动字幕"), (40, 5), options={
        "text": _TEXT, "speed": Option(("Speed", "速度"), 6, low=2, high=20),
        "still": Option(("Standing still", "静止不滚动"), False)}),
    "schedule": RegionKind(("Doctors' schedule", "出诊表"), (30, 20), options={
        "days": Option(("Days", "日期"), "both", {
            "both": ("today and the week in turn", "今日与本周轮换"),
            "today": ("today", "今日"), "week": ("the week", "本周")})}),
}  # fmt: skip
